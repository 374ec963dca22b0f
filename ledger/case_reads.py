"""Cases as lists, counts and the daily clock read them: now, or as they stood at any head."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    update,
)

from cases.colours import Shade
from cases.events import TURN, Part, Standing
from ledger.tables.cases import case_events, case_standing
from ledger.unit import Reading

_C = case_standing.c
_AT_ONCE = 2_000
_OFFICES = tuple(str(one) for one, turn in TURN.items() if turn is Part.OFFICE)


@dataclass(frozen=True)
class Stood:
    """Where a case stood after one step; `text`: what was said when it was last given or closed.

    `place`: how many steps it had taken. `due`: the deadline of whose turn it is. `day`: the day
    of the step, `until` that of the next one; up to `told_until` its stages were told.
    """

    case: str
    place: int
    number: int
    printed: str
    kind: str
    subject: str
    merged: str
    title: str
    area: str
    office: str
    step: str
    standing: Standing
    opened: date
    closed: date | None
    due: date | None
    assigned: date | None
    look_back: date | None
    returned: bool
    cleared: bool
    day: date
    until: date | None
    told_until: date
    text: str = ""

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.standing is not Standing.CLOSED

    @property
    def turn(self) -> Part:
        """Who must act."""
        return TURN[self.standing]


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


@dataclass(frozen=True)
class Counted:
    """How many cases of an office, kind and standing; `colours` of those that run."""

    office: str
    kind: str
    standing: str
    number: int
    colours: Mapping[str, int]


_FIELDS = tuple(name for name in Stood.__dataclass_fields__ if name != "text")


def stood(
    reading: Reading, wanted: Wanted, limit: int | None = None, offset: int = 0
) -> tuple[Stood, ...]:
    """The cases that fit, open ones first, then by the deadline that a list shows."""
    chosen = select(_C.case, _C.place).where(*_at(reading), *_fits(wanted))
    chosen = chosen.order_by(_C.shut, _C.sorted_by, _C.number).limit(limit).offset(offset)
    some = chosen.subquery()
    query = _whole().join(some, and_(some.c.case == _C.case, some.c.place == _C.place))
    rows = reading.connection.execute(query.order_by(_C.shut, _C.sorted_by, _C.number))
    return tuple(map(_stood, rows))


def in_order(reading: Reading, wanted: Wanted) -> tuple[Stood, ...]:
    """The cases that fit, in order of opening."""
    query = _whole().where(*_at(reading), *_fits(wanted)).order_by(_C.number)
    return tuple(map(_stood, reading.connection.execute(query)))


def counted(reading: Reading, wanted: Wanted) -> tuple[Counted, ...]:
    """How many fit, by office, kind and standing, and of which colours those are that run."""
    names = sorted({one.colour for shades in wanted.shades.values() for one in shades})
    colour = _colour(wanted.shades)
    groups = (_C.office, _C.kind, _C.standing)
    sums = [func.sum(case((colour == name, 1), else_=0)) for name in names]
    asked = [*_at(reading), *_fits(wanted)]
    rows = [
        row
        for shut, told in ((0, sums), (1, []))
        for row in reading.connection.execute(
            select(*groups, func.count(), *told).where(*asked, _C.shut == shut).group_by(*groups)
        )
    ]
    return tuple(
        Counted(
            row[0],
            row[1],
            row[2],
            row[3],
            {k: n for k, n in zip(names, row[4:], strict=False) if n},
        )
        for row in rows
    )


def places(reading: Reading) -> frozenset[tuple[str, str]]:
    """Every office and area that has a case."""
    query = select(_C.office, _C.area).where(*_at(reading)).distinct()
    return frozenset((row[0], row[1]) for row in reading.connection.execute(query))


def number_of(reading: Reading, wanted: Wanted) -> int:
    """How many fit."""
    query = select(func.count()).select_from(case_standing).where(*_at(reading), *_fits(wanted))
    return int(reading.connection.execute(query).scalar_one())


def standing_on(reading: Reading, day: date) -> tuple[Stood, ...]:
    """Where cases stood when `day` began, those that ran or were to be looked back at on it."""
    asked = or_(_C.shut == 0, _C.look_back == day)
    query = _whole().where(_C.begins <= reading.head, _C.day < day, asked)
    query = query.where(or_(_C.until.is_(None), _C.until >= day)).order_by(_C.number)
    return tuple(map(_stood, reading.connection.execute(query)))


def named(reading: Reading, name: str) -> Stood | None:
    """The case with this id or printed number; None when there is none."""
    query = _whole().where(*_at(reading), or_(_C.case == name, _C.printed == name)).limit(1)
    row = reading.connection.execute(query).first()
    return _stood(row) if row is not None else None


def about(reading: Reading, subjects: Iterable[str]) -> tuple[Stood, ...]:
    """The cases about these subjects, in order of opening."""
    names, found = sorted(set(subjects)), list[Stood]()
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        found += in_order(reading, Wanted(subjects=some))
    return tuple(sorted(found, key=lambda one: one.number))


def of_cases(reading: Reading, cases: Iterable[str]) -> tuple[Stood, ...]:
    """The cases with these ids, in order of opening."""
    names, found = sorted(set(cases)), list[Stood]()
    for start in range(0, len(names), _AT_ONCE):
        some = _C.case.in_(names[start : start + _AT_ONCE])
        found += map(_stood, reading.connection.execute(_whole().where(*_at(reading), some)))
    return tuple(sorted(found, key=lambda one: one.number))


def answers_for(reading: Reading, kind: str) -> tuple[Stood, ...]:
    """Cases of a kind into which others were merged."""
    query = _whole().where(*_at(reading), _C.kind == kind, _C.merged != "")
    return tuple(map(_stood, reading.connection.execute(query)))


def late(reading: Reading, before: date) -> Mapping[str, tuple[int, int]]:
    """Per office its open cases, and those of them whose deadline of its own is before that day."""
    mine = and_(_C.standing.in_(_OFFICES), _C.due < before)
    query = (
        select(_C.office, func.count(), func.sum(case((mine, 1), else_=0)))
        .where(*_at(reading), _C.shut == 0)
        .group_by(_C.office)
    )
    return {row[0]: (row[1], int(row[2])) for row in reading.connection.execute(query)}


def to_look_at(reading: Reading, today: date) -> tuple[Stood, ...]:
    """Where cases stand or stood with a stage that may be due by `today`, oldest case first."""
    query = _whole().where(_C.look_on <= today, _C.begins <= reading.head)
    rows = reading.connection.execute(query.order_by(_C.number, _C.place))
    return tuple(map(_stood, rows))


def looked_at(connection: Connection, told: Sequence[tuple[Stood, date, date | None]]) -> None:
    """Keep up to which day the stages of each were told, and on which day the next one is."""
    if not told:
        return
    query = (
        update(case_standing)
        .where(_C.case == bindparam("of"), _C.place == bindparam("at"))
        .values(told_until=bindparam("on"), look_on=bindparam("next"))
    )
    rows = [{"of": o.case, "at": o.place, "on": on, "next": next_} for o, on, next_ in told]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(query, rows[start : start + _AT_ONCE])


def _whole() -> Select[Any]:
    columns = (_C[name] for name in _FIELDS)
    said = case_events.c.text.label("text")
    return select(*columns, said).join(case_events, case_events.c.id == _C.said)


def _stood(row: Row[Any]) -> Stood:
    told = dict(row._mapping)
    told["standing"] = Standing(told["standing"])
    told["returned"], told["cleared"] = bool(told["returned"]), bool(told["cleared"])
    return Stood(**told)


def _at(reading: Reading) -> list[ColumnElement[bool]]:
    """As the reading sees it: the newest rows, or those that stood at its head."""
    if reading.live:
        return [_C.ends.is_(None)]
    return [_C.begins <= reading.head, or_(_C.ends.is_(None), _C.ends > reading.head)]


def _fits(wanted: Wanted) -> list[ColumnElement[bool]]:
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
        asked += [_C.shut == 0, _colour(wanted.shades) == wanted.colour]
    return asked


def _colour(shades: Mapping[str, Sequence[Shade]]) -> ColumnElement[str]:
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
        return and_(_C.returned == 1, _C.standing.in_(_OFFICES))
    if one.when == "unsettled":
        return and_(_C.standing == str(Standing.VERIFIED), _C.due.is_(None))
    return and_(_C.due >= one.day, _C.due < one.before)
