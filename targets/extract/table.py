"""Rows of the plan's indicator tables, from the prepared text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from targets.extract.heads import Columns, columns_of, parted
from targets.extract.listing import led, names
from targets.extract.model import Found, Head, NumberAside, QuestionKind
from targets.extract.naming import lower_is_better
from targets.extract.quantity import Quantity, quantities
from targets.extract.rows import (
    is_breakdown_heading,
    is_heading,
    is_work_heading,
    table_lines,
)
from targets.extract.words import narrow, words
from targets.quotes import fold
from targets.sections import sections

_BINDINGS = {"约束性": "binding", "约束": "binding", "预期性": "indicative", "预期": "indicative"}
_CHANGE_NAMED = re.compile(r"(?:降低|下降|减少|提高|增长|上升)(?:幅度|比例)?$")
_CHANGING = re.compile(r"增长|下降|提高|降低|增速|年均")


@dataclass(frozen=True)
class TableReading:
    """The commitments of the tables; changes and values nobody can read, by their stretch."""

    found: tuple[Found, ...]
    changes: tuple[tuple[int, int], ...]
    unclear: tuple[tuple[int, int], ...]
    baselines: tuple[tuple[tuple[int, int], str], ...]
    asides: tuple[NumberAside, ...] = ()  # the baselines' own numbers


def read_tables(text: str, head: Head) -> TableReading:
    """Every row of every indicator table, in order."""
    found: list[Found] = []
    changes: list[tuple[int, int]] = []
    unclear: list[tuple[int, int]] = []
    baselines: list[tuple[tuple[int, int], str]] = []
    asides: list[NumberAside] = []
    for section in sections(text):
        columns: Columns | None = None
        category, count = "", 0
        for start, line in table_lines(text, section):
            cells = [cell.strip() for cell in line.split("\t")]
            if is_heading([fold(cell) for cell in cells]):
                columns = columns_of([narrow(fold(cell)) for cell in cells], head.start.year)
                continue
            if _other_heading([fold(cell) for cell in cells]):
                columns = None
            if columns is None:
                continue
            category = _cell(cells, columns.names.get("category")) or category
            count += 1
            asides += _baseline_asides(cells, columns, line, start, section.name)
            for at, day in columns.values:
                row = _Row(cells, columns, at, day, start, line, section.name, category)
                outcome = _read(row, head, count)
                if isinstance(outcome, Found):
                    found.append(outcome)
                    baselines += [(outcome.at, b) for b in _baselines(row)]
                elif outcome == "change":
                    changes.append(row.span)
                elif outcome == "unclear":
                    unclear.append(row.span)
    return TableReading(tuple(found), tuple(changes), tuple(unclear), tuple(baselines),
                        tuple(asides))  # fmt: skip


def _other_heading(cells: list[str]) -> bool:
    return is_work_heading(cells) or is_breakdown_heading(cells)


def _baseline_asides(
    cells: list[str], columns: Columns, line: str, start: int, section: str
) -> Iterator[NumberAside]:
    """A baseline promises nothing; its quote begins with the end of the cell before it."""
    raw = line.split("\t")
    for at in columns.baselines:
        if at == 0 or at >= len(cells) or not re.search(r"[0-9]", cells[at]):
            continue
        end = start + sum(len(cell) + 1 for cell in raw[:at]) + len(raw[at].rstrip())
        before = re.search(r"[^0-9]{1,5}$", raw[at - 1].rstrip())
        first = start + sum(len(cell) + 1 for cell in raw[:at])
        lead = (
            1 + len(raw[at - 1]) - len(raw[at - 1].rstrip()) + len(before.group()) if before else 0
        )
        yield NumberAside(section, (first - lead, end), "description")


@dataclass(frozen=True)
class _Row:
    cells: list[str]
    columns: Columns
    at: int
    day: date | None
    start: int
    line: str
    section: str
    category: str

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.start + len(self.line)

    def cell(self, name: str) -> str:
        return _cell(self.cells, self.columns.names.get(name))

    def cell_span(self) -> tuple[int, int]:
        """Where the value's cell stands in the prepared text."""
        raw = self.line.split("\t")
        begin = self.start + sum(len(c) + 1 for c in raw[: self.at])
        begin += len(raw[self.at]) - len(raw[self.at].lstrip())
        return begin, begin + len(raw[self.at].strip())


def _cell(cells: list[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _baselines(row: _Row) -> Iterator[str]:
    for at in row.columns.baselines:
        if re.search(r"[0-9]", _cell(row.cells, at)):
            yield _cell(row.cells, at)


def _read(row: _Row, head: Head, count: int) -> Found | str:
    written = narrow(fold(_cell(row.cells, row.at)))
    name = parted(fold(row.cell("name")))[1]
    if not name or not re.search(r"[0-9]", written):
        return "unclear" if name and written.strip("-/") else ""
    if _CHANGING.search(written) or _CHANGE_NAMED.search(name):
        return "change"
    return _found(row, head, count, written) if _quantity(written) else "unclear"


def _quantity(written: str) -> tuple[Quantity, ...]:
    """The value of a cell; its unit stands in another column, so 4—5 needs one to be a range."""
    plain = written.strip("[]()")
    unitless = re.fullmatch(r"[0-9.]+(?:-|至)[0-9.]+", plain)
    return quantities(f"{plain}个" if unitless else plain)


def _found(row: _Row, head: Head, count: int, written: str) -> Found | str:
    q = _quantity(written)[0]
    _, name, bracketed = parted(fold(row.cell("name")))
    unit = fold(row.cell("unit")) or bracketed or q.unit
    down = lower_is_better(name) or q.value == 0 or _falls(row, q.value)
    comparator = "range" if q.value_max is not None else q.operator or ("<=" if down else ">=")
    asks, inferred = _doubts(row, q.operator or ("range" if q.value_max else ""), comparator, unit)
    number = row.cell("number") or parted(fold(row.cell("name")))[0]
    leads, helping = _offices(row)
    return Found(
        at=row.cell_span(),
        quote=_quoted(row),
        name=name,
        comparator=comparator,  # type: ignore[arg-type]
        value=q.value,
        value_max=q.value_max,
        unit="比值" if q.unit == "比值" else unit or "值",
        deadline=row.day or head.end,
        section=row.section,
        source="table",
        printed=fold(_cell(row.cells, row.at)),
        printed_comparator=q.comparison,
        binding=_BINDINGS.get(fold(row.cell("binding")), "none"),  # type: ignore[arg-type]
        category=row.category,
        number=int(number) if number.isdigit() else count,
        asks=asks,
        inferred=inferred,
        notes=tuple(text for _, text in asks if _ in ("deadline", "comparator")),
        confidence=round(0.99 - 0.04 * len(asks), 2),
        leads=leads,
        cooperating=helping,
    )


def _falls(row: _Row, value: float) -> bool:
    """The value lies below the baseline beside it: the row is meant to fall (推定)."""
    known = [_quantity(narrow(fold(text))) for text in _baselines(row)]
    return bool(known) and all(bool(qs) and value < qs[0].value for qs in known)


def _offices(row: _Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who answers, by the row's own columns: led, else answered for; and who helps."""
    by: dict[str, list[str]] = {"lead": [], "answer": [], "help": []}
    for at, kind in row.columns.offices:
        by[kind] += names(narrow(_cell(row.cells, at)))
    return led(by)


def _quoted(row: _Row) -> tuple[int, int]:
    """The row without its category, which stands once for several rows."""
    at = row.columns.names.get("category")
    raw = row.line.split("\t")
    cut = len(raw[0]) + 1 if at == 0 and len(raw) > 1 else 0
    return row.start + cut, row.start + len(row.line)


def _doubts(
    row: _Row, compared: str, comparator: str, unit: str
) -> tuple[tuple[tuple[QuestionKind, str], ...], tuple[str, ...]]:
    asks: list[tuple[QuestionKind, str]] = []
    inferred: list[str] = []
    if row.day is None:
        asks.append(("deadline", "表没有印期限,按方案期末推定"))
        inferred.append("deadline")
    if not compared:
        way = "不高于" if comparator == "<=" else "不低于"
        asks.append(("comparator", f"没有印比较符,按{way}执行(推定)"))
        inferred.append("comparator")
    if compared == "range":
        inferred.append("comparator")  # 印作区间,没有比较用语
    if not unit:
        asks.append(("unit", "表没有印单位"))
    if not row.columns.baselines:
        asks.append(("baseline", "表没有基期值,判序时进度以前须录入"))
    if words().list("countless")[0] in row.cell("name"):
        asks.append(("subject", "指标名称没有说清数什么"))
    return tuple(asks), tuple(inferred)
