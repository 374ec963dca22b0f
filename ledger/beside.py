"""What moves beside the chain, in one look: the worker's queue, jobs and drafts."""

from __future__ import annotations

from collections.abc import Hashable

from sqlalchemy import func, select

from ledger.tables.drafts import drafts
from ledger.tables.reports import queue
from ledger.tables.work import jobs
from ledger.unit import Reading

WAITING = ("received", "judging")


def beside(reading: Reading) -> Hashable:
    """A value that differs after any change of what waits, of a job or of a draft.

    Counts and sums of counters that only grow; two looks that are equal saw the same.
    """
    waits = (
        select(queue.c.state, func.count(), func.sum(queue.c.token), func.max(queue.c.since))
        .where(queue.c.state.in_(WAITING))
        .group_by(queue.c.state)
        .order_by(queue.c.state)
    )
    asked = select(jobs.c.state, func.count(), func.sum(jobs.c.token)).group_by(jobs.c.state)
    typed = select(func.count(), func.sum(drafts.c.version), func.max(drafts.c.at))
    return tuple(
        tuple(map(tuple, reading.connection.execute(one)))
        for one in (waits, asked.order_by(jobs.c.state), typed)
    )
