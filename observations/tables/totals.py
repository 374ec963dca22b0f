"""Control totals of a third party's table: exact sums of what the rows above write."""

from __future__ import annotations

from decimal import Decimal

from observations.cells import a1
from observations.number import Reading, from_cell, read_number, shown_number
from observations.stations import stores_numbers
from observations.tables.headings import Bound
from observations.tables.model import Total
from observations.tables.numbers import exact
from observations.tables.page import TablePage

_HALF = Decimal("0.5")
_FLOAT_NOISE = Decimal("1e-12")  # share of the sum: spreadsheets add binary fractions


def check_total(page: TablePage, row: int, total: Total) -> None:
    """Compare a row of totals with the numbers above; agreement proves the table whole."""
    page.totals_seen.add(total.label)
    for bound in page.headings.bound:
        if bound.column.role == "data" and bound.column.heading in total.sums:
            _check(page, row, bound, total)
    if total.rows == "group":
        page.group.clear()


def _check(page: TablePage, row: int, bound: Bound, total: Total) -> None:
    at = (row, bound.col)
    cell = page.grid.cells.get(at)
    if not total.area:
        page.drop([at])
    if bound.col in page.broken:  # a number above is to be put right first
        return
    if cell is None or cell.kind == "f":
        page.note("total.not_computed", f"“{total.label}”没有数值", a1(*at))
        return
    stored = cell.number is not None
    reading = from_cell(cell.number) if cell.number is not None else read_number(cell.text)
    if cell.percent or reading.value is None:
        about = f"“{total.label}”填的是“{cell.text[:40]}”"
        page.tell("total.missing", about, a1(*at), value=cell.text)
        return
    numbers = (page.group if total.rows == "group" else page.written).get(bound.col, [])
    own = sum(numbers, Decimal(0))
    if abs(exact(reading) - own) <= _slack(reading, own, total, stored=stored and _exact(page)):
        page.proven = page.proven or bool(numbers)
        return
    about = f"“{total.label}”写的是 {cell.text},各行相加是 {shown_number(float(own))}"
    page.tell("total.sum", about, a1(*at), value=cell.text)


def _exact(page: TablePage) -> bool:
    return stores_numbers(page.kind)


def _slack(reading: Reading, own: Decimal, total: Total, *, stored: bool) -> Decimal:
    """What a total may be off: what is declared, and half its last digit where it is only shown."""
    shown = Decimal(0) if stored else _HALF.scaleb(-reading.decimals)
    return max(Decimal(total.tolerance), shown, abs(own) * _FLOAT_NOISE)
