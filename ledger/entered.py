"""What people entered beside the plan, every version of it, with who entered it and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Table, select

from ledger.tables.chain import audit
from ledger.tables.plans import baselines as baseline_rows
from ledger.tables.plans import milestones as milestone_rows
from ledger.tables.plans import withdrawn_entries
from ledger.unit import Reading, Unit
from targets.assessment import Baseline
from targets.milestones import Milestone

T = TypeVar("T", bound=Baseline | Milestone)
Key = tuple[str, str, str]  # kind, subject, period: what versions are counted of


@dataclass(frozen=True)
class Withdrawn:
    """That a version was taken back: why, by which post, when."""

    reason: str
    post: str
    at: datetime


@dataclass(frozen=True)
class Entered(Generic[T]):
    """One version: what was entered, by which post, when, at which audit sequence.

    `withdrawn` on the version that was the last one when it was taken back.
    """

    entry: T
    post: str
    at: datetime
    seq: int
    withdrawn: Withdrawn | None = None


def key_of(entry: Baseline | Milestone) -> Key:
    """What an entry is a version of; a baseline has one for all periods."""
    if isinstance(entry, Milestone):
        return "milestone", entry.target, entry.period
    return "baseline", f"{entry.indicator}/{entry.area}", ""


def in_force(versions: Iterable[Entered[T]]) -> tuple[Entered[T], ...]:
    """Of each key the newest version, by key; none where that one was taken back."""
    newest = {key_of(one.entry): one for one in versions}
    return tuple(newest[key] for key in sorted(newest) if newest[key].withdrawn is None)


def withdraw(unit: Unit, entry: Baseline | Milestone, reason: str) -> None:
    """Take back an entry, which is the newest version of its key; `reason` says why."""
    kind, subject, period = key_of(entry)
    row = {"kind": kind, "subject": subject, "period": period, "version": entry.version}
    unit.add(withdrawn_entries, [row | {"text": reason, "post": unit.actor.post}])


def baselines(reading: Reading) -> tuple[Entered[Baseline], ...]:
    """Every version of every baseline up to the head, in order of entering."""
    found = (
        (
            row,
            Baseline(
                indicator=row.indicator,
                area=row.area,
                period=row.period,
                value=row.value,
                source=row.source,
                version=row.version,
                demo=row.demo,
            ),
        )
        for row in _rows(reading, baseline_rows)
    )
    return _entered(reading, found)


def milestones(reading: Reading) -> tuple[Entered[Milestone], ...]:
    """Every version of every milestone up to the head, in order of entering."""
    found = (
        (
            row,
            Milestone(
                target=row.target,
                period=row.period,
                value=row.value,
                source=row.source,
                version=row.version,
                demo=row.demo,
            ),
        )
        for row in _rows(reading, milestone_rows)
    )
    return _entered(reading, found)


def _entered(reading: Reading, found: Iterable[tuple[Row[Any], T]]) -> tuple[Entered[T], ...]:
    taken = {
        (row.kind, row.subject, row.period, row.version): Withdrawn(
            row.text, row.post, row.recorded_at
        )
        for row in _rows(reading, withdrawn_entries)
    }
    told: list[Entered[T]] = []
    for row, entry in found:
        gone = taken.get((*key_of(entry), row.version))
        told.append(Entered(entry, row.post, row.recorded_at, row.seq, gone))
    return tuple(told)


def _rows(reading: Reading, table: Table) -> list[Row[Any]]:
    query = (
        select(table, audit.c.seq, audit.c.recorded_at)
        .join(audit, audit.c.unit == table.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, table.c.id)
    )
    return list(reading.connection.execute(query))
