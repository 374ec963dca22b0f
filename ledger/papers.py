"""Issued papers: where their bytes lie and what they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from ledger.tables.chain import audit
from ledger.tables.papers import papers as paper_rows
from ledger.unit import Reading, Unit


@dataclass(frozen=True)
class PaperFile:
    """One format of an issued paper; `paper` is shared by all formats of the issue."""

    paper: str
    period: str
    format: str
    path: Path
    sha256: str
    size: int
    head: int
    run: str


@dataclass(frozen=True)
class PaperRow:
    """An issued file with when and by whom it was issued."""

    file: PaperFile
    issued_at: datetime
    issued_by: str
    seq: int


def issue(unit: Unit, files: Sequence[PaperFile]) -> None:
    """Keep the issue; the same paper and format again leaves the first as it is."""
    for file in files:
        row = vars(file) | {"path": file.path.as_posix(), "at": unit.now}
        unit.add_once(paper_rows, row)


def papers(reading: Reading, period: str | None = None) -> tuple[PaperRow, ...]:
    """Issued files up to the head, newest first."""
    query = (
        select(paper_rows, audit.c.seq, audit.c.actor)
        .join(audit, audit.c.unit == paper_rows.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq.desc(), paper_rows.c.format)
    )
    if period is not None:
        query = query.where(paper_rows.c.period == str(period))
    return tuple(_row(row) for row in reading.connection.execute(query))


def _row(row: Row[Any]) -> PaperRow:
    file = PaperFile(
        paper=row.paper,
        period=row.period,
        format=row.format,
        path=Path(row.path),
        sha256=row.sha256,
        size=row.size,
        head=row.head,
        run=row.run,
    )
    return PaperRow(file, row.at, row.actor, row.seq)
