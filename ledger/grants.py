"""Rights of the application's role on PostgreSQL: it appends and reads, it never rewrites."""

from __future__ import annotations

from typing import Any, cast

from psycopg import sql

from ledger.engine import make_engine
from ledger.tables import METADATA
from ledger.tables.chain import unit_numbers
from ledger.tables.version import alembic_version
from ledger.triggers import guarded
from observations.errors import UserError


def grant_application(owner_url: str, role: str) -> None:
    """Give an existing `role` exactly what the program needs, run as the database's owner.

    Kept tables: SELECT and INSERT; passing states: also UPDATE and DELETE. No DDL.
    """
    engine = make_engine(owner_url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name != "postgresql":
                raise UserError("授权只适用于 PostgreSQL", cure="SQLite 由触发器保护,不必授权")
            cursor = cast(Any, connection.connection.cursor())
            with cursor:
                for statement in _statements(sql.Identifier(role)):
                    cursor.execute(statement)
    finally:
        engine.dispose()


def _statements(role: sql.Identifier) -> list[sql.Composed]:
    kept = {table.name for table in guarded()}
    passing = [name for name in METADATA.tables if name not in kept]
    everything = sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}, PUBLIC")
    create = sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}, PUBLIC")
    append = sql.SQL("GRANT SELECT, INSERT ON {} TO {}")
    change = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}")
    return [
        everything.format(role),
        create.format(role),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        append.format(_names(kept - {"stamp"}), role),
        change.format(_names(passing), role),
        sql.SQL("GRANT SELECT ON {} TO {}").format(_names(["stamp", alembic_version.name]), role),
        sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(sql.Identifier(unit_numbers.name), role),
    ]


def _names(names: set[str] | list[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in sorted(names))
