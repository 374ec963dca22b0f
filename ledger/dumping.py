"""A copy of the whole database as parts, and a new database from such parts.

SQLite: one part, made by its own online backup. PostgreSQL: one binary COPY a table, all of one
snapshot. Both leave writers alone; neither needs a program beside the driver.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from psycopg import sql
from sqlalchemy import Connection, Engine, func, inspect, select, table, text

from ledger import triggers
from ledger.audit import ChainHead, chain_head
from ledger.away import reported
from ledger.engine import make_engine, parse
from ledger.migrating import upgrade, upgrade_in
from ledger.reaching import allowed
from ledger.tables.chain import stamp
from ledger.tables.version import SCHEMA, alembic_version
from ledger.unit import Reading, current_head
from observations.errors import UserError

Put = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a part of this name for writing."""
Get = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a part of this name for reading."""
FILE_PART = "database.sqlite"
_BLOCK = 1 << 20
_OWNER = "用库的所有者的地址恢复,再运行 cityplan ledger roles 授权"
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@dataclass(frozen=True)
class TableExtent:
    """Columns of a table in the order of its part, and its number of rows."""

    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Extent:
    """What a copy of a database holds; `tables` in an order in which they can be filled."""

    dialect: str
    schema: str
    stamp: str
    head: ChainHead
    tables: Mapping[str, TableExtent]
    sequences: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(one.rows for one in self.tables.values())


def dump(url: str, put: Put, folder: Path) -> Extent:
    """Write the database at `url` part by part as it stands at one moment.

    `folder` takes SQLite's copy while it is made. `TryLater` when the database is away.
    """
    engine = make_engine(url)
    try:
        with reported():
            sqlite = engine.dialect.name == "sqlite"
            return _dump_file(engine, put, folder) if sqlite else _dump_tables(engine, put)
    finally:
        engine.dispose()


def load(url: str, extent: Extent, get: Get) -> None:
    """Make the database at `url` from the parts, then bring it to the program's schema.

    All or nothing. `UserError` when there is something at `url` already, when the parts are of
    the other kind of database, or of a newer schema than this program's, or when the role may
    make no tables.
    """
    dialect = parse(url).get_backend_name()
    if dialect != extent.dialect:
        words = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise UserError(
            f"备份来自 {words.get(extent.dialect, extent.dialect)},不能恢复到 {words[dialect]}",
            cure="把 CITYPLAN_DATABASE_URL 改为同一种数据库的空库",
        )
    if extent.schema > SCHEMA:
        raise UserError(
            f"备份的数据库结构版本为 {extent.schema},程序只认到 {SCHEMA}",
            cure="换用做备份时或更新的程序再恢复",
        )
    if dialect == "sqlite":
        _load_file(url, get)
        return
    engine = make_engine(url)
    try:
        with reported(), allowed(_OWNER):
            _load_tables(engine, extent, get)
    finally:
        engine.dispose()


def _dump_file(engine: Engine, put: Put, folder: Path) -> Extent:
    with tempfile.TemporaryDirectory(prefix=".copy-", dir=folder) as own:  # its owner's alone
        copy = Path(own) / FILE_PART
        with closing(engine.raw_connection()) as source, closing(sqlite3.connect(copy)) as target:
            cast(sqlite3.Connection, source.driver_connection).backup(target)
        copied = make_engine(f"sqlite:///{copy}")
        try:
            with copied.connect() as connection:
                extent = _extent(connection, {})
        finally:
            copied.dispose()
        with copy.open("rb") as whole, put(FILE_PART) as part:
            shutil.copyfileobj(whole, part, _BLOCK)
    return extent


def _dump_tables(engine: Engine, put: Put) -> Extent:
    with engine.connect() as plain:
        connection = plain.execution_options(**_SNAPSHOT)
        with connection.begin():
            extent = _extent(connection, _sequences(connection))
            for name, held in extent.tables.items():
                with put(f"{name}.copy") as part, _cursor(connection) as cursor:
                    statement = _statement("COPY {} ({}) TO STDOUT (FORMAT binary)", name, held)
                    with cursor.copy(statement) as stream:
                        for block in stream:
                            part.write(block)
    return extent


def _extent(connection: Connection, sequences: Mapping[str, int]) -> Extent:
    known = inspect(connection)
    order = [name for name, _ in known.get_sorted_table_and_fkc_names() if name is not None]
    tables = {
        name: TableExtent(
            tuple(one["name"] for one in known.get_columns(name)), _count(connection, name)
        )
        for name in order
        if name != alembic_version.name
    }
    reading = Reading(connection, current_head(connection), live=True)
    return Extent(
        dialect=connection.dialect.name,
        schema=str(connection.scalar(select(alembic_version.c.version_num))),
        stamp=str(connection.scalar(select(stamp.c.kind))),
        head=chain_head(reading),
        tables=tables,
        sequences=sequences,
    )


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(table(name))).scalar_one())


def _sequences(connection: Connection) -> dict[str, int]:
    query = (
        "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences"
        " WHERE schemaname = current_schema()"
    )
    return {name: int(last) for name, last in connection.execute(text(query))}


def _load_file(url: str, get: Get) -> None:
    target = Path(str(parse(url).database))
    if target.exists():
        raise UserError(f"数据库 {target.name} 已存在", cure="恢复到一个空的数据目录")
    target.parent.mkdir(parents=True, exist_ok=True)
    with get(FILE_PART) as part, target.open("xb") as whole:
        target.chmod(0o600)
        shutil.copyfileobj(part, whole, _BLOCK)
    engine = make_engine(url)
    try:
        with reported():
            upgrade(engine)
    finally:
        engine.dispose()


def _load_tables(engine: Engine, extent: Extent, get: Get) -> None:
    with engine.connect() as connection, connection.begin():
        if inspect(connection).get_table_names():
            raise UserError("目标数据库里已有内容", cure="新建一个空库,再恢复到那里")
        upgrade_in(connection, extent.schema)
        taken = _lightened(connection)
        for name, held in extent.tables.items():
            with get(f"{name}.copy") as part, _cursor(connection) as cursor:
                statement = _statement("COPY {} ({}) FROM STDIN (FORMAT binary)", name, held)
                with cursor.copy(statement) as stream:
                    while block := part.read(_BLOCK):
                        stream.write(block)
                _require_rows(name, cursor.rowcount, held.rows)
        for words in taken:
            connection.exec_driver_sql(words)
        for name, last in extent.sequences.items():
            if last:
                connection.execute(
                    text("SELECT setval(:name, :last)"), {"name": name, "last": last}
                )
        upgrade_in(connection)
        triggers.install(connection)


def _lightened(connection: Connection) -> list[str]:
    """Take away what is checked and kept up row by row; the statements that put it back.

    Over rows that are there, keys are compared and indexes built at once, in half the time.
    """
    keys = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype"
        " FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"
        " AND contype IN ('u', 'f') ORDER BY contype DESC, 1, 2"
    )
    indexes = (
        "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = current_schema()::regnamespace AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint o WHERE o.conindid = i.indexrelid) ORDER BY 1"
    )
    quoted = connection.dialect.identifier_preparer.quote
    constraints = list(connection.execute(text(keys)))
    others = list(connection.execute(text(indexes)))
    for table_, name, _, _ in reversed(constraints):  # foreign keys stand on unique ones
        connection.exec_driver_sql(f"ALTER TABLE {table_} DROP CONSTRAINT {quoted(name)}")
    for name, _ in others:
        connection.exec_driver_sql(f"DROP INDEX {quoted(name)}")
    again = [
        f"ALTER TABLE {table_} ADD CONSTRAINT {quoted(name)} {definition}"
        for table_, name, definition, _ in constraints
    ]
    return again + [definition for _, definition in others]


def _require_rows(name: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise UserError(f"备份里表 {name} 为{found}行,清单写{wanted}行", cure="换一份完好的备份")


def _statement(pattern: str, name: str, held: TableExtent) -> sql.Composed:
    columns = sql.SQL(", ").join(sql.Identifier(one) for one in held.columns)
    return sql.SQL(pattern).format(sql.Identifier(name), columns)


def _cursor(connection: Connection) -> Any:
    return cast(Any, connection.connection.cursor())
