"""Triggers that refuse to change what is kept; on both databases, checked at every opening."""

from __future__ import annotations

from sqlalchemy import DDL, Connection, Table, text

from ledger.tables import APPENDED
from ledger.tables.chain import audit, stamp

_REFUSE = """
CREATE OR REPLACE FUNCTION cityplan_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
  RAISE EXCEPTION 'append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
END
$refuse$
"""


def _ddl(statement: str) -> DDL:
    """A statement in which %(table)s becomes the quoted name of the table it is put against."""
    return DDL(statement)  # type: ignore[no-untyped-call]


_POSTGRES = (
    _ddl(
        "CREATE OR REPLACE TRIGGER keep_%(table)s_change BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION cityplan_refuse()"
    ),
)
_SQLITE = (
    _ddl(
        "CREATE TRIGGER IF NOT EXISTS keep_%(table)s_update BEFORE UPDATE ON %(table)s"
        " BEGIN SELECT RAISE(ABORT, 'append-only: UPDATE refused'); END"
    ),
    _ddl(
        "CREATE TRIGGER IF NOT EXISTS keep_%(table)s_delete BEFORE DELETE ON %(table)s"
        " BEGIN SELECT RAISE(ABORT, 'append-only: DELETE refused'); END"
    ),
)
_SUFFIXES = {"postgresql": ("change",), "sqlite": ("update", "delete")}


def guarded() -> tuple[Table, ...]:
    """Tables that are append-only by trigger and by grant."""
    return (*APPENDED, audit, stamp)


def install(connection: Connection) -> None:
    """Create every missing trigger; a table that has its own is not locked."""
    postgres = connection.dialect.name == "postgresql"
    lacking = set(missing(connection))
    if postgres and lacking:
        connection.execute(text(_REFUSE))
    for table in guarded():
        if lacking.isdisjoint(_names(table, connection.dialect.name)):
            continue
        for statement in _POSTGRES if postgres else _SQLITE:
            connection.execute(statement.against(table))


def missing(connection: Connection) -> tuple[str, ...]:
    """Names of triggers that should exist, enabled, and do not."""
    name = connection.dialect.name
    found = set(connection.execute(text(_FOUND[name])).scalars())
    wanted = (trigger for table in guarded() for trigger in _names(table, name))
    return tuple(trigger for trigger in wanted if trigger not in found)


def _names(table: Table, dialect: str) -> tuple[str, ...]:
    return tuple(f"keep_{table.name}_{end}" for end in _SUFFIXES[dialect])


_FOUND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
