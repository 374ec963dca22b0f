"""Targets with their newest verdict in words, as lists of tasks and offices show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefings.format import format_target, format_value
from desk.handle import Desk
from desk.plans import in_period
from desk.run_history import newest_by
from desk.views.overview import seen_by
from ledger import milestones, runs
from ledger.unit import Reading
from observations.identity import Actor
from observations.period import ReportingPeriod
from targets.assessment import Assessment, Belief, Level, Trend
from targets.milestones import Milestone, latest_milestones
from targets.model import Binding, Target, Tier
from targets.wording import lag_note

LEVELS = tuple(Level)


@dataclass(frozen=True)
class Shown:
    """What of the record is shown: the newest period for None, now for no `head`, every area.

    A view of an earlier head takes the desk as it stood then (`overview.on_day`).
    """

    period: ReportingPeriod | None = None
    head: int | None = None
    area: str = ""


NEWEST = Shown()


@dataclass(frozen=True)
class Step:
    """A milestone in words: what should stand at the end of which period, and who said so."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class TargetMark:
    """A target and how it stands; `level` is None before its first verdict, or out of scope.

    `seen`: the actor may see its verdict; without, `value`, verdict and milestones are empty.
    `observed` names the measured period where it is not the judged one. `milestones` are the
    versions that count, earliest first.
    """

    id: str
    name: str
    indicator: str
    area: str
    area_name: str
    tier: Tier
    binding: Binding
    task: str | None
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    goal: str
    deadline: date | None
    seen: bool
    lead_names: tuple[tuple[str, str], ...] = ()
    level: Level | None = None
    level_word: str = ""
    note: str = ""
    value: str = ""
    observed: str = ""
    trend: Trend = Trend.UNKNOWN
    belief: Belief = Belief.SOUND
    milestones: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Marks:
    """Every target of the plan in force in `period`; `period` is empty before any run."""

    period: str
    targets: tuple[TargetMark, ...]

    @property
    def label(self) -> str:
        """The judged period as people say it; empty before any run."""
        return ReportingPeriod.parse(self.period).label if self.period else ""


def target_marks(desk: Desk, actor: Actor, reading: Reading, shown: Shown = NEWEST) -> Marks:
    """The plan's targets by the run of `shown` at the reading's head, as far as the actor may see.

    Where its period was not assessed, by that of the last assessed one before it.
    """
    period = newest_by(reading, shown.period) or ""
    judged = in_period(desk, ReportingPeriod.parse(period)) if period else desk
    run = runs.latest_run(reading, period) if period else None
    verdicts = {one.target_id: one for one in run.assessments} if run else {}
    steps = latest_milestones((*judged.plan.milestones, *milestones.milestones(reading)))
    seen = seen_by(judged, actor)
    told = [
        _mark(judged, target, (verdicts.get(target.id), steps.get(target.id, ())))
        if target.id in seen
        else _words_alone(judged, target)
        for target in judged.plan.targets
        if shown.area in ("", target.area)
    ]
    return Marks(period, tuple(told))


def level_counts(marks: Iterable[TargetMark]) -> tuple[tuple[Level, int], ...]:
    """How many stand at each level that occurs, the best first."""
    found = [one.level for one in marks]
    return tuple((level, found.count(level)) for level in LEVELS if level in found)


def _words_alone(desk: Desk, target: Target) -> TargetMark:
    """What the issued plan says of a target: it is no secret, its verdict is."""
    indicator, names = desk.plan.indicator(target.indicator), desk.office_names
    return TargetMark(
        id=target.id,
        name=target.name,
        indicator=target.indicator,
        area=target.area,
        area_name=desk.plan.area_of(target.area).name,
        tier=target.tier,
        binding=target.binding,
        task=target.task,
        leads=target.leads,
        cooperating=target.cooperating,
        goal=format_target(indicator, target),
        deadline=None if target.open_ended else target.deadline,
        seen=False,
        lead_names=tuple((one, names.get(one, one)) for one in target.leads),
    )


def _mark(
    desk: Desk, target: Target, found: tuple[Assessment | None, Sequence[Milestone]]
) -> TargetMark:
    verdict, steps = found
    indicator = desk.plan.indicator(target.indicator)
    entered = tuple(
        Step(
            ReportingPeriod.parse(one.period).label, format_value(indicator, one.value), one.source
        )
        for one in steps
    )
    told = replace(_words_alone(desk, target), seen=True, milestones=entered)
    if verdict is None:
        return told
    return replace(
        told,
        level=verdict.level,
        level_word=verdict.level_word,
        note=lag_note(verdict),
        value="" if verdict.value is None else format_value(indicator, verdict.value),
        observed=_observed(verdict),
        trend=verdict.trend,
        belief=verdict.belief,
    )


def _observed(verdict: Assessment) -> str:
    seen = verdict.observed_period
    return ReportingPeriod.parse(seen).label if seen and seen != verdict.period else ""
