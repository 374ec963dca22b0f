"""From marks to rows: value, numerator and denominator of a key come together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from observations.indicator import Indicator
from observations.number import Reading
from observations.tables.model import Part
from observations.tables.page import Mark, TablePage
from observations.values import rounded

HISTORY = "历史补录"
Parts = dict[Part, Mark]


def rows_of(page: TablePage) -> list[dict[str, Any]]:
    """One batch row a key, in order of appearance; a part that is given twice is named.

    A key with a part that could not be taken has no row: what is left of it is not the report's.
    """
    keys: dict[tuple[str, str, Any], Parts] = {}
    twice: set[tuple[str, str, Any]] = set()
    for mark in page.marks:
        parts = keys.setdefault(mark.key, {})
        if mark.part in parts:
            name = page.indicators[mark.indicator].name
            about = f"“{name}”已在 {parts[mark.part].cell} 填过"
            page.tell("row.duplicate", about, mark.cell, value=mark.printed)
            twice.add(mark.key)
        parts.setdefault(mark.part, mark)
    kept = keys.keys() - twice - page.refused
    return [_row(page, parts) for key, parts in keys.items() if key in kept]


def _row(page: TablePage, parts: Parts) -> dict[str, Any]:
    value, above, below = (parts.get(part) for part in ("value", "numerator", "denominator"))
    one = value or above or below
    assert one is not None  # noqa: S101 -- a key has at least the mark that made it
    indicator = page.indicators[one.indicator]
    reading = _value(page, indicator, parts)
    notes = [HISTORY] if page.layout.history else []
    notes += dict.fromkeys(mark.note for mark in parts.values() if mark.note)
    return {
        "indicator": one.indicator,
        "area": one.area,
        "period": str(one.period),
        "office": page.layout.office,
        "value": reading.value,
        "numerator": above.reading.value if above else None,
        "denominator": below.reading.value if below else None,
        "status": "M" if reading.value is None else "A",
        "qualifier": reading.qualifier,
        "printed": value.printed if value else "",
        "decimals": reading.decimals,
        "note": ";".join(notes),
        "sheet": page.sheet,
        "cell": one.cell,
        "numerator_cell": above.cell if above else "",
        "denominator_cell": below.cell if below else "",
    }


def _value(page: TablePage, indicator: Indicator, parts: Mapping[Part, Mark]) -> Reading:
    """The value as written, else computed from its parts, as the form does."""
    value = parts["value"].reading if "value" in parts else Reading()
    numbers = [parts[part].reading.value for part in ("numerator", "denominator") if part in parts]
    if value.value is not None or len(numbers) < 2:
        return value
    top, bottom = numbers
    exact = _quotient(top, bottom, indicator.scale)
    if exact is None:
        return value
    page.note("value.recomputed", "没有填数值,已按分子÷分母算出", parts["numerator"].cell)
    return Reading(rounded(exact, indicator.decimals), decimals=indicator.decimals)


def _quotient(top: float | None, bottom: float | None, scale: float) -> float | None:
    if top is None or not bottom:
        return None
    quotient = top / bottom * scale
    return quotient if math.isfinite(quotient) else None


def periods_of(pages: Sequence[TablePage]) -> set[Any]:
    """Every reporting period that something is said about."""
    return {mark.period for page in pages for mark in page.marks}
