"""An opinion is the sum of what happened to it: received, judged, judged again, handed over.

Nothing is overwritten: every event says what was done and how the opinion stands after it.
Neither holds anything about a person, nor what the person wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from voices.classify import Proposal

Way = Literal["", "转办件", "转阅件"]
Ahead = Literal["", "政府工作报告", "部门重点工作"]
WAYS: tuple[Way, ...] = ("转办件", "转阅件")
AHEAD: tuple[Ahead, ...] = ("政府工作报告", "部门重点工作")


class Act(StrEnum):
    """What can happen to an opinion before and beside its case."""

    RECEIVED = "收件"
    REVIEWED = "审查"
    CORRECTED = "更正"
    HANDED = "交办"
    RECOMMENDED = "推荐"
    DROPPED = "撤回推荐"


class Stage(StrEnum):
    """Where an opinion stands; what an office does then is told by its case."""

    WAITING = "待审查"
    INVALID = "无效"
    TO_HAND = "待交办"
    TO_GROUP = "待归类"
    HANDED = "已交办"


@dataclass(frozen=True)
class Judged:
    """What a person decided about an opinion.

    An invalid one has its `invalid` kind and no more. A valid one has its `range`, the `topics`
    (方面) it is counted under, whether it is handled one by one or studied with its like
    (`way`), whether it is `public` or, with the `reason` and whether it was `answered` in
    another way, not; a de-identified `title` and `content` (摘编), the plan's `tasks` and
    `indicators`, and `ahead`: what it is meant to be taken into, if anything.
    """

    invalid: str = ""
    range: int | None = None
    topics: tuple[str, ...] = ()
    way: Way = ""
    public: bool | None = None
    reason: str = ""
    answered: bool | None = None
    title: str = ""
    content: str = ""
    tasks: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    ahead: Ahead = ""


@dataclass(frozen=True)
class OpinionState:
    """An opinion as it stands: number, how it came, what the rules propose, what was decided.

    `received`: the day it came; `source`: its number where it came from, unique within the
    `channel`. `judged_by`: the post that judged it last. `case`: the case it is handled in,
    empty while there is none. `recommended`: put forward as one of the best.
    """

    number: str
    received: date
    channel: str
    area: str
    source: str
    proposal: Proposal
    judged: Judged | None = None
    judged_by: str = ""
    case: str = ""
    recommended: bool = False

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        if self.judged is None:
            return Stage.WAITING
        if self.judged.invalid:
            return Stage.INVALID
        if self.case:
            return Stage.HANDED
        return Stage.TO_HAND if self.judged.way == "转办件" else Stage.TO_GROUP

    @property
    def is_valid(self) -> bool:
        """True when a person judged it valid."""
        return self.judged is not None and not self.judged.invalid


@dataclass(frozen=True)
class OpinionEvent:
    """One thing that happened: the `place`-th of its opinion, by whom, when, why."""

    opinion: str
    place: int
    act: Act
    at: datetime
    actor: str
    after: OpinionState
    why: str = ""


@dataclass(frozen=True)
class By:
    """The post that acts, as it is kept, and the moment."""

    actor: str
    now: datetime


def first(state: OpinionState, by: By) -> OpinionEvent:
    """收件: the first event of an opinion."""
    return OpinionEvent(state.number, 1, Act.RECEIVED, by.now, by.actor, state)


def following(last: OpinionEvent, act: Act, by: By, why: str, **changed: object) -> OpinionEvent:
    """The next event: what was `changed` of the state that `last` left."""
    after = replace(last.after, **changed)  # type: ignore[arg-type]
    return OpinionEvent(last.opinion, last.place + 1, act, by.now, by.actor, after, why.strip())
