"""The three lists, and what is to be said of cases on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cases.events import CaseState
from cases.kinds import CaseKind, load_kinds
from cases.lists import Entry, three_lists
from cases.stages import Stage, stages
from desk.handle import Desk
from desk.views.cases import numbered, sees_case, subject_of
from ledger import case_log
from observations.identity import Actor


@dataclass(frozen=True)
class Told:
    """A stage of a case that falls on a day: a reminder, an escalation, a review, a look-back."""

    number: str
    title: str
    office: str
    stage: Stage


def lists(desk: Desk, actor: Actor) -> Mapping[str, tuple[Entry, ...]]:
    """问题清单、任务清单、责任清单 of what runs in the actor's scope, in order of opening."""
    mine = [state for _, state in _mine(desk, actor) if state.is_open]
    return three_lists(mine, _kinds())


def told_on(desk: Desk, actor: Actor, day: date) -> tuple[Told, ...]:
    """What is to be said on `day` of the cases in the actor's scope, whoever asks, whenever."""
    kinds = _kinds()
    found = []
    for number, state in _mine(desk, actor):
        title, _ = subject_of(desk, state)
        reached = stages(state.events, kinds[state.kind], desk.calendar, day)
        found += [Told(number, title, state.office, one) for one in reached if one.day == day]
    return tuple(found)


def _kinds() -> Mapping[str, CaseKind]:
    return {one.id: one for one in load_kinds()}


def _mine(desk: Desk, actor: Actor) -> Iterator[tuple[str, CaseState]]:
    with desk.ledger.read() as reading:
        known = tuple(numbered(case_log.events(reading)))
    for number, state in known:
        _, area = subject_of(desk, state)
        if sees_case(actor, state.office, area):
            yield number, state
