"""Observations measured against targets: level × trend, belief, and one sentence why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from observations.errors import UserError
from observations.period import ReportingPeriod
from targets import pace
from targets.assessment import Assessment, Baseline, Belief, Level, Measured, Trend
from targets.caveats import caveats
from targets.gathering import Asked, gather, hearings
from targets.hearing import Hearing
from targets.milestones import Milestone
from targets.model import Plan
from targets.paces import MODELS
from targets.projection import Projected, projected, required_pace
from targets.rulebook import Rule, judging_rule
from targets.ruling import Ruling, rule_on
from targets.sensitivity import flips
from targets.why import Reasons, sentence

_NO_PROJECTION = Projected(None)


def assess(
    plan: Plan,
    measured: Sequence[Measured],
    baselines: Sequence[Baseline],
    period: ReportingPeriod,
    *,
    today: date,
    milestones: Sequence[Milestone] = (),
    rule: Rule | None = None,
    pace_origin: date | None = None,
    final: bool = False,
) -> tuple[Assessment, ...]:
    """A verdict on every target of the plan for `period`, in plan order.

    `measured` holds approved values of any period; later ones than `period` are ignored.
    A target without value, baseline or agreed definition is not assessable and says why.
    `today` is the day the verdicts are made on: kept with the run, no verdict depends on it.
    `rule` and `pace_origin` take the place of the plan's settings. `final` is the evaluation
    after the plan's end (期末评估): measured values of the last period only, no pace and no
    projection; `UserError` when `period` ends before the plan does.
    """
    if final and period.end < plan.end:
        what = f"{period.label}不是方案的最后一期,方案到{plan.end}为止"
        raise UserError(what, cure="期末评估用方案最后一期,如最后一年的第四季度")
    if pace_origin is not None and not plan.start <= pace_origin < plan.end:
        what = f"序时起点{pace_origin}不在方案期{plan.start}至{plan.end}内"
        raise UserError(what, cure="改用方案期内的一天,如印发日")
    records = gather(
        Asked(
            plan,
            period,
            rule or judging_rule(plan.rule),
            pace_origin or plan.pace_origin,
            final,
        ),
        measured,
        baselines,
        milestones,
    )
    return tuple(_judge(one) for one in hearings(records))


def _judge(one: Hearing) -> Assessment:
    found = rule_on(one)
    verdict = _with_facts(one, found, _blank(one, found))
    foreseen = _projected(one)
    details = flips(one, found)
    verdict = replace(
        verdict,
        projection=foreseen.projection,
        projection_absent=foreseen.absent,
        projection_n=foreseen.n,
        projection_check=foreseen.check,
        projection_staying=foreseen.staying,
        flips=tuple(flip.code for flip in details),
        flip_details=details,
        caveats=caveats(one),
    )
    values = [m.value for _, m in one.standing.series if m.value is not None]
    return replace(verdict, why=sentence(Reasons(one, found, verdict, foreseen, values)))


def _blank(one: Hearing, found: Ruling) -> Assessment:
    """The level and all that the plan, the rule and the pace say, without the value."""
    model = MODELS[one.model_name]
    look = one.rule.look(found.level)
    return Assessment(
        target_id=one.target.id,
        indicator=one.target.indicator,
        area=one.target.area,
        period=str(one.period),
        observed_period=None,
        value=None,
        target=one.target.value,
        comparator=one.target.comparator,
        level=found.level,
        trend=Trend.UNKNOWN,
        belief=_belief(one),
        pace_model=model.name,
        expected=found.expected,
        gap=found.gap,
        achieved_share=found.achieved,
        time_share=pace.time_share(one.origin, one.period.end, one.target.deadline),
        projection=None,
        required_pace=None,
        why="",
        why_code=found.code,
        baseline=one.start,
        baseline_period=one.baseline.period if one.baseline else None,
        expected_share=found.asked,
        model_version=model.version,
        rule_version=one.rule.id,
        target_version=one.target.version or one.plan.version[:8],
        level_word=look.word,
        colour=look.colour,
        consequence=one.rule.consequence(one.target.binding, found.level),
        outcome=_outcome(found) if one.final else "",
        missing_areas=one.missing_areas,
    )


def _with_facts(one: Hearing, found: Ruling, verdict: Assessment) -> Assessment:
    """Value, trend, what is needed from now on, and the numbers of the sum."""
    if not one.standing.series:
        return verdict
    value = one.measured.value or 0.0
    return replace(
        verdict,
        observed_period=str(one.standing.series[-1][0]),
        value=value,
        trend=_trend(one),
        time_share=pace.time_share(one.origin, one.day, one.target.deadline),
        required_pace=_required(one, found, value),
        lineage=one.lineage,
        arithmetic=_arithmetic(one, found, value),
    )


def _arithmetic(one: Hearing, found: Ruling, value: float) -> dict[str, float | str]:
    """Every number of the verdict, so that it can be done again with a pocket calculator."""
    gone, whole = pace.months_gone(one.origin, one.day, one.target.deadline)
    numbers: dict[str, float | str | None] = {
        "x": value,
        "target": one.target.value,
        "target_max": one.target.value_max,
        "B": one.start,
        "baseline_source": one.baseline.source if one.baseline else None,
        "baseline_version": float(one.baseline.version) if one.baseline else None,
        "origin": one.origin.isoformat(),
        "day": one.day.isoformat(),
        "deadline": one.target.deadline.isoformat(),
        "months_gone": gone,
        "months_all": whole,
        "tau": gone / whole if whole else 1.0,
        "E": found.expected,
        "gap": found.gap,
        "pi": found.achieved,
        "epsilon": found.asked,
        "d": found.deviation,
    }
    if found.sum is not None:
        numbers |= {"formula": found.sum.formula, **found.sum.parts}
    for band in one.rule.bands[:-1]:
        numbers[f"{band.level}_points"] = band.within
    parts = {f"part_{p.period}": p.value for p in one.standing.parts if len(one.standing.parts) > 1}
    return {k: v for k, v in (numbers | parts).items() if v is not None}


def _outcome(found: Ruling) -> str:
    if found.level is Level.MET:
        return "done"
    if found.code in {"missing", "part_missing"}:
        return "missing"
    return "not_done" if found.code == "not_reached" else "not_judged"


def _belief(one: Hearing) -> Belief:
    if not one.standing.series:
        return Belief.MISSING if one.standing.over else Belief.SOUND
    if one.measured.doubted:
        return Belief.DOUBTED
    return Belief.DEMO if one.measured.demo else Belief.SOUND


def _trend(one: Hearing) -> Trend:
    """Change against the value before, by direction; a small one is flat.

    A year-to-date count is compared with the same period of the year before: it falls every
    January without anything getting worse. Values of two definitions, or put together from
    different areas, are not compared.
    """
    before = _before(one)
    last = one.measured.value
    if before is None or last is None or before[1].value is None:
        return Trend.UNKNOWN
    changed = one.indicator.redefined
    if changed is not None and before[0].end < changed <= one.day:
        return Trend.UNKNOWN
    if one.of_other_areas:
        return Trend.UNKNOWN
    change = (last - before[1].value) * (1 if one.indicator.direction == "up" else -1)
    if abs(change) < one.rule.flat_half_units * 0.5 * 10**-one.indicator.decimals:
        return Trend.FLAT
    return Trend.IMPROVING if change > 0 else Trend.WORSENING


def _before(one: Hearing) -> tuple[ReportingPeriod, Measured] | None:
    series = one.standing.series
    if one.indicator.year_to_date and one.standing.start is None:
        same = series[-1][0].same_last_year()
        return next((pair for pair in series if pair[0] == same), None)
    return series[-2] if len(series) > 1 else None


_NEEDED = {"pace", "no_baseline", "fell_below"}


def _required(one: Hearing, found: Ruling, value: float) -> float | None:
    """Change per reporting period still needed to reach the goal in time; None when met or late."""
    if found.code not in _NEEDED:
        return None
    needed = required_pace(one.indicator, one.target, value, one.day)
    return needed.step if needed else None


def _projected(one: Hearing) -> Projected:
    """What may be foreseen from comparable values; nothing in a final evaluation."""
    if one.final or not one.standing.series:
        return _NO_PROJECTION
    return projected(one.indicator, one.target, one.known)
