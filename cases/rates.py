"""How punctually cases are signed for, answered and closed: by office, period and rule file.

Every rate has its numerator, denominator and the rule that says what they count; without a
denominator there is no rate. All of it is read from events, so any past day can be asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from cases.duties import GIVEN, Duty, Owed, duties
from cases.events import CaseEvent, CaseState, Part, Step, fold, handed_over
from cases.kinds import CaseKind
from cases.rate_rule import RateName, RateRule
from observations.calendar import WorkingDays, shanghai_day
from observations.period import ReportingPeriod

Closing = Literal["in_time", "late", "overdue", "running"]


@dataclass(frozen=True)
class Share:
    """So many of so many; `rate` 0 to 1, None where there is nothing to be a share of."""

    numerator: int
    denominator: int

    @property
    def rate(self) -> float | None:
        """The share itself."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class OfficeRates:
    """What an office was asked in a period and how it answered; `office` empty for all.

    `closing_days` are working days from 交办 (or 重开) to 销号, summed over what was closed.
    `asked`: requests put to it by kind of case; `together`: those of its answers that fell due
    on a day with another; `at_once`: the most that it had in hand on one day.
    """

    office: str
    shares: Mapping[RateName, Share]
    reopened: int
    closing_days: Share
    asked: Mapping[str, int] = field(default_factory=dict)
    together: int = 0
    at_once: int = 0

    @property
    def requests(self) -> int:
        """All requests of the period."""
        return sum(self.asked.values())


@dataclass(frozen=True)
class Span:
    """The days that are counted: a period, up to the day it is asked on."""

    first: date
    last: date

    @classmethod
    def of(cls, period: ReportingPeriod, until: date) -> Span:
        """`period` as far as it has come by `until`."""
        return cls(period.start, min(period.end, until))

    def holds(self, day: date) -> bool:
        """True for a day of the span."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class _Case:
    """A case as it stood at the span's end, with all that offices owed on it."""

    state: CaseState
    duties: tuple[Duty, ...]
    running: bool  # at some time of the span


@dataclass
class _Lot:
    """What is counted together: cases, duties, and the requests of the span."""

    cases: list[_Case] = field(default_factory=list)
    owed: list[Duty] = field(default_factory=list)
    given: list[CaseEvent] = field(default_factory=list)


@dataclass(frozen=True)
class Counting:
    """By which rule, kinds and calendar, over which days."""

    rule: RateRule
    kinds: Mapping[str, CaseKind]
    calendar: WorkingDays
    span: Span


def rates_by_office(told: Iterable[Sequence[CaseEvent]], by: Counting) -> tuple[OfficeRates, ...]:
    """The rates of every office that was asked anything, by office id.

    `told`: the events of each case, oldest first; what happened after the span is left out.
    """
    return _by_office(_cases(told, by), by)


def rates_of_all(
    told: Iterable[Sequence[CaseEvent]], by: Counting, only: Collection[str] | None = None
) -> OfficeRates:
    """The rates of all offices together, or of those named; a case is one, whoever had it."""
    return _of_all(_cases(told, by), by, only)


def rates(
    told: Iterable[Sequence[CaseEvent]], by: Counting, only: Collection[str]
) -> tuple[tuple[OfficeRates, ...], OfficeRates]:
    """The rates of each of these offices that was asked anything, and of all of them together."""
    cases = _cases(told, by)
    mine = tuple(one for one in _by_office(cases, by) if one.office in only)
    return mine, _of_all(cases, by, only)


def _by_office(cases: Iterable[_Case], by: Counting) -> tuple[OfficeRates, ...]:
    mine: dict[str, _Lot] = defaultdict(_Lot)
    for one in cases:
        mine[one.state.office].cases.append(one)
        for duty in one.duties:
            mine[duty.office].owed.append(duty)
        for event in _asked(one, by):
            mine[event.office].given.append(event)
    found = (_rates(office, lot, by) for office, lot in sorted(mine.items()))
    return tuple(one for one in found if _says_something(one))


def _of_all(cases: Iterable[_Case], by: Counting, only: Collection[str] | None) -> OfficeRates:
    lot = _Lot()
    for one in cases:
        lot.cases += [one] if only is None or one.state.office in only else []
        lot.owed += [duty for duty in one.duties if only is None or duty.office in only]
        lot.given += [event for event in _asked(one, by) if only is None or event.office in only]
    return _rates("", lot, by)


def _cases(told: Iterable[Sequence[CaseEvent]], by: Counting) -> tuple[_Case, ...]:
    found = []
    for events in told:
        begun = tuple(one for one in events if one.day <= by.span.last)
        if begun:
            state, kind = fold(begun), by.kinds[begun[0].kind]
            owed = duties(begun, kind, by.calendar)
            found.append(_Case(state, owed, _running(begun, by.span)))
    return tuple(found)


def _running(events: Sequence[CaseEvent], span: Span) -> bool:
    """True when it was open at the span's beginning, or was given or reopened in it."""
    before = [one for one in events if one.day < span.first]
    if before and fold(before).is_open:
        return True
    return any(one.step in (Step.OPEN, Step.REOPEN) and span.holds(one.day) for one in events)


def _rates(office: str, lot: _Lot, by: Counting) -> OfficeRates:
    running = [one for one in lot.cases if one.running]
    closed = [one for one in lot.cases if (day := _closed_on(one.state)) and by.span.holds(day)]
    return OfficeRates(
        office=office,
        shares={
            "signed": _punctual(lot.owed, Owed.SIGN, by),
            "answered": _punctual(lot.owed, Owed.ANSWER, by),
            "closed": Share(sum(not one.state.is_open for one in running), len(running)),
            "in_time": Share(sum(_in_time(one, by) for one in closed), len(closed)),
        },
        reopened=sum(event.step is Step.REOPEN for event in lot.given),
        closing_days=Share(sum(_took(one.state, by) for one in closed), len(closed)),
        asked=dict(Counter(event.kind for event in lot.given)),
        together=_together(lot.owed, by),
        at_once=_at_once(lot.owed, by.span),
    )


def _says_something(one: OfficeRates) -> bool:
    return bool(one.requests or one.at_once or any(s.denominator for s in one.shares.values()))


def _asked(one: _Case, by: Counting) -> list[CaseEvent]:
    """The requests that were put in the span; what was only taken over is no new one."""
    given = (event for event in one.state.events if event.step in GIVEN)
    return [event for event in given if by.span.holds(event.day) and not handed_over(event)]


def _due(duty: Duty, rule: RateRule) -> date:
    return duty.due if rule.extended else duty.first_due


def _punctual(owed: Iterable[Duty], what: Owed, by: Counting) -> Share:
    """Duties due in the span; what fell away by its deadline was not owed."""
    asked = [
        one
        for one in owed
        if one.what is what and by.span.holds(_due(one, by.rule)) and _was_owed(one, by.rule)
    ]
    return Share(sum(_kept(one, by.rule) for one in asked), len(asked))


def _was_owed(duty: Duty, rule: RateRule) -> bool:
    gone = duty.lifted if rule.objection_signs or duty.by is not Step.OBJECT else duty.done
    return gone is None or gone > _due(duty, rule)


def _kept(duty: Duty, rule: RateRule) -> bool:
    return duty.done is not None and duty.done <= _due(duty, rule)


def _closed_on(state: CaseState) -> date | None:
    if state.is_open:
        return None
    return next(one.day for one in reversed(state.events) if one.step is Step.CLOSE)


def _in_time(one: _Case, by: Counting) -> bool:
    """True when since it was last given nothing was answered late or left until too late."""
    since = shanghai_day(one.state.opened_at)
    answers = [d for d in one.duties if d.what is Owed.ANSWER and d.begun >= since]
    return all(d.ended is not None and d.ended <= _due(d, by.rule) for d in answers)


def _took(state: CaseState, by: Counting) -> int:
    closed = _closed_on(state)
    return by.calendar.between(shanghai_day(state.opened_at), closed) if closed else 0


def _together(owed: Iterable[Duty], by: Counting) -> int:
    """Answers of one office due on a day of the span with another of it."""
    days = Counter(
        (one.office, one.due)
        for one in owed
        if one.what is Owed.ANSWER and by.span.first <= one.due and one.begun <= by.span.last
    )
    return sum(count for count in days.values() if count > 1)


def _at_once(owed: Iterable[Duty], span: Span) -> int:
    """The most answers owed on one day of the span."""
    change: Counter[date] = Counter()
    for one in owed:
        ended = one.ended or span.last
        if one.what is Owed.ANSWER and ended >= span.first and one.begun <= span.last:
            change[max(one.begun, span.first)] += 1
            change[ended + timedelta(days=1)] -= 1
    return max(accumulate(change[day] for day in sorted(change)), default=0)


def answers_owed(
    events: Sequence[CaseEvent], by: Counting
) -> tuple[tuple[int, Duty, bool | None], ...]:
    """Answers owed on one case that the rate counts in the span: (place among its duties, duty,
    whether it came in time); None for one that is still owed and not due by the span's end.
    """
    found: list[tuple[int, Duty, bool | None]] = []
    for one in _cases([events], by):
        for place, duty in enumerate(one.duties, start=1):
            if duty.what is not Owed.ANSWER or not _was_owed(duty, by.rule):
                continue
            if by.span.holds(_due(duty, by.rule)):
                found.append((place, duty, _kept(duty, by.rule)))
            elif _due(duty, by.rule) > by.span.last and duty.ended is None:
                found.append((place, duty, None))
    return tuple(found)


def closing_of(events: Sequence[CaseEvent], by: Counting) -> tuple[CaseState, Closing] | None:
    """How one case that was open in the span ended by its last day; None for any other.

    `overdue`: it is the office's turn and its deadline is past; `running`: it is not.
    """
    one = next(iter(_cases([events], by)), None)
    if one is None or not one.running:
        return None
    state = one.state
    if not state.is_open:
        return state, "in_time" if _in_time(one, by) else "late"
    late = state.turn is Part.OFFICE and state.due is not None and state.due < by.span.last
    return state, "overdue" if late else "running"
