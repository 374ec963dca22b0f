"""Everything that ever happened to one submission, in the order of the record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from ledger import entry
from ledger.tables.approvals import approvals
from ledger.tables.chain import audit
from ledger.tables.reports import answers, findings, judgements, receipts
from ledger.unit import Reading


@dataclass(frozen=True)
class Event:
    """One event: `act` is what was done, `post` by whom, `text` what was said with it.

    received | judged | answered | office | desk | returned | again | withdrawn | closed | opened |
    granted | ended. `receipt` is empty for what is about no delivery; `counts` are a
    verdict's findings by severity, `edition` and `verdict` that judgement's own.
    """

    seq: int
    at: datetime
    act: str
    post: str
    text: str = ""
    receipt: str = ""
    verdict: str = ""
    edition: str = ""
    changed: int = 0
    counts: tuple[tuple[str, int], ...] = ()


def events(reading: Reading, office: str, period: str) -> tuple[Event, ...]:
    """The events of the submission of `office` for `period` up to the head, oldest first."""
    judged = reading.connection.execute(_judgements(reading, office, period)).all()
    receipt_ids = sorted({row.receipt for row in judged})
    found = [
        *_came(reading, receipt_ids),
        *_verdicts(reading, judged),
        *_answers(reading, [row.id for row in judged]),
        *_decisions(reading, office, period),
        *(_closing(row) for row in entry.closings(reading, period)),
        *(_exception(row) for row in entry.exceptions_of(reading, office, period)),
        *(_exception(row) for row in entry.asks_of(reading, office, period)),
    ]
    return tuple(sorted(found, key=lambda one: (one.seq, _RANK.get(one.act, 0))))


_RANK = {"judged": 1, "answered": 2}


def _judgements(reading: Reading, office: str, period: str) -> Select[Any]:
    return (
        select(judgements, audit.c.seq, audit.c.recorded_at, audit.c.actor)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(
            judgements.c.office == office,
            judgements.c.period == period,
            audit.c.seq <= reading.head,
        )
    )


def _came(reading: Reading, receipt_ids: list[str]) -> list[Event]:
    query = (
        select(receipts, audit.c.seq)
        .join(audit, audit.c.unit == receipts.c.unit)
        .where(receipts.c.receipt.in_(receipt_ids))
    )
    return [
        Event(row.seq, row.received_at, "received", row.received_by, row.name, row.receipt)
        for row in reading.connection.execute(query)
    ]


def _verdicts(reading: Reading, judged: Any) -> list[Event]:
    query = select(findings.c.judgement, findings.c.severity).where(
        findings.c.judgement.in_([row.id for row in judged])
    )
    counts: dict[int, Counter[str]] = {row.id: Counter() for row in judged}
    for judgement, severity in reading.connection.execute(query):
        counts[judgement][severity] += 1
    return [
        Event(
            seq=row.seq,
            at=row.recorded_at,
            act="judged",
            post=row.actor,
            text=row.duplicate_of,
            receipt=row.receipt,
            verdict=row.verdict,
            edition=row.edition,
            changed=row.changed,
            counts=tuple(sorted(counts[row.id].items())),
        )
        for row in judged
    ]


def _answers(reading: Reading, judged: list[int]) -> list[Event]:
    """Answers as they were given; one carried to a later judgement is the same answer."""
    query = (
        select(answers, findings.c.message, judgements.c.receipt, audit.c.seq)
        .join(findings, findings.c.id == answers.c.finding)
        .join(judgements, judgements.c.id == findings.c.judgement)
        .join(audit, audit.c.unit == answers.c.unit)
        .where(
            findings.c.judgement.in_(judged),
            answers.c.unit != findings.c.unit,
            audit.c.seq <= reading.head,
        )
    )
    return [
        Event(row.seq, row.at, "answered", row.post, row.text, row.receipt)
        for row in reading.connection.execute(query)
    ]


def _decisions(reading: Reading, office: str, period: str) -> list[Event]:
    query = (
        select(approvals, audit.c.seq)
        .join(audit, audit.c.unit == approvals.c.unit)
        .where(
            approvals.c.office == office,
            approvals.c.period == period,
            audit.c.seq <= reading.head,
        )
    )
    return [
        Event(row.seq, row.at, row.decision, row.post, row.text)
        for row in reading.connection.execute(query)
    ]


def _closing(row: entry.ClosureRow) -> Event:
    return Event(row.seq, row.at, row.decision, row.post, row.text)


def _exception(row: entry.ExceptionRow) -> Event:
    said = {
        "asked": f"至{row.until}:{row.text}",
        "granted": f"至{row.until},{row.asked_by}申请:{row.text}",
    }
    return Event(row.seq, row.at, row.decision, row.post, said.get(row.decision, row.text))
