"""Areas by name, alias or code, as a layout lists them."""

from __future__ import annotations

from functools import lru_cache

from observations.layout import folded
from observations.tables.model import TableLayout


@lru_cache(maxsize=64)
def area_codes(layout: TableLayout) -> dict[str, str]:
    """Folded name, alias or code → area code."""
    return {folded(word): area.code for area in layout.areas for word in (area.code, *area.names)}
