"""A sheet as calamine opened it, corrected by a second look. Runs inside the jail."""

from __future__ import annotations

from array import array
from datetime import date, datetime, time, timedelta
from math import isnan

from python_calamine import CalamineSheet

from observations.precheck import Unsafe
from observations.readers.raw import MOST_AREA, NAN, Look, RawSheet


def sheet_of(sheet: CalamineSheet, look: Look, *, hidden: bool) -> RawSheet:
    """The cells of `sheet`; marked ones lose whatever calamine took for their value."""
    if sheet.total_height * sheet.total_width > MOST_AREA:
        raise Unsafe("file.too_many_cells")
    rows = sheet.to_python(skip_empty_area=False)
    width = max((len(row) for row in rows), default=0)
    raw = RawSheet(sheet.name, hidden, len(rows))
    raw.columns = [array("d", [NAN]) * len(rows) for _ in range(width)]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if type(cell) is float or type(cell) is int:
                raw.columns[c][r] = cell
            elif cell != "":
                raw.texts.append((r, c, *_written(cell)))
    _mark(raw, look)
    raw.merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    raw.percents = [at for at in look.percents if not isnan(raw.number(*at))]
    return raw


def _mark(raw: RawSheet, look: Look) -> None:
    if not look.marks:
        return
    for row, col in look.marks:
        if row < raw.height and col < len(raw.columns):
            raw.columns[col][row] = NAN
    raw.texts = [text for text in raw.texts if text[:2] not in look.marks]
    raw.texts += [
        (row, col, "#错误" if kind == "e" else "", kind) for (row, col), kind in look.marks.items()
    ]


def _written(cell: object) -> tuple[str, str]:
    if isinstance(cell, bool):
        return ("TRUE" if cell else "FALSE", "b")
    if isinstance(cell, datetime | date | time):
        return (cell.isoformat(), "d")
    if isinstance(cell, timedelta):
        return (str(cell), "d")
    return (str(cell), "s")
