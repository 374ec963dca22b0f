"""What surrounds a run on pages and in papers: cases, punctuality, doubts, revisions, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import polars as pl

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
from desk.deadlines import asked_offices, work_began
from desk.handle import SHANGHAI, Desk
from desk.run_history import previous_run
from desk.views.cases import case_rows
from desk.views.rows import CaseRow
from ledger import approvals, facts, findings, receipts, revisions
from ledger.approvals import SubmissionRow
from ledger.receipts import ReceiptRow
from ledger.unit import Reading
from observations.finding import Severity
from observations.period import ReportingPeriod
from targets.assessment import AssessmentRun


def surroundings(desk: Desk, reading: Reading, run: AssessmentRun) -> Context:
    """Everything around `run` as the ledger stood at the reading's head."""
    period = ReportingPeriod.parse(run.period)
    submitted = approvals.submissions(reading)
    files = {row.id: row for row in receipts.listing(reading, limit=100_000)}
    return Context(
        cases=tuple(_case(row) for row in case_rows(desk, reading)),
        punctuality=_punctuality(desk, reading, period, arrivals(submitted, files)),
        doubts=_doubts(reading, period, files),
        revised=_revised(reading, run),
        todo=_todo(desk, reading, period, submitted),
        evidence=_evidence(reading, run, files),
        demo=desk.is_demo,
    )


def _case(row: CaseRow) -> CaseLine:
    return CaseLine(
        number=row.number,
        matter=row.text,
        office=row.office,
        opened=row.opened,
        due=row.due,
        target_id=row.target_id,
        colour=row.colour,
        state=row.step_label,
        closed=row.closed,
    )


Arrivals = dict[tuple[str, str], date]


def arrivals(submitted: Iterable[SubmissionRow], files: Mapping[str, ReceiptRow]) -> Arrivals:
    """The Shanghai day on which each submission first came; a later correction is not late."""
    return {
        (row.office, row.period): min(
            (files[one].received_at for one in row.receipts if one in files),
            default=row.submitted_at,
        )
        .astimezone(SHANGHAI)
        .date()
        for row in submitted
    }


def _punctuality(
    desk: Desk, reading: Reading, period: ReportingPeriod, came: Arrivals
) -> Punctuality | None:
    """Values asked for the period and those whose form came by its due date.

    None for a period that was due before this installation began.
    """
    due_day, since = desk.due(period), work_began(reading)
    if since is None or due_day < since:
        return None
    due = on_time = 0
    late = []
    for office in asked_offices(desk, period):
        asked = sum(
            desk.plan.indicator(r.indicator).frequency is period.frequency
            for r in desk.plan.reported_by(office)
        )
        day = came.get((office, str(period)))
        due += asked
        if day is not None and day <= due_day:
            on_time += asked
        else:
            missing = asked if day is None else 0
            late.append(_lateness(desk, office, period, (came, since, missing)))
    return Punctuality(due, on_time, tuple(late))


def _lateness(
    desk: Desk, office: str, period: ReportingPeriod, known: tuple[Arrivals, date, int]
) -> Lateness:
    """Periods late in a row, this one counted, and the working days they were late in all."""
    came, since, missing = known
    count = days = 0
    current = period
    while current.end >= desk.plan.issued and desk.due(current) >= since:
        due = desk.due(current)
        day = came.get((office, str(current)), desk.today())
        if day <= due:
            break
        count, days = count + 1, days + desk.calendar.between(due, day)
        current = current.previous()
    return Lateness(office, count, days, missing)


def _doubts(
    reading: Reading, period: ReportingPeriod, files: dict[str, ReceiptRow]
) -> tuple[Doubt, ...]:
    """Open warnings about values of the period."""
    standing = findings.open_findings(reading)
    chosen = [
        row
        for row in standing
        if row.finding.severity is Severity.WARNING and row.period == str(period)
    ]
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
        )
        for row in chosen
    )


def _revised(reading: Reading, run: AssessmentRun) -> tuple[RevisedValue, ...]:
    """Published values replaced by other ones since the run of the period before."""
    before = previous_run(reading, run.period)
    if before is None:
        return ()
    key = ("indicator", "area", "period")
    then = revisions.as_of(replace(reading, head=before.head, live=False), approved=True)
    now = revisions.as_of(reading, approved=True)
    both = now.join(then.select(*key, pl.col("value").alias("was")), on=list(key), how="inner")
    changed = both.filter(~pl.col("value").eq_missing(pl.col("was")))
    return tuple(
        RevisedValue(
            row["indicator"], row["area"], row["period"], row["was"], row["value"], row["revision"]
        )
        for row in changed.iter_rows(named=True)
    )


def _todo(
    desk: Desk, reading: Reading, period: ReportingPeriod, submitted: Iterable[SubmissionRow]
) -> tuple[ToDo, ...]:
    rows = [row for row in submitted if row.office in desk.office_names]
    waiting = sum(row.state in ("waiting", "office_approved") for row in rows)
    came = {row.office for row in rows if row.period == str(period)}
    missing = sum(office not in came for office in asked_offices(desk, period))
    open_alerts = sum(not row.acknowledged_by for row in facts.facts(reading))
    return (
        ToDo("waiting", "待审", waiting),
        ToDo("missing", "缺报", missing),
        ToDo("alerts", "未确认预警", open_alerts),
    )


def _evidence(
    reading: Reading, run: AssessmentRun, files: dict[str, ReceiptRow]
) -> dict[str, Evidence]:
    """Where each revision behind the run came from, by revision id."""
    wanted = {name for one in run.assessments for name in one.lineage}
    frame = revisions.as_of(reading, approved=True)
    found: dict[str, Evidence] = {}
    for row in frame.filter(frame["revision"].is_in(wanted)).iter_rows(named=True):
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
