"""Opinions: what happened to them, how each stands, pages of them; at any head."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from ledger.content import dump, load
from ledger.tables.chain import audit
from ledger.tables.opinions import opinion_events
from ledger.unit import Reading, Unit
from observations.errors import Refused
from voices.opinion_events import OpinionEvent, OpinionState, Stage

_E = opinion_events.c
_LATER = opinion_events.alias("later")
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Wanted:
    """Which opinions; None: all. `areas`: of these; `cases`: handled in one of these.

    `since`, `until`: received between these days, both included.
    """

    areas: Collection[str] | None = None
    cases: Collection[str] | None = None
    stage: Stage | None = None
    since: date | None = None
    until: date | None = None


def append(unit: Unit, events: Sequence[OpinionEvent]) -> None:
    """Keep what happened; `Refused` when somebody else did the next thing meanwhile."""
    unit.lock_chain()
    for event in events:
        if unit.add_once(opinion_events, _row(event)) is None:
            what = f"意见 {event.opinion} 另有人刚办过,这一步({event.act})没有记入"
            raise Refused(what, cure="看过最新的情况再办")


def last(reading: Reading, number: str) -> OpinionEvent | None:
    """What happened last to the opinion; None when there is none of this number."""
    rows = reading.connection.execute(_newest(reading).where(_E.opinion == number)).scalars()
    return next((load(OpinionEvent, text) for text in rows), None)


def history(reading: Reading, number: str) -> tuple[OpinionEvent, ...]:
    """All that happened to the opinion, in order."""
    query = _events(reading).where(_E.opinion == number).order_by(_E.place)
    rows = reading.connection.execute(query).scalars()
    return tuple(load(OpinionEvent, text) for text in rows)


def stood(
    reading: Reading, wanted: Wanted, limit: int | None = None, offset: int = 0
) -> tuple[OpinionState, ...]:
    """How those stand that fit: received last first."""
    query = _newest(reading).where(*_fits(wanted))
    query = query.order_by(_E.received.desc(), _E.opinion.desc()).limit(limit).offset(offset)
    return _states(reading, query)


def counted(reading: Reading, wanted: Wanted) -> dict[str, int]:
    """How many fit, by stage."""
    newest = and_(_E.unit == audit.c.unit, audit.c.seq <= reading.head, ~_overtaken(reading))
    query = select(_E.stage, func.count()).select_from(opinion_events.join(audit, newest))
    rows = reading.connection.execute(query.where(*_fits(wanted)).group_by(_E.stage))
    return {row[0]: row[1] for row in rows}


def of_numbers(reading: Reading, numbers: Iterable[str]) -> tuple[OpinionState, ...]:
    """How the opinions with these numbers stand, by number."""
    names, found = sorted(set(numbers)), list[OpinionState]()
    for start in range(0, len(names), _AT_ONCE):
        some = _E.opinion.in_(names[start : start + _AT_ONCE])
        found += _states(reading, _newest(reading).where(some).order_by(_E.opinion))
    return tuple(found)


def of_case(reading: Reading, case: str) -> tuple[OpinionState, ...]:
    """The opinions that are handled in a case, by number."""
    return _states(reading, _newest(reading).where(_E.case == case).order_by(_E.opinion))


def known(reading: Reading, sources: Collection[str]) -> dict[str, str]:
    """Of these sources those that came before, with the opinion's number."""
    names, found = sorted(sources), dict[str, str]()
    for start in range(0, len(names), _AT_ONCE):
        query = select(_E.source, _E.opinion).where(
            _E.place == 1, _E.source.in_(names[start : start + _AT_ONCE])
        )
        found |= {row[0]: row[1] for row in reading.connection.execute(query)}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def highest(reading: Reading, year: int) -> int:
    """The last number given in a year, 0 before the first."""
    said = f"YJ-{year}-"
    query = select(func.count()).where(_E.place == 1, _E.opinion.startswith(said))
    return int(reading.connection.execute(query).scalar_one())


def source_of(state: OpinionState) -> str:
    """Channel and number where it came from, as one word."""
    return f"{state.channel}/{state.source}"


def _states(reading: Reading, query: Select[Any]) -> tuple[OpinionState, ...]:
    rows = reading.connection.execute(query).scalars()
    return tuple(load(OpinionEvent, text).after for text in rows)


def _events(reading: Reading) -> Select[Any]:
    joined = opinion_events.join(audit, audit.c.unit == _E.unit)
    return select(_E.content).select_from(joined).where(audit.c.seq <= reading.head)


def _newest(reading: Reading) -> Select[Any]:
    """The content of each opinion's last event."""
    return _events(reading).where(~_overtaken(reading))


def _overtaken(reading: Reading) -> ColumnElement[bool]:
    """Something happened to the same opinion afterwards, up to the head."""
    c, link = _LATER.c, audit.alias("after")
    later = select(c.id).join(link, link.c.unit == c.unit)
    fits = and_(c.opinion == _E.opinion, c.place > _E.place, link.c.seq <= reading.head)
    return exists(later.where(fits).correlate(opinion_events))


def _fits(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.areas is not None:
        asked.append(_E.area.in_(sorted(wanted.areas)))
    if wanted.cases is not None:
        asked.append(_E.case.in_(sorted(wanted.cases)))
    if wanted.stage is not None:
        asked.append(_E.stage == str(wanted.stage))
    if wanted.since is not None:
        asked.append(_E.received >= wanted.since)
    if wanted.until is not None:
        asked.append(_E.received <= wanted.until)
    return asked


def _row(event: OpinionEvent) -> dict[str, Any]:
    return {
        "opinion": event.opinion,
        "place": event.place,
        "act": str(event.act),
        "at": event.at,
        "actor": event.actor,
        "received": event.after.received,
        "area": event.after.area,
        "source": source_of(event.after),
        "stage": str(event.after.stage),
        "case": event.after.case,
        "content": dump(OpinionEvent, event),
    }
