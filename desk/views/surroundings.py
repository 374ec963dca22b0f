"""What surrounds a run on pages and in papers: cases, punctuality, doubts, revisions, sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from briefings.case_book import CaseBook, TrackedCase
from briefings.context import (
    CaseLine,
    Context,
    Doubt,
    Evidence,
    Lateness,
    Punctuality,
    RevisedValue,
    ToDo,
)
from cases.kinds import load_kinds
from cases.rate_rule import load_rate_rule
from desk.concern import concerned
from desk.handle import Desk
from desk.keys import plan_keys
from desk.rates import arrivals, names_ever
from desk.run_history import previous_run
from desk.views.cases import case_rows, numbered, subject_of
from desk.views.notices import unanswered
from desk.views.opinions import opinion_figures
from desk.views.rows import CaseRow
from expectations.timeliness import Timeliness
from ledger import approvals, case_log, findings, receipts, revisions
from ledger.case_wanted import Wanted
from ledger.findings import FindingRow
from ledger.receipts import ReceiptRow
from ledger.replaced import replaced
from ledger.revisions import Keys
from ledger.unit import Reading
from observations.finding import Severity
from observations.identity import SYSTEM, Actor
from observations.period import ReportingPeriod
from targets.adjustments import ever
from targets.assessment import AssessmentRun


def surroundings(desk: Desk, reading: Reading, run: AssessmentRun) -> Context:
    """Everything around `run` as the ledger stood at the reading's head, as papers tell it."""
    period = ReportingPeriod.parse(run.period)
    return replace(
        seen_around(desk, reading, run, SYSTEM),
        cases=tuple(_case(row) for row in case_rows(desk, reading)),
        doubts=_doubts(desk, reading, period),
        evidence=evidence_of(reading, run),
        case_book=case_book(desk, reading),
        opinions=opinion_figures(desk, reading, period.start, period.end, desk.today()),
    )


def case_book(desk: Desk, reading: Reading) -> CaseBook:
    """Every case up to the reading's head with the rules that a paper tells it by."""
    known = numbered(case_log.events(reading))
    return CaseBook(
        tuple(TrackedCase(number, subject_of(desk, one)[0], one) for number, one in known),
        {one.id: one for one in load_kinds()},
        load_rate_rule(),
    )


def seen_around(desk: Desk, reading: Reading, run: AssessmentRun, actor: Actor) -> Context:
    """What pages tell around `run`: neither sources nor doubts; waiting matters of the actor's.

    Of the cases those about targets; a paper tells of all. The number of statements is the same
    for few and for many areas, targets and receipts.
    """
    period = ReportingPeriod.parse(run.period)
    came = arrivals(desk, reading, desk.today())
    return Context(
        cases=tuple(_case(row) for row in case_rows(desk, reading, wanted=_on_targets(desk))),
        punctuality=_punctuality(came, period),
        revised=_revised(desk, reading, run),
        todo=_todo(desk, reading, came.of_period(period), actor),
        demo=desk.is_demo,
        offices=names_ever(desk, reading),
    )


def _on_targets(desk: Desk) -> Wanted:
    return Wanted(subjects=[f"target:{one}" for one in ever(desk.plan)])


def _case(row: CaseRow) -> CaseLine:
    """The line; what was said last (核验属实) is no matter unless it says what it is about."""
    return CaseLine(
        number=row.number,
        matter=row.text if row.title in row.text else row.title,
        office=row.office,
        opened=row.opened,
        due=row.due,
        target_id=row.target_id,
        colour=row.colour,
        state=row.step_label,
        closed=row.closed,
        standing=row.standing,
    )


def _punctuality(found: Timeliness, period: ReportingPeriod) -> Punctuality | None:
    """Values asked for the period and those whose form came by its due date.

    None for a period that is not due yet, or was due before this installation began.
    """
    mine = found.of_period(period)
    if not mine.forms:
        return None
    offices = found.by_office()
    late = []
    for form in mine.forms:
        if not form.on_time:
            office, missing = form.due.office, 0 if form.received else form.due.values
            days = offices[office].late_days_in_a_row(period)
            late.append(Lateness(office, len(days), max(days, default=0), missing))
    return Punctuality(mine.values_expected, mine.values_on_time, tuple(late))


def _doubts(desk: Desk, reading: Reading, period: ReportingPeriod) -> tuple[Doubt, ...]:
    """Open warnings about values of the period."""
    standing = [
        row
        for row in findings.open_findings(reading, concerned(desk, reading))
        if row.finding.severity is Severity.WARNING and row.period == str(period)
    ]
    return doubts_of(standing, receipts.named(reading, {row.receipt for row in standing}))


def doubts_of(rows: Iterable[FindingRow], files: Mapping[str, ReceiptRow]) -> tuple[Doubt, ...]:
    """Findings as papers list them, with the sender's name of the file."""
    return tuple(
        Doubt(
            finding=row.id,
            rule=row.finding.rule,
            office=row.office,
            indicator=row.finding.indicator,
            period=row.period,
            message=row.finding.message,
            file=files[row.receipt].source.name if row.receipt in files else "",
            cell=row.finding.cell,
            answer=row.answer,
            sheet=row.finding.sheet,
        )
        for row in rows
    )


def _revised(desk: Desk, reading: Reading, run: AssessmentRun) -> tuple[RevisedValue, ...]:
    """Published values replaced by other ones since the run of the period before."""
    before = previous_run(reading, run.period)
    if before is None:
        return ()
    return tuple(
        RevisedValue(
            row["indicator"], row["area"], row["period"], row["was"], row["value"], row["revision"]
        )
        for row in replaced(reading, before.head, plan_keys(desk.plan)).iter_rows(named=True)
    )


def _todo(desk: Desk, reading: Reading, came: Timeliness, actor: Actor) -> tuple[ToDo, ...]:
    """What waits for somebody, of the actor's offices."""
    mine = {office for office in desk.office_names if actor.covers(office)}
    if not mine:
        return ()
    waiting = sum(
        row.state in ("waiting", "office_approved")
        for row in approvals.submissions(reading, offices=mine)
    )
    forms = (*came.forms, *came.pending)
    missing = sum(form.due.office in mine and not form.received for form in forms)
    return (
        ToDo("waiting", "待审", waiting),
        ToDo("missing", "缺报", missing),
        ToDo("alerts", "未确认预警", unanswered(desk, reading, actor)),
    )


def evidence_of(reading: Reading, run: AssessmentRun) -> dict[str, Evidence]:
    """Where each revision behind the run came from, by revision id."""
    return evidence_named(reading, {name for one in run.assessments for name in one.lineage})


def evidence_named(reading: Reading, wanted: Collection[str]) -> dict[str, Evidence]:
    """Where these revisions came from, by revision id; a superseded one is left out."""
    named = revisions.named(reading, wanted)
    keys = Keys(*(frozenset(named[one]) for one in ("indicator", "area", "period")))
    frame = revisions.as_of(reading, keys=keys)
    mine = frame.filter(frame["revision"].is_in(wanted))
    files = receipts.named(reading, set(mine["receipt"]))
    found: dict[str, Evidence] = {}
    for row in mine.iter_rows(named=True):
        file = files.get(row["receipt"])
        found[row["revision"]] = Evidence(
            revision=row["revision"],
            indicator=row["indicator"],
            area=row["area"],
            period=row["period"],
            office=row["office"],
            value=row["value"],
            receipt=row["receipt"],
            file=file.source.name if file else "",
            sha256=file.source.sha256 if file else "",
            sheet=row["sheet"],
            cell=row["cell"],
            suite=file.suite if file else "",
        )
    return found
