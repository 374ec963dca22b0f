"""Bulk deliveries: a table of up to a million values, received, judged and recorded as a whole.

Our own rules gate the commit; Great Expectations certifies afterwards (`desk.bulk_certify`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from desk.alert_life import after_judgement
from desk.bulk_outcome import DETAILS, BulkOutcome, bulk_outcome
from desk.closing import with_closings
from desk.handle import Desk
from desk.keeping import drop_destroyed, keep_still
from desk.quality_facts import facts_of
from desk.rights import acting_for
from desk.rule_settings import settings_in_force
from expectations.bulk import screen, slices
from expectations.check import CheckContext
from expectations.rules import load_book
from expectations.settings import settled_version
from ledger import certifications, custody, receipts, revisions
from ledger.custody import Attached
from ledger.errors import RevisionConflict
from ledger.record import Recorded, record
from ledger.revisions import Keys
from ledger.unit import Reading
from observations.bulk.failing import attached, summed
from observations.bulk.headings import LAYOUTS, Asked, Catalogue
from observations.bulk.report import BulkReport, interpret_bulk
from observations.bulk.table import bulk_jail, read_table
from observations.crossing import Arrived
from observations.errors import TryLater, UsageError
from observations.finding import Finding
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from observations.revise import revise
from observations.spool import archived, spool
from observations.stations import (
    CheckedReport,
    FormHeader,
    Interpreted,
    Receipt,
    Revisions,
    SourceFile,
    Verdict,
    verdict_of,
)

ATTEMPTS = 3


@dataclass(frozen=True)
class Judged:
    """A delivery under our rules: the verdict, every failing row, the head it was compared at."""

    checked: CheckedReport
    revised: Revisions
    failing: pl.DataFrame
    head: int | None = None


def deliver_bulk(desk: Desk, actor: Actor, path: Path, asked: Asked) -> BulkOutcome:
    """Receive, judge and record one file in ONE unit: it is there whole or not at all.

    Nothing is acknowledged before that unit is committed. The same bytes from the same office
    give the first receipt again.
    """
    if asked.office not in desk.office_names:
        raise UsageError(
            f"没有单位“{asked.office}”", cure=f"可用:{'、'.join(desk.plan.reporting_offices)}"
        )
    if asked.layout not in ("", *LAYOUTS):
        raise UsageError(f"没有布局“{asked.layout}”", cure=f"可用:{'、'.join(LAYOUTS)}")
    actor = acting_for(desk, actor, asked.office, Role.DESK)
    source = spool(path, path.name, desk.settings.spool_dir, asked.office)
    before = _known(desk, source)
    if before is not None:
        drop_destroyed(desk, actor, source)
        return bulk_outcome(desk, str(path), before)
    report = read_bulk(desk, source, asked)
    for _ in range(ATTEMPTS):
        try:
            receipt = _record(desk, actor, judge_bulk(desk, actor, report))
        except RevisionConflict:
            continue
        keep_still(desk, path, source)
        return bulk_outcome(desk, str(path), receipt)
    raise TryLater("同一批指标正由别的来件更新", cure="稍后再送交一次,什么也没有写入")


def read_bulk(desk: Desk, source: SourceFile, asked: Asked) -> BulkReport:
    """The file read in a jail of its own class and interpreted."""
    known = Catalogue({one.key: one for one in desk.plan.indicators}, desk.plan.areas)
    located = replace(source, path=archived(desk.settings.spool_dir, source.sha256))
    with bulk_jail() as jail:
        table = read_table(jail, located)
    return interpret_bulk(source, table, asked, known)


def bulk_context(desk: Desk, reading: Reading, period: str, day: date) -> CheckContext:
    """What the rules compare a delivery of `period` with: the record at the reading's head.

    `day` is that of judging.
    """
    own = ReportingPeriod.parse(period)
    periods = {str(p) for p in (own, own.previous(), own.same_last_year())}
    return CheckContext(
        indicators={one.key: one for one in desk.plan.indicators},
        previous=revisions.compared(reading, Keys(periods=periods)),
        reporting={(r.indicator, r.area): r.office for r in desk.plan.reporting},
        office_names=desk.office_names,
        today=day,
        settings=settings_in_force(reading, day),
        histories=False,
    )


def interpreted(report: BulkReport) -> Interpreted:
    """The rows as every rule sees them; what was said of the file stays with the report."""
    return Interpreted(report.source, report.header, report.batch, ())


def judge_bulk(desk: Desk, actor: Actor, report: BulkReport) -> Judged:
    """Our rules over the whole delivery, slice by slice, and what it would change."""
    if report.header is None:
        return _verdict(report, [report.batch], [report.failing], report.findings)
    with desk.ledger.read() as reading:
        context = bulk_context(desk, reading, report.header.period, desk.today())
        came = Arrived(receipts.number_of(report.source), actor.post, desk.now(), reading.head + 1)
        (entered,) = with_closings(desk, reading, [(interpreted(report), came)])
        head = reading.head
    screened = [screen(part, context) for part in slices(interpreted(report))]
    said = [*entered.findings, *report.findings]
    said += [one for part in screened for one in part.findings]
    rows = [part.rows for part in screened] or [report.batch]
    suite = settled_version(load_book().version, context.settings)
    failing = [report.failing, *(part.failing for part in screened)]
    judged = _verdict(report, rows, failing, said, suite=suite)
    previous = context.previous.filter(pl.col("period") == report.header.period)
    revised = revise(previous, judged.checked.accepted)
    return replace(judged, revised=revised, head=head)


def _verdict(
    report: BulkReport,
    rows: Sequence[pl.DataFrame],
    failing: Sequence[pl.DataFrame],
    said: Sequence[Finding],
    *,
    suite: str = "",
) -> Judged:
    every = pl.concat(failing)
    found = summed(said, every, report.source.name)
    verdict = verdict_of(report.header, found)
    whole = pl.concat(rows)
    accepted = whole if verdict is Verdict.ACCEPTED else whole.clear()
    if "doubted" not in accepted.columns:
        accepted = accepted.with_columns(pl.lit(value=False).alias("doubted"))
    checked = CheckedReport(report.source, report.header, accepted, found, verdict, suite)
    nothing = pl.DataFrame(schema=revisions.REVISION_SCHEMA)
    return Judged(checked, revise(nothing, accepted.clear()), every)


def _record(desk: Desk, actor: Actor, judged: Judged) -> Receipt:
    """Everything in one unit; the list of failing rows lies in the archive before."""
    checked = judged.checked
    details = _details(desk, judged)
    with desk.ledger.write(actor, desk.now(), "bulk") as unit:
        leased = receipts.receive_leased(unit, checked.source)
        if leased is None:
            return receipts.receive(unit, checked.source)
        unit.subject = leased.receipt.id
        item = Recorded(leased.receipt.id, leased.token, checked, judged.revised)
        raised = facts_of(desk, item)
        record(unit, [item], raised, head=judged.head)
        after_judgement(desk, unit, [item], raised)
        if details is not None:
            custody.attach(unit, details)
        if _changes(judged):
            certifications.ask(unit, leased.receipt.id)
    return replace(leased.receipt, state=checked.verdict.value)


def _changes(judged: Judged) -> bool:
    accepted = judged.checked.verdict is Verdict.ACCEPTED
    return accepted and bool((judged.revised.frame["action"] != "unchanged").any())


def _details(desk: Desk, judged: Judged) -> Attached | None:
    """Every failing row as a csv under its hash; None when no row fails."""
    header: FormHeader | None = judged.checked.header
    if header is None or judged.failing.is_empty():
        return None
    source = judged.checked.source
    number = receipts.number_of(source)
    kept = spool(
        attached(judged.failing), f"{DETAILS}_{number}.csv", desk.settings.spool_dir, source.office
    )
    return Attached(
        office=header.office,
        period=header.period,
        sha256=kept.sha256,
        name=kept.name,
        media="csv",
        size=kept.size,
        text=f"成批报送《{source.name}》的问题明细,每处一行",
    )


def _known(desk: Desk, source: SourceFile) -> Receipt | None:
    """The receipt these bytes got before from this office."""
    number = receipts.number_of(source)
    with desk.ledger.read() as reading:
        row = receipts.get(reading, number)
    if row is None:
        return None
    return Receipt(row.id, row.source, row.state, row.received_at, duplicate_of=row.id)
