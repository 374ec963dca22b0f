"""Alert facts and how they were told: stored once, delivered at least once, keyed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from ledger.content import text_of
from ledger.ids import stored, written
from ledger.tables.alerts import (
    acknowledgements,
    alert_facts,
    alert_facts_of,
    alert_steps,
    deliveries,
    members,
    messages,
)
from ledger.tables.chain import audit
from ledger.tables.kinds import utc
from ledger.unit import Reading, Unit
from observations.errors import Refused

_AT_ONCE = 10_000  # of one query's parameters; PostgreSQL takes 65,535


@dataclass(frozen=True)
class AlertFact:
    """Something somebody must know; the same (kind, subject, key) is stored once for ever."""

    kind: str
    subject: str
    key: str
    severity: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class FactRow:
    """A stored fact; `acknowledged_by` is empty until somebody took note."""

    id: str
    fact: AlertFact
    recorded_at: datetime
    seq: int
    acknowledged_by: str = ""
    acknowledged_text: str = ""


@dataclass(frozen=True)
class MessageRow:
    """A message as it was fixed, with what became of it: waiting, failed or delivered."""

    id: str
    key: str
    channel: str
    opened_at: datetime
    state: str
    attempts: int
    reason: str
    retry_at: datetime | None
    facts: tuple[FactRow, ...] = field(default=())


def store(unit: Unit, facts: Sequence[AlertFact]) -> tuple[str, ...]:
    """Append facts not stored before; the ids of the new ones."""
    # One order for all units: two that store the same facts wait, never for each other.
    ordered = sorted(facts, key=lambda fact: (fact.kind, fact.subject, fact.key))
    added = (unit.add_once(alert_facts, _columns(fact)) for fact in ordered)
    return tuple(written(number) for number in added if number is not None)


def store_many(unit: Unit, facts: Sequence[AlertFact]) -> tuple[AlertFact, ...]:
    """Append those not stored before, thousands at once; the new ones, in their order.

    The unit holds the chain, as does whoever else stores facts of these kinds.
    """
    names, known = sorted({one.subject for one in facts}), set[tuple[str, str, str]]()
    row = (alert_facts.c.kind, alert_facts.c.subject, alert_facts.c.key)
    for start in range(0, len(names), _AT_ONCE):
        query = select(*row).where(alert_facts.c.subject.in_(names[start : start + _AT_ONCE]))
        known |= {(one.kind, one.subject, one.key) for one in unit.connection.execute(query)}
    fresh = {(f.kind, f.subject, f.key): f for f in facts}
    new = tuple(fact for key, fact in fresh.items() if key not in known)
    unit.add(alert_facts, [_columns(fact) for fact in new])
    return new


def pending(reading: Reading, channel: str | None = None) -> tuple[FactRow, ...]:
    """Facts that no message tells yet (none of `channel`, when given), oldest first.

    Not those that somebody took note of, nor those whose alerts are all closed: what waited for
    the morning, or for a channel that is new, is not told once it is settled.
    """
    told = (
        select(members.c.fact)
        .join(messages, messages.c.id == members.c.message)
        .where(members.c.fact == alert_facts.c.id)
    )
    if channel is not None:
        told = told.where(messages.c.channel == channel)
    return _facts(reading, _visible(reading).where(~told.exists(), ~_settled()))


def _settled() -> ColumnElement[bool]:
    """A person took note of the fact, or of every alert behind it there is an end."""
    noted = select(acknowledgements.c.id).where(acknowledgements.c.fact == alert_facts.c.id)
    behind = select(alert_facts_of.c.id).where(alert_facts_of.c.fact == alert_facts.c.id)
    ended = select(alert_steps.c.id).where(
        alert_steps.c.alert == alert_facts_of.c.alert, alert_steps.c.step == "closed"
    )
    return noted.exists() | (behind.exists() & ~behind.where(~ended.exists()).exists())


def open_message(unit: Unit, message_key: str, channel: str, members_: Sequence[str]) -> str:
    """Fix a message before it is sent; its id.

    The same key on the same channel is the same message: its first members stay.
    """
    row = {"key": message_key, "channel": channel, "opened_at": unit.now}
    number = unit.add_once(messages, row)
    if number is None:
        same = (messages.c.key == message_key, messages.c.channel == channel)
        found = unit.connection.execute(select(messages.c.id).where(*same)).scalar_one()
        return written(found)
    unit.add(members, [{"message": number, "fact": _number(fact)} for fact in members_])
    return written(number)


def delivered(unit: Unit, message_id: str) -> None:
    """The channel took the message."""
    row = {"message": _number(message_id), "outcome": "delivered", "reason": ""}
    unit.add(deliveries, [row | {"at": unit.now, "retry_at": None}])


def failed(unit: Unit, message_id: str, reason: str, retry_at: datetime) -> None:
    """The channel did not take it; try again from `retry_at`."""
    row = {"message": _number(message_id), "outcome": "failed", "reason": reason}
    unit.add(deliveries, [row | {"at": unit.now, "retry_at": utc(retry_at)}])


def waiting(reading: Reading) -> tuple[MessageRow, ...]:
    """Messages fixed and not delivered, oldest first, those to be left alone until later too."""
    taken = select(deliveries.c.id).where(
        deliveries.c.message == messages.c.id, deliveries.c.outcome == "delivered"
    )
    return _messages(reading, _fixed(reading).where(~taken.exists()).order_by(messages.c.id))


def listing(reading: Reading, limit: int = 1_000) -> tuple[MessageRow, ...]:
    """Messages, newest first, with their facts."""
    newest = _fixed(reading).order_by(messages.c.id.desc()).limit(limit)
    return _messages(reading, newest)


def _fixed(reading: Reading) -> Select[Any]:
    """Messages fixed up to the head."""
    seen = select(messages).join(audit, audit.c.unit == messages.c.unit)
    return seen.where(audit.c.seq <= reading.head)


def _messages(reading: Reading, query: Select[Any]) -> tuple[MessageRow, ...]:
    rows = reading.connection.execute(query).all()
    ids = [row.id for row in rows]
    attempts, told = _attempts(reading, ids), _told(reading, ids)
    return tuple(_message(row, attempts[row.id], tuple(told[row.id])) for row in rows)


def facts(reading: Reading, limit: int = 1_000) -> tuple[FactRow, ...]:
    """All facts, newest first."""
    newest = _visible(reading).order_by(None).order_by(alert_facts.c.id.desc()).limit(limit)
    return _facts(reading, newest)


def get(reading: Reading, fact_id: str) -> FactRow | None:
    """One fact; None when there is none of this id."""
    rows = _facts(reading, _visible(reading).where(alert_facts.c.id == (stored(fact_id) or 0)))
    return rows[0] if rows else None


def known(reading: Reading, kind: str) -> frozenset[tuple[str, str]]:
    """(subject, key) of every fact of a kind."""
    query = select(alert_facts.c.subject, alert_facts.c.key).where(alert_facts.c.kind == kind)
    return frozenset((row.subject, row.key) for row in reading.connection.execute(query))


def ids_of(unit: Unit, kind: str, subjects: Collection[str]) -> dict[str, str]:
    """By subject the id of the newest fact of a kind, this unit's own too."""
    query = select(alert_facts.c.subject, alert_facts.c.id)
    chosen = query.where(alert_facts.c.kind == kind, alert_facts.c.subject.in_(subjects))
    rows = unit.connection.execute(chosen.order_by(alert_facts.c.id))
    return {row.subject: written(row.id) for row in rows}


def acknowledge(unit: Unit, fact_id: str, text: str) -> None:
    """Somebody took note of a fact."""
    known = select(alert_facts.c.id).where(alert_facts.c.id == _number(fact_id))
    if unit.connection.execute(known).first() is None:
        raise Refused(f"没有编号为 {fact_id} 的预警", cure="核对编号")
    row = {"fact": _number(fact_id), "text": text, "post": unit.actor.post, "at": unit.now}
    unit.add(acknowledgements, [row])


def _columns(fact: AlertFact) -> dict[str, Any]:
    return vars(fact) | {"body": text_of(dict(fact.body)), "severity": str(fact.severity)}


def _number(text: str) -> int:
    found = stored(text)
    if found is None:
        raise Refused(f"编号“{text}”无法识别", cure="写成 单元-行,如 12-3")
    return found


def _visible(reading: Reading) -> Select[Any]:
    return (
        select(alert_facts, audit.c.seq, audit.c.recorded_at)
        .join(audit, audit.c.unit == alert_facts.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, alert_facts.c.id)
    )


def _facts(reading: Reading, query: Select[Any]) -> tuple[FactRow, ...]:
    rows = reading.connection.execute(query).all()
    notes = _notes(reading, [row.id for row in rows])
    return tuple(_fact(row, *notes.get(row.id, ("", ""))) for row in rows)


def _fact(row: Row[Any], post: str, text: str) -> FactRow:
    fact = AlertFact(row.kind, row.subject, row.key, row.severity, json.loads(row.body))
    return FactRow(written(row.id), fact, row.recorded_at, row.seq, post, text)


def _notes(reading: Reading, facts_: Sequence[int]) -> dict[int, tuple[str, str]]:
    query = (
        select(acknowledgements)
        .join(audit, audit.c.unit == acknowledgements.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(facts_), _AT_ONCE):
        these = acknowledgements.c.fact.in_(facts_[start : start + _AT_ONCE])
        rows = reading.connection.execute(query.where(these))
        found |= {row.fact: (row.post, row.text) for row in rows}
    return found


def _attempts(reading: Reading, ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    query = (
        select(deliveries)
        .join(audit, audit.c.unit == deliveries.c.unit)
        .where(deliveries.c.message.in_(ids), audit.c.seq <= reading.head)
        .order_by(audit.c.seq, deliveries.c.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in reading.connection.execute(query):
        found[row.message].append(row)
    return found


def _told(reading: Reading, ids: Collection[int]) -> dict[int, list[FactRow]]:
    query = _visible(reading).join(members, members.c.fact == alert_facts.c.id)
    query = query.add_columns(members.c.message).where(members.c.message.in_(ids))
    rows = reading.connection.execute(query).all()
    notes = _notes(reading, [row.id for row in rows])
    found: dict[int, list[FactRow]] = defaultdict(list)
    for row in rows:
        found[row.message].append(_fact(row, *notes.get(row.id, ("", ""))))
    return found


def _message(
    row: Row[Any], attempts: Sequence[Row[Any]], facts_: tuple[FactRow, ...]
) -> MessageRow:
    done = any(attempt.outcome == "delivered" for attempt in attempts)
    last = attempts[-1] if attempts else None
    return MessageRow(
        id=written(row.id),
        key=row.key,
        channel=row.channel,
        opened_at=row.opened_at,
        state="delivered" if done else "failed" if last else "waiting",
        attempts=len(attempts),
        reason=last.reason if last else "",
        retry_at=None if done or last is None else last.retry_at,
        facts=facts_,
    )
