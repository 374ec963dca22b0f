"""Figures for the overview and the readiness page: each one query, whatever the size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from ledger.tables.chain import audit
from ledger.tables.reports import queue
from ledger.tables.work import jobs
from ledger.unit import Reading

_LAST = select(audit.c.recorded_at).where(audit.c.seq == bindparam("head"))


@dataclass(frozen=True)
class Counts:
    """How much there is, how much waits, since when the oldest does; when the last link was."""

    receipts: dict[str, int]
    jobs: dict[str, int]
    units: int
    waiting_since: datetime | None = None
    last_recorded: datetime | None = None


def counts(reading: Reading) -> Counts:
    """Receipts and jobs by state, now; units up to the head."""
    by_state = select(queue.c.state, func.count()).group_by(queue.c.state)
    by_job = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    oldest = select(func.min(queue.c.since)).where(queue.c.state.in_(("received", "judging")))
    execute = reading.connection.execute
    return Counts(
        receipts={row[0]: row[1] for row in execute(by_state)},
        jobs={row[0]: row[1] for row in execute(by_job)},
        units=reading.head,
        waiting_since=execute(oldest).scalar(),
        last_recorded=execute(_LAST, {"head": reading.head}).scalar(),
    )
