"""Units of one family by size, so that one written for another is known by the factor.

Legal units of area (GB 3100-93): 1 hm² (公顷) = 10⁴ m²; 15 亩 = 1 hm² by the State Council's
metrication of the 亩 (1 亩 = 10 000/15 m²).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import log10

MU = 10_000 / 15
SIZES: Mapping[str, tuple[str, float]] = {
    "平方米": ("面积", 1.0),
    "㎡": ("面积", 1.0),
    "亩": ("面积", MU),
    "公顷": ("面积", 1e4),
    "万平方米": ("面积", 1e4),
    "万亩": ("面积", MU * 1e4),
    "平方公里": ("面积", 1e6),
    "米": ("长度", 1.0),
    "公里": ("长度", 1e3),
    "吨": ("质量", 1.0),
    "万吨": ("质量", 1e4),
    "立方米": ("体积", 1.0),
    "万立方米": ("体积", 1e4),
    "亿立方米": ("体积", 1e8),
    "人": ("人数", 1.0),
    "万人": ("人数", 1e4),
}
"""Unit → what it measures and its size in that family's first unit."""

_MISTAKEN = ("平方米", "亩", "公顷", "平方公里")
"""Units of area in which one writes for another; 万平方米 is a 公顷 by another name."""


def mistaken_for(unit: str) -> dict[str, float]:
    """Unit of area somebody may have written instead → log10 of how far that is off.

    >>> {name: round(order, 3) for name, order in mistaken_for("公顷").items()}
    {'平方米': 4.0, '亩': 1.176, '平方公里': -2.0}
    """
    family, size = SIZES.get(unit, ("", 1.0))
    if family != "面积":
        return {}
    orders = {other: log10(size / SIZES[other][1]) for other in _MISTAKEN}
    return {other: order for other, order in orders.items() if abs(order) > 1e-9}


AREA_UNITS = tuple(unit for unit, (family, _) in SIZES.items() if family == "面积")


def area_orders() -> tuple[float, ...]:
    """Every order of magnitude by which two units of area differ, each once."""
    pairs = combinations((SIZES[unit][1] for unit in _MISTAKEN), 2)
    orders = {round(log10(one / other), 12) for one, other in pairs}
    return tuple(sorted(orders | {-order for order in orders}))
