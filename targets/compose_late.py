"""What a composite would be if a missing area came in late: “一个地区迟报” of sensitivity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from observations.indicator import Indicator
from targets.compose import Composed, Part, composed


@dataclass(frozen=True)
class LateRange:
    """Where the composite would lie with one more area, each a value in the indicator's unit.

    `low`, `high`: the area at its last value, less and more its `spread`. `extremes`: at the
    least and the greatest value there can be; None when the indicator knows no greatest.
    """

    area: str
    low: float
    high: float
    extremes: tuple[float, ...] | None

    @property
    def values(self) -> tuple[float, ...]:
        """Every end of the ranges."""
        return (self.low, self.high, *(self.extremes or ()))


def late_ranges(
    indicator: Indicator, whole: Composed, *, spread: float | None = None
) -> tuple[LateRange, ...]:
    """A range for each absent part whose last value and weight are known, by area.

    `spread` is how far a value may be from the last one, in the indicator's unit; without one
    it is the largest change the area has shown between two periods. Weights are the last
    denominators. Yes/no has no ranges, nor has a composite without a value.
    """
    if whole.value is None or whole.how == "all":
        return ()
    found = []
    for part in whole.absent:
        if part.last_value is None or (whole.how != "sum" and part.last_denominator is None):
            continue
        step = part.last_step if spread is None else spread
        low, high = (_with(indicator, whole, part, part.last_value + s) for s in (-step, step))
        bounds = _bounds(indicator)
        extremes = None
        if bounds[1] is not None:
            extremes = tuple(_with(indicator, whole, part, one or 0.0) for one in bounds)
        found.append(LateRange(part.area, low, high, extremes))
    return tuple(found)


def _with(indicator: Indicator, whole: Composed, part: Part, value: float) -> float:
    came = replace(part, value=_held(indicator, value), denominator=part.last_denominator)
    made = composed(indicator, whole.area, whole.period, [*whole.parts, came], least_covered=0.0)
    return made.value if made.value is not None else whole.value or 0.0


def _held(indicator: Indicator, value: float) -> float:
    """A value kept inside what is possible."""
    low, high = _bounds(indicator)
    return max(low, value if high is None else min(high, value))


def _bounds(indicator: Indicator) -> tuple[float, float | None]:
    """The least and the greatest value there can be: 0 to 100 for a rate unless said otherwise."""
    low = indicator.hard_min if indicator.hard_min is not None else 0.0
    high = indicator.hard_max
    return low, 100.0 if high is None and indicator.kind == "rate" else high


def late_flips(
    ranges: Sequence[LateRange], level_of: Callable[[float], str], now: float
) -> tuple[str, ...]:
    """Areas whose coming in could give another level than the value `now` has.

    `level_of` judges a value. Only ends of ranges are tried: a level that both ends share may
    differ between them for a range target, never for ≥ or ≤.
    """
    level = level_of(now)
    return tuple(
        one.area for one in ranges if any(level_of(value) != level for value in one.values)
    )
