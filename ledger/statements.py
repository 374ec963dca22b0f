"""Queries that are built and compiled once: making one anew costs more than it takes to answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Dialect,
    Row,
    Select,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from ledger.content import text_of
from ledger.tables.kinds import stored
from ledger.unit import Reading


class View(Protocol):
    """Up to where a query sees: a reading's own head, or one that is told when it is asked."""

    @property
    def head(self) -> Any:
        """The last audit sequence that is seen."""

    @property
    def live(self) -> bool:
        """True when that is the newest one."""


@dataclass(frozen=True)
class Shape:
    """What of a reading makes its queries differ; the head is a value of theirs."""

    dialect: str
    live: bool

    @property
    def head(self) -> Any:
        """Told to the statement as `head`."""
        return bindparam("head", None, type_=BigInteger())

    def among(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        """The column is one of the words or numbers told as `name`, however many they are."""
        if self.dialect == "postgresql":
            kind = BigInteger() if isinstance(column.type, BigInteger) else Text()
            return column == any_(bindparam(name, None, type_=ARRAY(kind)))
        words = func.json_each(bindparam(name, None, type_=Text())).table_valued("value")
        return column.in_(select(words.c.value))


def shape(reading: Reading) -> Shape:
    """How the reading's queries are built."""
    return Shape(reading.connection.dialect.name, reading.live)


_DIALECTS: Mapping[str, type[Dialect]] = {
    "postgresql": psycopg.PGDialect_psycopg,
    "sqlite": pysqlite.SQLiteDialect_pysqlite,
}
Asked = Select[Any] | CompoundSelect[Any]
Value = str | int | datetime | Collection[str] | Collection[int]


class Statement:
    """A query over a `Shape`; its text stays the same, so the server plans it but a few times."""

    def __init__(self, seen: Shape, query: Asked, *, planned_anew: bool = False) -> None:
        """`planned_anew`: for every question, since how to answer it goes by what it is told."""
        self._dialect = seen.dialect
        self._query = query
        anew = planned_anew and seen.dialect == "postgresql"
        self._how: Mapping[str, Any] = {"prepare": False} if anew else {}

    def rows(self, reading: Reading, **values: Value) -> Sequence[tuple[Any, ...]]:
        """The driver's own rows, for the values it is told; a collection is told whole."""
        text, known, order = self._compiled
        every = known | self._told(reading, values)
        cursor = cast(Any, reading.connection.connection.cursor())
        try:
            asked = tuple(every[name] for name in order) if order else every
            cursor.execute(text, asked, **self._how)
            return cast("Sequence[tuple[Any, ...]]", cursor.fetchall())
        finally:
            cursor.close()

    def found(self, reading: Reading, **values: Value) -> Sequence[Row[Any]]:
        """Rows by the names of their columns, each of its column's type."""
        return reading.connection.execute(self._query, self._told(reading, values)).all()

    def told(self, reading: Reading, **values: Value) -> Select[Any]:
        """The query itself with the values it is told, for the bulk path."""
        return cast("Select[Any]", self._query).params(self._told(reading, values))

    def _told(self, reading: Reading, values: Mapping[str, Value]) -> dict[str, Any]:
        return {name: self._one(value) for name, value in values.items()} | {"head": reading.head}

    def _one(self, value: Value) -> Any:
        if isinstance(value, datetime):
            return stored(value, self._dialect)
        if isinstance(value, str | int):
            return value
        every = sorted(cast("Collection[Any]", value))
        return every if self._dialect == "postgresql" else text_of(every)

    @cached_property
    def _compiled(self) -> tuple[str, dict[str, Any], tuple[str, ...]]:
        """Text, the values that never change, and the order of all where they have no names."""
        kind: Any = _DIALECTS[self._dialect]
        made: Any = self._query.compile(dialect=kind(), compile_kwargs={"render_postcompile": True})
        return str(made), dict(made.params), tuple(made.positiontup or ())
