"""The value of a row beside its numerator and denominator: recomputed, or held against them."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from observations.cells import Cell
from observations.indicator import Indicator
from observations.layout import LayoutRow
from observations.number import Reading, shown_number
from observations.page import Page

_SLACK = 1e-9
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


def judged_value(
    page: Page,
    row: LayoutRow,
    indicator: Indicator,
    parts: tuple[HasReading, HasReading, HasReading],
) -> Reading:
    """The value to keep; `parts` are numerator, denominator, value.

    Without a value it is recomputed with an info; one that differs from its parts by more
    than half a last decimal is critical.
    """
    above, below, value = parts
    top, bottom = above.reading.value, below.reading.value
    broken = any(part.reading.problem for part in parts)
    if not row.computed or broken or top is None or bottom is None:
        return value.reading
    place = page.place(value.address, row.key)
    exact = top / bottom * indicator.scale if bottom else math.inf
    if not math.isfinite(exact):
        about = f"分母 {below.address} 为 0,本期值无法计算"
        page.tell("value.zero_denominator", about, page.place(below.address, row.key), value="0")
        return value.reading
    computed = rounded(exact, indicator.decimals)
    given = value.reading.value
    if given is None:
        about = f"本期值没有缓存值,已按分子 {top:g}÷分母 {bottom:g} 算出 {shown_number(computed)}"
        page.tell("value.recomputed", about, place, value=shown_number(computed))
        return Reading(computed, decimals=indicator.decimals)
    if abs(given - exact) > 0.5 * 10**-indicator.decimals + _SLACK * max(1.0, abs(exact)):
        about = (
            f"填报 {shown_number(given)},与分子 {top:g}÷分母 {bottom:g} "
            f"算出的 {shown_number(computed)} 不一致"
        )
        cure = f"核对分子、分母;按现有分子分母应为 {shown_number(computed)}"
        page.tell("value.disagrees", about, place, value=shown_number(given), cure=cure)
    return value.reading
