"""All that is known of every target, looked up once a run, composites of areas included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Baseline, Measured
from targets.choose import Series, latest_baselines, series_by_key, until
from targets.compose import Composed
from targets.compose_plan import Composites, composites
from targets.deriving import Derived, derivations
from targets.hearing import Hearing
from targets.members import wholes_of
from targets.milestones import Milestone, latest_milestones
from targets.model import Plan, Target
from targets.rulebook import Rule
from targets.standing import Standing, standing


@dataclass(frozen=True)
class Asked:
    """What is to be judged: a plan in a period, by a rule, from a day on; `final` at its end."""

    plan: Plan
    period: ReportingPeriod
    rule: Rule
    origin: date
    final: bool


@dataclass(frozen=True)
class Records:
    """What is known of every indicator and area, looked up once a run."""

    asked: Asked
    series: Mapping[tuple[str, str], Series]
    baselines: Mapping[tuple[str, str], Baseline]
    milestones: Mapping[str, tuple[Milestone, ...]]
    composed: Mapping[tuple[str, str, str], Composed]
    disagreements: Mapping[tuple[str, str, str], str]
    derived: Mapping[tuple[str, str, str], Derived]


def gather(
    asked: Asked,
    measured: Sequence[Measured],
    baselines: Sequence[Baseline],
    milestones: Sequence[Milestone],
) -> Records:
    """Everything by its key; areas without a value of their own get that of their parts."""
    derived = derivations(asked.plan, measured)
    measured = (*measured, *derived.measured)
    of_parts = _of_parts(asked.plan, measured)
    whole = composites(_rooted(asked.plan), of_parts) if of_parts else Composites(())
    return Records(
        asked=asked,
        series=series_by_key((*measured, *whole.measured)),
        baselines=latest_baselines(baselines),
        milestones=latest_milestones((*asked.plan.milestones, *milestones)),
        composed={(one.indicator, one.area, one.period): one for one in whole.values},
        disagreements=derived.notes
        | {(d.indicator, d.area, d.period): d.text for d in whole.disagreements},
        derived={one.key: one for one in derived.values},
    )


def _of_parts(plan: Plan, measured: Sequence[Measured]) -> list[Measured]:
    """Values of the indicators that areas below a target's own area report: the rest need none."""
    above = wholes_of(plan)
    judged = {(target.indicator, target.area) for target in plan.targets}
    reported = {(one.indicator, one.area) for one in measured}
    wanted = {
        indicator
        for indicator, area in reported
        if any((indicator, higher) in judged for higher in above.get(area, ()))
    }
    return [one for one in measured if one.indicator in wanted]


def _rooted(plan: Plan) -> Plan:
    """The plan with areas that end at the plan's own: a parent it does not list is none."""
    codes = {area.code for area in plan.areas}
    if all(area.parent is None or area.parent in codes for area in plan.areas):
        return plan
    areas = (a if a.parent in codes else replace(a, parent=None) for a in plan.areas)
    return replace(plan, areas=tuple(areas))


def hearings(records: Records) -> Iterator[Hearing]:
    """Each target of the plan with what is known of it, in plan order."""
    for target in records.asked.plan.targets:
        key = (target.indicator, target.area)
        indicator = records.asked.plan.indicator(target.indicator)
        known = until(records.series.get(key, []), records.asked.period.end)
        found = _standing(records, target, indicator, known)
        at = (*key, str(found.series[-1][0] if found.series else records.asked.period))
        before = (*key, str(found.series[-2][0]) if len(found.series) > 1 else "")
        yield Hearing(
            plan=records.asked.plan,
            target=target,
            indicator=indicator,
            period=records.asked.period,
            known=known,
            standing=found,
            baseline=records.baselines.get(key),
            rule=records.asked.rule,
            asked_origin=records.asked.origin,
            milestones=records.milestones.get(target.id, ()),
            final=records.asked.final,
            composed=records.composed.get(at),
            disagreement=records.disagreements.get(at, ""),
            composed_before=records.composed.get(before),
            derived=records.derived.get(at),
        )


def _standing(records: Records, target: Target, indicator: Indicator, known: Series) -> Standing:
    """What stands; a final evaluation takes nothing from before the last year of the plan."""
    period, start = records.asked.period, records.asked.plan.start
    found = standing(indicator, target, known, period, since=start)
    if not records.asked.final or not found.series or found.start or target.cadence:
        return found
    period_of, one = found.series[-1]
    done = indicator.kind == "yes" and one.value == 1
    return found if done or period_of.end == period.end else Standing([])
