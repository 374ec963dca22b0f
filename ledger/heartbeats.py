"""Signs of life of workers and flows; an overdue one turns the pages red."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from ledger.content import text_of
from ledger.opening import Ledger
from ledger.tables.kinds import utc
from ledger.tables.work import heartbeats
from ledger.unit import Reading, insert_or_update


@dataclass(frozen=True)
class Heartbeat:
    """The last sign of life; `due` is when the next one is expected at the latest."""

    name: str
    at: datetime
    due: datetime | None
    detail: Mapping[str, Any]

    def overdue(self, now: datetime) -> bool:
        """True when the next sign of life should have come."""
        return self.due is not None and utc(now) > self.due


def beat(
    ledger: Ledger,
    name: str,
    now: datetime,
    *,
    within: float | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Give a sign of life; the next one follows `within` seconds (None: not expected)."""
    moment = utc(now)
    due = None if within is None else moment + timedelta(seconds=within)
    row = {"name": name, "at": moment, "due": due, "detail": text_of(dict(detail or {}))}
    with ledger.step() as connection:
        connection.execute(insert_or_update(connection, heartbeats, row))


def expect(ledger: Ledger, name: str, now: datetime, *, within: float) -> None:
    """Wait for a first sign of life from now on; who has given one is left as it is."""
    moment = utc(now)
    row = {"name": name, "at": moment, "due": moment + timedelta(seconds=within), "detail": "{}"}
    with ledger.step() as connection:
        known = connection.scalar(select(heartbeats.c.name).where(heartbeats.c.name == name))
        if known is None:
            connection.execute(insert_or_update(connection, heartbeats, row))


def rest(ledger: Ledger, name: str) -> None:
    """Stop expecting signs of life: an orderly end."""
    with ledger.step() as connection:
        connection.execute(delete(heartbeats).where(heartbeats.c.name == name))


def beats(reading: Reading) -> tuple[Heartbeat, ...]:
    """All known, by name."""
    rows = reading.connection.execute(select(heartbeats).order_by(heartbeats.c.name))
    return tuple(Heartbeat(row.name, row.at, row.due, json.loads(row.detail)) for row in rows)


def beat_of(reading: Reading, name: str) -> Heartbeat | None:
    """The last sign of life of one; None when it never came or it rests."""
    return next((beat for beat in beats(reading) if beat.name == name), None)
