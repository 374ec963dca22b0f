"""What an office owes on a case, by when, and when it was done: read from the events alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cases.events import CaseEvent, Step, handed_over
from cases.kinds import CaseKind
from observations.calendar import WorkingDays

GIVEN = frozenset({Step.OPEN, Step.REASSIGN, Step.REOPEN})
"""Steps that put a request to an office, unless an office only took over from another."""


class Owed(StrEnum):
    """What an office owes."""

    SIGN = "签收"
    ANSWER = "回复"


@dataclass(frozen=True)
class Duty:
    """One thing owed by `office` from `begun` until `due`.

    `first_due` is the deadline before it was put off. `done`: the day it was done, `by` which
    step; `lifted`: the day it fell away undone (handed on, closed, objected to).
    """

    office: str
    what: Owed
    begun: date
    due: date
    first_due: date
    done: date | None = None
    lifted: date | None = None
    by: Step | None = None

    @property
    def ended(self) -> date | None:
        """The day from which it weighs on the office no more; None while it does."""
        return self.done or self.lifted


def duties(events: Iterable[CaseEvent], kind: CaseKind, calendar: WorkingDays) -> tuple[Duty, ...]:
    """Every duty of one case, its events given oldest first, in the order they began."""
    walk = _Walk(kind, calendar)
    for event in events:
        walk.take(event)
    return tuple(walk.found)


class _Walk:
    """The duties so far; the open ones by what is owed, as places in `found`."""

    def __init__(self, kind: CaseKind, calendar: WorkingDays) -> None:
        self.found: list[Duty] = []
        self._open: dict[Owed, int] = {}
        self._kind, self._calendar = kind, calendar

    def take(self, event: CaseEvent) -> None:
        """The next event of the case."""
        if handed_over(event):
            for place in self._open.values():
                self.found[place] = replace(self.found[place], office=event.office)
        elif event.step in GIVEN:
            self._end(event, *Owed)
            self._begin(event, Owed.SIGN, self._calendar.add(event.day, self._kind.days.sign))
            self._begin(event, Owed.ANSWER, event.due)
        elif event.step in (Step.ACCEPT, Step.OBJECT):
            self._end(event, Owed.SIGN, done=True)
        elif event.step is Step.ANSWER:
            self._end(event, *Owed, done=True)
        elif event.step is Step.EXTEND:
            self._put_off(event)
        elif event.step is Step.RETURN:
            self._again(event)
        elif event.step is Step.CLOSE:
            self._end(event, *Owed)

    def _begin(self, event: CaseEvent, what: Owed, due: date | None) -> None:
        if due is not None:
            self._open[what] = len(self.found)
            self.found.append(Duty(event.office, what, event.day, due, due))

    def _end(self, event: CaseEvent, *what: Owed, done: bool = False) -> None:
        for one in what:
            place = self._open.pop(one, None)
            if place is not None:
                owed, day = replace(self.found[place], by=event.step), event.day
                self.found[place] = replace(owed, done=day) if done else replace(owed, lifted=day)

    def _put_off(self, event: CaseEvent) -> None:
        place = self._open.get(Owed.ANSWER)
        if place is not None and event.due is not None:
            self.found[place] = replace(self.found[place], due=event.due)

    def _again(self, event: CaseEvent) -> None:
        """Sent back: an answer is owed again; an objection that was not upheld stays the same."""
        place = self._open.get(Owed.ANSWER)
        if place is None:
            self._begin(event, Owed.ANSWER, event.due)
        elif event.due is not None:
            self.found[place] = replace(self.found[place], due=event.due, first_due=event.due)
