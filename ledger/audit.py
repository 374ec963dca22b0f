"""Reading and proving the audit chain from the database's own rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.chain import FIRST, Link, unit_digest
from ledger.opening import Ledger
from ledger.tables.chain import audit, head
from ledger.unit import Reading
from ledger.written import streamed, units


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


def verify(ledger: Ledger, *exported: ChainHead) -> tuple[BrokenLink, ...]:
    """Recompute every link and every row's digest; empty when all of it holds.

    Edited, deleted, reordered and inserted rows are found from the database alone; a chain
    cut off at its end or rebuilt as a whole by the database's owner needs an `exported` head.
    Memory does not grow with the ledger.
    """
    with ledger.read() as reading:
        connection = reading.connection
        broken = [*_links(connection), *_heads(connection, exported), *_rows(connection)]
    return tuple(sorted(broken, key=lambda b: (b.seq is None, b.seq or 0)))


def _links(connection: Connection) -> Iterator[BrokenLink]:
    """Numbers without gap, each link holding the one before, each hash its own fields."""
    last: tuple[int, str, datetime | None] = (0, FIRST, None)
    for row in streamed(connection, select(audit).order_by(audit.c.seq)):
        seq, previous, moment = last
        if row.seq != seq + 1:
            yield BrokenLink(row.seq, "audit", f"审计序号不连续:应为 {seq + 1}")
        elif row.previous != previous:
            yield BrokenLink(row.seq, "audit", "与上一条审计记录的散列不相接")
        fields = {name: getattr(row, name) for name in Link.__dataclass_fields__}
        if Link(**fields).hash() != row.hash:
            yield BrokenLink(row.seq, "audit", "审计记录内容与其散列不符")
        if moment is not None and row.recorded_at <= moment:
            yield BrokenLink(row.seq, "audit", "记录时刻不晚于上一条")
        last = (row.seq, row.hash, row.recorded_at)
    stored = connection.execute(select(head.c.seq, head.c.hash)).first()
    if stored is None or tuple(stored) != last[:2]:
        yield BrokenLink(last[0], "chain_head", "链尾与库内所存链尾不符,末尾记录可能被截去")


def _heads(connection: Connection, exported: Sequence[ChainHead]) -> Iterator[BrokenLink]:
    """Links that were exported once stand in the chain as they stood then."""
    for known in exported:
        query = select(audit.c.hash).where(audit.c.seq == known.seq)
        if known.seq and connection.execute(query).scalar() != known.hash:
            reason = "与导出的链尾不符,链被截去或整体重建"
            yield BrokenLink(known.seq, "audit", reason)


def _rows(connection: Connection) -> Iterator[BrokenLink]:
    """Compare what each unit wrote with what its link says it wrote, unit after unit."""
    written = units(connection)
    unit, tables = next(written, _NONE)
    for link in streamed(connection, select(audit).order_by(audit.c.unit)):
        while unit is not None and unit < link.unit:
            yield _stray(unit, tables)
            unit, tables = next(written, _NONE)
        if unit != link.unit:
            yield from _compared(link, {})
            continue
        yield from _compared(link, tables)
        unit, tables = next(written, _NONE)
    while unit is not None:
        yield _stray(unit, tables)
        unit, tables = next(written, _NONE)


Tables = Mapping[str, tuple[int, str]]
_NONE: tuple[int | None, Tables] = (None, {})


def _compared(link: Row[Any], tables: Tables) -> Iterator[BrokenLink]:
    place, count = "、".join(sorted(tables)), sum(rows for rows, _ in tables.values())
    if count != link.rows:
        yield BrokenLink(link.seq, place, f"该单元应有 {link.rows} 行,现有 {count} 行")
    elif unit_digest(tables) != link.digest:
        yield BrokenLink(link.seq, place, "该单元写入的内容被改动")


def _stray(unit: int, tables: Tables) -> BrokenLink:
    reason = f"单元 {unit} 的行不属于任何审计记录"
    return BrokenLink(None, "、".join(sorted(tables)), reason)
