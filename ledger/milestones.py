"""Milestones as people entered them: immutable, the highest version counts."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from ledger import entered
from ledger.tables.plans import milestones as rows
from ledger.unit import Reading, Unit
from targets.milestones import Milestone


def set_milestone(unit: Unit, milestone: Milestone) -> Milestone:
    """Keep a milestone as the next version of its target and period; as stored."""
    unit.lock_chain()
    mine = (rows.c.target == milestone.target, rows.c.period == milestone.period)
    last = select(func.coalesce(func.max(rows.c.version), 0)).where(*mine)
    version = int(unit.connection.execute(last).scalar_one()) + 1
    kept = replace(milestone, version=version)
    unit.add(rows, [vars(kept) | {"post": unit.actor.post}])
    return kept


def milestones(reading: Reading) -> tuple[Milestone, ...]:
    """The milestones that count at the head: the highest version of each that was not withdrawn."""
    return tuple(one.entry for one in entered.in_force(entered.milestones(reading)))
