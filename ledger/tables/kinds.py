"""Column types that mean the same on SQLite and PostgreSQL, and the two sorts of table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData, String, Table, Text
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

APPENDED: list[Table] = []
"""Tables whose rows are never changed: guarded by triggers, digested by the audit chain."""

# Byte order on both databases, so that sorting never depends on a server's locale.
Words = Text().with_variant(Text(collation="C"), "postgresql")

# SQLite makes only an INTEGER primary key the table's own row id.
Number = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC with microseconds: timestamptz, or sortable ISO text on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the database's own type."""
        own = DateTime(timezone=True) if dialect.name == "postgresql" else String(32)
        return dialect.type_descriptor(own)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive moments; store UTC."""
        return None if value is None else stored(value, dialect.name)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back UTC whatever the session's time zone."""
        return None if value is None else moment_of(value)


def stored(moment: datetime, dialect: str) -> datetime | str:
    """A moment as a driver of the dialect keeps it; ValueError for a naive one."""
    known = utc(moment)
    return known if dialect == "postgresql" else known.isoformat(timespec="microseconds")


def moment_of(cell: datetime | str) -> datetime:
    """A driver's own cell as a moment in UTC."""
    moment = datetime.fromisoformat(cell) if isinstance(cell, str) else cell
    return moment.astimezone(UTC)


def utc(moment: datetime) -> datetime:
    """The moment in UTC; ValueError for a naive one, whose meaning would be a guess."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def column(name: str, kind: Any, comment: str, *items: SchemaItem, **options: Any) -> Column[Any]:
    """A column that may not be empty unless `nullable=True`, with what it holds."""
    options.setdefault("nullable", False)
    return Column(name, kind, *items, comment=comment, **options)


def kept(name: str, comment: str, *columns: SchemaItem) -> Table:
    """An append-only table: `id` (unit and line) and `unit` come first."""
    table = Table(
        name,
        METADATA,
        column("id", Number, "unit × 2^24 + line", primary_key=True, autoincrement=False),
        column("unit", BigInteger, "unit of work that wrote the row; audit maps it to a sequence"),
        *columns,
        comment=comment,
    )
    APPENDED.append(table)
    return table


STAYS = ("SELECT", "INSERT", "UPDATE")
"""What a writer needs of a passing state whose rows are changed and never taken away."""
GOES = (*STAYS, "DELETE")


def moving(name: str, comment: str, *columns: SchemaItem, rights: tuple[str, ...] = GOES) -> Table:
    """A table of passing states (queues, sessions), outside the audit chain.

    `rights`: what the program's own role needs on it on PostgreSQL.
    """
    return Table(name, METADATA, *columns, comment=comment, info={"rights": rights})
