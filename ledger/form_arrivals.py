"""Which forms came from which office for which period, when, and whether they passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, or_, select

from ledger.arrivals import PARTIAL
from ledger.findings import misplaced
from ledger.statements import Shape, Statement, shape
from ledger.tables.chain import audit
from ledger.tables.reports import findings, judgements, queue, receipts, revisions
from ledger.unit import Reading

NIL = "form.nil_report"
"""The finding by which an office says that it has nothing to report (零报告)."""


@dataclass(frozen=True)
class FormArrival:
    """One delivered form of an office for a period.

    `received_at` is when the file came, not when it was judged. `accepted`: some judging of it
    let it in. `values`: how many numbers of the office for the period the record had with it,
    0 when all its rows were empty. `partial`: a correction or a withdrawal in place, which is
    no form of its own.
    """

    office: str
    period: str
    receipt: str
    received_at: datetime
    accepted: bool
    values: int
    nil: bool
    partial: bool


def form_arrivals(
    reading: Reading, periods: Collection[str], offices: Collection[str] | None = None
) -> tuple[FormArrival, ...]:
    """Accepted and returned forms of these periods judged up to the head, in order of coming.

    `offices` limits to forms of theirs, which is all that a part of the country needs.
    Third parties' tables, files that nobody could read and forms of another office than the
    sender are none.
    """
    judged: dict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
    told: dict[str, Collection[str]] = {"periods": periods}
    told |= {} if offices is None else {"offices": offices}
    seen = shape(reading), tuple(told)
    for row in _judged(*seen).found(reading, **told):
        judged[row.office, row.period, row.receipt].append(row)
    brought: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in _brought(*seen).found(reading, **told):
        brought[row.office, row.period].append((row.seq, row.numbers))
    found = (_arrival(rows, brought) for rows in judged.values())
    return tuple(sorted(found, key=lambda one: one.received_at))


def _arrival(rows: Sequence[Row[Any]], brought: Brought) -> FormArrival:
    """One receipt from its judgings, oldest first: the first that let it in tells what it is."""
    taken = next((row for row in rows if row.verdict == "accepted"), None)
    last = taken or rows[-1]
    known = brought.get((last.office, last.period), [])
    return FormArrival(
        office=last.office,
        period=last.period,
        receipt=last.receipt,
        received_at=last.received_at,
        accepted=taken is not None,
        values=sum(count for seq, count in known if taken is not None and seq <= taken.seq),
        nil=bool(last.nil),
        partial=bool(last.partial),
    )


Brought = Mapping[tuple[str, str], Sequence[tuple[int, int]]]
"""Per (office, period) the audit sequence of each judging and how many numbers it recorded."""


@cache
def _brought(seen: Shape, told: tuple[str, ...]) -> Statement:
    query = (
        select(
            judgements.c.office,
            judgements.c.period,
            audit.c.seq,
            func.count().label("numbers"),
        )
        .join(revisions, revisions.c.judgement == judgements.c.id)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(
            *_asked(seen, told),
            judgements.c.changed > 0,
            audit.c.seq <= seen.head,
            revisions.c.value.is_not(None),
        )
        .group_by(judgements.c.office, judgements.c.period, audit.c.seq)
    )
    return Statement(seen, query)


def _asked(seen: Shape, told: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    return (seen.among(judgements.c[name[:-1]], name) for name in told)


def senders_waiting(reading: Reading) -> frozenset[str]:
    """Offices of which a delivery waits to be judged right now: what it is nobody knows yet."""
    query = (
        select(receipts.c.office)
        .join(queue, queue.c.receipt == receipts.c.receipt)
        .where(queue.c.state.in_(("received", "judging")))
        .distinct()
    )
    return frozenset(reading.connection.execute(query).scalars())


@cache
def _judged(seen: Shape, told: tuple[str, ...]) -> Statement:
    said = exists().where(findings.c.judgement == judgements.c.id, findings.c.rule == NIL)
    query = (
        select(
            judgements.c.office,
            judgements.c.period,
            judgements.c.receipt,
            judgements.c.verdict,
            receipts.c.received_at,
            audit.c.seq,
            said.label("nil"),
            or_(*(judgements.c.edition.endswith(word) for word in PARTIAL)).label("partial"),
        )
        .join(receipts, receipts.c.receipt == judgements.c.receipt)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(
            *_asked(seen, told),
            audit.c.seq <= seen.head,
            judgements.c.verdict.in_(("accepted", "returned")),
            judgements.c.layout.contains("."),
            ~misplaced(),
        )
        .order_by(audit.c.seq)
    )
    return Statement(seen, query)
