"""A second server that follows the first: pages are read there while it is near enough.

Who reads says so (`reading_for`), with the post it reads for: a post that has just written reads
the first server until the copy has what it wrote. Nothing that decides a writing is read here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from ledger import snapshot
from ledger.away import reported
from ledger.engine import make_engine, parse
from ledger.pools import Pool
from observations.errors import TryLater, UserError

log = logging.getLogger(__name__)
RESTS = 5.0
"""Seconds for which a copy that did not answer is not asked again."""
ANYBODY = ""
"""For whom the public reads: nobody who writes."""
Begin = Callable[[Engine], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Lag:
    """How far the copy is behind: units of work it lacks, and seconds since it last moved.

    `owed`: one of them is of the post that reads; `why`: why it cannot be read at all, in Chinese.
    """

    behind: int = 0
    seconds: float = 0.0
    owed: bool = False
    why: str = ""


@dataclass
class _Reader:
    """One page's reading: where it is read is decided once, lest a page show two pasts."""

    post: str
    lag: Lag | None = None


_READER: ContextVar[_Reader | None] = ContextVar("reader", default=None)


@contextmanager
def reading_for(post: str) -> Iterator[None]:
    """What is read in the block may come from the copy, for a post or `ANYBODY`."""
    token = _READER.set(_Reader(post))
    try:
        yield
    finally:
        _READER.reset(token)


def following(first: Engine, pool: Pool, copy: tuple[str, float] | None) -> Replica | None:
    """The copy at an address, read while it is behind by at most so many seconds; not asked yet.

    `UserError` for an address that is none of PostgreSQL's.
    """
    if copy is None:
        return None
    url, within = copy
    if {first.dialect.name, parse(url).get_backend_name()} != {"postgresql"}:
        raise UserError(
            "只读副本只适用于 PostgreSQL", cure="取消 CITYPLAN_READ_URL,或改用 PostgreSQL"
        )
    return Replica(make_engine(url, pool, only_reads=True), first, within)


class Replica:
    """The copy at `engine`; it is read while it is behind by at most `within` seconds."""

    def __init__(self, engine: Engine, first: Engine, within: float) -> None:
        self.engine, self._first, self._within = engine, first, within
        self._rests_until = 0.0

    def opened(
        self, held: ExitStack, begin: Begin, head: int | None
    ) -> tuple[Connection, int] | None:
        """A transaction on the copy within `held`, and its newest sequence; None to read the first.

        `head` asked for: any copy that has it will do, however old it is.
        """
        reader = _READER.get()
        if reader is None or time.monotonic() < self._rests_until:
            return None
        with ExitStack() as mine:
            try:
                connection, newest = self._begun(mine, begin)
                reader.lag = reader.lag or self._lag(connection, newest, begin, reader.post)
            except (TryLater, DBAPIError, psycopg.Error) as away:
                self._rest(away)
                return None
            if not self._suits(reader.lag, newest, head):
                return None
            held.push(mine.pop_all())
            return connection, newest

    def lag(self, begin: Begin) -> Lag:
        """How far it is behind now, whoever asks."""
        with ExitStack() as mine:
            try:
                connection, newest = self._begun(mine, begin)
                found = self._lag(connection, newest, begin, ANYBODY)
            except (TryLater, DBAPIError, psycopg.Error) as away:
                return Lag(why=f"连接不上({_line(away)})")
        late = found.seconds > self._within and not found.why
        return Lag(found.behind, found.seconds, why="落后太多") if late else found

    def _begun(self, mine: ExitStack, begin: Begin) -> tuple[Connection, int]:
        connection = mine.enter_context(begin(self.engine))
        with reported():
            return connection, snapshot.opened(connection)

    def _lag(self, copy: Connection, newest: int, begin: Begin, post: str) -> Lag:
        """What the copy lacks, by the first server's clock alone: two clocks may differ."""
        last = copy.execute(_THERE, {"seq": newest}).one()
        with begin(self._first) as connection:
            asked: dict[str, Any] = {"seq": newest, "post": post, "moved": last.moved}
            found = connection.execute(_HERE, asked).one()
        if last.hash != found.hash:
            return Lag(why="不是本台账的副本")
        if not found.behind:
            return Lag()
        seconds = float("inf") if found.seconds is None else max(0.0, float(found.seconds))
        return Lag(found.behind, seconds, owed=bool(found.owed))

    def _suits(self, lag: Lag, newest: int, head: int | None) -> bool:
        if lag.why:
            return False
        if head is not None:
            return newest >= head
        return not lag.owed and lag.seconds <= self._within

    def _rest(self, away: BaseException) -> None:
        self._rests_until = time.monotonic() + RESTS
        log.warning("the copy of the database is not read: %s", _line(away))


def _line(fault: BaseException) -> str:
    """What the driver said, in one line."""
    cause = fault.__cause__ if isinstance(fault, TryLater) and fault.__cause__ else fault
    said = str(getattr(cause, "orig", None) or cause).strip()
    return said.splitlines()[0] if said else type(cause).__name__


_THERE = text(
    "SELECT pg_last_xact_replay_timestamp() AS moved,"
    " (SELECT hash FROM audit WHERE seq = :seq) AS hash"
)
_HERE = text(
    "SELECT count(*) AS behind, coalesce(bool_or(actor = :post), false) AS owed,"
    " extract(epoch FROM clock_timestamp() - CAST(:moved AS timestamptz)) AS seconds,"
    " (SELECT hash FROM audit WHERE seq = :seq) AS hash FROM audit WHERE seq > :seq"
)
