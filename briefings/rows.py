"""One target's standing in words, the same on a page and in a paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from briefings.context import CaseLine
from briefings.format import (
    ABSENT,
    Change,
    change_between,
    format_against,
    format_gap,
    format_target,
    format_value,
)
from briefings.sections import group_titles
from observations.errors import UserError
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Assessment, AssessmentRun, Level
from targets.model import Plan, Target

LAGGING = frozenset({Level.BEHIND, Level.FAR_BEHIND})
REASONS = {
    "missing": "缺报",
    "no_baseline": "缺基期",
    "definition_pending": "口径待定",
    "milestone_not_due": "节点未到",
    "no_deadline": "未定期限",
    "part_missing": "合计不全",
    "area_ended": "行政区划调整",
    "area_not_yet": "行政区划调整",
    "pace_undefined": "模型不适用",
}
BINDING_WORDS = {"binding": "约束性", "indicative": "预期性", "none": ABSENT}
_TIERS = {"市": 0, "旗": 1, "阿镇": 2}


@dataclass(frozen=True)
class Line:
    """One target line of an indicator: the city's, the banner's or the town's, with verdict."""

    target_id: str
    tier: str
    area: str
    target: str
    value: float
    level: Level


@dataclass(frozen=True)
class Row:
    """One target's standing, in words as page and paper print them.

    `lines` holds every line of the same indicator (this one among them) in the order
    city, banner, town: two promises are two verdicts and are never merged. `shortfall` is
    the distance to the pace as a share of the whole way (0.155 = 15.5 points), 0 when none.
    """

    target: Target
    indicator: Indicator
    assessment: Assessment
    previous: Assessment | None
    group: str
    area: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    value: str
    goal: str
    expected: str
    gap: str
    change: Change | None
    shortfall: float
    lines: tuple[Line, ...]
    case: CaseLine | None

    @property
    def name(self) -> str:
        """The target's name as the plan prints it."""
        return self.target.name

    @property
    def binding(self) -> str:
        """`约束性`, `预期性`; `—` for a prose target, which carries neither."""
        return BINDING_WORDS[self.target.binding]

    @property
    def lagging(self) -> bool:
        """Behind or far behind."""
        return self.assessment.level in LAGGING

    @property
    def observed(self) -> str:
        """The measured period in words when it is not the judged one, else empty."""
        seen = self.assessment.observed_period
        return ReportingPeriod.parse(seen).label if seen and seen != self.assessment.period else ""

    @property
    def reason(self) -> str:
        """Why it is not assessable, in a word; empty when it is."""
        if self.assessment.level is not Level.NOT_ASSESSABLE:
            return ""
        return REASONS.get(self.assessment.why_code, "不可评估")


@dataclass(frozen=True)
class _Surroundings:
    """What the rows of one run are looked up in."""

    plan: Plan
    before: Mapping[str, Assessment]
    titles: Mapping[str, str]
    lines: Mapping[str, tuple[Line, ...]]
    cases: Mapping[str, CaseLine]


def build_rows(
    plan: Plan,
    run: AssessmentRun,
    previous: AssessmentRun | None,
    cases: tuple[CaseLine, ...] = (),
) -> tuple[Row, ...]:
    """A row for each verdict of the run, in plan order.

    Raises `UserError` when the run judges a target the plan does not have.
    """
    targets = {target.id: target for target in plan.targets}
    unknown = [a.target_id for a in run.assessments if a.target_id not in targets]
    if unknown:
        raise UserError(
            f"评估 {run.id} 含有现行方案没有的目标:{'、'.join(unknown[:3])}",
            cure="用评估当时的方案版本打开,或对本期重新评估",
        )
    around = _Surroundings(
        plan,
        {a.target_id: a for a in previous.assessments} if previous else {},
        group_titles(plan),
        _lines(plan, run, targets),
        {case.target_id: case for case in cases if case.target_id and not case.closed},
    )
    order = {target_id: place for place, target_id in enumerate(targets)}
    judged = sorted(run.assessments, key=lambda a: order[a.target_id])
    return tuple(_row(around, targets[a.target_id], a) for a in judged)


def _row(around: _Surroundings, target: Target, verdict: Assessment) -> Row:
    plan = around.plan
    indicator = plan.indicator(target.indicator)
    before = around.before.get(target.id)
    return Row(
        target=target,
        indicator=indicator,
        assessment=verdict,
        previous=before,
        group=around.titles[target.id],
        area=plan.area_of(target.area).name,
        leads=tuple(plan.office(office).name for office in target.leads),
        cooperating=tuple(plan.office(office).name for office in target.cooperating),
        value=_value(indicator, verdict),
        goal=format_target(indicator, target),
        expected=_expected(indicator, verdict),
        gap=_gap(indicator, verdict),
        change=_change(indicator, before, verdict),
        shortfall=_shortfall(verdict),
        lines=around.lines[target.indicator],
        case=around.cases.get(target.id),
    )


def _value(indicator: Indicator, verdict: Assessment) -> str:
    """The value; with more digits when rounding would make it look like its missed target."""
    if verdict.value is None or verdict.level is Level.MET:
        return format_value(indicator, verdict.value)
    return format_against(indicator, verdict.value, verdict.target)


def _expected(indicator: Indicator, verdict: Assessment) -> str:
    """The pace value; none beside a verdict that could not be given (口径待定)."""
    if verdict.level is Level.NOT_ASSESSABLE:
        return ABSENT
    return format_value(indicator, verdict.expected)


def _gap(indicator: Indicator, verdict: Assessment) -> str:
    """Distance to the pace when short of it (to the target where no pace is drawn), else —."""
    if verdict.level in (Level.MET, Level.NOT_ASSESSABLE):
        return ABSENT
    if verdict.gap is not None and verdict.gap <= 0:
        return ABSENT
    measure = verdict.target if verdict.expected is None else verdict.expected
    return format_gap(indicator, verdict.value, measure)


def _change(indicator: Indicator, before: Assessment | None, now: Assessment) -> Change | None:
    """Change to the previous run's value; None when the same period stands in both."""
    if before is None or before.observed_period == now.observed_period:
        return None
    return change_between(indicator, before.value, now.value)


def _shortfall(verdict: Assessment) -> float:
    """Share of the way missing to the pace; the whole way for a milestone that was missed."""
    asked = verdict.time_share if verdict.expected_share is None else verdict.expected_share
    if verdict.achieved_share is not None and asked is not None:
        return max(0.0, asked - verdict.achieved_share)
    return 1.0 if verdict.level is Level.FAR_BEHIND else 0.0


def _lines(
    plan: Plan, run: AssessmentRun, targets: Mapping[str, Target]
) -> dict[str, tuple[Line, ...]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for verdict in run.assessments:
        target = targets[verdict.target_id]
        goal = format_target(plan.indicator(target.indicator), target)
        area = plan.area_of(target.area).name
        found[target.indicator].append(
            Line(target.id, target.tier, area, goal, target.value, verdict.level)
        )
    return {
        indicator: tuple(sorted(lines, key=lambda line: (_TIERS[line.tier], line.target_id)))
        for indicator, lines in found.items()
    }
