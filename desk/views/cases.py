"""The case list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time

from cases.colours import colour_on, load_colours
from cases.events import CaseEvent, CaseState, Part, Step, states
from cases.kinds import load_kind
from desk.handle import SHANGHAI, Desk
from desk.rates import names_ever
from desk.views.rows import CaseRow
from ledger import case_log
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor
from targets.adjustments import ever


def cases(desk: Desk, actor: Actor, head: int | None = None) -> tuple[CaseRow, ...]:
    """Cases of the actor's offices, open ones first, then by due date."""
    with desk.ledger.read(head) as reading:
        rows = [row for row in case_rows(desk, reading) if sees_case(actor, row.office, row.area)]
    return tuple(sorted(rows, key=lambda r: (r.closed is not None, r.due or r.opened)))


def cases_on(desk: Desk, actor: Actor, day: date) -> tuple[CaseRow, ...]:
    """The list as it stood at the end of a past day, coloured as it was then.

    `UserError` for a day to come.
    """
    if day > desk.today():
        raise UserError(f"{day} 还没有到", cure="写今天或以前的日期")
    moment = datetime.combine(day, time.max, SHANGHAI)
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        rows = case_rows(desk, reading, day)
    mine = (row for row in rows if sees_case(actor, row.office, row.area))
    return tuple(sorted(mine, key=lambda r: (r.closed is not None, r.due or r.opened)))


def sees_case(actor: Actor, office: str, area: str) -> bool:
    """True for a case of an area the post oversees, or of its own office in its areas."""
    return actor.insider.oversees(area) or actor.covers_value(office, area)


def case_rows(desk: Desk, reading: Reading, day: date | None = None) -> tuple[CaseRow, ...]:
    """Every case at the reading's head, oldest first; numbered in order of opening.

    Days left and colours are those of `day`, or of today.
    """
    names, on = names_ever(desk, reading), day or desk.today()
    told = numbered(case_log.events(reading))
    return tuple(_row(desk, names, (one, number), on) for number, one in told)


def numbered(events: Iterable[CaseEvent]) -> Iterator[tuple[str, CaseState]]:
    """Cases with their printed numbers, `2024-07`, in order of opening."""
    for place, one in enumerate(states(events), start=1):
        yield f"{one.events[0].at:%Y}-{place:02d}", one


def subject_of(desk: Desk, state: CaseState) -> tuple[str, str]:
    """Title and area of what a case is about."""
    target = ever(desk.plan).get(state.subject.removeprefix("target:"))
    if target is not None and state.subject.startswith("target:"):
        return target.name, target.area
    return state.events[0].title, state.events[0].area


def _row(
    desk: Desk, names: Mapping[str, str], numbered_case: tuple[CaseState, str], day: date
) -> CaseRow:
    state, number = numbered_case
    title, area = subject_of(desk, state)
    target = ever(desk.plan).get(state.subject.removeprefix("target:"))
    due = state.due if state.turn is Part.OFFICE or not state.is_open else None
    colour = colour_on(state, load_colours(load_kind(state.kind).colours), desk.calendar, day)
    return CaseRow(
        id=state.case,
        number=number,
        title=title,
        target_id=target.id if target else "",
        indicator=target.indicator if target else "",
        area=area,
        office=state.office,
        office_name=names.get(state.office, state.office),
        step=state.last.step.value,
        step_label="办理中" if state.is_open else "已销号",
        colour=colour.colour,
        opened=state.opened_at.date(),
        due=due,
        days_left=desk.calendar.between(day, due) if due and state.is_open else None,
        text=_told(state).text,
        closed=None if state.is_open else _closed(state),
        calendar_known=due is None or desk.calendar.covered(due.year),
        kind=state.kind,
        standing=str(state.standing),
        colour_text=colour.text,
        colour_rule=colour.rule,
        steps=len(state.events),
    )


def _told(state: CaseState) -> CaseEvent:
    """What was said when it was last given or closed: a leader's reason stays through all else."""
    given = (Step.OPEN, Step.REOPEN, Step.CLOSE)
    return next(one for one in reversed(state.events) if one.step in given)


def _closed(state: CaseState) -> date:
    """The day of the last 销号, whatever was looked back at since."""
    return next(one.day for one in reversed(state.events) if one.step is Step.CLOSE)
