"""The pace required from now: how much each coming period must bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from observations.indicator import Indicator
from targets.model import Target
from targets.pace import TOLERANCE, goal_for, is_met, months_until
from targets.projection.scale import scale_for


@dataclass(frozen=True)
class Required:
    """What is needed to reach `goal` in time, in the indicator's unit.

    `periods`: reporting periods left, fractions included. `step`: the same change each period.
    `first_step` and `last_step`: of the path that is even on the scale of the projection (odds
    for a rate, ratio for a positive quantity), where the last points are the hardest; equal to
    `step` where that scale is the unit itself.
    """

    goal: float
    periods: float
    step: float
    first_step: float
    last_step: float


def required_pace(indicator: Indicator, target: Target, value: float, day: date) -> Required | None:
    """The pace from `value`, measured at the end of `day`; None when met or less than one period.

    For a range the nearer bound is the goal.
    """
    left = (months_until(target.deadline) - months_until(day)) / indicator.frequency.months
    if left < 1 - TOLERANCE or is_met(target, value):
        return None
    goal = goal_for(target, value)
    scale = scale_for(indicator, [value, goal])
    start, end = scale.forward(value), scale.forward(goal)
    each = (end - start) / left
    step = (goal - value) / left
    if scale.squeeze:  # from 0 or to 100 % there is no path of even odds
        return Required(goal, left, step, step, step)
    first, last = scale.back(start + each) - value, goal - scale.back(end - each)
    return Required(goal, left, step, first, last)
