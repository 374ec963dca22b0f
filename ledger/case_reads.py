"""Cases as lists, counts and the daily clock read them: now, or as they stood at any head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    or_,
    select,
    union_all,
    update,
)

from cases.events import TURN, Part, Standing
from ledger.case_heads import Where, stood_at, stood_then
from ledger.case_wanted import Wanted, fits
from ledger.tables.cases import case_events, case_standing
from ledger.unit import Reading

_C = case_standing.c
_AT_ONCE = 2_000


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


_ORDER = (_C.shut, _C.sorted_by, _C.number)
_FIELDS = tuple(name for name in Stood.__dataclass_fields__ if name != "text")


def stood(
    reading: Reading, wanted: Wanted, limit: int | None = None, offset: int = 0
) -> tuple[Stood, ...]:
    """The cases that fit, open ones first, then by the deadline that a list shows."""
    some = _stretch(reading, wanted, limit, offset).subquery()
    query = _whole().join(some, and_(some.c.case == _C.case, some.c.place == _C.place))
    return tuple(map(_stood, reading.connection.execute(query.order_by(*_ORDER))))


def _stretch(
    reading: Reading, wanted: Wanted, limit: int | None, offset: int
) -> Select[Any] | CompoundSelect[Any]:
    """The rows of one stretch of the list.

    Several parts SQLite merges as it reads them, each by its index; PostgreSQL sorts them all,
    so there none has more than reaches the stretch's end.
    """
    columns = (*_ORDER, _C.case, _C.place)
    parts = [select(*columns).where(*at, *fits(wanted)) for at in stood_at(reading)]
    if len(parts) == 1:
        return parts[0].order_by(*_ORDER).limit(limit).offset(offset)
    if reading.connection.dialect.name == "postgresql" and limit is not None:
        bounded = [one.order_by(*_ORDER).limit(limit + offset).subquery() for one in parts]
        parts = [select(one) for one in bounded]
    whole = union_all(*parts).order_by(*(one.name for one in _ORDER))
    return whole.limit(limit).offset(offset)


def in_order(reading: Reading, wanted: Wanted) -> tuple[Stood, ...]:
    """The cases that fit, in order of opening."""
    if wanted.subjects is not None:
        return _keyed(reading, fits(wanted))
    return _read(reading, [[*at, *fits(wanted)] for at in stood_at(reading)])


def standing_on(reading: Reading, day: date) -> tuple[Stood, ...]:
    """Where cases stood when `day` began, those that ran or were to be looked back at on it."""
    asked = or_(_C.shut == 0, _C.look_back == day)
    query = _whole().where(_C.begins <= reading.head, _C.day < day, asked)
    query = query.where(or_(_C.until.is_(None), _C.until >= day)).order_by(_C.number)
    return tuple(map(_stood, reading.connection.execute(query)))


def touched(reading: Reading, days: tuple[date, date], office: str = "") -> tuple[str, ...]:
    """The cases that ran, took a step or had a deadline between these days, of an office or all."""
    first, last = days
    ran = and_(_C.shut == 0, or_(_C.until.is_(None), _C.until >= first, _C.due >= first))
    query = select(_C.case).where(_C.begins <= reading.head, _C.day <= last)
    query = query.where(or_(_C.day >= first, ran)).distinct()
    if office:
        query = query.where(_C.office == office)
    return tuple(reading.connection.execute(query).scalars())


def named(reading: Reading, name: str) -> Stood | None:
    """The case with this id or printed number; None when there is none."""
    return next(iter(_keyed(reading, [or_(_C.case == name, _C.printed == name)])), None)


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
        found += _keyed(reading, [_C.case.in_(names[start : start + _AT_ONCE])])
    return tuple(sorted(found, key=lambda one: one.number))


def answers_for(reading: Reading, kind: str) -> tuple[Stood, ...]:
    """Cases of a kind into which others were merged."""
    return _read(reading, [[*at, _C.kind == kind, _C.merged != ""] for at in stood_at(reading)])


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


def _keyed(reading: Reading, asked: Where) -> tuple[Stood, ...]:
    return _read(reading, [[*stood_then(reading), *asked]])


def _read(reading: Reading, parts: Iterable[Where]) -> tuple[Stood, ...]:
    """The rows of all parts, in order of opening."""
    queries = (_whole().where(*asked) for asked in parts)
    rows = [_stood(row) for query in queries for row in reading.connection.execute(query)]
    return tuple(sorted(rows, key=lambda one: one.number))


def _whole() -> Select[Any]:
    columns = (_C[name] for name in _FIELDS)
    said = case_events.c.text.label("text")
    return select(*columns, said).join(case_events, case_events.c.id == _C.said)


def _stood(row: Row[Any]) -> Stood:
    told = dict(row._mapping)
    told["standing"] = Standing(told["standing"])
    told["returned"], told["cleared"] = bool(told["returned"]), bool(told["cleared"])
    return Stood(**told)
