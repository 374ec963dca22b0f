"""Control totals: what a file cut in the middle cannot carry along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observations.cells import Address, Cell
from observations.layout import COUNT_LABEL, FOOTER_LABELS, SUM_LABEL, folded
from observations.number import from_cell, read_number, shown_number
from observations.page import Page, first_cells
from observations.stations import stores_numbers

_COLUMNS = ("numerator", "denominator", "value")
_RELATIVE = 1e-9
_SHOWN = 0.5e-6  # the form shows six decimals; a text export carries what is shown


@dataclass(frozen=True)
class Tally:
    """Count and sum of the entries as a spreadsheet program would total them."""

    count: int
    total: float


def tally(page: Page, rows: Sequence[int]) -> tuple[Tally, ...]:
    """The possible totals: of cells stored as numbers, or (csv) of all that read as numbers."""
    cells = [
        cell
        for row in rows
        for column in _COLUMNS
        if (cell := page.cells.get((row, page.headings.columns.get(column, -1))))
    ]
    stored = [from_cell(c.number).value or 0.0 for c in cells if c.number is not None]
    if stores_numbers(page.kind):
        return (_tally(stored),)
    plain = [r.value for c in cells if (r := read_number(c.text)).value is not None]
    return (_tally([v for v in plain if v is not None]),)


def _tally(values: list[float]) -> Tally:
    return Tally(len(values), sum(values))


def check_totals(page: Page, counted: tuple[Tally, ...]) -> None:
    """Compare the footer with the entries; a missing footer means the form may be cut."""
    _take_posts(page)
    _check(page, COUNT_LABEL, "total.count", [(float(t.count), 0.5) for t in counted])
    shown = 0.0 if stores_numbers(page.kind) else _SHOWN
    sums = [(t.total, shown * t.count + _RELATIVE * max(1.0, abs(t.total))) for t in counted]
    _check(page, SUM_LABEL, "total.sum", sums)
    if page.not_computed:
        many, cells = len(page.not_computed), first_cells(page.not_computed)
        about = f"表尾合计校验 {many} 处没有缓存值({cells}),未作核对"
        page.tell("total.not_computed", about, page.place())


def _check(page: Page, label: str, rule: str, allowed: list[tuple[float, float]]) -> None:
    at = _label(page, label)
    if at is None:
        page.tell("total.missing", f"没有找到“{label}”", page.place())
        return
    page.cells.pop(at)
    cell = page.take(at[0], "value")
    place = page.place(page.address(at[0], "value"))
    if cell is None and not stores_numbers(page.kind):  # text holds no formula still to compute
        page.tell("total.missing", f"“{label}”没有数", place)
        return
    if cell is None or cell.kind == "f":
        page.not_computed.append(place.cell)
        return
    reading = from_cell(cell.number) if cell.number is not None else read_number(cell.text)
    if reading.value is None:
        page.tell(
            "total.missing", f"“{label}”填的是“{cell.text[:40]}”", place, value=cell.text[:40]
        )
        return
    printed = 0.0 if stores_numbers(page.kind) else 0.5 * 10**-reading.decimals
    if all(abs(reading.value - own) > slack + printed for own, slack in allowed):
        own = shown_number(allowed[0][0])
        about = f"“{label}”写的是 {cell.text},按表内填报算出的是 {own}"
        page.tell(rule, about, place, value=cell.text)


def _label(page: Page, label: str) -> Address | None:
    return next((at for at, cell in sorted(page.cells.items()) if _is(cell, label)), None)


def _is(cell: Cell, label: str) -> bool:
    return folded(cell.text).rstrip(":") == label


def _take_posts(page: Page) -> None:
    """The posts who filled and reviewed: whatever the footer says left of its totals."""
    totals = [at for label in (COUNT_LABEL, SUM_LABEL) if (at := _label(page, label))]
    rows = {row for row, _ in totals} | {row for row, _ in _post_labels(page)}
    columns = page.headings.columns
    end = min((col for _, col in totals), default=columns.get("definition", columns["name"]) + 1)
    for address in [at for at in page.cells if at[0] in rows and at[1] < end]:
        page.cells.pop(address)


def _post_labels(page: Page) -> list[Address]:
    """填报岗位 and 审核岗位 under the table, also with the post typed into the same cell."""
    return [
        at
        for at, cell in page.cells.items()
        if folded(cell.text).partition(":")[0] in FOOTER_LABELS[:2]
    ]
