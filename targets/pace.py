"""Time gone, distance to the target, share of the way: what every pace model counts with.

Source: domain.md B.2 — τ = (t − t0)/(T − t0), E = B + (G − B)·τ, π = (x − B)/(G − B).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from targets.model import Target

TOLERANCE = 1e-9  # of shares, and of values relative to their size


@lru_cache(maxsize=4096)
def months_until(day: date) -> float:
    """Months since year 0 to the end of `day`; a month's days count as its equal parts.

    Counting months, not days, makes the third quarter exactly 75 % of a year, as the word
    序时 is used.
    """
    return day.year * 12 + (day.month - 1) + day.day / monthrange(day.year, day.month)[1]


def months_gone(origin: date, day: date, deadline: date) -> tuple[float, float]:
    """Months from the start of `origin` to the end of `day`, and to `deadline`; 0 ≤ gone ≤ all."""
    start = months_until(origin - timedelta(days=1))
    whole = max(0.0, months_until(deadline) - start)
    return min(whole, max(0.0, months_until(day) - start)), whole


def time_share(origin: date, day: date, deadline: date) -> float:
    """Share of time gone at the end of `day`, from the start of `origin` to `deadline`; 0 to 1."""
    gone, whole = months_gone(origin, day, deadline)
    return gone / whole if whole > 0 else 1.0


def expected_value(baseline: float, goal: float, share: float) -> float:
    """The value a straight pace asks for once `share` of the time is gone; the goal's unit."""
    return baseline + (goal - baseline) * share


def achieved_share(value: float, baseline: float, goal: float) -> float | None:
    """Share of the way from baseline to goal; None when they are equal (undefined)."""
    if abs(goal - baseline) <= slack(baseline, goal):
        return None
    return (value - baseline) / (goal - baseline)


def slack(*values: float) -> float:
    """How far values of this size may differ and still count as equal (binary rounding)."""
    return max(1e-12, TOLERANCE * max(abs(value) for value in values))


def shortfall(target: Target, value: float) -> float:
    """Distance still missing to the target, in its unit; zero or less once it is met.

    Either side of an exact or a range target counts alike: a value beyond the range is as far
    from its promise as one that has not reached it.
    """
    low, high = target.value, target.value_max
    if target.comparator == "<=":
        return value - low
    if target.comparator == "=":
        return abs(value - low)
    if target.comparator == "range" and high is not None:
        return max(low - value, value - high)
    return low - value


def is_met(target: Target, value: float) -> bool:
    """True when `value` keeps the promise; equality meets both ≥ and ≤."""
    return shortfall(target, value) <= slack(value, target.value, target.value_max or 0.0)


def goal_for(target: Target, value: float) -> float:
    """The nearest value that would meet the target: the bound on `value`'s side for a range."""
    if target.comparator == "range" and target.value_max is not None and value > target.value:
        return target.value_max
    return target.value


def above(target: Target, value: float) -> bool:
    """True when an unmet `value` lies above its target, so that it has to come down."""
    return value > goal_for(target, value)
