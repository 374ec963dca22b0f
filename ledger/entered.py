"""What people entered beside the plan, every version of it, with who entered it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Table, select

from ledger.tables.chain import audit
from ledger.tables.plans import baselines as baseline_rows
from ledger.tables.plans import milestones as milestone_rows
from ledger.unit import Reading
from targets.assessment import Baseline
from targets.milestones import Milestone

T = TypeVar("T")


@dataclass(frozen=True)
class Entered(Generic[T]):
    """One version: what was entered, by which post, when, at which audit sequence."""

    entry: T
    post: str
    at: datetime
    seq: int


def baselines(reading: Reading) -> tuple[Entered[Baseline], ...]:
    """Every version of every baseline up to the head, in order of entering."""
    return tuple(
        Entered(
            Baseline(
                indicator=row.indicator,
                area=row.area,
                period=row.period,
                value=row.value,
                source=row.source,
                version=row.version,
                demo=row.demo,
            ),
            *_by(row),
        )
        for row in _rows(reading, baseline_rows)
    )


def milestones(reading: Reading) -> tuple[Entered[Milestone], ...]:
    """Every version of every milestone up to the head, in order of entering."""
    return tuple(
        Entered(
            Milestone(
                target=row.target,
                period=row.period,
                value=row.value,
                source=row.source,
                version=row.version,
                demo=row.demo,
            ),
            *_by(row),
        )
        for row in _rows(reading, milestone_rows)
    )


def _by(row: Row[Any]) -> tuple[str, datetime, int]:
    return row.post, row.recorded_at, row.seq


def _rows(reading: Reading, table: Table) -> list[Row[Any]]:
    query = (
        select(table, audit.c.seq, audit.c.recorded_at)
        .join(audit, audit.c.unit == table.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, table.c.id)
    )
    return list(reading.connection.execute(query))
