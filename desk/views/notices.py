"""Alerts, issued papers and the audit, as lists."""

from __future__ import annotations

from collections import defaultdict

from alerts.grouping import office_of
from desk.concern import concerned
from desk.handle import Desk
from desk.reminders import SOON
from desk.rights import require_everywhere
from desk.views.rows import AlertRow, AuditRow, BriefingRow
from ledger import alert_log, facts, papers
from ledger import audit as chain
from ledger.unit import Reading
from observations.finding import Severity
from observations.identity import SYSTEM, Actor, Role
from observations.period import ReportingPeriod

MOST_FACTS = 20_000
_FOR_READING = frozenset({SOON, "digest", "head", "paper"})
"""Kinds that ask nothing of anybody."""


def alerts(desk: Desk, actor: Actor, limit: int = 200) -> tuple[AlertRow, ...]:
    """Alerts about the actor's offices, newest first."""
    with desk.ledger.read() as reading:
        rows = facts.facts(reading, MOST_FACTS)
    mine = [row for row in rows if actor.covers(office_of(row))][:limit]
    return tuple(
        AlertRow(
            id=row.id,
            kind=row.fact.kind,
            title=str(row.fact.body.get("title", "")),
            body="\n".join(map(str, row.fact.body.get("lines", ()))),
            severity=Severity(row.fact.severity),
            raised_at=row.recorded_at,
            acknowledged_by=row.acknowledged_by,
            subject=row.fact.subject,
        )
        for row in mine
    )


def plain_notices(desk: Desk, actor: Actor, limit: int = 200) -> tuple[AlertRow, ...]:
    """What was told without an alert behind it: notices, and all that is older than alerts."""
    with desk.ledger.read() as reading:
        behind = alert_log.facts_of_alerts(reading)
    rows = alerts(desk, actor, MOST_FACTS)
    return tuple(row for row in rows if row.id not in behind)[:limit]


def unanswered(desk: Desk, reading: Reading, actor: Actor = SYSTEM) -> int:
    """How much waits for somebody's word: open alerts and notices nobody took note of.

    An alert that was corrected or closed waits for nobody, whatever told of it. Of the actor's
    offices; of all of them unless one is named.
    """
    waiting = alert_log.alerts(reading, offices=concerned(desk, reading, actor), unclosed=True)
    behind = alert_log.facts_of_alerts(reading)
    notices = {
        (row.fact.kind, row.fact.subject)
        for row in facts.facts(reading)
        if not row.acknowledged_by
        and row.id not in behind
        and row.fact.kind not in _FOR_READING
        and actor.covers(office_of(row))
    }
    return sum(one.state == "opened" for one in waiting) + len(notices)


def briefings(desk: Desk, actor: Actor) -> tuple[BriefingRow, ...]:
    """Issued papers, newest first; offices see them too: a briefing is addressed to them."""
    with desk.ledger.read() as reading:
        rows = papers.papers(reading)
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.file.paper].append(row)
    return tuple(_paper(desk, files) for files in grouped.values()) if actor.roles else ()


def audit(desk: Desk, actor: Actor, limit: int = 200) -> tuple[AuditRow, ...]:
    """The newest links of the audit chain, which tells of every office; for officials of all."""
    require_everywhere(actor, Role.DESK, Role.LEADER, Role.ADMIN)
    with desk.ledger.read() as reading:
        links = chain.tail(reading, limit)
    return tuple(
        AuditRow(link.seq, link.recorded_at, link.actor, link.action, link.subject, link.hash)
        for link in links
    )


def _paper(desk: Desk, files: list[papers.PaperRow]) -> BriefingRow:
    first = files[0]
    period = ReportingPeriod.parse(first.file.period)
    return BriefingRow(
        id=first.file.paper,
        title=f"{period.label}推进情况通报",
        period=first.file.period,
        issued_at=first.issued_at,
        head=first.file.head,
        demo=desk.is_demo,
        files=tuple((f.file.path.name, f.file.size) for f in files),
    )
