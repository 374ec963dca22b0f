"""Which offices each edition of a plan asked to report, from the editions as they were loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.content import load
from ledger.tables.chain import audit
from ledger.tables.plans import plan_parts, plan_versions
from ledger.unit import Reading
from targets.model import Reporting


@dataclass(frozen=True)
class Asking:
    """The offices that an edition asks from the day on from which it holds."""

    effective: date
    offices: frozenset[str]


def asking_editions(reading: Reading, plan: str) -> tuple[Asking, ...]:
    """Every edition of the plan loaded up to the head, in order of loading."""
    head = (
        select(plan_versions.c.id, plan_versions.c.effective)
        .join(audit, audit.c.unit == plan_versions.c.unit)
        .where(plan_versions.c.plan == plan, audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    editions = reading.connection.execute(head).all()
    if len(editions) < 2:  # one edition asks the same of every period
        return tuple(Asking(row.effective, frozenset()) for row in editions)
    parts = select(plan_parts.c.plan_version, plan_parts.c.content).where(
        plan_parts.c.kind == "reporting",
        plan_parts.c.plan_version.in_([row.id for row in editions]),
    )
    found: dict[int, set[str]] = defaultdict(set)
    for row in reading.connection.execute(parts):
        found[row.plan_version].add(load(Reporting, row.content).office)
    return tuple(Asking(row.effective, frozenset(found[row.id])) for row in editions)


def existed(editions: Sequence[Asking], office: str, day: date) -> bool:
    """True when the edition in force on `day` (before all of them: the first) asks the office."""
    if len(editions) < 2:
        return True
    then = [one for one in editions if one.effective <= day] or editions[:1]
    return office in then[-1].offices
