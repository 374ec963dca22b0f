"""Which cases are wanted, as what their rows have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, case, tuple_

from cases.colours import Shade
from cases.events import TURN, Part, Standing
from ledger.tables.cases import case_standing

_C = case_standing.c
OFFICES = tuple(str(one) for one, turn in TURN.items() if turn is Part.OFFICE)
"""Standings in which the office must act."""


@dataclass(frozen=True)
class Wanted:
    """Which cases; empty or None: all. `pairs`: of these offices in these areas.

    `shut` True: closed ones, False: open ones. `colour`: of this colour (empty string: running
    without one) by `shades`, which say for each kind when it has one.
    """

    pairs: Collection[tuple[str, str]] | None = None
    office: str = ""
    kinds: Collection[str] = ()
    standing: str = ""
    shut: bool | None = None
    subjects: Collection[str] | None = None
    colour: str | None = None
    shades: Mapping[str, Sequence[Shade]] = field(default_factory=dict)


def fits(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What the rows have that are wanted, whenever they stood."""
    asked: list[ColumnElement[bool]] = []
    if wanted.pairs is not None:
        asked.append(tuple_(_C.office, _C.area).in_(sorted(wanted.pairs)))
    if wanted.office:
        asked.append(_C.office == wanted.office)
    if wanted.kinds:
        asked.append(_C.kind.in_(sorted(wanted.kinds)))
    if wanted.standing:
        asked.append(_C.standing == wanted.standing)
    if wanted.shut is not None:
        asked.append(_C.shut == int(wanted.shut))
    if wanted.subjects is not None:
        asked.append(_C.subject.in_(sorted(wanted.subjects)))
    if wanted.colour is not None:
        asked += [_C.shut == 0, colour_of(wanted.shades) == wanted.colour]
    return asked


def colour_of(shades: Mapping[str, Sequence[Shade]]) -> ColumnElement[str]:
    """The first shade of its kind that fits a running case; empty: none."""
    alike: dict[tuple[Shade, ...], list[str]] = {}
    for kind, mine in shades.items():
        alike.setdefault(tuple(mine), []).append(kind)
    whens = [
        (
            and_(_C.kind.in_(sorted(kinds)), _shaded(one)) if len(alike) > 1 else _shaded(one),
            one.colour,
        )
        for mine, kinds in alike.items()
        for one in mine
    ]
    return case(*((and_(_C.shut == 0, when), colour) for when, colour in whens), else_="")


def _shaded(one: Shade) -> ColumnElement[bool]:
    if one.when == "overdue":
        return _C.due < one.day
    if one.when == "returned":
        return and_(_C.returned == 1, _C.standing.in_(OFFICES))
    if one.when == "unsettled":
        return and_(_C.standing == str(Standing.VERIFIED), _C.due.is_(None))
    return and_(_C.due >= one.day, _C.due < one.before)
