"""How each channel fares: when it took something last, when it did not and why, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from ledger.tables.alerts import deliveries, messages
from ledger.tables.chain import audit
from ledger.unit import Reading


@dataclass(frozen=True)
class Fared:
    """What became of a channel's messages; `attempts` are those of the waiting one tried most."""

    taken_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str = ""
    waiting: int = 0
    attempts: int = 0


def fared(reading: Reading) -> Mapping[str, Fared]:
    """By the channel's name; a channel to which nothing was ever to be told is left out."""
    last = {(row.channel, row.outcome): row for row in _last_attempts(reading)}
    waiting = {row.channel: row for row in reading.connection.execute(_waiting(reading))}
    names = {channel for channel, _ in last} | waiting.keys()
    return {
        name: _fared(last.get((name, "delivered")), last.get((name, "failed")), waiting.get(name))
        for name in names
    }


def _fared(taken: Row[Any] | None, failed: Row[Any] | None, left: Row[Any] | None) -> Fared:
    return Fared(
        taken_at=taken.at if taken else None,
        failed_at=failed.at if failed else None,
        reason=failed.reason if failed else "",
        waiting=left.waiting if left else 0,
        attempts=left.attempts if left else 0,
    )


def _last_attempts(reading: Reading) -> list[Row[Any]]:
    """The newest attempt of each outcome, channel by channel."""
    newest = (
        select(func.max(deliveries.c.id))
        .join(messages, messages.c.id == deliveries.c.message)
        .join(audit, audit.c.unit == deliveries.c.unit)
        .where(audit.c.seq <= reading.head)
        .group_by(messages.c.channel, deliveries.c.outcome)
    )
    query = (
        select(messages.c.channel, deliveries.c.outcome, deliveries.c.reason, deliveries.c.at)
        .join(messages, messages.c.id == deliveries.c.message)
        .where(deliveries.c.id.in_(newest))
    )
    return list(reading.connection.execute(query))


def _waiting(reading: Reading) -> Select[Any]:
    """How many fixed messages of each channel are not delivered, and the most attempts at one."""
    took = deliveries.alias()
    taken = select(took.c.id).where(took.c.message == messages.c.id, took.c.outcome == "delivered")
    left = (
        select(messages.c.id, messages.c.channel, func.count(deliveries.c.id).label("tries"))
        .join(audit, audit.c.unit == messages.c.unit)
        .outerjoin(deliveries, deliveries.c.message == messages.c.id)
        .where(audit.c.seq <= reading.head, ~taken.exists())
        .group_by(messages.c.id, messages.c.channel)
        .subquery()
    )
    counted = func.count().label("waiting"), func.max(left.c.tries).label("attempts")
    return select(left.c.channel, *counted).group_by(left.c.channel)
