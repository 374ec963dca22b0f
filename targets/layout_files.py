"""Layouts of third parties' tables: read from YAML, checked against the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from observations.errors import UserError
from observations.period import Frequency, ReportingPeriod
from observations.tables.model import (
    AreaNames,
    PeriodRule,
    Recognition,
    RowName,
    TableColumn,
    TableLayout,
    Total,
)
from targets import layout_shapes as shapes
from targets.layout_rules import check_layout
from targets.model import Plan
from targets.shapes import read_record
from targets.yamlfile import Document, Place, read_yaml

FOLDER = "layouts"
MOST_HEADING_ROWS = 3

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Shelf:
    """The layouts of some folders by name, and what is wrong with the files left out."""

    layouts: Mapping[str, TableLayout]
    problems: tuple[UserError, ...] = ()


def load_layout(path: Path, plan: Plan) -> TableLayout:
    """The layout in a file; `UserError` (file, line, field) when anything in it is wrong.

    A file with questions left is no layout yet.
    """
    return layout_of(read_yaml(path), plan)


def load_layouts(folders: Sequence[Path], plan: Plan) -> Shelf:
    """Every layout in `folders`. A file that is wrong is left out and named: a mistake in one
    table must not hold up the others.
    """
    layouts: dict[str, TableLayout] = {}
    problems: list[UserError] = []
    for path in sorted(path for folder in folders for path in folder.glob("*.yaml")):
        try:
            layout = load_layout(path, plan)
            if layout.name in layouts:
                raise UserError(
                    f"{path.name}:表样 {layout.name} 在另一个文件里已有",
                    cure="改 edition 或删去一个",
                )
            layouts[layout.name] = layout
        except UserError as problem:
            problems.append(problem)
    return Shelf(layouts, tuple(problems))


def layout_of(document: Document, plan: Plan) -> TableLayout:
    """Like `load_layout`, from a document that was read."""
    top = document.at()
    content = dict(document.value) if isinstance(document.value, dict) else {}
    missing = [name for name in shapes.REQUIRED if name not in content]
    if missing:
        raise UserError(f"{top}:缺少 {'、'.join(missing)}", cure="按 docs/layouts.md 的样子写")
    parts = {name: content.pop(name, None) for name in (*shapes.SECTIONS, *shapes.LISTS)}
    head = read_record(shapes.LAYOUT.fields, top, content)
    records = {
        name: read_record(shape.fields, top.below(name), parts[name])
        for name, shape in shapes.SECTIONS.items()
    }
    lists = {name: _records(top.below(name), name, parts[name]) for name in shapes.LISTS}
    _nothing_asked(top, head, lists)
    layout = _built(top, head, records, lists)
    check_layout(top, layout, plan)
    offices = {office.id: office.name for office in plan.offices}
    names = {area.code: area.name for area in plan.areas}
    areas = tuple(replace(a, names=(names[a.code], *a.names)) for a in layout.areas)
    return replace(layout, office_name=offices[layout.office], areas=areas)


def _records(place: Place, name: str, value: Any) -> list[tuple[Place, Record]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UserError(f"{place}:应为列表", cure="每条以“- ”开头")
    fields = shapes.LISTS[name].fields
    return [
        (place.below(n), read_record(fields, place.below(n), row)) for n, row in enumerate(value)
    ]


def _nothing_asked(
    top: Place, head: Record, lists: Mapping[str, Sequence[tuple[Place, Record]]]
) -> None:
    asked = [str(top.below("questions", n)) for n, _ in enumerate(head.get("questions", ()))]
    asked += [
        str(place.below("question"))
        for rows in lists.values()
        for place, row in rows
        if "question" in row
    ]
    if asked:
        raise UserError(
            f"{asked[0]}:还有 {len(asked)} 个问题没有确认", cure="逐个确认后删去 question 再用"
        )


def _built(
    top: Place,
    head: Record,
    sections: Mapping[str, Record],
    lists: Mapping[str, Sequence[tuple[Place, Record]]],
) -> TableLayout:
    given = {name: value for name, value in head.items() if name not in ("questions", "frequency")}
    rows_of = {name: [row for _, row in rows] for name, rows in lists.items()}
    period = {"source" if k == "in" else k: v for k, v in sections["period"].items()}
    if not 1 <= given.get("heading_rows", 1) <= MOST_HEADING_ROWS:
        raise UserError(f"{top.below('heading_rows')}:应为 1 至 3", cure="改正表头行数")
    for name in ("since", "until"):
        if name in given:
            given[name] = ReportingPeriod.parse(given[name])
    return TableLayout(
        **given,
        office_name="",
        frequency=Frequency(head["frequency"]),
        recognise=Recognition(**sections["recognise"]),
        period=PeriodRule(**period),
        columns=tuple(TableColumn(**row) for row in rows_of["columns"]),
        rows=tuple(RowName(**row) for row in rows_of["rows"]),
        areas=tuple(AreaNames(row["code"], row.get("names", ())) for row in rows_of["areas"]),
        totals=tuple(Total(**row) for row in rows_of["totals"]),
    )
