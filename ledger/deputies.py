"""Deputies for a leave: which post stands in for which, from day to day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, or_, select

from ledger.statements import Shape, Statement, shape
from ledger.tables.chain import audit
from ledger.tables.kinds import moment_of
from ledger.tables.rules_of_entry import deputies
from ledger.unit import Reading, Unit
from observations.errors import Refused


@dataclass(frozen=True)
class Leave:
    """A leave: the post that is away, its deputy, first and last day, why."""

    post: str
    deputy: str
    since: date
    until: date
    text: str

    def meets(self, other: Leave) -> bool:
        """True when the two have a day in common."""
        return self.since <= other.until and other.since <= self.until


@dataclass(frozen=True)
class DeputyRow:
    """A word on a pair of posts: `decision` named | ended; `seq` orders it."""

    leave: Leave
    decision: str
    by: str
    at: datetime
    seq: int


def name(unit: Unit, leave: Leave) -> None:
    """Let `leave.deputy` stand in for `leave.post`; Refused where it would make a chain."""
    unit.lock_chain()
    if leave.deputy == leave.post:
        raise Refused(f"岗位“{leave.post}”不能由自己代理", cure="指定另一岗位")
    for other in standing(unit.reading()):
        if other.meets(leave):
            _no_chain(leave, other)
    _word(unit, leave, "named")


def end(unit: Unit, post: str, deputy: str, text: str) -> None:
    """End the standing in now; Refused when there is none."""
    unit.lock_chain()
    pairs = {(one.post, one.deputy): one for one in standing(unit.reading())}
    held = pairs.get((post, deputy))
    if held is None:
        raise Refused(f"“{deputy}”没有在代理“{post}”", cure="用 cityplan user deputies 查看")
    _word(unit, Leave(post, deputy, held.since, held.until, text), "ended")


def standing(reading: Reading, day: date | None = None) -> tuple[Leave, ...]:
    """What was named and not ended up to the head; with `day` only what runs on it."""
    return _standing(words(reading), day)


def absent(reading: Reading, deputy: str, day: date) -> tuple[str, ...]:
    """The posts that `deputy` stands in for on `day`, by name."""
    found = _of_deputy(shape(reading)).rows(reading, deputy=deputy)
    rows = (_row(_Word(*cells)) for cells in found)
    return tuple(sorted(one.post for one in _standing(rows, day)))


def _standing(rows: Iterable[DeputyRow], day: date | None) -> tuple[Leave, ...]:
    """The last word on each pair, oldest first among `rows`, where that names a deputy."""
    last = {(row.leave.post, row.leave.deputy): row for row in rows}
    named = (row.leave for row in last.values() if row.decision == "named")
    return tuple(one for one in named if day is None or one.since <= day <= one.until)


def words(reading: Reading, posts: Collection[str] | None = None) -> tuple[DeputyRow, ...]:
    """Every word up to the head, oldest first; with `posts` those about one of them."""
    query = _words(reading.head)
    if posts is not None:
        named = sorted(posts)
        query = query.where(or_(deputies.c.post.in_(named), deputies.c.deputy.in_(named)))
    return tuple(_row(row) for row in reading.connection.execute(query))


def _words(head: Any) -> Select[Any]:
    return (
        select(deputies, audit.c.seq)
        .join(audit, audit.c.unit == deputies.c.unit)
        .where(audit.c.seq <= head)
        .order_by(audit.c.seq, deputies.c.id)
    )


class _Word(NamedTuple):
    """A row of `_of_deputy` as a driver gives it."""

    post: str
    deputy: str
    decision: str
    since: str
    until: str
    text: str
    by: str
    at: datetime | str
    seq: int


@cache
def _of_deputy(seen: Shape) -> Statement:
    """Asked at every request."""
    told = (deputies.c[name] for name in _Word._fields[:-1])
    query = _words(seen.head).with_only_columns(*told, audit.c.seq)
    return Statement(seen, query.where(deputies.c.deputy == bindparam("deputy", None)))


def _no_chain(leave: Leave, other: Leave) -> None:
    """A deputy is at work itself, and nobody stands in for it in turn."""
    if other.post == leave.deputy:
        raise Refused(
            f"“{leave.deputy}”同期由“{other.deputy}”代理,不能再代理“{leave.post}”",
            cure="指定在岗的岗位",
        )
    if other.deputy == leave.post:
        raise Refused(
            f"“{leave.post}”同期正代理“{other.post}”,不能再由他人代理",
            cure="先结束该项代理,再分别指定",
        )


def _word(unit: Unit, leave: Leave, decision: str) -> None:
    days = {"since": leave.since.isoformat(), "until": leave.until.isoformat()}
    row = vars(leave) | days | {"decision": decision}
    unit.add(deputies, [row | {"by": unit.actor.post, "at": unit.now}])


def _row(row: Row[Any] | _Word) -> DeputyRow:
    since, until = date.fromisoformat(row.since), date.fromisoformat(row.until)
    leave = Leave(row.post, row.deputy, since, until, row.text)
    return DeputyRow(leave, row.decision, row.by, moment_of(row.at), row.seq)
