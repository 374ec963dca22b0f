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
from observations.page import Page, first_cells

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

    A computed value that is missing is recomputed, for `tell_recomputed` to say. One that is
    present is kept even where its parts deny it: saying why (a unit slip, a stale cache) is a
    quality rule's work. Its cell prints the definition's decimals, so it is held to them.
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
    page.recomputed.append(value.address)
    return Reading(rounded(exact, indicator.decimals), decimals=indicator.decimals)


def tell_recomputed(page: Page) -> None:
    """One info for all values that were recomputed: how many, and the first cells."""
    if page.recomputed:
        many, cells = len(page.recomputed), first_cells(page.recomputed)
        about = f"{many} 个本期值的公式没有缓存值({cells}),已按分子÷分母算出"
        page.tell("value.recomputed", about, page.place())
