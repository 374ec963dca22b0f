"""What of the plan's reporting a period still asks for: a withdrawn target asks for nothing.

Needed is what a target in force judges, what its indicator is derived from, and what the areas
below it report. What `reporting.yaml` alone asks for, no target ever, is asked for always. Of an
area that is not there on the period's last day nothing is asked.
"""

from __future__ import annotations

from datetime import date

from observations.period import ReportingPeriod
from targets.adjustments import in_force
from targets.area_words import absences
from targets.members import wholes_of
from targets.model import Plan, Reporting
from targets.national.catalogue import named_inputs

Pair = tuple[str, str]  # indicator, area
Stretch = tuple[date, date]  # first day, and the first day after


def asked_of(plan: Plan, period: ReportingPeriod) -> tuple[Reporting, ...]:
    """Who reports what for `period`, in plan order: judged is by the targets at its end."""
    idle = idle_stretches(plan)
    if not idle:
        return plan.reporting
    return tuple(
        one
        for one in plan.reporting
        if not any(a <= period.end < b for a, b in idle.get((one.indicator, one.area), ()))
    )


def idle_stretches(plan: Plan) -> dict[Pair, tuple[Stretch, ...]]:
    """When a pair of indicator and area is not asked for: mostly nothing.

    It once was needed and is needed no more, or the area is not there.
    """
    idle = _withdrawn(plan.written or plan)
    for pair, stretches in _not_there(plan).items():
        idle[pair] = (*idle.get(pair, ()), *stretches)
    return idle


def _not_there(plan: Plan) -> dict[Pair, tuple[Stretch, ...]]:
    """The days before and after the life of an area, for what is reported of it."""
    gone = absences(plan)
    return {
        (one.indicator, one.area): tuple((a, b) for a, b, _ in gone[one.area])
        for one in (plan.reporting if gone else ())
        if one.area in gone
    }


def _withdrawn(base: Plan) -> dict[Pair, tuple[Stretch, ...]]:
    """Since when what once was needed is needed no more; mostly nothing."""
    days = sorted({one.effective for one in base.adjustments if one.withdrawn or one.added})
    if not any(one.withdrawn for one in base.adjustments):
        return {}
    needed = [_needed(in_force(base, day)) for day in days]
    bounds = zip(days, [*days[1:], date.max], strict=True)
    found: dict[Pair, tuple[Stretch, ...]] = {}
    once = _needed(in_force(base, date.min))
    for stretch, now in zip(bounds, needed, strict=True):
        once |= now
        for pair in once - now:
            found[pair] = (*found.get(pair, ()), stretch)
    return found


def _needed(plan: Plan) -> frozenset[Pair]:
    """What the targets of `plan` need, directly or as raw quantities or as parts."""
    judged = {(target.indicator, target.area) for target in plan.targets}
    raw = {one.key: _inputs(plan, one.key) for one in plan.indicators if one.inputs}
    judged |= {(key, area) for name, area in judged for key in raw.get(name, ())}
    above = wholes_of(plan)
    parts = {
        (name, part) for part, wholes in above.items() for name, area in judged if area in wholes
    }
    return frozenset(judged | parts)


def _inputs(plan: Plan, key: str) -> tuple[str, ...]:
    indicator = plan.indicator(key)
    return tuple(named_inputs(indicator.derivation, indicator.inputs).values())
