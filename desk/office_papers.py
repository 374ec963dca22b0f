"""单位反馈单: one paper an office, from the period's run; written on demand, never archived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from briefings.context import Context
from briefings.office_paper import build_office_paper
from briefings.paper import Briefing
from briefings.scorecard import Scorecard, scorecard
from desk.handle import Desk
from desk.plans import in_period
from desk.publish import fingerprint, written
from desk.rights import acting_for
from desk.run_history import run_before
from desk.views.overview import only
from desk.views.surroundings import surroundings
from desk.views.trends import for_paper
from ledger import runs
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

READERS = (Role.DESK, Role.LEADER, Role.CLERK, Role.REVIEWER)


def office_paper(desk: Desk, actor: Actor, period: ReportingPeriod, office: str) -> Briefing:
    """The sheet of one office on the newest run of `period`: what it leads or reports.

    For the bureau and for the office's own posts. `UserError` for an office without a target,
    `Refused` when the period is not assessed by the plan in force.
    """
    acting_for(desk, actor, office, *READERS)
    then = in_period(desk, period)
    with desk.ledger.read() as reading:
        card = _card(then, reading, period, office)
    name = then.office_names[office]
    return build_office_paper(
        card, name, desk.today(), calendar=desk.calendar, fingerprint=fingerprint()
    )


def write_office_papers(
    desk: Desk, actor: Actor, period: ReportingPeriod, offices: tuple[str, ...], folder: Path
) -> tuple[Path, ...]:
    """The sheets of `offices` (of all that have one when empty) written to `folder`."""
    chosen = offices or offices_told(desk, period)
    found: list[Path] = []
    for office in chosen:
        paper = office_paper(desk, actor, period, office)
        stem = f"单位反馈单_{desk.office_names[office]}_{period}"
        found += written(desk, paper, stem, folder)
    return tuple(found)


def offices_told(desk: Desk, period: ReportingPeriod) -> tuple[str, ...]:
    """Offices that lead or report a target of the plan in force, in the plan's order."""
    then = in_period(desk, period)
    return tuple(one.id for one in then.plan.offices if _ids(then, one.id))


def _ids(desk: Desk, office: str) -> frozenset[str]:
    """Targets that the office leads or whose value it reports."""
    reported = {(one.indicator, one.area) for one in desk.plan.reporting if one.office == office}
    return frozenset(
        one.id
        for one in desk.plan.targets
        if office in one.leads or (one.indicator, one.area) in reported
    )


def _card(desk: Desk, reading: Reading, period: ReportingPeriod, office: str) -> Scorecard:
    ids = _ids(desk, office)
    if not ids:
        raise UserError(
            f"“{desk.office_names.get(office, office)}”没有牵头或填报的目标", cure="换一个单位"
        )
    run = runs.latest_run(reading, str(period))
    if run is None or run.plan_version != desk.plan.version:
        raise Refused(f"{period.label}还没有按现行方案评估", cure="先运行 cityplan assess")
    before = run_before(reading, str(period), desk.plan.version)
    around = _around(surroundings(desk, reading, run), desk, office, ids)
    earlier = only(before, ids) if before else None
    card = scorecard(desk.plan, only(run, ids), earlier, around)
    card = for_paper(desk, reading, card, lambda one: one == office)
    tasks = tuple(one for one in desk.plan.tasks if office in {*one.leads, *one.cooperating})
    return replace(card, plan=replace(card.plan, tasks=tasks))


def _around(around: Context, desk: Desk, office: str, ids: frozenset[str]) -> Context:
    """What of the surroundings is the office's own; the rate of all offices is not."""
    keys = {(one.indicator, one.area) for one in desk.plan.targets if one.id in ids}
    book = around.case_book.of_office(office, ids) if around.case_book else None
    mine = {one.number for one in book.cases} if book else set()
    return replace(
        around,
        cases=tuple(one for one in around.cases if one.number in mine),
        case_book=book,
        opinions=None,
        doubts=tuple(one for one in around.doubts if one.office == office),
        revised=tuple(one for one in around.revised if (one.indicator, one.area) in keys),
        punctuality=None,
        todo=(),
    )
