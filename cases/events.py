"""A case is the sum of its events; nothing is ever overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Step(StrEnum):
    """What can happen to a case (house.md, Words)."""

    OPEN = "交办"
    CLOSE = "销号"
    REOPEN = "重开"
    NOTE = "办理"


@dataclass(frozen=True)
class CaseEvent:
    """One step of one case: who, when, why, with which evidence.

    `subject` is what the case is about and is the same for ever (`target:<id>`): one subject
    has at most one open case. `evidence` names a revision or an assessment run.
    """

    case: str
    kind: str
    step: Step
    at: datetime
    actor: str
    office: str
    subject: str
    text: str
    due: date | None = None
    evidence: str = ""
    cooperating: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseState:
    """A case as its events leave it."""

    case: str
    kind: str
    subject: str
    office: str
    cooperating: tuple[str, ...]
    opened_at: datetime
    due: date | None
    is_open: bool
    events: tuple[CaseEvent, ...] = field(default=(), repr=False)

    @property
    def last(self) -> CaseEvent:
        """The newest event."""
        return self.events[-1]


def states(events: Iterable[CaseEvent]) -> tuple[CaseState, ...]:
    """Cases folded from their events (given in order of time), oldest case first."""
    by_case: dict[str, list[CaseEvent]] = defaultdict(list)
    for event in events:
        by_case[event.case].append(event)
    return tuple(_fold(tuple(steps)) for steps in by_case.values())


def _fold(steps: tuple[CaseEvent, ...]) -> CaseState:
    first = steps[0]
    openings = [e for e in steps if e.step in (Step.OPEN, Step.REOPEN)]
    dues = [e.due for e in steps if e.due is not None]
    return CaseState(
        case=first.case,
        kind=first.kind,
        subject=first.subject,
        office=first.office,
        cooperating=first.cooperating,
        opened_at=openings[-1].at,
        due=dues[-1] if dues else None,
        is_open=[e.step for e in steps if e.step is not Step.NOTE][-1] is not Step.CLOSE,
        events=steps,
    )
