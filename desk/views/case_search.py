"""The list of cases by what is asked of it: whose, which kind, where they stand, on which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from cases.events import Part, Standing
from cases.kinds import load_kind
from desk.handle import Desk
from desk.rates import names_ever
from desk.views.cases import head_of, rows_of, scope, shades
from desk.views.rows import CaseRow
from desk.views.stretch import Stretched
from ledger import case_counts, case_reads
from ledger.case_counts import Counted
from ledger.case_wanted import Wanted
from observations.identity import Actor

RUNNING, PLAIN = "running", "plain"
"""Asked for as a standing: all that is not closed; asked for as a colour: running without one."""


@dataclass(frozen=True)
class Sought:
    """What is asked for; empty: everything in the post's scope, as it stands now.

    `standing` is a `Standing` or `RUNNING`; `colour` 红, 黄, 橙, 蓝 or `PLAIN`; `day`: the list
    as it stood at the end of that day.
    """

    office: str = ""
    kind: str = ""
    standing: str = ""
    colour: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Found:
    """What was found, open ones first, then by deadline; rows are read when they are looked at.

    `colours` counts what runs by colour (`PLAIN`: without one), whichever colour is asked for;
    `offices` and `kinds` (value, name) are those that the scope has.
    """

    rows: Sequence[CaseRow]
    colours: Mapping[str, int]
    offices: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Turn:
    """The desk's own deadline of a case that waits for it; negative days when it is late."""

    due: date
    days_left: int
    calendar_known: bool


def search(desk: Desk, actor: Actor, sought: Sought) -> Found:
    """Cases in the actor's scope that fit; `UserError` for a day to come."""
    day = sought.day
    with desk.ledger.read(head_of(desk, day) if day else None) as reading:
        by_kind = shades(desk, day or desk.today())
        pairs = scope(actor, reading)
        mine = case_counts.counted(reading, Wanted(pairs=pairs, shades=by_kind))
        names = names_ever(desk, reading)
    fit = [one for one in mine if _fits(one, sought)]
    colours: Counter[str] = Counter()
    for one in fit:
        colours.update(_coloured(one))
    count = colours[sought.colour] if sought.colour else sum(one.number for one in fit)
    wanted = replace(wanted_by(sought), pairs=pairs, shades=by_kind)
    offices = {one.office for one in mine}
    return Found(
        rows=Stretched(count, partial(_rows, desk, wanted, day)),
        colours=colours,
        offices=tuple(sorted((one, names.get(one, one)) for one in offices)),
        kinds=tuple((kind, load_kind(kind).name) for kind in sorted({one.kind for one in mine})),
    )


def wanted_by(sought: Sought) -> Wanted:
    """What is sought as the ledger is asked for it, but for the post's scope."""
    running = sought.standing == RUNNING
    colour = "" if sought.colour == PLAIN else sought.colour
    return Wanted(
        office=sought.office,
        kinds=(sought.kind,) if sought.kind else (),
        standing="" if running else sought.standing,
        shut=False if running else None,
        colour=colour if sought.colour else None,
    )


def _rows(
    desk: Desk, wanted: Wanted, day: date | None, limit: int | None, offset: int
) -> tuple[CaseRow, ...]:
    with desk.ledger.read(head_of(desk, day) if day else None) as reading:
        found = case_reads.stood(reading, wanted, limit, offset)
        return rows_of(desk, reading, found, day)


def _fits(one: Counted, sought: Sought) -> bool:
    if sought.office not in ("", one.office) or sought.kind not in ("", one.kind):
        return False
    if sought.standing == RUNNING:
        return one.standing != Standing.CLOSED
    return sought.standing in ("", one.standing)


def _coloured(one: Counted) -> dict[str, int]:
    """What runs by colour; of closed ones nothing."""
    if one.standing == Standing.CLOSED:
        return {}
    plain = one.number - sum(one.colours.values())
    return {**one.colours, PLAIN: plain} if plain else dict(one.colours)


def desks_turn(desk: Desk, rows: Iterable[CaseRow], day: date | None = None) -> Mapping[str, Turn]:
    """The deadlines of those cases that wait for the desk, by case, on `day` or today."""
    on, calendar = day or desk.today(), desk.calendar
    with desk.ledger.read(head_of(desk, day) if day else None) as reading:
        found = case_reads.of_cases(reading, [one.id for one in rows])
    return {
        one.case: Turn(one.due, calendar.between(on, one.due), calendar.covered(one.due.year))
        for one in found
        if one.is_open and one.turn is Part.DESK and one.due is not None
    }
