"""One unit of work and one reading: the two handles every ledger function takes first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ledger.chain import Link, row_bytes, unit_digest
from ledger.ids import number
from ledger.tables.chain import audit, head, unit_numbers
from ledger.tables.kinds import utc
from observations.identity import Actor

# Made once: building a statement and its cache key anew costs as much as running it.
_LOCK = select(head).with_for_update()
_SEAL = insert(audit)
_MOVE = update(head)
_LAST_SEQ = select(func.coalesce(func.max(audit.c.seq), 0))
_LAST_UNIT = select(func.coalesce(func.max(audit.c.unit), 0))
_NEXT_UNIT = select(unit_numbers.next_value())


@dataclass(frozen=True)
class Reading:
    """A consistent view: exactly the units with sequence ≤ `head`.

    `live`: nobody asked for an older head, so passing states (queues) may be shown too.
    """

    connection: Connection
    head: int
    live: bool


class Unit:
    """One transaction being written; collects the digest of what it keeps.

    `subject` may be set until the end (a receipt's number is known only after receiving).
    """

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        self.connection = connection
        self.actor = actor
        self.now = utc(now)
        self.id = _next_unit(connection)
        self.action = ""
        self.subject = ""
        self._line = 0
        self._running: dict[str, tuple[int, Any]] = {}
        self._sealed: dict[str, tuple[int, str]] = {}

    def reading(self) -> Reading:
        """What is committed (and what this unit wrote), for checks within the unit."""
        return Reading(self.connection, current_head(self.connection), live=True)

    def take(self, lines: int) -> int:
        """Reserve ids for `lines` rows; the first of them."""
        first = number(self.id, self._line + 1)
        number(self.id, self._line + max(lines, 1))
        self._line += lines
        return first

    def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Append rows to a kept table; their ids in order."""
        if not rows:
            return []
        complete = self._complete(rows)
        self.connection.execute(insert(table), complete)
        self._remember(table, complete)
        return [row["id"] for row in complete]

    def add_once(self, table: Table, row: Mapping[str, Any]) -> int | None:
        """Append a row unless a unique key holds it already; its id, or None."""
        (complete,) = self._complete([row])
        statement = _once(self.connection.dialect.name, table)
        if self.connection.execute(statement, complete).first() is None:
            return None
        self._remember(table, [complete])
        return int(complete["id"])

    def sealed(self, table: Table, count: int, digest: str) -> None:
        """Register rows that a bulk path wrote itself; once per table and unit."""
        if table.name in self._sealed or table.name in self._running:
            raise ValueError(f"{table.name} was already written by this unit")
        self._sealed[table.name] = (count, digest)

    def close(self) -> int:
        """Take the chain lock, append this unit's link, move the head; its sequence."""
        last = self.lock_chain()
        moment = self.now
        if last.recorded_at is not None:
            moment = max(moment, last.recorded_at + timedelta(microseconds=1))
        tables = self._digests()
        link = Link(
            seq=last.seq + 1,
            unit=self.id,
            recorded_at=moment,
            actor=self.actor.post,
            action=self.action,
            subject=clean(self._about()),
            rows=sum(count for count, _ in tables.values()),
            digest=unit_digest(tables),
            previous=last.hash,
        )
        stored = link.hash()
        self.connection.execute(_SEAL, vars(link) | {"hash": stored})
        moved = {"seq": link.seq, "hash": stored, "recorded_at": moment}
        self.connection.execute(_MOVE, moved)
        return link.seq

    def _about(self) -> str:
        """The subject, and for whom a deputy acted."""
        absent = "、".join(self.actor.standing_in)
        return f"{self.subject}(代{absent})" if absent else self.subject

    def lock_chain(self) -> Row[Any]:
        """Let no other unit finish before this one; the chain's head.

        Taken as the last step anyway; earlier only by a unit that decides on what it sees, and
        then before its first write, lest it wait for a unit that waits for the chain.
        """
        return self.connection.execute(_LOCK).one()

    def _complete(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        first = self.take(len(rows))
        return [
            {"id": first + place, "unit": self.id}
            | {key: clean(value) for key, value in row.items()}
            for place, row in enumerate(rows)
        ]

    def _remember(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        count, running = self._running.setdefault(table.name, (0, hashlib.sha256()))
        for row in rows:
            running.update(row_bytes(table, row))
        self._running[table.name] = (count + len(rows), running)

    def _digests(self) -> dict[str, tuple[int, str]]:
        running = {name: (n, digest.hexdigest()) for name, (n, digest) in self._running.items()}
        return running | self._sealed


def clean(value: Any) -> Any:
    """Text without NUL characters and half characters, which databases refuse."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def current_head(connection: Connection) -> int:
    """Sequence of the last link, 0 when none."""
    return int(connection.execute(_LAST_SEQ).scalar_one())


@cache
def _once(dialect: str, table: Table) -> Any:
    """INSERT of one row that gives back its id, or nothing when a unique key holds it."""
    return _dialect_insert(dialect, table).on_conflict_do_nothing().returning(table.c.id)


def insert_or_update(connection: Connection, table: Table, row: Mapping[str, Any]) -> Any:
    """INSERT … ON CONFLICT (primary key) DO UPDATE of a passing state."""
    keys = [column.name for column in table.primary_key.columns]
    statement = _dialect_insert(connection.dialect.name, table).values(row)
    changed = {name: value for name, value in row.items() if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _dialect_insert(dialect: str, table: Table) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _next_unit(connection: Connection) -> int:
    """A number no other unit has; on SQLite the writer is alone."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(_NEXT_UNIT).scalar_one())
    return int(connection.execute(_LAST_UNIT).scalar_one()) + 1
