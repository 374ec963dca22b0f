"""Series that a trend must not be put through: constant, stepwise, or without any scatter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from targets.projection.scale import Scale

STEP_SHARE = 0.2  # a line or plain scatter of 5 to 12 values comes below it in under 3 of 100


def shape_of(times: Sequence[float], values: Sequence[float], scale: Scale, half: float) -> str:
    """`constant`, `step_like`, `no_scatter`, or empty where a trend may be drawn.

    `half`: half the last printed digit. Within it of a straight line, on either scale, nothing
    is left to tell how sure the line is. Step-like: at most two distinct values, most periods
    without change, or two levels that explain the series five times better than a line.
    """
    if max(values) - min(values) <= half:
        return "constant"
    steps = list(pairwise(values))
    still = sum(abs(b - a) <= half for a, b in steps)
    if len(set(values)) <= 2 or still > len(steps) / 2:
        return "step_like"
    places = [scale.forward(value) for value in values]
    lines = (_line(times, values), [scale.back(place) for place in _line(times, places)])
    if any(_farthest(values, line) <= half for line in lines):
        return "no_scatter"
    rest = sum((a - b) ** 2 for a, b in zip(values, lines[0], strict=True))
    return "step_like" if _two_levels(values) < STEP_SHARE * rest else ""


def _line(times: Sequence[float], values: Sequence[float]) -> list[float]:
    mean_t, mean_v = fmean(times), fmean(values)
    wide = sum((t - mean_t) ** 2 for t in times)
    slope = sum((t - mean_t) * v for t, v in zip(times, values, strict=True)) / wide
    return [mean_v + slope * (t - mean_t) for t in times]


def _farthest(values: Sequence[float], line: Sequence[float]) -> float:
    return max(abs(a - b) for a, b in zip(values, line, strict=True))


def _two_levels(values: Sequence[float]) -> float:
    """Residual sum of squares of the best jump between two levels, two values on each side."""
    return min(_around(values[:i]) + _around(values[i:]) for i in range(2, len(values) - 1))


def _around(values: Sequence[float]) -> float:
    middle = fmean(values)
    return sum((value - middle) ** 2 for value in values)
