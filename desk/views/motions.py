"""政协提案 and 人大建议 in the actor's scope: what came, where it stands, how it is replied to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from briefings.motion_letters import Came
from cases.events import CaseState
from cases.kinds import CaseKind, load_kinds
from cases.replies import reply_of
from desk.case_known import folded
from desk.handle import Desk
from desk.rates import names_ever
from desk.views.cases import rows_of, scope
from desk.views.rows import CaseRow
from ledger import case_reads
from ledger.case_wanted import Wanted
from ledger.unit import Reading
from observations.identity import Actor


@dataclass(frozen=True)
class Motion:
    """One that came: as its letters tell it, and as the list of cases shows it.

    `due`, `days_left`: the deadline of whose turn it is, while it is open.
    """

    kind: CaseKind
    came: Came
    row: CaseRow
    due: date | None
    days_left: int | None
    due_known: bool


@dataclass(frozen=True)
class Sought:
    """What is asked for; empty: all. `status`: one of those of the list of all."""

    kind: str = ""
    year: str = ""
    office: str = ""
    status: str = ""


@dataclass(frozen=True)
class Motions:
    """Those in the post's scope, the newest year first, then by kind and number."""

    every: tuple[Motion, ...]

    def sought(self, asked: Sought) -> tuple[Motion, ...]:
        """Those that fit."""
        return tuple(one for one in self.every if _fits(one, asked))

    @cached_property
    def years(self) -> tuple[tuple[CaseKind, str, tuple[Motion, ...]], ...]:
        """Kind and year by year, with those of it."""
        found: dict[tuple[str, str], list[Motion]] = {}
        for one in self.every:
            found.setdefault((one.kind.id, one.came.year), []).append(one)
        return tuple((of[0].kind, year, tuple(of)) for (_, year), of in found.items())


def letter_kinds() -> dict[str, CaseKind]:
    """The kinds that are answered by letter, by id."""
    return {one.id: one for one in load_kinds() if one.letters}


def motions(desk: Desk, actor: Actor) -> Motions:
    """What the post sees of them."""
    with desk.ledger.read() as reading:
        return Motions(tuple(_read(desk, actor, reading)))


def _read(desk: Desk, actor: Actor, reading: Reading) -> Iterable[Motion]:
    kinds = letter_kinds()
    found = case_reads.in_order(reading, Wanted(pairs=scope(actor, reading), kinds=tuple(kinds)))
    rows = {one.id: one for one in rows_of(desk, reading, found)}
    names = names_ever(desk, reading) if found else {}
    made = [
        _motion(desk, kinds[one.kind], one, rows[one.case], names) for one in folded(reading, found)
    ]
    return sorted(made, key=lambda one: (-int(one.came.year), one.kind.id, int(one.came.number)))


def _motion(
    desk: Desk, kind: CaseKind, state: CaseState, row: CaseRow, names: Mapping[str, str]
) -> Motion:
    due, today = state.due if state.is_open else None, desk.today()
    return Motion(
        kind=kind,
        came=came_of(kind, state, row, names),
        row=row,
        due=due,
        days_left=desk.calendar.between(today, due) if due else None,
        due_known=due is None or desk.calendar.covered(due.year),
    )


def came_of(kind: CaseKind, state: CaseState, row: CaseRow, names: Mapping[str, str]) -> Came:
    """The case as its letters tell it."""
    first, reply = state.events[0], reply_of(state)
    before, _, behind = kind.text.title.partition("{title}")
    title = first.title.removeprefix(before.format(**first.fields))
    return Came(
        case=row.number,
        year=first.fields["year"],
        number=first.fields["number"],
        title=title.removesuffix(behind.format(**first.fields)),
        proposers=first.fields["proposers"],
        office=row.office_name,
        offices=tuple(names.get(one, one) for one in state.cooperating),
        standing=str(state.standing),
        is_open=state.is_open,
        due=state.office_due if state.is_open else None,
        reply=reply,
    )


def _fits(one: Motion, asked: Sought) -> bool:
    pairs = (
        (asked.kind, one.kind.id),
        (asked.year, one.came.year),
        (asked.office, one.row.office),
        (asked.status, one.came.status),
    )
    return all(wanted in ("", has) for wanted, has in pairs)
