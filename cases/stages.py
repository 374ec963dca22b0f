"""When somebody is told of a case: reminders, escalation, periodic review, look-back.

Computed from the events alone: what is due up to a day is the same whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from cases.events import CaseEvent, CaseState, Part, Standing, fold
from cases.kinds import CaseKind
from observations.calendar import WorkingDays, shanghai_day
from observations.period import Frequency, ReportingPeriod

_FAR = 100
"""Days ahead that hold a month's or a quarter's last working day in any year."""


@dataclass(frozen=True)
class Stage:
    """A day on which `to` is told `text`; `key` tells the stages of a case apart for ever."""

    case: str
    key: str
    day: date
    to: Part
    text: str


class Where(Protocol):
    """Where a case stands after one of its steps: what its stages go by."""

    @property
    def case(self) -> str:
        """Case id."""

    @property
    def is_open(self) -> bool:
        """True until it is closed."""

    @property
    def standing(self) -> Standing:
        """Where the step left it."""

    @property
    def turn(self) -> Part:
        """Who must act."""

    @property
    def due(self) -> date | None:
        """The deadline of whose turn it is."""

    @property
    def assigned(self) -> date | None:
        """The day the office got it."""

    @property
    def opened(self) -> date:
        """The day it was given, or given again after it was closed."""

    @property
    def look_back(self) -> date | None:
        """The day of the 回头看 while it waits."""


@dataclass(frozen=True)
class _Stood:
    """A folded case as `Where`."""

    case: str
    is_open: bool
    standing: Standing
    turn: Part
    due: date | None
    assigned: date | None
    opened: date
    look_back: date | None


def _stood(state: CaseState) -> _Stood:
    return _Stood(
        case=state.case,
        is_open=state.is_open,
        standing=state.standing,
        turn=state.turn,
        due=state.due,
        assigned=state.assigned_on,
        opened=shanghai_day(state.opened_at),
        look_back=state.look_back_due,
    )


def stages(
    events: Sequence[CaseEvent], kind: CaseKind, calendar: WorkingDays, until: date
) -> tuple[Stage, ...]:
    """Every stage of one case (its events in order) that was reached by `until`, by day.

    What is told on a day goes by how the case stood when the day began, so that it is the same
    at any hour: a standing's stages begin the day after the step that brought it, and end with
    the day of the next one.
    """
    begun = [one for one in events if one.day <= until]
    ends = [*(one.day for one in begun[1:]), until]
    found: dict[str, Stage] = {}
    for place, end in enumerate(ends, start=1) if begun else ():
        state = fold(begun[:place])
        for stage in look(_stood(state), kind, calendar, (state.last.day, end))[0]:
            found.setdefault(stage.key, stage)
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.key)))


def look(
    where: Where, kind: CaseKind, calendar: WorkingDays, days: tuple[date, date]
) -> tuple[tuple[Stage, ...], date | None]:
    """Of one standing the stages after the first of `days` up to the second, by day.

    And the day of the first one beyond, while the case stays as it is; None: there is none.
    """
    after, until = days
    ahead = (after, until + timedelta(days=_FAR))
    found = sorted(_of(where, kind, calendar, ahead), key=lambda one: (one.day, one.key))
    reached = tuple(one for one in found if after < one.day <= until)
    return reached, next((one.day for one in found if one.day > until), None)


def _of(
    where: Where, kind: CaseKind, calendar: WorkingDays, days: tuple[date, date]
) -> Iterator[Stage]:
    if not where.is_open:
        if where.look_back:
            yield _stage(
                where, f"look_back-{where.look_back}", where.look_back, Part.DESK, "销号后应回头看"
            )
        return
    yield from _unsigned(where, kind, calendar)
    if where.due is not None:
        yield from _reminders(where, where.due, kind, calendar)
        for one in kind.escalate:
            text = f"{where.turn.label}逾期 {one.late} 个工作日未办"
            day = calendar.add(where.due, one.late)
            yield _stage(where, f"late-{one.late}-{where.due}", day, Part(one.to), text)
    for day in review_days(kind, calendar, where.opened, days):
        yield _stage(where, f"review-{day}", day, Part.DESK, "定期调度:听取进展,梳理问题")


def _unsigned(where: Where, kind: CaseKind, calendar: WorkingDays) -> Iterator[Stage]:
    if where.standing is Standing.ASSIGNED and where.assigned is not None:
        day = calendar.add(where.assigned, kind.days.sign + 1)
        text = f"交办后 {kind.days.sign} 个工作日内未签收"
        yield _stage(where, f"unsigned-{where.assigned}", day, Part.OFFICE, text)


def _reminders(where: Where, due: date, kind: CaseKind, calendar: WorkingDays) -> Iterator[Stage]:
    """The office's reminders; the desk has its own list."""
    if where.turn is not Part.OFFICE:
        return
    told = [(-n, f"还有 {n} 个工作日到期") for n in kind.reminders.before]
    told += [(0, "今日到期")] if kind.reminders.on_day else []
    told += [(n, f"已逾期 {n} 个工作日") for n in kind.reminders.after]
    for offset, text in told:
        yield _stage(where, f"due{offset:+d}-{due}", calendar.add(due, offset), Part.OFFICE, text)


def _stage(where: Where, key: str, day: date, to: Part, text: str) -> Stage:
    return Stage(where.case, key, day, to, text)


def review_days(
    kind: CaseKind, calendar: WorkingDays, opened: date, days: tuple[date, date]
) -> Iterator[date]:
    """The last working day of each month or quarter in `days`, of those after `opened`."""
    if not kind.review:
        return
    frequency = Frequency.MONTH if kind.review == "month" else Frequency.QUARTER
    period = ReportingPeriod.containing(max(opened, days[0]), frequency)
    while period.start <= days[1]:
        last = calendar.add(period.end + timedelta(days=1), -1)
        if last > opened:
            yield last
        period = ReportingPeriod.containing(period.end + timedelta(days=1), frequency)
