"""Receipts: what an office gets back for a file, and the queue the worker takes from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from ledger.errors import StaleLease
from ledger.opening import Ledger
from ledger.receipt_rows import ReceiptRow as ReceiptRow  # noqa: PLC0414 -- asked for here
from ledger.receipt_rows import judged, rows_of, seen, source_of
from ledger.statements import Shape, Statement, shape
from ledger.tables.chain import audit
from ledger.tables.kinds import utc
from ledger.tables.reports import judgements, queue, receipts
from ledger.unit import Reading, Unit
from observations.errors import Refused
from observations.stations import Receipt, SourceFile

_ASKED = 5_000

_WAIT = insert(queue)


@dataclass(frozen=True)
class Leased:
    """A receipt to judge: whoever holds the newest `token` may record the verdict."""

    receipt: Receipt
    token: int
    until: datetime


def number_of(source: SourceFile) -> str:
    """The receipt number of a file from an office: always the same for the same two."""
    key = hashlib.sha256(f"{source.office}\n{source.sha256}".encode()).hexdigest()
    return f"R{key[:16]}"


def receive(unit: Unit, source: SourceFile) -> Receipt:
    """Keep a delivery; the same bytes from the same office get the first receipt back."""
    number = number_of(source)
    row = {
        "receipt": number,
        "sha256": source.sha256,
        "office": source.office,
        "name": source.name,
        "size": source.size,
        "path": source.path.as_posix(),
        "received_at": unit.now,
        "received_by": unit.actor.post,
    }
    if unit.add_once(receipts, row) is None:
        return _again(unit.connection, number)
    waiting = {"receipt": number, "state": "received", "token": 0, "worker": ""}
    unit.connection.execute(_WAIT, waiting | {"since": unit.now})
    return Receipt(number, source, "received", unit.now)


def came_before(reading: Reading, source: SourceFile) -> Receipt | None:
    """The first receipt of these bytes from this office; None when they are new."""
    query = _waiting().where(receipts.c.receipt == number_of(source))
    if reading.connection.execute(query).first() is None:
        return None
    return _again(reading.connection, number_of(source))


def receive_leased(unit: Unit, source: SourceFile) -> Leased | None:
    """Receive a file that its own loader judges in this very unit; None when it came before.

    It never waits in the queue, so no worker can take it for a form.
    """
    receipt = receive(unit, source)
    if receipt.duplicate_of is not None:
        return None
    mine = queue.c.receipt == receipt.id
    held = {"state": "judging", "token": 1, "worker": unit.actor.post, "until": unit.now}
    unit.connection.execute(update(queue).where(mine).values(**held))
    return Leased(receipt, 1, unit.now)


def _again(connection: Connection, number: str) -> Receipt:
    """The first receipt of bytes that came again, with what has become of it."""
    found = connection.execute(_waiting().where(receipts.c.receipt == number)).one()
    first = _receipt(found)
    return Receipt(first.id, first.source, first.state, first.received_at, duplicate_of=first.id)


def lease(
    ledger: Ledger, worker: str, limit: int, seconds: float, now: datetime
) -> tuple[Leased, ...]:
    """Take at most `limit` waiting receipts, oldest first, for `seconds`.

    A receipt whose lease ran out is taken again under a higher fencing token.
    """
    moment = utc(now)
    until = moment + timedelta(seconds=seconds)
    free = or_(
        queue.c.state == "received",
        and_(queue.c.state == "judging", queue.c.until < moment),
    )
    with ledger.step() as connection:
        chosen = (
            _waiting()
            .where(free)
            .order_by(queue.c.since, receipts.c.id)  # at one moment: in the order of their units
            .limit(limit)
            .with_for_update(skip_locked=True, of=queue)
        )
        taken = connection.execute(chosen).all()
        connection.execute(
            update(queue)
            .where(queue.c.receipt.in_([row.receipt for row in taken]))
            .values(state="judging", token=queue.c.token + 1, worker=worker, until=until)
        )
    return tuple(Leased(_receipt(row, "judging"), row.token + 1, until) for row in taken)


def extend(ledger: Ledger, leased: Sequence[Leased], seconds: float, now: datetime) -> int:
    """Prolong the leases that are still ours; how many those are: somebody else has the others."""
    held = [(one.receipt.id, one.token) for one in leased]
    mine = tuple_(queue.c.receipt, queue.c.token).in_(held)
    with ledger.step() as connection:
        changed = connection.execute(
            update(queue)
            .where(mine, queue.c.state == "judging")
            .values(until=utc(now) + timedelta(seconds=seconds))
        )
        return int(changed.rowcount)


def settle(unit: Unit, receipt_id: str, token: int, state: str) -> None:
    """End a lease with a terminal state; StaleLease when the token is no longer the newest."""
    mine = and_(queue.c.receipt == receipt_id, queue.c.token == token)
    done = unit.connection.execute(
        update(queue)
        .where(mine, queue.c.state == "judging")
        .values(state=state, worker="", until=None)
    )
    if done.rowcount != 1:
        raise StaleLease(receipt_id)


def requeue(unit: Unit, receipt_id: str) -> None:
    """Let a judged receipt wait again (recheck); Refused while it waits or is unknown.

    A bulk delivery is never judged as a form: Refused too.
    """
    mine = and_(judgements.c.receipt == receipt_id, judgements.c.layout.startswith("bulk."))
    if unit.connection.execute(select(judgements.c.id).where(mine).limit(1)).first():
        raise Refused(f"回执 {receipt_id} 是成批报送", cure="用 cityplan certify 再次复核")
    done = unit.connection.execute(
        update(queue)
        .where(queue.c.receipt == receipt_id, queue.c.state.not_in(("received", "judging")))
        .values(state="received", since=unit.now, worker="", until=None)
    )
    if done.rowcount != 1:
        raise Refused(f"回执 {receipt_id} 不存在或正在等待判定", cure="核对回执编号,或稍后再试")


def waiting(reading: Reading) -> int:
    """How many receipts wait or are being judged right now."""
    count = select(func.count()).where(queue.c.state.in_(("received", "judging")))
    return int(reading.connection.execute(count).scalar_one())


def get(reading: Reading, receipt_id: str) -> ReceiptRow | None:
    """One receipt as of the reading's head; None when it has no such receipt."""
    found = rows_of(reading, seen(reading).where(receipts.c.receipt == receipt_id))
    return found[0] if found else None


def named(reading: Reading, ids: Collection[str]) -> dict[str, ReceiptRow]:
    """The receipts of these ids that the reading's head has, by id."""
    found: dict[str, ReceiptRow] = {}
    for some in _in_parts(ids):
        rows = rows_of(reading, seen(reading).where(receipts.c.receipt.in_(some)))
        found |= {row.id: row for row in rows}
    return found


def handed_in_by(reading: Reading, ids: Collection[str]) -> dict[str, str]:
    """The post that handed in each of these receipts, by id."""
    found: dict[str, str] = {}
    for some in _in_parts(ids):
        query = select(receipts.c.receipt, receipts.c.received_by)
        asked = query.where(receipts.c.receipt.in_(some))
        found |= {row.receipt: row.received_by for row in reading.connection.execute(asked)}
    return found


def _in_parts(ids: Collection[str]) -> Iterator[list[str]]:
    """A statement has room for so many values: a country's receipts are asked for in several."""
    every = sorted(ids)
    return (every[start : start + _ASKED] for start in range(0, len(every), _ASKED))


def listing(
    reading: Reading, offices: Collection[str] | None = None, limit: int = 200
) -> tuple[ReceiptRow, ...]:
    """Newest first; `offices` limits to files sent by, or forms of, these offices."""
    query = seen(reading)
    if offices is not None:
        mine = sorted(offices)
        forms = select(judgements.c.receipt).where(judgements.c.office.in_(mine))
        sent = select(receipts.c.receipt).where(receipts.c.office.in_(mine))
        query = query.where(receipts.c.receipt.in_(sent.union(forms)))
    return rows_of(reading, query.order_by(audit.c.seq.desc()).limit(limit))


def tables_only(reading: Reading, offices: Collection[str]) -> frozenset[tuple[str, str]]:
    """(office, period) of which only tables came in: a form's layout has a point (`housing.Q`)."""
    query = (
        select(judgements.c.office, judgements.c.period)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(audit.c.seq <= reading.head, judgements.c.office.in_(sorted(offices)))
        .where(judgements.c.verdict.in_(("accepted", "duplicate")))
        .group_by(judgements.c.office, judgements.c.period)
        .having(func.max(judgements.c.layout.contains(".").cast(Integer)) == 0)
    )
    return frozenset((row.office, row.period) for row in reading.connection.execute(query))


def by_hash(reading: Reading, sha256: str) -> tuple[ReceiptRow, ...]:
    """Receipts of exactly these bytes, from whichever office."""
    rows = _by_hash(shape(reading)).found(reading, sha256=sha256)
    return judged(reading, rows)


@cache
def _by_hash(shaped: Shape) -> Statement:
    mine = receipts.c.sha256 == bindparam("sha256")
    return Statement(shaped, seen(shaped).where(mine).order_by(audit.c.seq))


def _waiting() -> Select[Any]:
    columns = (*receipts.c, receipts.c.office.label("sender"))
    return select(*columns, queue.c.state, queue.c.token).join(
        queue, queue.c.receipt == receipts.c.receipt
    )


def _receipt(row: Row[Any], state: str = "") -> Receipt:
    return Receipt(row.receipt, source_of(row), state or row.state, row.received_at)
