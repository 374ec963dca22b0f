"""Which layouts a file's sheets are tables of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from observations.cells import grid
from observations.errors import UserError
from observations.finding import Finding
from observations.layout import folded
from observations.signals import Place, signal
from observations.stations import ParsedReport, Sheet
from observations.tables.headings import Grid, TableHeadings, find_headings
from observations.tables.model import TableLayout

_TITLE_ROWS = 15


@dataclass(frozen=True)
class Found:
    """A sheet that is a table of `layout`; `title` is everything written above its headings."""

    layout: TableLayout
    sheet: Sheet
    grid: Grid
    headings: TableHeadings
    title: str


def recognise_tables(
    report: ParsedReport, layouts: Iterable[TableLayout]
) -> Mapping[str, tuple[Found, ...]]:
    """Layout name → the visible sheets that are its table, only layouts that have any."""
    grids = [(s, made) for s in report.sheets if not s.hidden and (made := _grid(s))]
    found = {
        layout.name: tuple(f for sheet, cells in grids if (f := _found(layout, sheet, cells)))
        for layout in layouts
    }
    return {name: sheets for name, sheets in found.items() if sheets}


def _grid(sheet: Sheet) -> Grid | None:
    """None for a sheet that merges more cells than any table does."""
    try:
        return Grid(grid(sheet), sheet.merged)
    except UserError:
        return None


def too_merged(report: ParsedReport) -> tuple[Finding, ...]:
    """A finding for each visible sheet that merges more cells than any table does."""
    told = []
    for sheet in report.sheets:
        try:
            Grid(grid(sheet), sheet.merged)
        except UserError as much:
            if not sheet.hidden:
                message = f"《{report.source.name}》,工作表“{sheet.name}”:{much.what},{much.cure}"
                told.append(signal("file.too_many_merged", message, Place(sheet=sheet.name)))
    return tuple(told)


def _found(layout: TableLayout, sheet: Sheet, cells: Grid) -> Found | None:
    known = layout.recognise
    if folded(known.sheet) not in folded(sheet.name):
        return None
    headings = find_headings(cells, layout)
    if headings is None:
        return None
    title = " ".join(
        cell.text
        for (row, _), cell in sorted(cells.cells.items())
        if row < min(headings.row, _TITLE_ROWS)
    )
    seen = folded(f"{title} {sheet.name}")
    bound = {folded(one.column.heading) for one in headings.bound}
    words = all(folded(word) in seen for word in known.title)
    columns = all(folded(heading) in bound for heading in known.headings)
    return Found(layout, sheet, cells, headings, title) if words and columns else None
