"""A reading's transaction, opened with as few questions to the server as it takes."""

from __future__ import annotations

import select
from collections.abc import Mapping
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError

from ledger.unit import current_head

# The driver's own BEGIN would be a message by itself; ours goes with the first question.
_ALONE: Mapping[str, Any] = {"isolation_level": "AUTOCOMMIT"}
_OPENED = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;SELECT coalesce(max(seq), 0) FROM audit"


def options(dialect: str) -> Mapping[str, Any]:
    """With what a connection is taken for reading only."""
    return _ALONE if dialect == "postgresql" else {}


def opened(connection: Connection) -> int:
    """Fix what every later statement of the transaction sees; its newest audit sequence."""
    if connection.dialect.name != "postgresql":
        return current_head(connection)
    cursor = cast("psycopg.Cursor[tuple[int]]", connection.connection.cursor())
    try:
        with cursor:
            cursor.execute(_OPENED, prepare=False)  # two statements cannot be prepared as one
            cursor.nextset()
            (newest,) = cursor.fetchone() or (0,)
    except psycopg.OperationalError:
        connection.invalidate()
        raise
    return newest


def watch(engine: Engine) -> None:
    """Let a connection that the server hung up on be told when it is taken, by listening alone.

    The end of it, or the server's last word, waits to be read; only then is the server asked. To
    ask each time would double what a short read costs.
    """

    def taken(connection: Any, _record: object, _proxy: object) -> None:
        try:
            if _heard(connection.fileno()):
                engine.dialect.do_ping(connection)
        except psycopg.Error as gone:
            raise InvalidatePoolError from gone

    event.listen(engine, "checkout", taken)


def _heard(socket: int) -> bool:
    """Something of the server's waits to be read."""
    ears = select.poll()
    ears.register(socket, select.POLLIN)
    return bool(ears.poll(0))
