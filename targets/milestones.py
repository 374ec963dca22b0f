"""节点值: what a target should have reached on the way, as people entered it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from observations.period import ReportingPeriod


@dataclass(frozen=True)
class Milestone:
    """The value one target should have reached at the end of `period` (节点值、年度分解值).

    `target` is a target's id, `value` stands in the unit of the target's indicator and is
    what should then stand, not what should be added within the period. The plan states none:
    each is entered by a person with its source, and every entry for the same target and
    period is a version of its own.
    """

    target: str
    period: str
    value: float
    source: str
    version: int = 1
    demo: bool = False

    @property
    def day(self) -> date:
        """The last day of the period: from then on the value is due."""
        return ReportingPeriod.parse(self.period).end


def latest_milestones(milestones: Iterable[Milestone]) -> dict[str, tuple[Milestone, ...]]:
    """By target id, the newest version of each period's milestone, earliest day first.

    Two periods that end the same day (2024, 2024-Q4, 2024-12) stand side by side: `clashing`
    names them.
    """
    newest: dict[tuple[str, str], Milestone] = {}
    for one in sorted(milestones, key=lambda m: m.version):
        newest[one.target, one.period] = one
    by_target: dict[str, list[Milestone]] = {}
    for one in sorted(newest.values(), key=lambda m: (m.target, m.day, m.period)):
        by_target.setdefault(one.target, []).append(one)
    return {target: tuple(ones) for target, ones in by_target.items()}


def due_milestone(milestones: Iterable[Milestone], day: date) -> Milestone | None:
    """Of one target's milestones the last one due by the end of `day`; None before the first."""
    return max((m for m in milestones if m.day <= day), key=_rank, default=None)


def next_milestone(milestones: Iterable[Milestone], day: date) -> Milestone | None:
    """Of one target's milestones the first one due after `day`; None when all are due."""
    return min((m for m in milestones if m.day > day), key=_rank, default=None)


def clashing(milestones: Iterable[Milestone]) -> tuple[tuple[Milestone, Milestone], ...]:
    """Pairs of one target's milestones that ask different values of the same day."""
    first: dict[date, Milestone] = {}
    pairs = []
    for one in sorted(milestones, key=_rank):
        known = first.setdefault(one.day, one)
        if known.value != one.value:
            pairs.append((known, one))
    return tuple(pairs)


def _rank(one: Milestone) -> tuple[date, str]:
    return one.day, one.period
