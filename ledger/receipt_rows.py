"""Receipts as they are read: with their place in the queue and their newest judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, select

from ledger.statements import Shape, Statement, View, shape
from ledger.tables.chain import audit
from ledger.tables.reports import judgements, queue, receipts
from ledger.unit import Reading
from observations.stations import SourceFile


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt with what was made of it; judgement's fields are empty while it waits."""

    id: str
    source: SourceFile
    state: str
    received_at: datetime
    received_by: str
    office: str
    seq: int
    duplicate_of: str | None = None
    period: str = ""
    layout: str = ""
    edition: str = ""
    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    suite: str = ""
    judged_at: datetime | None = None


def source_of(row: Row[Any]) -> SourceFile:
    """The delivered file of a receipt's row that has the sending office as `sender`."""
    return SourceFile(row.name, row.sha256, row.size, Path(row.path), row.sender)


def seen(view: View) -> Select[Any]:
    """Receipts up to the head with their place in the queue, to be narrowed and ordered."""
    return (
        select(*receipts.c, receipts.c.office.label("sender"), queue.c.state, audit.c.seq)
        .join(queue, queue.c.receipt == receipts.c.receipt)
        .join(audit, audit.c.unit == receipts.c.unit)
        .where(audit.c.seq <= view.head)
    )


def rows_of(reading: Reading, query: Select[Any]) -> tuple[ReceiptRow, ...]:
    """What a query of `seen` finds, in its order."""
    return judged(reading, reading.connection.execute(query).all())


def judged(reading: Reading, rows: Sequence[Row[Any]]) -> tuple[ReceiptRow, ...]:
    """Rows of `seen` with the newest judgement of each up to the head."""
    wanted = [row.receipt for row in rows]
    found = _judgements(shape(reading)).found(reading, receipts=wanted) if rows else ()
    last = {row.receipt: row for row in found}  # of each receipt the newest
    return tuple(_row(row, last.get(row.receipt), reading.live) for row in rows)


@cache
def _judgements(seen: Shape) -> Statement:
    """Judgements of some receipts up to the head, oldest first."""
    query = (
        select(judgements, audit.c.recorded_at)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(seen.among(judgements.c.receipt, "receipts"), audit.c.seq <= seen.head)
        .order_by(audit.c.seq)
    )
    return Statement(seen, query)


def _row(row: Row[Any], last: Row[Any] | None, live: bool) -> ReceiptRow:
    waiting = ReceiptRow(
        id=row.receipt,
        source=source_of(row),
        state=row.state if live else "received",
        received_at=row.received_at,
        received_by=row.received_by,
        office=row.sender,
        seq=row.seq,
    )
    if last is None:
        return waiting
    return replace(
        waiting,
        state=row.state if live else last.verdict,
        duplicate_of=last.duplicate_of or None,
        office=last.office or row.sender,
        period=last.period,
        layout=last.layout,
        edition=last.edition,
        accepted=last.accepted,
        changed=last.changed,
        rejected=last.rejected,
        suite=last.suite,
        judged_at=last.recorded_at,
    )
