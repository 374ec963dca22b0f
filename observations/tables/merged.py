"""Merged cells of a third party's table: the entry a number belongs to, if it is one."""

from __future__ import annotations

from observations.cells import Cell, a1
from observations.tables.headings import Bound, Merge
from observations.tables.model import KEY_ROLES
from observations.tables.page import TablePage


def entry_cell(page: TablePage, row: int, bound: Bound) -> Cell | None:
    """The number of a data cell, also where its area begins in a blank neighbour of it."""
    cell = page.grid.cells.get((row, bound.col))
    area = page.grid.inside.get((row, bound.col))
    if cell is not None or area is None or area[1] in _keys(page):
        return cell
    return page.grid.cells.get(area[:2])


def tell_merged(page: TablePage, row: int, bound: Bound) -> bool:
    """True (and a finding) for a number merged over several entries: it belongs to none.

    Rows in which nothing else stands and columns that hold no data are no entries: a cell
    widened over those is harmless.
    """
    area = page.grid.inside.get((row, bound.col))
    if area is None or (_one_entry(page, area) and not _both_written(page, (row, bound.col), area)):
        return False
    cells = f"{a1(area[0], area[1])}:{a1(area[2], area[3])}"
    text = page.grid.text(row, bound.col)
    about = f"“{text[:40]}”合并在 {cells},不知道是哪一格的"
    page.tell_once("table.merged", about, a1(area[0], area[1]), value=text)
    return True


def _one_entry(page: TablePage, area: Merge) -> bool:
    top, left, bottom, right = area
    data = [b for b in page.headings.bound if b.column.role == "data" and left <= b.col <= right]
    columns = page.grid.columns
    below = [r for r in columns if top < r <= bottom]
    return len(data) == 1 and not any(_written(columns[r], area) for r in below)


def _written(cols: list[int], area: Merge) -> bool:
    """True when the row says something beside the area."""
    return any(not area[1] <= col <= area[3] for col in cols)


def _both_written(page: TablePage, at: tuple[int, int], area: Merge) -> bool:
    """A second number stands hidden below the one that is shown."""
    return at != area[:2] and at in page.grid.cells and area[:2] in page.grid.cells


def _keys(page: TablePage) -> set[int]:
    return {b.col for b in page.headings.bound if b.column.role in KEY_ROLES}
