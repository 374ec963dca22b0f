"""Indexes of large tables, built on PostgreSQL before an upgrade while everybody goes on writing.

A migration names them (`AHEAD`); within its transaction it makes only those that are not there. An
upgrade that ends between has the old schema and an index more, which the next one finds.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from ledger.tables.version import alembic_version
from observations.errors import TryLater

LOCK = 4_717_001  # any number; the same for every creation and migration of every process
_LOOK, _PATIENCE = 0.1, 3600.0  # seconds


class Index(NamedTuple):
    """An index of a table that was there before the migration that brings it."""

    name: str
    table: str
    columns: tuple[str, ...]


def build(engine: Engine, scripts: ScriptDirectory) -> None:
    """Build what the migrations to come name; on SQLite, where a writer is alone, nothing."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        if not list(_lacking(connection, scripts)):
            return
        wait(connection, "SELECT pg_try_advisory_lock(:key)")
        try:
            # It waits for whoever began before it, but nobody waits for it.
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SET statement_timeout = 0"))
            for one in _lacking(connection, scripts):
                _build(connection, one)
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
            plain.invalidate()  # its limits were ours


def wait(connection: Connection, take: str) -> None:
    """Take the lock of all upgrades by looking again and again; `TryLater` after an hour.

    Whoever waited for it within one statement would be waited for by an index that is being built.
    """
    until = time.monotonic() + _PATIENCE
    while not connection.execute(text(take), {"key": LOCK}).scalar():
        if time.monotonic() > until:
            raise TryLater("另一个升级还没有结束", cure="等它结束,或请管理员检查后再运行")
        time.sleep(_LOOK)


def missing(connection: Connection, wanted: tuple[Index, ...]) -> Iterator[Index]:
    """Those that are not there; one whose building was broken off counts as not there."""
    for one in wanted:
        found = {str(index["name"]) for index in inspect(connection).get_indexes(one.table)}
        if one.name not in found or _broken(connection, one):
            yield one


def _lacking(connection: Connection, scripts: ScriptDirectory) -> Iterator[Index]:
    if not inspect(connection).has_table(alembic_version.name):
        return
    known = connection.execute(alembic_version.select()).scalar_one_or_none()
    if known is None or known == scripts.get_current_head():
        return
    tables = set(inspect(connection).get_table_names())
    for script in scripts.iterate_revisions("head", str(known)):
        wanted: tuple[Index, ...] = getattr(script.module, "AHEAD", ())
        yield from missing(connection, tuple(one for one in wanted if one.table in tables))


def _build(connection: Connection, one: Index) -> None:
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(map(quote, one.columns))
    connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {quote(one.name)}"))
    connection.execute(
        text(f"CREATE INDEX CONCURRENTLY {quote(one.name)} ON {quote(one.table)} ({columns})")
    )


def _broken(connection: Connection, one: Index) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    asked = text("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
    return bool(connection.execute(asked, {"name": one.name}).scalar())
