"""A case is the sum of its events; nothing is ever overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from observations.calendar import shanghai_day


class Step(StrEnum):
    """What can happen to a case (house.md, Words)."""

    OPEN = "交办"
    ACCEPT = "签收"
    OBJECT = "异议"
    REASSIGN = "改派"
    NOTE = "办理"
    EXTEND = "延期"
    ANSWER = "回复"
    VERIFY = "核验"
    RETURN = "退回"
    CLOSE = "销号"
    LOOK_BACK = "回头看"
    REOPEN = "重开"


class Standing(StrEnum):
    """Where a case stands after its last step."""

    ASSIGNED = "待签收"
    OBJECTED = "有异议"
    WORKING = "办理中"
    ANSWERED = "待核验"
    VERIFIED = "待销号"
    CLOSED = "已销号"


class Part(StrEnum):
    """What somebody is to a case; one post may be several."""

    OFFICE = "office"
    DESK = "desk"
    LEADER = "leader"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """Chinese name on screen."""
        return {
            "office": "承办单位", "desk": "调度岗位", "leader": "领导岗位", "system": "系统",
        }[self.value]  # fmt: skip


@dataclass(frozen=True)
class CaseEvent:
    """One step of one case: who, when, why, with which evidence.

    `subject` is what the case is about and is the same for ever (`target:<id>`): one subject
    has at most one open case. `evidence` names a revision, an assessment run or a paper;
    `evidence_sha256` is the hash of its content (hex, empty where nothing is shown). `office`
    must act from this step on. `place`: 1 2 3 … in its case, 0 in events from before places
    were kept. `edition`: the kind and its version that the step was taken by. `due`: the
    deadline set by this step, of whose turn it is then (after 销号: the day of the 回头看).
    `fields`: the kind's lines that were filled in. `merged`: subjects that this case answers
    for from now on, too. `part`: as what the post acted (`Part`), empty in events of before.
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
    evidence_sha256: str = ""
    place: int = 0
    edition: str = ""
    title: str = ""
    area: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    part: str = ""

    @property
    def day(self) -> date:
        """The day of the step in Shanghai."""
        return shanghai_day(self.at)


def handed_over(event: CaseEvent) -> bool:
    """True for 改派 by the system: an office ended and its successor has the case as it stands."""
    return event.step is Step.REASSIGN and event.part == Part.SYSTEM


AFTER: Mapping[Step, Standing | None] = {
    Step.OPEN: Standing.ASSIGNED,
    Step.ACCEPT: Standing.WORKING,
    Step.OBJECT: Standing.OBJECTED,
    Step.REASSIGN: Standing.ASSIGNED,
    Step.NOTE: None,
    Step.EXTEND: None,
    Step.ANSWER: Standing.ANSWERED,
    Step.VERIFY: Standing.VERIFIED,
    Step.RETURN: Standing.WORKING,
    Step.CLOSE: Standing.CLOSED,
    Step.LOOK_BACK: None,
    Step.REOPEN: Standing.ASSIGNED,
}
"""Where a step leaves the case; None: where it stood."""

TURN: Mapping[Standing, Part] = {
    Standing.ASSIGNED: Part.OFFICE,
    Standing.OBJECTED: Part.DESK,
    Standing.WORKING: Part.OFFICE,
    Standing.ANSWERED: Part.DESK,
    Standing.VERIFIED: Part.DESK,
    Standing.CLOSED: Part.DESK,
}
"""Who must act."""

_GIVEN = frozenset({Step.OPEN, Step.REASSIGN, Step.REOPEN})
_OFFICE_S = frozenset({*_GIVEN, Step.EXTEND, Step.RETURN})
"""Steps whose deadline is the office's."""
_SETS = frozenset({*_OFFICE_S, Step.OBJECT, Step.ANSWER, Step.VERIFY})
"""Steps that set the deadline of whose turn it is then, or that there is none."""


@dataclass(frozen=True)
class CaseState:
    """A case as its events leave it.

    `due`: the deadline of whose turn it is, None when there is none; `office_due`: the last one
    the office was given. `assigned_on`: the day the office got it. `extended`: how often the
    deadline was put off since. `returned`: the last answer was sent back. `answered_by`: the
    post that answered last. `look_back_due`: the day of the 回头看, while closed and not done.
    `cleared`: closed by evidence, or evidence came after a leader closed it; only what was
    clear can fall back.
    """

    case: str
    kind: str
    subject: str
    office: str
    cooperating: tuple[str, ...]
    opened_at: datetime
    due: date | None
    is_open: bool
    events: tuple[CaseEvent, ...] = field(default=(), repr=False)
    standing: Standing = Standing.ASSIGNED
    office_due: date | None = None
    assigned_on: date | None = None
    extended: int = 0
    returned: bool = False
    answered_by: str = ""
    look_back_due: date | None = None
    merged: tuple[str, ...] = ()
    cleared: bool = False

    @property
    def last(self) -> CaseEvent:
        """The newest event."""
        return self.events[-1]

    @property
    def turn(self) -> Part:
        """Who must act."""
        return TURN[self.standing]

    @property
    def subjects(self) -> tuple[str, ...]:
        """What the case is about, and what was merged into it."""
        return (self.subject, *self.merged)


def states(events: Iterable[CaseEvent]) -> tuple[CaseState, ...]:
    """Cases folded from their events (given in order of time), oldest case first."""
    by_case: dict[str, list[CaseEvent]] = defaultdict(list)
    for event in events:
        by_case[event.case].append(event)
    return tuple(fold(steps) for steps in by_case.values())


def as_of(events: Iterable[CaseEvent], day: date) -> tuple[CaseState, ...]:
    """Cases as they stood at the end of `day`: folded from what had happened by then."""
    return states(one for one in events if one.day <= day)


def fold(events: Iterable[CaseEvent]) -> CaseState:
    """One case from its events, oldest first; ValueError for none.

    What an office takes over from one that ended changes whose the case is, and nothing else.
    """
    steps = tuple(events)
    if not steps:
        raise ValueError("a case without events")
    taken = tuple(one for one in steps if not handed_over(one))
    first, given = steps[0], _since(taken, _GIVEN)
    standing = _standing(taken)
    closed = _since(taken, {Step.CLOSE}) if standing is Standing.CLOSED else ()
    looked = any(one.step is Step.LOOK_BACK for one in closed)
    office_dues = [one.due for one in taken if one.step in _OFFICE_S and one.due]
    return CaseState(
        case=first.case,
        kind=first.kind,
        subject=first.subject,
        office=steps[-1].office,
        cooperating=steps[-1].cooperating,
        opened_at=_since(taken, {Step.OPEN, Step.REOPEN})[0].at,
        due=next((one.due for one in reversed(taken) if one.step in _SETS), None),
        is_open=standing is not Standing.CLOSED,
        events=steps,
        standing=standing,
        office_due=office_dues[-1] if office_dues else None,
        assigned_on=given[0].day,
        extended=sum(one.step is Step.EXTEND for one in given),
        returned=_was_returned(given),
        answered_by=next((o.actor for o in reversed(given) if o.step is Step.ANSWER), ""),
        look_back_due=closed[0].due if closed and not looked else None,
        cleared=bool(closed) and any(_clears(one) for one in closed),
        merged=tuple(dict.fromkeys(one for step in steps for one in step.merged)),
    )


def _since(steps: tuple[CaseEvent, ...], wanted: Iterable[Step]) -> tuple[CaseEvent, ...]:
    """The last step of those wanted and all after it; all steps when none was taken."""
    chosen = frozenset(wanted)
    places = [place for place, one in enumerate(steps) if one.step in chosen]
    return steps[places[-1] :] if places else steps


def _standing(steps: tuple[CaseEvent, ...]) -> Standing:
    found = (AFTER[one.step] for one in reversed(steps))
    return next((one for one in found if one is not None), Standing.ASSIGNED)


def _was_returned(given: tuple[CaseEvent, ...]) -> bool:
    """True when what was answered came back; an objection sent back is no bad answer."""
    told = [one.step for one in given if one.step in {Step.OBJECT, Step.ANSWER, Step.RETURN}]
    return told[-2:] == [Step.ANSWER, Step.RETURN]


def _clears(one: CaseEvent) -> bool:
    """Closed by anybody but a leader, or looked back at by the system with the later value."""
    if one.step is Step.CLOSE:
        return one.part != Part.LEADER
    return one.step is Step.LOOK_BACK and one.part == Part.SYSTEM
