"""Observations measured against targets: level × trend, belief, and one sentence why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets import pace
from targets.assessment import Assessment, Baseline, Belief, Level, Measured, Trend
from targets.choose import Series, latest_baselines, series_by_key, value_for
from targets.model import Plan, Target
from targets.projection import project
from targets.why import sentence

JUDGED_LEVELS = (Level.MET, Level.ON_PACE, Level.BEHIND, Level.FAR_BEHIND)


@dataclass(frozen=True)
class _Path:
    """Baseline, goal and the share of time gone: all a linear pace needs."""

    baseline: float
    goal: float
    share: float

    @property
    def expected(self) -> float:
        return pace.expected_value(self.baseline, self.goal, self.share)

    def achieved(self, value: float) -> float:
        return pace.achieved_share(value, self.baseline, self.goal) or 0.0

    def gap(self, value: float) -> float:
        """Distance to the pace value, positive when short, whichever way is better."""
        return (self.expected - value) * (1.0 if self.goal >= self.baseline else -1.0)


@dataclass(frozen=True)
class _Case:
    """Everything one verdict needs, gathered once."""

    plan: Plan
    target: Target
    indicator: Indicator
    period: ReportingPeriod
    series: Series
    baseline: Baseline | None
    today: date

    @property
    def measured(self) -> Measured:
        return self.series[-1][1]

    @property
    def day(self) -> date:
        """The day the value stands for: a yearly value is judged by its own date."""
        return self.series[-1][0].end

    @property
    def due(self) -> bool:
        """True once the value's day has reached the deadline."""
        return self.day >= self.target.deadline

    @property
    def path(self) -> _Path | None:
        """The way from baseline to goal; None for steps, kept targets and a met baseline."""
        if self.baseline is None or self.indicator.kind == "yes":
            return None
        if self.target.keep or self.target.open_ended or self.target.comparator == "yes":
            return None
        if pace.is_met(self.target, self.baseline.value):
            return None
        goal = pace.goal_for(self.target, self.measured.value or 0.0)
        share = pace.time_share(self.origin, self.day, self.target.deadline)
        return _Path(self.baseline.value, goal, share)

    @property
    def origin(self) -> date:
        """When the pace begins: the plan's origin, or the day after a baseline that is later."""
        if self.baseline is None:
            return self.plan.pace_origin
        measured = ReportingPeriod.parse(self.baseline.period).end
        return max(self.plan.pace_origin, measured + timedelta(days=1))


def assess(
    plan: Plan,
    measured: Sequence[Measured],
    baselines: Sequence[Baseline],
    period: ReportingPeriod,
    *,
    today: date,
) -> tuple[Assessment, ...]:
    """A verdict on every target of the plan for `period`, in plan order.

    `measured` holds approved values of any period; later ones than `period` are ignored.
    A target without value, baseline or agreed definition is not assessable and says why.
    """
    series = series_by_key(measured)
    known = latest_baselines(baselines)
    verdicts = []
    for target in plan.targets:
        indicator = plan.indicator(target.indicator)
        key = (target.indicator, target.area)
        chosen = value_for(indicator, series.get(key, []), period, recurring=bool(target.cadence))
        case = _Case(plan, target, indicator, period, chosen, known.get(key), today)
        verdicts.append(_judge(case))
    return tuple(verdicts)


def _judge(case: _Case) -> Assessment:
    verdict = _blank(case)
    if not case.series:
        return _worded(case, replace(verdict, why_code="missing", belief=Belief.MISSING))
    verdict = _with_facts(case, verdict)
    level, code = _level(case)
    verdict = replace(verdict, level=level, why_code=code)
    return _worded(case, replace(verdict, flips=_flips(case, level)))


def _blank(case: _Case) -> Assessment:
    """An unassessable verdict that carries only what the plan itself says."""
    share = pace.time_share(case.origin, case.period.end, case.target.deadline)
    return Assessment(
        target_id=case.target.id,
        indicator=case.target.indicator,
        area=case.target.area,
        period=str(case.period),
        observed_period=None,
        value=None,
        target=case.target.value,
        comparator=case.target.comparator,
        level=Level.NOT_ASSESSABLE,
        trend=Trend.UNKNOWN,
        belief=Belief.SOUND,
        pace_model=pace.PACE_MODEL,
        expected=None,
        gap=None,
        achieved_share=None,
        time_share=share,
        projection=None,
        required_pace=None,
        why="",
        why_code="",
        baseline=case.baseline.value if case.baseline else None,
        baseline_period=case.baseline.period if case.baseline else None,
    )


def _with_facts(case: _Case, verdict: Assessment) -> Assessment:
    """Value, belief, trend, pace and what is needed from now on."""
    one = case.measured
    value = one.value if one.value is not None else 0.0
    verdict = replace(
        verdict,
        observed_period=one.period,
        value=value,
        belief=_belief(one),
        trend=_trend(case.indicator, case.series),
        time_share=pace.time_share(case.origin, case.day, case.target.deadline),
        lineage=(one.revision,),
    )
    path = case.path
    if path is None:
        return verdict
    return replace(
        verdict,
        expected=path.expected,
        gap=path.gap(value),
        achieved_share=path.achieved(value),
        required_pace=_required(case, value, path.goal),
        projection=project(case.indicator, case.target, case.series),
    )


def _level(case: _Case) -> tuple[Level, str]:
    """Level and the code of its reason; the order of the questions is the rule."""
    value = case.measured.value
    if case.indicator.definition_pending:
        return Level.NOT_ASSESSABLE, "definition_pending"
    if value is None:
        return Level.NOT_ASSESSABLE, "missing"
    if pace.is_met(case.target, value):
        return Level.MET, "met"
    if case.target.open_ended:
        return Level.NOT_ASSESSABLE, "no_deadline"
    if case.indicator.kind == "yes" or case.target.comparator == "yes":
        if case.due or case.target.cadence:
            return Level.FAR_BEHIND, "milestone_missed"
        return Level.NOT_ASSESSABLE, "milestone_not_due"
    if case.target.keep:
        return Level.BEHIND, "fell_below"
    if case.baseline is None:
        return Level.NOT_ASSESSABLE, "no_baseline"
    path = case.path
    if path is None:
        return Level.BEHIND, "fell_below"
    level = pace.level_by_pace(path.achieved(value), path.share, due=case.due)
    return level, "deadline_missed" if case.due else "pace"


def _belief(one: Measured) -> Belief:
    if one.doubted:
        return Belief.DOUBTED
    return Belief.DEMO if one.demo else Belief.SOUND


def _trend(indicator: Indicator, series: Series) -> Trend:
    """Change against the value before, by direction; less than half a printed unit is flat."""
    if len(series) < 2:
        return Trend.UNKNOWN
    last, before = series[-1][1].value, series[-2][1].value
    if last is None or before is None:
        return Trend.UNKNOWN
    change = (last - before) * (1 if indicator.direction == "up" else -1)
    if abs(change) < 0.5 * 10**-indicator.decimals:
        return Trend.FLAT
    return Trend.IMPROVING if change > 0 else Trend.WORSENING


def _required(case: _Case, value: float, goal: float) -> float | None:
    """Change per reporting period still needed to reach the goal in time; None when late."""
    months = case.indicator.frequency.months
    left = (pace.months_until(case.target.deadline) - pace.months_until(case.day)) / months
    return (goal - value) / left if left >= 1 - pace.TOLERANCE else None


def _flips(case: _Case, level: Level) -> tuple[str, ...]:
    """Names of the small changes that would give another level: half a printed unit."""
    if level not in JUDGED_LEVELS or case.indicator.kind == "yes":
        return ()
    half = 0.5 * 10.0**-case.measured.decimals
    for shift in (half, -half):
        moved = replace(case.measured, value=(case.measured.value or 0.0) + shift)
        period = case.series[-1][0]
        other = replace(case, series=[*case.series[:-1], (period, moved)])
        if _level(other)[0] is not level:
            return ("rounding",)
    return ()


def _worded(case: _Case, verdict: Assessment) -> Assessment:
    values = [one.value for _, one in case.series if one.value is not None]
    return replace(verdict, why=sentence(case.indicator, case.target, verdict, values))
