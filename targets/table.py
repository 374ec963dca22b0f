"""The indicator table as it stands in the document's text (tab-separated lines)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from targets.quotes import fold
from targets.sections import TABLE, sections

_HEADINGS = {
    "类别": "category",
    "序号": "number",
    "指标": "name",
    "指标名称": "name",
    "单位": "unit",
    "指标值": "printed",
    "目标值": "printed",
    "指标属性": "binding",
    "属性": "binding",
}
BINDINGS = {"约束性": "binding", "预期性": "indicative"}


@dataclass(frozen=True)
class TableRow:
    """One row as printed, white space folded; `category` carried down from the row above."""

    section: str
    category: str
    number: str
    name: str
    unit: str
    printed: str
    binding: str


def headings(document: str) -> tuple[str, ...]:
    """The column headings of the document's indicator tables, as printed, without repeats."""
    found: dict[str, None] = {}
    for _, line in _table_lines(document):
        if _is_heading(line):
            found.update(dict.fromkeys(fold(cell) for cell in line.split("\t")))
    return tuple(found)


def table_rows(document: str) -> tuple[TableRow, ...]:
    """Every row of the document's indicator tables."""
    rows: list[TableRow] = []
    columns: tuple[str, ...] = ()
    category = ""
    for section, line in _table_lines(document):
        cells = [fold(cell) for cell in line.split("\t")]
        if _is_heading(line):
            columns = tuple(_HEADINGS.get(cell, cell) for cell in cells)
            continue
        row = dict(zip(columns, cells, strict=False))
        category = row.get("category") or category
        names = ("number", "name", "unit", "printed", "binding")
        rows.append(TableRow(section, category, *(row.get(name, "") for name in names)))
    return tuple(rows)


def _is_heading(line: str) -> bool:
    return {"序号", "指标"} <= {fold(cell) for cell in line.split("\t")}


def _table_lines(document: str) -> Iterator[tuple[str, str]]:
    for section in sections(document):
        if section.name.endswith(TABLE):
            for line in document[section.start : section.end].splitlines():
                if line.count("\t") >= 2:
                    yield section.name, line
