"""Where cases stand, made anew from the events, and compared with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, delete, func, select

from cases.events import CaseEvent
from ledger.audit import BrokenLink
from ledger.case_standing import Rows, put, rows_of
from ledger.content import load
from ledger.tables.cases import case_events, case_standing
from ledger.tables.chain import audit
from ledger.unit import Reading, insert_or_update
from ledger.written import streamed
from observations.calendar import shanghai_day

_CLOCK = frozenset({"told_until", "look_on"})
"""What the daily clock keeps: no event says it."""
_NAMES = tuple(one.name for one in case_standing.columns if one.name not in _CLOCK)
_LOOKED_AT, _AT_ONCE = 100, 2_000
Place = tuple[str, int]


def stale(connection: Connection) -> bool:
    """True when rows are missing, as right after the table came, or a version makes other ones.

    It looks at some cases of all ages, in a fraction of a second; `wrong` at every one.
    """
    counts = (select(func.count()).select_from(one) for one in (case_events, case_standing))
    events, rows = (connection.execute(one).scalar_one() for one in counts)
    return bool(events != rows or (events and _some_differ(connection)))


def _some_differ(connection: Connection) -> bool:
    """True when of some cases the rows are not what their events fold to."""
    last = connection.execute(select(func.max(case_standing.c.number))).scalar_one()
    chosen = {1 + place * (last - 1) // _LOOKED_AT for place in range(_LOOKED_AT + 1)}
    query = select(*(case_standing.c[name] for name in _NAMES))
    query = query.where(case_standing.c.number.in_(sorted(chosen))).order_by(
        case_standing.c.case, case_standing.c.place
    )
    kept = [dict(row._mapping) for row in connection.execute(query)]
    numbers = {row["case"]: row["number"] for row in kept}
    made = (row for rows in _from_events(connection, numbers, numbers) for row in rows)
    return kept != [_said(row) for row in made]


def rebuild(connection: Connection) -> int:
    """Make every row anew within the caller's writing transaction; how many there are.

    What the clock has told stays told. Of a row it never saw it tells nothing of before now:
    after an upgrade nobody is reminded of last year.
    """
    told = {(row.case, row.place): row.told_until for row in _clock(connection)}
    last = connection.execute(select(func.max(audit.c.recorded_at))).scalar()
    connection.execute(delete(case_standing))
    made, all_rows = 0, chain.from_iterable(_from_events(connection, _numbers(connection)))
    while rows := [*islice(all_rows, _AT_ONCE)]:
        for row in rows:
            _tell_from(row, told, shanghai_day(last) if last else row["day"])
        put(connection, rows)
        made += len(rows)
    return made


def mend(connection: Connection) -> int:
    """Set right the rows of every case whose rows differ from its events; how many cases.

    Within the caller's writing transaction, beside which nobody takes a step.
    """
    unlike = [(case, rows, len(said)) for case, rows, said in _unlike(connection)]
    told = {(row.case, row.place): row.told_until for row in _clock(connection)} if unlike else {}
    last = connection.execute(select(func.max(audit.c.recorded_at))).scalar()
    for case, rows, said in unlike:
        if said > len(rows):
            connection.execute(
                delete(case_standing).where(
                    case_standing.c.case == case, case_standing.c.place > len(rows)
                )
            )
        for row in rows:
            _tell_from(row, told, shanghai_day(last) if last else row["day"])
            connection.execute(insert_or_update(connection, case_standing, row))
    return len(unlike)


def wrong(reading: Reading) -> Iterator[BrokenLink]:
    """Every case whose rows are not what its events fold to, and rows of no case."""
    for case, rows, _ in _unlike(reading.connection):
        what = "与逐步记录推出的不符" if rows else "没有这件督办"
        yield BrokenLink(None, f"督办现状({case})", f"{what},运行 cityplan cases rebuild 改正")


def _unlike(connection: Connection) -> Iterator[tuple[str, Rows, Rows]]:
    """Of each case whose rows differ: those its events fold to, and those that are kept."""
    made = ((rows[0]["case"], rows) for rows in _from_events(connection, _numbers(connection)))
    for case, rows, said in _beside(made, _kept(connection)):
        if said != list(map(_said, rows)):
            yield case, rows, said


def _beside(
    one: Iterator[tuple[str, Rows]], other: Iterator[tuple[str, Rows]]
) -> Iterator[tuple[str, Rows, Rows]]:
    """Cases of both in their common order, with the rows of each; none where it has none."""
    left, right = next(one, None), next(other, None)
    while left is not None or right is not None:
        case = min(pair[0] for pair in (left, right) if pair is not None)
        mine, theirs = Rows(), Rows()
        if left is not None and left[0] == case:
            mine, left = left[1], next(one, None)
        if right is not None and right[0] == case:
            theirs, right = right[1], next(other, None)
        yield case, mine, theirs


def _kept(connection: Connection) -> Iterator[tuple[str, Rows]]:
    """The rows that are kept of each case, case by case."""
    query = select(*(case_standing.c[name] for name in _NAMES))
    query = query.order_by(case_standing.c.case, case_standing.c.place)
    for case, rows in groupby(streamed(connection, query), key=attrgetter("case")):
        yield case, [dict(row._mapping) for row in rows]


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _NAMES}


def _from_events(
    connection: Connection, numbers: Mapping[str, int], only: Collection[str] | None = None
) -> Iterator[Rows]:
    """The rows of each case, or of those named, case by case."""
    query = (
        select(case_events.c.case, case_events.c.id, case_events.c.content, audit.c.seq)
        .join(audit, audit.c.unit == case_events.c.unit)
        .order_by(case_events.c.case, audit.c.seq, case_events.c.id)
    )
    if only is not None:
        query = query.where(case_events.c.case.in_(sorted(only)))
    for case, group in groupby(streamed(connection, query), key=attrgetter("case")):
        events = [*group]
        told = [(row.id, load(CaseEvent, row.content)) for row in events]
        yield rows_of(told, numbers[case], {row.id: row.seq for row in events})


def _numbers(connection: Connection) -> dict[str, int]:
    """The number of every case, in order of opening."""
    query = (
        select(case_events.c.case)
        .join(audit, audit.c.unit == case_events.c.unit)
        .order_by(audit.c.seq, case_events.c.id)
    )
    opened = dict.fromkeys(connection.execute(query).scalars())
    return {case: number for number, case in enumerate(opened, start=1)}


def _clock(connection: Connection) -> Iterator[Any]:
    columns = (case_standing.c.case, case_standing.c.place, case_standing.c.told_until)
    return iter(connection.execute(select(*columns)).all())


def _tell_from(row: dict[str, Any], told: dict[Place, date], now: date) -> None:
    until = max(told.get((row["case"], row["place"]), now), row["day"])
    over = row["until"] is not None and row["until"] <= until
    row["told_until"] = until
    row["look_on"] = None if row["look_on"] is None or over else until + timedelta(days=1)
