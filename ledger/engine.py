"""Database engines: what every connection promises, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import time
import weakref

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from ledger import snapshot
from ledger.pools import PLAIN, Pool
from observations.errors import UserError

BUSY_MS = 30_000
_PAUSE = 0.01  # seconds between two tries for the write-ahead log

_WAL = "PRAGMA journal_mode = WAL"
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Without it INSERT OR REPLACE would delete a kept row past its trigger.
    "PRAGMA recursive_triggers = ON",
    # What is deleted (keys of personal data) is overwritten in the file too.
    "PRAGMA secure_delete = ON",
)


def parse(url: str) -> URL:
    """The address as SQLAlchemy reads it; UserError for a database we do not serve.

    An address that cannot be read is never repeated: nobody knows where its password stands.
    """
    parsed = _read(url)
    if parsed is None:
        raise UserError("数据库地址无法识别", cure=_CURE)
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite")
    raise UserError(f"不支持的数据库“{_shown(parsed)}”", cure=_CURE)


_CURE = (
    "写成 sqlite:///路径/cityplan.db 或 postgresql+psycopg://用户:口令@主机:端口/库名,"
    "口令中的 @ 写成 %40"
)
_HIDDEN = "***"


def shown_url(url: str) -> str:
    """The address for a person's eyes: password and all values of its query hidden.

    >>> shown_url("postgresql://u:p@h/db?password=x&sslmode=require")
    'postgresql://u:***@h/db?password=***&sslmode=***'
    >>> shown_url("postgresql://u:p@ss@h/db")
    '(无法识别)'
    """
    parsed = _read(url)
    return _shown(parsed) if parsed is not None else "(无法识别)"


def _shown(parsed: URL) -> str:
    hidden = "&".join(f"{name}={_HIDDEN}" for name in parsed.query)
    plain = parsed.set(query={}).render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite":  # a path is read by people, not percent-encoded
        plain = f"{parsed.drivername}:///{parsed.database or ''}"
    return f"{plain}?{hidden}" if hidden else plain


def _read(url: str) -> URL | None:
    """The parts of an address; None when a part of its password may stand in another part."""
    try:
        parsed = make_url(url)
        server = parsed.get_backend_name() != "sqlite"
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        return None
    if server and (url.count("@") > 1 or "?" in (parsed.username or "")):
        return None
    return parsed


def make_engine(url: str, pool: Pool = PLAIN, *, only_reads: bool = False) -> Engine:
    """An engine safe for threads and for forked children.

    `pool` and `only_reads` are for PostgreSQL; a server that is only read is not waited for long.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(parsed)
    else:
        engine = _postgres(parsed, pool, only_reads=only_reads)
    _forget_in_children(engine)
    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        pool_size=8,
        max_overflow=16,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Take transaction control from the driver and set what durability needs."""
    connection.isolation_level = None
    _use_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn to the write-ahead log, waiting for others that create the same file.

    SQLite does not call its busy handler for this change, so the waiting is ours.
    """
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute(_WAL)
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


def _begin_sqlite(connection: Connection) -> None:
    """Writers queue at BEGIN; a read that turned into a write could not wait.

    A writer that has no patience is told at once that somebody else writes.
    """
    options = connection.get_execution_options()
    writing, patient = options.get("writing", False), options.get("patient", True)
    if writing:
        waits = BUSY_MS if patient else 0
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


_KEYED = "-c jit=off -c random_page_cost=1.1 -c parallel_setup_cost=100000"
"""Of reads that take a millisecond, compiling costs a hundred and helpers of its own thirty.

Disks do not seek any more. Reads of millions of rows still take helpers.
"""


def _postgres(url: URL, pool: Pool, *, only_reads: bool) -> Engine:
    reads = "-c default_transaction_read_only=on " if only_reads else ""
    engine = create_engine(
        url,
        pool_size=pool.size,
        max_overflow=pool.more,
        connect_args={
            "connect_timeout": 2 if only_reads else 10,
            "options": f"-c timezone=UTC {reads}{pool.options()} {_KEYED}",
        },
    )
    snapshot.watch(engine)
    return engine


def _forget_in_children(engine: Engine) -> None:
    """A forked child must open connections of its own: two processes on one corrupt both."""
    reference = weakref.ref(engine)

    def forget() -> None:
        mine = reference()
        if mine is not None:
            mine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
