"""The sheet 退回单 that a returned workbook carries: known again when it comes back."""

from __future__ import annotations

import polars as pl

from observations.stations import Sheet

SLIP_SHEET = "退回单"


def is_slip(sheet: Sheet) -> bool:
    """True for our own sheet (its first cell is its title), not for one an office calls so."""
    if sheet.name != SLIP_SHEET or sheet.texts.is_empty():
        return False
    first = sheet.texts.filter((pl.col("row") == 0) & (pl.col("col") == 0))["text"].to_list()
    return bool(first) and first[0].startswith(SLIP_SHEET)
