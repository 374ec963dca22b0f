"""Merged cells of a form: which entry one number belongs to, if it belongs to one."""

from __future__ import annotations

from collections.abc import Mapping

from observations.cells import Address, a1
from observations.layout import LayoutRow
from observations.page import Merge, Page

PARTS = ("numerator", "denominator", "value")


def settle_merged(page: Page, matched: Mapping[int, LayoutRow]) -> frozenset[int]:
    """One number over one entry cell is that entry's; the rows where that is not clear.

    Offices widen a cell over blank neighbours; over several entry cells the number belongs to
    none of them: one finding an area. `matched`: sheet row → layout row.
    """
    unclear: set[int] = set()
    entries = {at for row, expected in matched.items() for at in _entries(page, row, expected)}
    for area in page.merged:
        top, left, bottom, right = area
        if (top, left) not in page.cells or not matched.keys() & range(top, bottom + 1):
            continue
        inside = {at for at in entries if top <= at[0] <= bottom and left <= at[1] <= right}
        free = top in matched and left in _blank(page, matched[top])
        if len(inside) > 1 or (free and not all(_moved(page, (top, left), at) for at in inside)):
            entries -= inside
            unclear |= {row for row, _ in inside}
            _tell(page, area)
    return frozenset(unclear)


def _entries(page: Page, row: int, expected: LayoutRow) -> list[Address]:
    """Where the office may write a number in this row: parts only where they are asked."""
    asked = PARTS if expected.computed else PARTS[-1:]
    columns = page.headings.columns
    return [(row, columns[part]) for part in asked if part in columns]


def _blank(page: Page, expected: LayoutRow) -> set[int]:
    """Columns in which this row prints and asks nothing."""
    printed = {"numerator_name": expected.numerator, "denominator_name": expected.denominator}
    names = [name for name, text in printed.items() if not text]
    names += [] if expected.computed else PARTS[:-1]
    return {page.headings.columns[name] for name in names if name in page.headings.columns}


def _moved(page: Page, first: Address, entry: Address) -> bool:
    """Put what stands at `first` of an area into its one entry; False when both say something."""
    if entry in page.cells:
        return False
    page.cells[entry] = page.cells.pop(first)
    return True


def _tell(page: Page, area: Merge) -> None:
    where = a1(area[0], area[1])
    shown = page.cells[area[0], area[1]].text[:40]
    about = f"“{shown}”合并在 {where}:{a1(area[2], area[3])},不知道是哪一格的"
    page.tell("table.merged", about, page.place(where), value=shown)
