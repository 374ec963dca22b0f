"""The overview: one scorecard from a stored run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from briefings.context import Context
from briefings.scorecard import Scorecard, scorecard
from desk.handle import SHANGHAI, Desk
from desk.plans import as_it_stood, in_period
from desk.run_history import assessed_periods, run_before
from desk.views.cases import sees_case
from desk.views.surroundings import seen_around, surroundings
from ledger import runs
from ledger.unit import Reading
from observations.identity import Actor
from observations.period import ReportingPeriod
from targets.assessment import AssessmentRun
from targets.model import Target


def periods(desk: Desk, actor: Actor) -> tuple[str, ...]:
    """Assessed periods, newest first."""
    with desk.ledger.read() as reading:
        return assessed_periods(reading) if actor.roles else ()


def head_at(desk: Desk, actor: Actor, day: date) -> int:
    """The audit sequence at the end of `day` in Shanghai."""
    return desk.ledger.head_at(datetime.combine(day, time.max, SHANGHAI)) if actor.roles else 0


def on_day(desk: Desk, day: date | None) -> Desk:
    """The desk as it stood at the end of `day` in Shanghai; today's for none."""
    return desk if day is None else as_it_stood(desk, datetime.combine(day, time.max, SHANGHAI))


def overview(
    desk: Desk, actor: Actor, period: ReportingPeriod, head: int | None = None
) -> Scorecard | None:
    """The period's card as known at `head`; None before its first run.

    An office sees the targets it leads, shares or reports; desk and leaders see all of the
    areas their post is limited to, or of every area. Cases and
    what waits only to whom they concern.
    """
    with desk.ledger.read(head) as reading:
        return card_of(desk, reading, period, actor)


def card_of(
    desk: Desk, reading: Reading, period: ReportingPeriod, actor: Actor | None = None
) -> Scorecard | None:
    """The card of the newest run of `period` at the reading's head, by the targets then."""
    desk = in_period(desk, period)
    run = runs.latest_run(reading, str(period))
    if run is None or run.plan_version != desk.plan.version:
        return None
    before = run_before(reading, str(period), desk.plan.version)
    if actor is None:
        return scorecard(desk.plan, run, before, surroundings(desk, reading, run))
    around = seen_around(desk, reading, run, actor)
    if sees_all(desk, actor.insider):
        return scorecard(desk.plan, run, before, around)
    seen = seen_by(desk, actor)
    around = _scoped(desk, around, actor, seen)
    return scorecard(desk.plan, only(run, seen), only(before, seen) if before else None, around)


def _scoped(desk: Desk, around: Context, actor: Actor, seen: frozenset[str]) -> Context:
    """What of the surroundings concerns the actor's offices and the targets it may see."""
    area = {one.id: one.area for one in desk.plan.targets if one.id in seen}
    keys = {(one.indicator, one.area) for one in desk.plan.targets if one.id in seen}
    theirs = (one for one in around.cases if one.target_id in area)
    return replace(
        around,
        cases=tuple(c for c in theirs if sees_case(actor, c.office, area[c.target_id])),
        revised=tuple(one for one in around.revised if (one.indicator, one.area) in keys),
        punctuality=None,
    )


def run_seen(
    desk: Desk, actor: Actor, period: ReportingPeriod, head: int | None = None
) -> AssessmentRun | None:
    """The newest run of `period` at `head`, with the verdicts that the actor may see."""
    with desk.ledger.read(head) as reading:
        run = runs.latest_run(reading, str(period))
    if run is None or sees_all(desk, actor):
        return run
    return only(run, seen_by(in_period(desk, period), actor))


def sees_all(desk: Desk, actor: Actor) -> bool:
    """True when the actor's post oversees every area of the plan."""
    return all(actor.oversees(area.code) for area in desk.plan.areas)


def seen_by(desk: Desk, actor: Actor) -> frozenset[str]:
    """Ids of the targets the actor may see: of overseen areas all, else those of its offices."""
    return frozenset(
        t.id for t in desk.plan.targets if actor.oversees(t.area) or concerns(desk, actor, t)
    )


def concerns(desk: Desk, actor: Actor, target: Target) -> bool:
    """True when one of the actor's offices leads, shares or reports the target in its areas.

    A viewer's offices are those whose targets it may look at.
    """
    reporting = {
        r.office
        for r in desk.plan.reporting
        if (r.indicator, r.area) == (target.indicator, target.area)
    }
    offices = {*target.leads, *target.cooperating, *reporting}
    return any(actor.concerned_with(office, target.area) for office in offices)


def only(run: AssessmentRun, seen: frozenset[str]) -> AssessmentRun:
    """The run without verdicts that are not `seen`."""
    return replace(run, assessments=tuple(a for a in run.assessments if a.target_id in seen))
