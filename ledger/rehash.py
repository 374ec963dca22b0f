"""Tables written as frames, read back in chunks of whole leaves and hashed anew.

The databases do the column's work themselves: PostgreSQL by COPY, SQLite by aggregates, for
the driver's row after row of objects costs three times as much as all the rest. SQLite works
within this process and lets other threads run meanwhile, so its chunks are read side by side.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    SmallInteger,
    Table,
    func,
    select,
)
from sqlalchemy.types import Integer

from ledger import frames
from ledger.ids import LINE_BITS
from ledger.leaves import LEAF_BITS, Leaf, Numbers, Rows, Texts, floats, rows_of

_LEAF = 1 << LEAF_BITS
_BEFORE_ALL = -(1 << 63)
_SPAN = "id BETWEEN ? AND ?"
_BESIDE = 2  # chunks of SQLite read at a time
SPOILT = b"\0" * 32
"""The digest of a leaf whose cells are not even of their column's kind: no rows come to it."""

Span = tuple[int, int]
"""Ids from (inclusive) to (inclusive)."""


class _Unreadable(Exception):  # noqa: N818 -- names what was found
    """Cells that are not of their column's kind: only the database's owner can put them there."""


def leaves(connection: Connection, table: Table) -> Iterator[Leaf]:
    """Every leaf of the table in order of id, within little memory."""
    spans = _spans(connection, table)
    # What a writer wrote is seen by no other connection yet.
    writes = connection.get_execution_options().get("writing", False)
    if connection.dialect.name == "sqlite" and not writes:
        yield from _beside(connection.engine, table, spans)
        return
    for span in spans:
        yield from _read(connection, table, span)


def _beside(engine: Engine, table: Table, spans: Iterable[Span]) -> Iterator[Leaf]:
    """The spans' leaves in order, each span read on a connection of its own.

    They see no other rows for that: what is kept never changes, and what another writer adds
    meanwhile gets ids beyond the last span.
    """

    def read(span: Span) -> list[Leaf]:
        with engine.connect() as own, own.begin():
            return list(_read(own, table, span))

    with ThreadPoolExecutor(_BESIDE) as readers:
        begun: deque[Future[list[Leaf]]] = deque()
        for span in spans:
            begun.append(readers.submit(read, span))
            if len(begun) > _BESIDE:
                yield from begun.popleft().result()
        for last in begun:
            yield from last.result()


def _read(connection: Connection, table: Table, span: Span) -> Iterator[Leaf]:
    read = _sqlite if connection.dialect.name == "sqlite" else _postgres
    try:
        yield from read(connection, table, span).leaves()
    except _Unreadable:
        yield from _one_by_one(connection, table, span)


def _spans(connection: Connection, table: Table) -> Iterator[Span]:
    """Spans of whole leaves, of about as many rows as one leaf can hold; no id lies beyond."""
    end = connection.execute(select(func.max(table.c.id))).scalar()
    start = _BEFORE_ALL
    while end is not None and start <= end:
        after = select(table.c.id).where(table.c.id >= start).order_by(table.c.id)
        full = connection.execute(after.offset(_LEAF - 1).limit(1)).scalar()
        until = end if full is None else full | (_LEAF - 1)
        yield start, until
        start = until + 1


def _one_by_one(connection: Connection, table: Table, span: Span) -> Iterator[Leaf]:
    """Leaf by leaf, so that only those that cannot be read are found spoilt."""
    read = _sqlite if connection.dialect.name == "sqlite" else _postgres
    leaf = table.c.id.op(">>")(LEAF_BITS)
    found = select(leaf, func.count()).where(table.c.id >= span[0], table.c.id <= span[1])
    for number, count in connection.execute(found.group_by(leaf).order_by(leaf)).all():
        start = number << LEAF_BITS
        try:
            yield from read(connection, table, (start, start + _LEAF - 1)).leaves()
        except _Unreadable:
            yield Leaf(start >> LINE_BITS, count, SPOILT)


def _postgres(connection: Connection, table: Table, span: Span) -> Rows:
    schema = {column.name: _kind(column) for column in table.columns}
    # COPY takes no parameters, and PostgreSQL cannot read its own smallest number as one.
    low = () if span[0] == _BEFORE_ALL else (table.c.id >= span[0],)
    query = select(table).where(*low, table.c.id <= span[1]).order_by(table.c.id)
    try:
        return rows_of(frames.fetch(connection, query, schema))
    except pl.exceptions.PolarsError as spoilt:
        raise _Unreadable from spoilt


def _kind(column: Column[Any]) -> pl.DataType:
    kinds: tuple[tuple[type, pl.DataType], ...] = (
        (Boolean, pl.Boolean()),
        (Float, pl.Float64()),
        (SmallInteger, pl.Int16()),
        (Integer, pl.Int64()),
    )
    return next((kind for sort, kind in kinds if isinstance(column.type, sort)), pl.String())


def _sqlite(connection: Connection, table: Table, span: Span) -> Rows:
    """Texts and whole numbers joined by the database, doubles as they are."""
    doubles = [c for c in table.columns if isinstance(c.type, Float)]
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_joined(table), span)
        (row,) = cursor.fetchall()
        told = dict(zip([one[0] for one in cursor.description], row, strict=True))
        if told["rows"] != told["typed"]:
            raise _Unreadable
        cells = {**told, **_doubles(cursor, table, doubles, span)} if doubles else told
    finally:
        cursor.close()
    columns = [_column(column, cells) for column in table.columns]
    (ids,) = (c.numbers for c in columns if isinstance(c, Numbers) and c.name == "id")
    return Rows(ids, columns)


def _joined(table: Table) -> str:
    """One row: how many rows, how many of them are of the columns' kinds, each column joined."""
    parts = ["count(*) AS rows", f"total({' AND '.join(map(_typed, table.columns))}) AS typed"]
    for column in table.columns:
        name = f'"{column.name}"'
        if _is_text(column):
            parts.append(f"group_concat({name}, char(0)) AS {name}")
        elif not isinstance(column.type, Float):
            parts.append(f"group_concat(ifnull({name}, 0)) AS {name}")
        if column.nullable:
            parts.append(f"group_concat({name} IS NOT NULL, '') AS \"{column.name} present\"")
    # Names are the schema's own, no one else's.
    return f'SELECT {", ".join(parts)} FROM "{table.name}" WHERE {_SPAN}'  # noqa: S608


def _typed(column: Column[Any]) -> str:
    """SQLite keeps any kind in any column; numbers sort before texts, texts before blobs."""
    if _is_text(column):
        return f"\"{column.name}\" < x''"
    usual = f'ifnull("{column.name}", 0)' if column.nullable else f'"{column.name}"'
    return f"{usual} < ''"


def _is_text(column: Column[Any]) -> bool:
    return _kind(column) == pl.String()


def _doubles(cursor: Any, table: Table, doubles: list[Column[Any]], span: Span) -> dict[str, Any]:
    wanted = ", ".join(f'ifnull("{column.name}", 0.0)' for column in doubles)
    query = f'SELECT {wanted} FROM "{table.name}" WHERE {_SPAN}'  # noqa: S608
    cursor.execute(query, span)
    flat = np.fromiter(chain.from_iterable(cursor), np.float64)
    return {c.name: flat[place :: len(doubles)] for place, c in enumerate(doubles)}


def _column(column: Column[Any], cells: dict[str, Any]) -> Texts | Numbers:
    name, rows = column.name, int(cells["rows"])
    if _is_text(column):
        return _texts(name, cells[name], rows)
    present = np.ones(rows, np.uint8)
    if column.nullable:
        present = np.frombuffer((cells[f"{name} present"] or "").encode(), np.uint8) - ord("0")
    if isinstance(column.type, Float):
        return Numbers(name, present, floats(cells[name]))
    return Numbers(name, present, _whole(cells[name], rows))


def _texts(name: str, joined: str | None, rows: int) -> Texts:
    """Texts joined with NUL, which none of ours holds; `_Unreadable` when they are not as many."""
    data = (joined or "").encode()
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 0)
    lengths = np.diff(np.concatenate([[-1], ends, [len(data)]])) - 1 if rows else ends
    if len(lengths) != rows:
        raise _Unreadable
    return Texts(name, np.ascontiguousarray(lengths, "<i8"), data.translate(None, b"\0"))


def _whole(joined: str | None, rows: int) -> Any:
    """Whole numbers joined with commas; `_Unreadable` when they are not as many, or none."""
    if not rows:
        return np.zeros(0, "<i8")
    try:
        numbers = pl.Series([joined or ""]).str.split(",").explode().cast(pl.Int64)
    except pl.exceptions.PolarsError as spoilt:
        raise _Unreadable from spoilt
    if len(numbers) != rows:
        raise _Unreadable
    return np.ascontiguousarray(numbers.to_numpy(), "<i8")
