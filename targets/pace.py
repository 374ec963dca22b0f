"""序时进度: how much time is gone, how much is achieved, where the value ought to be.

Source: domain.md B.2 — τ = (t − t0)/(T − t0), E = B + (G − B)·τ, π = (x − B)/(G − B).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from targets.assessment import Level

if TYPE_CHECKING:
    from targets.model import Target

ON_PACE_POINTS = 0.10
FAR_BEHIND_POINTS = 0.30
RULE_VERSION = "linear-1"
PACE_MODEL = "linear"
TOLERANCE = 1e-9


def months_until(day: date) -> float:
    """Months since year 0 to the end of `day`; a month's days count as its equal parts.

    Counting months, not days, makes the third quarter exactly 75 % of a year, as the word
    序时 is used.
    """
    return day.year * 12 + (day.month - 1) + day.day / monthrange(day.year, day.month)[1]


def time_share(origin: date, day: date, deadline: date) -> float:
    """Share of time gone at the end of `day`, from the start of `origin` to `deadline`; 0 to 1."""
    start = months_until(origin - timedelta(days=1))
    whole = months_until(deadline) - start
    if whole <= 0:
        return 1.0
    return min(1.0, max(0.0, (months_until(day) - start) / whole))


def expected_value(baseline: float, goal: float, share: float) -> float:
    """The value the pace asks for once `share` of the time is gone; same unit as the goal."""
    return baseline + (goal - baseline) * share


def achieved_share(value: float, baseline: float, goal: float) -> float | None:
    """Share of the way from baseline to goal; None when they are equal (undefined)."""
    if abs(goal - baseline) < TOLERANCE:
        return None
    return (value - baseline) / (goal - baseline)


def is_met(target: Target, value: float) -> bool:
    """True when `value` keeps the promise; equality meets both ≥ and ≤."""
    if target.comparator == "<=":
        return value <= target.value + TOLERANCE
    if target.comparator == "=":
        return abs(value - target.value) <= TOLERANCE
    if target.comparator == "range":
        upper = target.value if target.value_max is None else target.value_max
        return target.value - TOLERANCE <= value <= upper + TOLERANCE
    return value >= target.value - TOLERANCE


def goal_for(target: Target, value: float) -> float:
    """The nearest value that would meet the target: the bound on `value`'s side for a range."""
    if target.comparator == "range" and target.value_max is not None and value > target.value:
        return target.value_max
    return target.value


def level_by_pace(achieved: float, share: float, *, due: bool) -> Level:
    """Level of an unmet target by its deviation from the pace, 10 and 30 points (银川 2025).

    Once the deadline is reached (`due`) an unmet target is never on pace.
    """
    deviation = achieved - share
    if deviation < -FAR_BEHIND_POINTS - TOLERANCE:
        return Level.FAR_BEHIND
    if due or deviation < -ON_PACE_POINTS - TOLERANCE:
        return Level.BEHIND
    return Level.ON_PACE
