"""The value of a row beside its numerator and denominator: recomputed where it is missing."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from observations.cells import Cell
from observations.indicator import Indicator
from observations.layout import LayoutRow
from observations.number import Reading, shown_number
from observations.page import Page

_ROOMY = Context(prec=400)  # any double, with decimals, fits


class HasReading(Protocol):
    """A cell with what was read from it (`rows.Taken`)."""

    @property
    def cell(self) -> Cell | None:
        """The cell as written; None when blank."""

    @property
    def reading(self) -> Reading:
        """The number read."""

    @property
    def address(self) -> str:
        """A1 address."""


def rounded(value: float, decimals: int) -> float:
    """Rounded half away from zero, as a spreadsheet's ROUND does on the 15 digits it keeps."""
    exact = Decimal(shown_number(value))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _ROOMY))


def kept_value(
    page: Page,
    row: LayoutRow,
    indicator: Indicator,
    parts: tuple[HasReading, HasReading, HasReading],
) -> Reading:
    """The value to keep; `parts` are numerator, denominator, value.

    A computed value that is missing is recomputed with an info. One that is present is kept
    even where its parts deny it: saying why (a unit slip, a stale cache) is a quality rule's
    work. Its cell prints the definition's decimals, so it is held to them.
    """
    above, below, value = parts
    top, bottom = above.reading.value, below.reading.value
    broken = any(part.reading.problem for part in parts)
    if not row.computed or broken or top is None or bottom is None:
        return value.reading
    if value.reading.value is not None:
        stored = value.cell is not None and value.cell.number is not None
        decimals = max(value.reading.decimals, indicator.decimals * stored)
        return replace(value.reading, decimals=decimals)
    exact = top / bottom * indicator.scale if bottom else math.inf
    if not math.isfinite(exact):
        return value.reading
    computed = rounded(exact, indicator.decimals)
    about = f"本期值没有缓存值,已按分子 {top:g}÷分母 {bottom:g} 算出 {shown_number(computed)}"
    place = page.place(value.address, row.key)
    page.tell("value.recomputed", about, place, value=shown_number(computed))
    return Reading(computed, decimals=indicator.decimals)
