"""Judging a group of read deliveries: check, compare with the record, record; once and whole."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import polars as pl

from desk.alert_life import after_hold, after_judgement
from desk.handle import Desk
from desk.quality_facts import facts_of, held_fact
from desk.surroundings import Surroundings, Understood, pairs_of, surroundings
from expectations.check import CheckContext, NotCertified, check
from expectations.messages import number
from expectations.relations.thresholds import goals_of
from ledger import arrivals, drafts, facts
from ledger.answered import Asked, answered
from ledger.errors import RevisionConflict, StaleLease
from ledger.facts import AlertFact
from ledger.receipts import Leased
from ledger.record import Recorded, record
from ledger.unit import Unit
from observations.crossing import Arrived, crossed
from observations.document_words import in_words
from observations.finding import Finding, Severity
from observations.identity import Actor
from observations.revise import revise
from observations.signals import Place, signal
from observations.stations import CheckedReport, Interpreted, Revisions, Verdict, empty_batch
from targets.members import parts_by_period, parts_of

log = logging.getLogger(__name__)
TRIES = 5
"""How often a delivery is compared anew when others write the same keys; then the queue again."""


class BrokenReport(Exception):  # noqa: N818 -- names what happened
    """Our own program failed on a report: its delivery is refused alone, the others go on."""


def judge_group(desk: Desk, group: Sequence[Understood], actor: Actor) -> list[str]:
    """Give every delivery of the group its verdict; the receipts that got one.

    When another worker wrote one of the keys meanwhile, everything is compared anew: no value
    is lost, and none is written against a record that nobody looked at.
    """
    for _ in range(TRIES):
        try:
            return _once(desk, group, actor)
        except StaleLease:
            return []
        except RevisionConflict as trouble:
            log.info("compared anew: %s", trouble)
            if len(group) > 1:
                return _one_by_one(desk, group, actor)
        except (NotCertified, BrokenReport) as trouble:
            if len(group) > 1:
                return _one_by_one(desk, group, actor)
            return _alone(desk, group[0], actor, trouble)
    return []


def faulty(leased: Leased) -> Interpreted:
    """A delivery that our own program could not get through."""
    source = leased.receipt.source
    message = (
        f"《{source.name}》:系统处理这份文件时出错(已记录),请用下发的表样重新填报,并告知管理员"
    )
    return Interpreted(source, None, empty_batch(), (signal("file.fault", message),))


def _once(desk: Desk, group: Sequence[Understood], actor: Actor) -> list[str]:
    around = surroundings(desk, group)
    context = CheckContext(
        indicators={one.key: one for one in desk.plan.indicators},
        previous=around.previous,
        reporting=desk.reporters,
        office_names=desk.office_names,
        today=desk.today(),
        titles=desk.form_titles,
        past=around.past,
        parts=parts_of(desk.plan),
        dated=parts_by_period(desk.plan, {p for r in around.reports for p in r.batch["period"]}),
        goals=goals_of(desk.plan),
        area_names={one.code: one.name for one in desk.plan.areas},
        settings=around.settings,
    )
    items = _items(desk, [leased for leased, _ in group], context, around)
    _record(desk, items, actor, around.head)
    return [item.receipt_id for item in items]


def _one_by_one(desk: Desk, group: Sequence[Understood], actor: Actor) -> list[str]:
    return [name for pair in group for name in judge_group(desk, [pair], actor)]


def _items(
    desk: Desk, leased: Sequence[Leased], context: CheckContext, around: Surroundings
) -> list[Recorded]:
    """The group judged and compared; a fault of ours in it is a `BrokenReport`."""
    try:
        checked = _worded(desk, around.reports, check(around.reports, context))
        met = [
            _met(desk, report, around, around.came[one.receipt.id])
            for one, report in zip(leased, checked, strict=True)
        ]
        changes = _changes(around.previous, [rows for _, rows in met])
        return [
            Recorded(n.receipt.id, n.token, report, revised, arrived=around.came[n.receipt.id])
            for n, (report, _), revised in zip(leased, met, changes, strict=True)
        ]
    except NotCertified:
        raise
    except ImportError:
        raise  # without Great Expectations nothing is judged at all
    except Exception as fault:
        log.exception("judging %s failed", [one.receipt.id for one in leased])
        raise BrokenReport from fault


def _worded(
    desk: Desk, reports: Sequence[Interpreted], checked: Sequence[CheckedReport]
) -> list[CheckedReport]:
    """What was typed on a page is told in the words of its form."""
    areas = {one.code: one.name for one in desk.plan.areas}
    told = {(f.indicator, f.area) for one in checked for f in one.findings}
    names = {
        (indicator, area): (desk.plan.indicator(indicator).name, areas[area])
        for indicator, area in told | pairs_of(reports)
        if (indicator, area) in desk.reporters
    }
    return [
        replace(one, findings=in_words(one.findings, report.batch, names))
        for report, one in zip(reports, checked, strict=True)
    ]


def _met(
    desk: Desk, report: CheckedReport, around: Surroundings, mine: Arrived
) -> tuple[CheckedReport, pl.DataFrame]:
    """The report and those of its rows that may follow what stands.

    Rows that came too late for that are left out; a form that contradicts one its sender could
    not have seen goes back whole, with both values.
    """
    meeting = crossed(report.accepted, around.standing, mine)
    if meeting.contradicted.is_empty():
        return report, meeting.rows
    said = (_at_once(desk, report, mine, row) for row in meeting.contradicted.to_dicts())
    findings, nothing = (*report.findings, *said), report.accepted.clear()
    back = replace(report, accepted=nothing, findings=findings, verdict=Verdict.RETURNED)
    return back, nothing


def _changes(previous: pl.DataFrame, accepted: Sequence[pl.DataFrame]) -> list[Revisions]:
    """What the rows of each report change; the ledger itself tells a repetition from a revision.

    All are compared at once: a query of its own for each costs more than the comparing.
    """
    names = accepted[0].columns
    whole = pl.concat([rows.select(names) for rows in accepted], how="vertical_relaxed")
    frame = revise(previous, whole).frame
    starts = accumulate((rows.height for rows in accepted), initial=0)
    return [
        Revisions(frame.slice(start, rows.height))
        for start, rows in zip(starts, accepted, strict=False)
    ]


def _at_once(desk: Desk, report: CheckedReport, mine: Arrived, row: dict[str, object]) -> Finding:
    """One cell that contradicts what another post handed in at the same time: both values."""
    name = desk.plan.indicator(str(row["indicator"])).name
    own, stood = _said(row["printed"] or row["value"]), _said(row["stood"])
    message = (
        f"《{report.source.name}》{row['period']},{row['cell']}:“{name}”本表(岗位“{mine.post}”,"
        f"回执 {mine.receipt})填报 {own},岗位“{row['holder_post']}”几乎同时送交的回执 "
        f"{row['holder']} 填报 {stood},先到的 {stood} 已受理,请两岗位核对"
    )
    names = ("sheet", "cell", "indicator", "area", "period")
    place = Place(*(str(row[name] or "") for name in names))
    return signal("revision.at_once", message, place, value=own, expected=f"{own} 或 {stood}")


def _said(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value or "空(已撤回或缺报)")


def _record(desk: Desk, items: Sequence[Recorded], actor: Actor, head: int) -> None:
    subject = ",".join(item.receipt_id for item in items[:5])
    with desk.ledger.write(actor, desk.now(), "judge", subject) as unit:
        raised = [fact for item in items for fact in _raised(desk, unit, item)]
        record(unit, items, raised, head=head)
        after_judgement(desk, unit, items, raised)
        drafts.settle(unit, _let_in(items))


def _let_in(items: Sequence[Recorded]) -> set[tuple[str, str]]:
    """Whole forms (office, period) that were accepted: nobody needs their drafts any more."""
    headers = [item.checked.header for item in items if item.checked.verdict is Verdict.ACCEPTED]
    return {
        (one.office, one.period)
        for one in headers
        if one is not None and "." in one.layout and not one.edition.endswith(arrivals.PARTIAL)
    }


def _raised(desk: Desk, unit: Unit, item: Recorded) -> tuple[AlertFact, ...]:
    """What the item makes somebody know; what its office explained before is known."""
    header = item.checked.header
    known: dict[Asked, object] = {}
    doubts = any(one.severity is Severity.WARNING for one in item.checked.findings)
    if doubts and header is not None:
        known |= answered(unit.reading(), header.office, header.period)
    return facts_of(desk, item, known)


def _alone(desk: Desk, pair: Understood, actor: Actor, trouble: Exception) -> list[str]:
    """What becomes of the one delivery of a group that made the trouble."""
    leased, report = pair
    if isinstance(trouble, NotCertified):
        _hold(desk, leased, actor, str(trouble))
        return []
    if report.header is None:
        raise trouble
    return judge_group(desk, [(leased, faulty(leased))], actor)


def _hold(desk: Desk, leased: Leased, actor: Actor, reason: str) -> None:
    """No verdict exists: the receipt keeps waiting and somebody is told, once a delivery."""
    fact = held_fact(desk, leased.receipt.id, reason)
    with desk.ledger.read() as reading:
        if (fact.subject, fact.key) in facts.known(reading, fact.kind):
            return
    with desk.ledger.write(actor, desk.now(), "hold", reason[:200]) as unit:
        facts.store(unit, [fact])
        after_hold(desk, unit, leased.receipt.id, reason)
