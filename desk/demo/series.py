"""Synthetic values, reproducible from one seed; never to be taken for measured ones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from briefings.form import Entry
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.model import Plan, Target
from targets.pace import time_share

SEED = 20231106
WHOLE_UNITS = frozenset({"个", "座", "盏", "人", "辆", "趟次", "处", "公里"})
# Share of the way reached at the end of the plan: ahead, on pace, behind, far behind.
_PROFILES = ((1.12, 9), (1.0, 6), (0.72, 3), (0.4, 2))
_DENOMINATORS: dict[str, float] = {
    "公顷": 4300.0,
    "平方公里": 43.0,
    "平方米": 5_200_000.0,
    "万立方米": 520.0,
    "公里": 310.0,
    "盏": 9800.0,
    "人": 208_000.0,
    "处": 14.0,
    "吨/日": 800.0,
    "吨": 41_000.0,
    "万吨": 38.0,
    "辆": 5200.0,
    "趟次": 18_400.0,
}
# The two rates of one green survey move together, or coverage would fall below the green space.
_TWINS = {"greening_coverage": "green_space_rate"}


@dataclass(frozen=True)
class Story:
    """How one indicator of one area goes in the demo, from its base to its end."""

    indicator: Indicator
    target: Target | None
    base: float
    goal: float
    reach: float
    denominator: float


def story(plan: Plan, indicator: Indicator, area: str) -> Story:
    """The story of (indicator, area): the same plan always gives the same one."""
    targets = [t for t in plan.targets if (t.indicator, t.area) == (indicator.key, area)]
    target = targets[-1] if targets else None
    chance = random.Random(f"{SEED}:{_TWINS.get(indicator.key, indicator.key)}:{area}")  # noqa: S311
    shares, weights = zip(*_PROFILES, strict=True)
    reach = chance.choices(shares, weights)[0] * chance.uniform(0.97, 1.03)
    goal = target.value if target else 50.0
    base = _base(indicator, goal, chance)
    return Story(indicator, target, base, goal, reach, _denominator(indicator))


def entry_for(plan: Plan, indicator: Indicator, area: str, period: ReportingPeriod) -> Entry:
    """What the office would write for `period`: parts where the form asks for parts."""
    told = story(plan, indicator, area)
    value = _value(plan, told, area, period)
    if not (indicator.numerator and indicator.denominator) or indicator.kind == "yes":
        return Entry(value=value)
    numerator = value * told.denominator / indicator.scale
    digits = 0 if indicator.numerator_unit in WHOLE_UNITS else 2
    return Entry(numerator=round(numerator, digits), denominator=told.denominator)


def _base(indicator: Indicator, goal: float, chance: random.Random) -> float:
    if indicator.kind in {"yes", "count"}:
        return 0.0
    if indicator.direction == "down":
        return goal * chance.uniform(1.4, 1.5) if goal else 20.0
    return goal * chance.uniform(0.74, 0.82)


def _denominator(indicator: Indicator) -> float:
    if indicator.denominator_unit in _DENOMINATORS:
        whole = _DENOMINATORS[indicator.denominator_unit]
        # Equal names must mean equal numbers; residential land is a part of the built-up area.
        return whole * 0.4 if "居住用地" in indicator.denominator else whole
    named = random.Random(f"{SEED}:{indicator.denominator}")  # noqa: S311
    return float(named.randrange(120, 400))


def _value(plan: Plan, told: Story, area: str, period: ReportingPeriod) -> float:
    kind = told.indicator.kind
    if kind == "yes":
        return _done(told, period)
    if kind == "count":
        return _pieces(plan, told, period)
    deadline = told.target.deadline if told.target else plan.end
    share = time_share(plan.pace_origin, period.end, max(deadline, plan.end))
    noise = random.Random(f"{SEED}:{told.indicator.key}:{area}:{period}")  # noqa: S311
    wobble = noise.uniform(-0.012, 0.012)
    value = told.base + (told.goal - told.base) * (told.reach * share**0.95 + wobble)
    return _inside(told.indicator, round(value, told.indicator.decimals))


def _inside(indicator: Indicator, value: float) -> float:
    low, high = indicator.hard_min, indicator.hard_max
    value = max(value, low if low is not None else 0.0)
    return min(value, high) if high is not None else value


def _done(told: Story, period: ReportingPeriod) -> float:
    """A milestone is done by its day, two quarters after it, or never."""
    if told.target is None or told.target.cadence:
        return 1.0
    if told.reach >= 0.9:
        return float(period.end >= _months_before(told.target.deadline, 3))
    if told.reach >= 0.6:
        return float(period.end > _months_before(told.target.deadline, -6))
    return 0.0


def _pieces(plan: Plan, told: Story, period: ReportingPeriod) -> float:
    if not told.indicator.cumulative:
        return float(max(1, round(told.goal)))
    deadline = told.target.deadline if told.target else plan.end
    share = time_share(plan.pace_origin, period.end, deadline)
    later = time_share(deadline, period.end, plan.end) if deadline < plan.end else 0.0
    return float(round(told.goal * (told.reach * share + 0.25 * later)))


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, min(day.day, 28))
