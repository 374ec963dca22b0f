"""The case list: read from where cases stand, never folded from what happened to all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from cases.colours import Shade, colour_on, load_colours, shades_on
from cases.events import CaseEvent, CaseState, Part, states
from cases.kinds import load_kind, load_kinds
from desk.handle import SHANGHAI, Desk
from desk.rates import names_ever, names_on
from desk.views.rows import CaseRow
from ledger import case_counts, case_reads
from ledger.case_reads import Stood
from ledger.case_wanted import Wanted
from ledger.unit import Reading
from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.identity import Actor
from targets.adjustments import ever
from targets.model import Target

EVERY = Wanted()


def cases(
    desk: Desk,
    actor: Actor,
    head: int | None = None,
    *,
    wanted: Wanted = EVERY,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[CaseRow, ...]:
    """Cases of the actor's offices, open ones first, then by due date; all, or a stretch."""
    with desk.ledger.read(head) as reading:
        return listed(desk, actor, reading, wanted, limit=limit, offset=offset)


def cases_on(
    desk: Desk,
    actor: Actor,
    day: date,
    *,
    wanted: Wanted = EVERY,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[CaseRow, ...]:
    """The list as it stood at the end of a past day, coloured by the rule in force then.

    `UserError` for a day to come.
    """
    with desk.ledger.read(head_of(desk, day)) as reading:
        return listed(desk, actor, reading, wanted, day=day, limit=limit, offset=offset)


def head_of(desk: Desk, day: date) -> int:
    """The head at the end of a day; `UserError` for one to come."""
    if day > desk.today():
        raise UserError(f"{day} 还没有到", cure="写今天或以前的日期")
    return desk.ledger.head_at(datetime.combine(day, time.max, SHANGHAI))


def listed(
    desk: Desk,
    actor: Actor,
    reading: Reading,
    wanted: Wanted = EVERY,
    *,
    day: date | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[CaseRow, ...]:
    """What fits of the actor's scope, open ones first, then by due date."""
    mine = replace(wanted, pairs=scope(actor, reading))
    found = case_reads.stood(reading, mine, limit, offset)
    return rows_of(desk, reading, found, day)


def scope(actor: Actor, reading: Reading) -> frozenset[tuple[str, str]] | None:
    """Offices and areas whose cases the actor sees; None: all there are."""
    if actor.insider.oversees(""):  # whatever the area
        return None
    return frozenset(one for one in case_counts.places(reading) if sees_case(actor, *one))


def sees_case(actor: Actor, office: str, area: str) -> bool:
    """True for a case of an area the post oversees, or of its own office in its areas."""
    return actor.insider.oversees(area) or actor.covers_value(office, area)


def case_rows(
    desk: Desk, reading: Reading, day: date | None = None, wanted: Wanted = EVERY
) -> tuple[CaseRow, ...]:
    """Every case that fits at the reading's head, oldest first; numbered in order of opening.

    Days left and colours are those of `day`, or of today.
    """
    return rows_of(desk, reading, case_reads.in_order(reading, wanted), day)


def rows_of(
    desk: Desk, reading: Reading, found: Sequence[Stood], day: date | None = None
) -> tuple[CaseRow, ...]:
    """Cases as lists show them on `day`, or today."""
    around = _Around(
        desk.calendar, ever(desk.plan), _names(desk, reading, day) if found else {},
        day or desk.today(),
    )  # fmt: skip
    return tuple(_row(around, one) for one in found)


def _names(desk: Desk, reading: Reading, day: date | None) -> Mapping[str, str]:
    """Offices by their newest names; as they were called on a day that is asked for."""
    return names_ever(desk, reading) if day is None else names_on(desk, reading, day)


@dataclass(frozen=True)
class _Around:
    """What every row of a list is read by."""

    calendar: WorkingDays
    targets: Mapping[str, Target]
    names: Mapping[str, str]
    day: date


def shades(desk: Desk, day: date) -> dict[str, tuple[Shade, ...]]:
    """What makes a colour on that day, by kind, by the rules in force then."""
    calendar, kinds = desk.calendar, load_kinds()
    return {one.id: shades_on(load_colours(one.colours, day=day), calendar, day) for one in kinds}


def numbered(events: Iterable[CaseEvent]) -> Iterator[tuple[str, CaseState]]:
    """Cases with their printed numbers, `2024-07`, in order of opening."""
    for place, one in enumerate(states(events), start=1):
        yield f"{one.events[0].at:%Y}-{place:02d}", one


def subject_of(desk: Desk, state: CaseState) -> tuple[str, str]:
    """Title and area of what a case is about."""
    return named(desk, state.subject, state.events[0].title, state.events[0].area)


def named(desk: Desk, subject: str, title: str, area: str) -> tuple[str, str]:
    """Title and area of a subject; of a target as the plan says them."""
    name, _, about = subject.partition(":")
    target = ever(desk.plan).get(about) if name == "target" else None
    return (target.name, target.area) if target else (title, area)


def _row(by: _Around, one: Stood) -> CaseRow:
    name, _, about = one.subject.partition(":")
    target = by.targets.get(about) if name == "target" else None
    due = one.due if one.turn is Part.OFFICE or not one.is_open else None
    rule = load_colours(load_kind(one.kind).colours, day=by.day)
    colour = colour_on(one, rule, by.calendar, by.day)
    return CaseRow(
        id=one.case,
        number=one.printed,
        title=target.name if target else one.title,
        target_id=target.id if target else "",
        indicator=target.indicator if target else "",
        area=target.area if target else one.area,
        office=one.office,
        office_name=by.names.get(one.office, one.office),
        step=one.step,
        step_label="办理中" if one.is_open else "已销号",
        colour=colour.colour,
        opened=one.opened,
        due=due,
        days_left=by.calendar.between(by.day, due) if due and one.is_open else None,
        text=one.text,
        closed=one.closed,
        calendar_known=due is None or by.calendar.covered(due.year),
        kind=one.kind,
        standing=str(one.standing),
        colour_text=colour.text,
        colour_rule=colour.rule,
        steps=one.place,
    )
