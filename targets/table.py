"""The indicator tables as they stand in the document's text (tab-separated lines)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from targets.extract.heads import Columns, columns_of, parted
from targets.extract.rows import is_heading, is_work_heading, table_lines
from targets.extract.words import narrow
from targets.quotes import Span, fold
from targets.sections import TABLE, sections

BINDINGS = {"约束性": "binding", "预期性": "indicative"}


@dataclass(frozen=True)
class TableRow:
    """One value of one row as printed, white space folded; `category` carried down from above.

    `name` stands without its number and without the unit in brackets behind it; `year` is the
    year the value's column names, None when its heading names none. A row of three years is
    three of these.
    """

    section: str
    category: str
    number: str
    name: str
    unit: str
    printed: str
    binding: str
    year: int | None = None


def headings(document: str) -> tuple[str, ...]:
    """The column headings of the document's indicator tables, as printed, without repeats."""
    found: dict[str, None] = {}
    for _, _, line in _table_lines(document):
        cells = [fold(cell) for cell in line.split("\t")]
        found.update(dict.fromkeys(cells) if is_heading(cells) else {})
    return tuple(found)


def heading_spans(document: str) -> tuple[Span, ...]:
    """Where the heading rows of tables stand: their years name columns, they promise nothing."""
    return tuple(
        (at, at + len(line))
        for _, at, line in _table_lines(document)
        if is_heading(cells := [fold(cell) for cell in line.split("\t")]) or is_work_heading(cells)
    )


def table_rows(document: str, first_year: int = 0) -> tuple[TableRow, ...]:
    """Every value of every row of the document's indicator tables.

    A column of a year before `first_year` holds baselines.
    """
    rows: list[TableRow] = []
    columns: Columns | None = None
    category, count, where = "", 0, ""
    for section, _, line in _table_lines(document):
        if section != where:
            columns, category, count, where = None, "", 0, section
        cells = [fold(cell) for cell in line.split("\t")]
        if is_heading(cells):
            columns = columns_of([narrow(cell) for cell in cells], first_year)
            continue
        columns = None if is_work_heading(cells) else columns
        if columns is None:
            continue
        count += 1
        category = _cell(cells, columns, "category") or category
        rows += _values(cells, columns, section, category, count)
    return tuple(rows)


def _values(
    cells: list[str], columns: Columns, section: str, category: str, count: int
) -> Iterator[TableRow]:
    number, name, bracketed = parted(_cell(cells, columns, "name"))
    told = _cell(cells, columns, "number") or number or str(count)
    unit = _cell(cells, columns, "unit") or bracketed
    for at, day in columns.values:
        printed = cells[at] if at < len(cells) else ""
        yield TableRow(section, category, told, name, unit, printed,
                       _cell(cells, columns, "binding"), day.year if day else None)  # fmt: skip


def _cell(cells: list[str], columns: Columns, name: str) -> str:
    at = columns.names.get(name)
    return cells[at] if at is not None and at < len(cells) else ""


def _table_lines(document: str) -> Iterator[tuple[str, int, str]]:
    for section in sections(document):
        if section.name.endswith(TABLE):
            for at, line in table_lines(document, section):
                yield section.name, at, line
