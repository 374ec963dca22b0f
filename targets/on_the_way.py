"""Where a milestone may lie: between the baseline and the target, both ends included.

A milestone beyond the target asks for more than was promised, one on the far side of the
baseline asks for a step back; against either the share asked for (docs/method.md 2) has no
meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from targets import wording
from targets.adjustments import ever, in_force
from targets.pace import slack

if TYPE_CHECKING:
    from targets.model import Plan, Target


@dataclass(frozen=True)
class Stretch:
    """The values a milestone may have, in the indicator's unit; None where nothing bounds it."""

    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """True for a value within, the ends and binary rounding included."""
        above = self.low is None or value >= self.low - slack(value, self.low)
        return above and (self.high is None or value <= self.high + slack(value, self.high))


def stretch(editions: Sequence[Target], baseline: float | None) -> Stretch:
    """The way of one target, all its `editions` taken together: none is measured by another's.

    Without a baseline only the side of the target is known, and not even that of `=` and of a
    range. What is counted anew each year or asked for again and again has no way from a baseline.
    """
    goals = [goal for one in editions for goal in (one.value, one.value_max) if goal is not None]
    signs = {one.comparator for one in editions}
    if any(one.cadence for one in editions):
        return Stretch(None, None)
    if any(one.counting == "new" for one in editions):
        baseline = 0.0
    if baseline is not None:
        return Stretch(min(baseline, *goals), max(baseline, *goals))
    return Stretch(min(goals) if signs == {"<="} else None, max(goals) if signs == {">="} else None)


def editions(plan: Plan, target_id: str) -> tuple[Target, ...]:
    """A target as first written and as every adjustment leaves it."""
    days = sorted({one.effective for one in (plan.written or plan).adjustments} | {date.max})
    held = [target for day in days for target in in_force(plan, day).targets]
    return (ever(plan)[target_id], *(one for one in held if one.id == target_id))


def told(plan: Plan, target_id: str) -> str:
    """A target in full: `P15 建筑垃圾资源化利用率(伊金霍洛旗,目标≥ 55%)`."""
    target = editions(plan, target_id)[-1]
    goal = wording.target_text(plan.indicator(target.indicator), target)
    return f"{target.id} {target.name}({plan.area_of(target.area).name},目标{goal})"
