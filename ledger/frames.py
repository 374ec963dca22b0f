"""Frames in and out of the database: the bulk path.

PostgreSQL speaks COPY both ways; SQLite gets ready tuples. Text columns are never null, so
an empty CSV field can only be a missing number.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any, cast

import polars as pl
from psycopg import sql
from sqlalchemy import Connection, Select, Table, insert
from sqlalchemy.sql.compiler import ExpandedState

from ledger.ids import LINE_BITS, LINES, written

_MOMENTS = {
    "postgresql": "%Y-%m-%d %H:%M:%S%.f%#z",
    "sqlite": "%Y-%m-%dT%H:%M:%S%.f%z",
}
MOMENT = pl.Datetime("us", "UTC")
Schema = Mapping[str, pl.DataType]
_CHUNK = 32_768
_ROWS = 100  # up to as many a frame is sooner made of rows than of columns


def fetch(connection: Connection, query: Select[Any], schema: Schema) -> pl.DataFrame:
    """The query's rows as a frame of exactly `schema`, columns in the query's order."""
    wire = {name: _wire(connection, kind) for name, kind in schema.items()}
    if connection.dialect.name == "postgresql":
        frame = pl.read_csv(
            io.BytesIO(_copied(connection, query)),
            has_header=False,
            schema=wire,
        )
    else:
        columns = zip(wire.items(), _columns(connection, query), strict=False)
        frame = pl.DataFrame(
            [pl.Series(name, cells, dtype=kind) for (name, kind), cells in columns] or None,
            schema=wire,
        )
    return frame.with_columns(
        _unwired(connection, name, kind) for name, kind in schema.items() if wire[name] != kind
    )


def few(rows: Sequence[tuple[Any, ...]], schema: Schema, wire: Schema) -> pl.DataFrame:
    """Some rows of a driver as a frame of `schema`; a bulk path's start costs more than these.

    `wire` tells which columns come as stored numbers and leave as `unit-line` text.
    """
    if not rows:
        return pl.DataFrame(schema=dict(schema))
    columns = list(zip(*rows, strict=True))
    for place, (name, kind) in enumerate(schema.items()):
        made = _numbered if wire[name] != kind else _MADE.get(kind)
        if made is not None:
            columns[place] = tuple(map(made, columns[place]))
    if len(rows) <= _ROWS:
        ready = list(zip(*columns, strict=True))
        return pl.DataFrame(ready, schema=dict(schema), orient="row")
    return pl.DataFrame(
        [
            _series(name, cells, kind)
            for (name, kind), cells in zip(schema.items(), columns, strict=True)
        ]
    )


def _numbered(stored: int) -> str:
    return written(stored) if stored else ""


def _moment(cell: str | datetime) -> datetime:
    return datetime.fromisoformat(cell) if isinstance(cell, str) else cell


_MADE: Mapping[pl.DataType, Callable[[Any], Any]] = {pl.Boolean(): bool, MOMENT: _moment}


def _series(name: str, cells: tuple[Any, ...], kind: pl.DataType) -> pl.Series:
    if kind != MOMENT:
        return pl.Series(name, cells, dtype=kind)
    # As numbers: a moment at a time is ten times slower.
    since = [round(cell.timestamp() * 1_000_000) for cell in cells]
    return pl.Series(name, since, dtype=pl.Int64()).cast(MOMENT)


def _wire(connection: Connection, kind: pl.DataType) -> pl.DataType:
    """How a column travels: moments as text, truths as PostgreSQL's letters or integers."""
    if kind == MOMENT:
        return pl.String()
    if kind == pl.Boolean():
        return pl.String() if connection.dialect.name == "postgresql" else pl.Int8()
    return kind


def _unwired(connection: Connection, name: str, kind: pl.DataType) -> pl.Expr:
    dialect = connection.dialect.name
    if kind == MOMENT:
        return pl.col(name).str.to_datetime(_MOMENTS[dialect], time_unit="us")
    return pl.col(name) == ("t" if dialect == "postgresql" else 1)


def _compiled(connection: Connection, query: Select[Any]) -> ExpandedState:
    """The query's text and values, its own and those that `params` gave it."""
    return query.compile(connection).construct_expanded_state()


def _copied(connection: Connection, query: Select[Any]) -> bytes:
    ready = _compiled(connection, query)
    copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)")
    statement = copy.format(sql.SQL(ready.statement))
    cursor = cast(Any, connection.connection.cursor())
    with cursor, cursor.copy(statement, ready.parameters) as stream:
        return b"".join(bytes(block) for block in stream)


def _columns(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The driver's cells column by column: building rows first costs four times as much."""
    ready = _compiled(connection, query)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(ready.statement, ready.positional_parameters)
        return zip(*cursor.fetchall(), strict=True)
    finally:
        cursor.close()


def append(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Append a frame whose columns are the table's, in order."""
    if frame.is_empty():
        return
    if connection.dialect.name != "postgresql":
        compiled = insert(table).compile(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(str(compiled), cast(Any, _rows(frame)))
        finally:
            cursor.close()
        return
    names = sql.SQL(", ").join(sql.Identifier(name) for name in frame.columns)
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)")
    cursor = cast(Any, connection.connection.cursor())
    with cursor, cursor.copy(copy.format(sql.Identifier(table.name), names)) as stream:
        for part in frame.iter_slices(_CHUNK):  # the server works while the next is made ready
            stream.write(part.write_csv(include_header=False).encode())


def _rows(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Ready tuples, a chunk of them at a time; what is the same throughout is made once."""
    for part in frame.iter_slices(_CHUNK):
        yield from zip(*map(_cells, part.iter_columns()), strict=False)


def _cells(column: pl.Series) -> Iterable[Any]:
    """The cells of a column; endless for one whose cells are all alike, but never for ids."""
    missing = column.null_count()
    if missing == len(column):
        return repeat(None)
    counted = column.name == "id" or column.dtype.is_float()  # a float's zero has two signs
    if missing or counted or not bool((column == column[0]).all()):
        return column.to_list()
    return repeat(column[0])


def written_ids(column: str) -> pl.Expr:
    """Stored numbers as `unit-line` text; 0 becomes empty."""
    number = pl.col(column)
    unit = (number // LINES).cast(pl.String)
    line = (number % LINES).cast(pl.String)
    return pl.when(number == 0).then(pl.lit("")).otherwise(unit + "-" + line).alias(column)


def stored_ids(column: str) -> pl.Expr:
    """`unit-line` text as stored numbers; empty or missing becomes 0."""
    parts = pl.col(column).fill_null("").str.split_exact("-", 1)
    unit = parts.struct.field("field_0").cast(pl.Int64, strict=False)
    line = parts.struct.field("field_1").cast(pl.Int64, strict=False)
    return (unit * (1 << LINE_BITS) + line).fill_null(0).alias(column)
