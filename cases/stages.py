"""When somebody is told of a case: reminders, escalation, periodic review, look-back.

Computed from the events alone: what is due up to a day is the same whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.events import CaseEvent, CaseState, Part, Standing, fold
from cases.kinds import CaseKind
from observations.calendar import WorkingDays, shanghai_day
from observations.period import Frequency, ReportingPeriod


@dataclass(frozen=True)
class Stage:
    """A day on which `to` is told `text`; `key` tells the stages of a case apart for ever."""

    case: str
    key: str
    day: date
    to: Part
    text: str


def stages(
    events: Sequence[CaseEvent], kind: CaseKind, calendar: WorkingDays, until: date
) -> tuple[Stage, ...]:
    """Every stage of one case (its events in order) that was reached by `until`, by day.

    A stage of a standing counts from the step that brought it until the next step's day.
    """
    begun = [one for one in events if one.day <= until]
    ends = [*(one.day for one in begun[1:]), until + timedelta(days=1)]
    found: dict[str, Stage] = {}
    for place, end in enumerate(ends, start=1) if begun else ():
        state = fold(begun[:place])
        for stage in _of(state, kind, calendar, end):
            if state.last.day <= stage.day < end:
                found.setdefault(stage.key, stage)
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.key)))


def _of(state: CaseState, kind: CaseKind, calendar: WorkingDays, end: date) -> Iterator[Stage]:
    if not state.is_open:
        if state.look_back_due:
            yield _stage(state, "look_back", state.look_back_due, Part.DESK, "销号后应回头看")
        return
    yield from _unsigned(state, kind, calendar)
    if state.due is not None:
        yield from _reminders(state, state.due, kind, calendar)
        for one in kind.escalate:
            text = f"{state.turn.label}逾期 {one.late} 个工作日未办"
            day = calendar.add(state.due, one.late)
            yield _stage(state, f"late-{one.late}-{state.due}", day, Part(one.to), text)
    for day in review_days(kind, calendar, shanghai_day(state.opened_at), end):
        yield _stage(state, f"review-{day}", day, Part.DESK, "定期调度:听取进展,梳理问题")


def _unsigned(state: CaseState, kind: CaseKind, calendar: WorkingDays) -> Iterator[Stage]:
    if state.standing is Standing.ASSIGNED and state.assigned_on is not None:
        day = calendar.add(state.assigned_on, kind.days.sign + 1)
        text = f"交办后 {kind.days.sign} 个工作日内未签收"
        yield _stage(state, f"unsigned-{state.assigned_on}", day, Part.OFFICE, text)


def _reminders(
    state: CaseState, due: date, kind: CaseKind, calendar: WorkingDays
) -> Iterator[Stage]:
    """The office's reminders; the desk has its own list."""
    if state.turn is not Part.OFFICE:
        return
    told = [(-n, f"还有 {n} 个工作日到期") for n in kind.reminders.before]
    told += [(0, "今日到期")] if kind.reminders.on_day else []
    told += [(n, f"已逾期 {n} 个工作日") for n in kind.reminders.after]
    for offset, text in told:
        yield _stage(state, f"due{offset:+d}-{due}", calendar.add(due, offset), Part.OFFICE, text)


def _stage(state: CaseState, key: str, day: date, to: Part, text: str) -> Stage:
    return Stage(state.case, key, day, to, text)


def review_days(kind: CaseKind, calendar: WorkingDays, opened: date, end: date) -> Iterator[date]:
    """The last working day of every month or quarter from `opened` until before `end`."""
    if not kind.review:
        return
    frequency = Frequency.MONTH if kind.review == "month" else Frequency.QUARTER
    period = ReportingPeriod.containing(opened, frequency)
    while period.start < end:
        last = calendar.add(period.end + timedelta(days=1), -1)
        if last > opened:
            yield last
        period = ReportingPeriod.containing(period.end + timedelta(days=1), frequency)
