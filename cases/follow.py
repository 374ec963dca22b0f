"""A form that does not come, a finding nobody answers: given, closed by approval, reopened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.events import CaseEvent, CaseState, Part, Step
from cases.kinds import CaseKind
from cases.machine import Hand
from cases.taking import Taking, next_event
from observations.calendar import WorkingDays

SYSTEM = Hand(frozenset(), frozenset({Part.SYSTEM}))


@dataclass(frozen=True)
class Left:
    """Something that an office has left undone since a day: what it is about, and why it counts.

    `subject` is the same as long as it is the same thing: `form:<office>/<period>`.
    """

    subject: str
    title: str
    office: str
    office_name: str
    area: str
    why: str
    since: date


@dataclass(frozen=True)
class Cleared:
    """The approval, at `at`, that put something right: the receipts it let pass, and their hash."""

    at: datetime
    evidence: str
    sha256: str


@dataclass(frozen=True)
class Followed:
    """When, by which calendar and as whom it is looked at."""

    actor: str
    now: datetime
    today: date
    calendar: WorkingDays


def follow(
    kind: CaseKind,
    left: Iterable[Left],
    cleared: Mapping[str, Cleared],
    known: Iterable[CaseState],
    by: Followed,
) -> tuple[CaseEvent, ...]:
    """Events of one kind: what is left too long opens or reopens, what was cleared since closes.

    Looked at twice, or a week late, the cases end the same: a case's deadline counts from the
    day on which the thing had been left long enough.
    """
    mine = {state.subject: state for state in known if state.kind == kind.id}
    undone = {one.subject: one for one in left}
    events = [_given(kind, one, mine.get(one.subject), by) for one in undone.values()]
    for subject, state in mine.items():
        proof = cleared.get(subject)
        if subject not in undone and proof is not None and proof.at > state.opened_at:
            events.append(_cleared(kind, state, proof, by))
    return tuple(one for one in events if one is not None)


def _given(kind: CaseKind, one: Left, state: CaseState | None, by: Followed) -> CaseEvent | None:
    begins = by.calendar.add(one.since, kind.opens.after_working_days)
    if by.today < begins or (state is not None and not state.cleared):
        return None
    due = _due(kind, begins, by)
    pattern = kind.text.open if state is None else kind.text.reopen
    said: dict[str, Any] = {
        "text": pattern.format(
            title=one.title,
            why=one.why,
            office=one.office_name,
            due=f"{due.month}月{due.day}日",
            days=kind.days.answer,
        ),
        "due": due,
        "office": one.office,
        "title": one.title,
        "area": one.area,
        "edition": kind.edition,
        "part": str(Part.SYSTEM),
    }
    acts = Taking(by.actor, SYSTEM, by.now, by.calendar)
    if state is not None:
        return next_event(state, Step.REOPEN, acts, **said)
    return CaseEvent(
        case=f"{kind.id}/{one.subject.partition(':')[2]}", kind=kind.id, step=Step.OPEN,
        at=by.now, actor=by.actor, subject=one.subject, place=1, **said,
    )  # fmt: skip


def _due(kind: CaseKind, begins: date, by: Followed) -> date:
    """From the day it began to count; told later, at least a working day after it is told."""
    told = by.calendar.add(by.today, kind.days.sign + 1)
    return max(by.calendar.add(begins, kind.days.answer), told)


def _cleared(kind: CaseKind, state: CaseState, proof: Cleared, by: Followed) -> CaseEvent | None:
    """销号; of what a leader closed before, the look-back that bears him out; else nothing."""
    if not state.is_open and state.cleared:
        return None
    step = Step.CLOSE if state.is_open else Step.LOOK_BACK
    back = by.calendar.add(by.today, kind.days.look_back) if state.is_open else None
    return next_event(
        state,
        step,
        Taking(by.actor, SYSTEM, by.now, by.calendar),
        text=kind.text.close.format(title=state.last.title),
        due=back,
        evidence=proof.evidence,
        evidence_sha256=proof.sha256,
        edition=kind.edition,
        part=str(Part.SYSTEM),
    )
