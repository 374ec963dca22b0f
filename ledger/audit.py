"""Reading and proving the audit chain from the database's own rows."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Boolean, Column, Connection, Float, Row, SmallInteger, Table, select
from sqlalchemy.types import Integer

from ledger import frames
from ledger.chain import FIRST, Link, row_bytes, unit_digest
from ledger.opening import Ledger
from ledger.tables import APPENDED
from ledger.tables.chain import audit, head
from ledger.tables.reports import revisions, superseded
from ledger.unit import Reading

BULK = (revisions, superseded)
"""Tables written as frames; their digest is taken by leaves of columns."""

_CHUNK = 200_000


@dataclass(frozen=True)
class AuditRow:
    """One link for a page: when, who, what, to what."""

    seq: int
    recorded_at: datetime
    actor: str
    action: str
    subject: str
    rows: int
    hash: str


@dataclass(frozen=True)
class ChainHead:
    """The end of the chain, to be exported daily and kept elsewhere."""

    seq: int
    hash: str
    recorded_at: datetime | None


@dataclass(frozen=True)
class BrokenLink:
    """Where the chain does not hold; `seq` is None for rows that no link knows."""

    seq: int | None
    place: str
    reason: str


def tail(reading: Reading, limit: int = 100) -> tuple[AuditRow, ...]:
    """The last links up to the head, newest first."""
    names = AuditRow.__dataclass_fields__
    query = select(*(audit.c[name] for name in names)).where(audit.c.seq <= reading.head)
    rows = reading.connection.execute(query.order_by(audit.c.seq.desc()).limit(limit))
    return tuple(AuditRow(*row) for row in rows)


def began(reading: Reading) -> datetime | None:
    """When the first link was recorded; None for an empty chain."""
    query = select(audit.c.recorded_at).where(audit.c.seq <= reading.head)
    row = reading.connection.execute(query.order_by(audit.c.seq).limit(1)).first()
    return row.recorded_at if row else None


def chain_head(reading: Reading) -> ChainHead:
    """The link at the reading's head; zeros before the first."""
    query = select(audit.c.seq, audit.c.hash, audit.c.recorded_at)
    row = reading.connection.execute(query.where(audit.c.seq == reading.head)).first()
    return ChainHead(*row) if row else ChainHead(0, FIRST, None)


def verify(ledger: Ledger, exported: ChainHead | None = None) -> tuple[BrokenLink, ...]:
    """Recompute every link and every row's digest; empty when all of it holds.

    Edited, deleted, reordered and inserted rows are found from the database alone; a chain
    cut off at its end or rebuilt as a whole by the database's owner needs an `exported` head.
    """
    with ledger.read() as reading:
        links = reading.connection.execute(select(audit).order_by(audit.c.seq)).all()
        broken = [
            *_links(links),
            *_end(reading.connection, links, exported),
            *_rows(reading.connection, links),
        ]
    return tuple(sorted(broken, key=lambda b: (b.seq is None, b.seq or 0)))


def _links(links: Sequence[Row[Any]]) -> Iterator[BrokenLink]:
    """Numbers without gap, each link holding the one before, each hash its own fields."""
    previous, moment = FIRST, None
    for expected, row in enumerate(links, start=1):
        if row.seq != expected:
            yield BrokenLink(row.seq, "audit", f"审计序号不连续:应为 {expected}")
            return
        fields = {name: getattr(row, name) for name in Link.__dataclass_fields__}
        if row.previous != previous:
            yield BrokenLink(row.seq, "audit", "与上一条审计记录的散列不相接")
        if Link(**fields).hash() != row.hash:
            yield BrokenLink(row.seq, "audit", "审计记录内容与其散列不符")
        if moment is not None and row.recorded_at <= moment:
            yield BrokenLink(row.seq, "audit", "记录时刻不晚于上一条")
        previous, moment = row.hash, row.recorded_at


def _end(
    connection: Connection, links: Sequence[Row[Any]], exported: ChainHead | None
) -> Iterator[BrokenLink]:
    last = (links[-1].seq, links[-1].hash) if links else (0, FIRST)
    stored = connection.execute(select(head.c.seq, head.c.hash)).first()
    if stored is None or tuple(stored) != last:
        yield BrokenLink(last[0], "chain_head", "链尾与库内所存链尾不符,末尾记录可能被截去")
    if exported is None or exported.seq == 0:
        return
    found = next((row.hash for row in links if row.seq == exported.seq), None)
    if found != exported.hash:
        yield BrokenLink(exported.seq, "audit", "与导出的链尾不符,链被截去或整体重建")


def _rows(connection: Connection, links: Sequence[Row[Any]]) -> Iterator[BrokenLink]:
    """Compare what each unit wrote with what its link says it wrote."""
    kept: dict[int, dict[str, tuple[int, str]]] = {}
    for table in APPENDED:
        digests = _bulk(connection, table) if table in BULK else _small(connection, table)
        for unit, count, digest in digests:
            kept.setdefault(unit, {})[table.name] = (count, digest)
    for link in links:
        tables = kept.pop(link.unit, {})
        count = sum(n for n, _ in tables.values())
        if count != link.rows:
            reason = f"该单元应有 {link.rows} 行,现有 {count} 行"
            yield BrokenLink(link.seq, "、".join(sorted(tables)), reason)
        elif unit_digest(tables) != link.digest:
            reason = "该单元写入的内容被改动"
            yield BrokenLink(link.seq, "、".join(sorted(tables)), reason)
    for unit, tables in sorted(kept.items()):
        reason = f"单元 {unit} 的行不属于任何审计记录"
        yield BrokenLink(None, "、".join(sorted(tables)), reason)


def _small(connection: Connection, table: Table) -> Iterator[tuple[int, int, str]]:
    """(unit, rows, digest) of a table written row by row."""
    streamed = connection.execution_options(yield_per=5_000)
    rows = streamed.execute(select(table).order_by(table.c.unit, table.c.id)).mappings()
    for unit, group in itertools.groupby(rows, key=lambda row: int(row["unit"])):
        yield (unit, *_running(table, group))


def _running(table: Table, rows: Iterator[Mapping[Any, Any]]) -> tuple[int, str]:
    count, running = 0, hashlib.sha256()
    for row in rows:
        running.update(row_bytes(table, row))
        count += 1
    return count, running.hexdigest()


def _bulk(connection: Connection, table: Table) -> Iterator[tuple[int, int, str]]:
    """(unit, rows, digest) of a table written as frames, read in chunks of whole leaves."""
    for unit, group in itertools.groupby(_leaves(connection, table), key=lambda leaf: leaf[0]):
        count, running = 0, hashlib.sha256()
        for _, height, digest in group:
            count += height
            running.update(digest)
        yield unit, count, running.hexdigest()


def _leaves(connection: Connection, table: Table) -> Iterator[tuple[int, int, bytes]]:
    """(unit, rows, hash) leaf after leaf; the last leaf of a chunk waits for its rest."""
    schema = {column.name: _kind(column) for column in table.columns}
    rest, last = pl.DataFrame(schema=schema), -1
    while True:
        query = select(table).where(table.c.id > last).order_by(table.c.id).limit(_CHUNK)
        chunk = frames.fetch(connection, query, schema)
        whole = pl.concat([rest, chunk])
        if chunk.height < _CHUNK:
            yield from frames.leaves(whole)
            return
        last = int(chunk["id"][-1])
        complete = pl.col("id") // (1 << frames.LEAF_BITS) != last // (1 << frames.LEAF_BITS)
        yield from frames.leaves(whole.filter(complete))
        rest = whole.filter(~complete)


def _kind(column: Column[Any]) -> pl.DataType:
    kinds: tuple[tuple[type, pl.DataType], ...] = (
        (Boolean, pl.Boolean()),
        (Float, pl.Float64()),
        (SmallInteger, pl.Int16()),
        (Integer, pl.Int64()),
    )
    return next((kind for sort, kind in kinds if isinstance(column.type, sort)), pl.String())
