"""Where cases stand, made anew from the events, and compared with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select

from cases.events import CaseEvent
from ledger.audit import BrokenLink
from ledger.case_standing import Kept, Rows, put, rows_of
from ledger.content import load
from ledger.tables.cases import case_events, case_standing
from ledger.tables.chain import audit
from ledger.unit import Reading
from ledger.written import streamed
from observations.calendar import shanghai_day

_CLOCK = frozenset({"told_until", "look_on"})
"""What the daily clock keeps: no event says it."""
Place = tuple[str, int]


def stale(connection: Connection) -> bool:
    """True when a row is missing, as right after the table came, or says otherwise."""
    counts = (select(func.count()).select_from(one) for one in (case_events, case_standing))
    events, rows = (connection.execute(one).scalar_one() for one in counts)
    return bool(events != rows) or next(_wrong(connection), None) is not None


def rebuild(connection: Connection) -> int:
    """Make every row anew within the caller's writing transaction; how many there are.

    What the clock has told stays told. Of a row it never saw it tells nothing of before now:
    after an upgrade nobody is reminded of last year.
    """
    told = {(row.case, row.place): row.told_until for row in _clock(connection)}
    last = connection.execute(select(func.max(audit.c.recorded_at))).scalar()
    connection.execute(delete(case_standing))
    made = 0
    for rows in _from_events(connection):
        for row in rows:
            _tell_from(row, told, shanghai_day(last) if last else row["day"])
        put(connection, rows)
        made += len(rows)
    return made


def wrong(reading: Reading) -> Iterator[BrokenLink]:
    """Every case whose rows are not what its events fold to, and rows of no case."""
    return _wrong(reading.connection)


def _wrong(connection: Connection) -> Iterator[BrokenLink]:
    names = [one.name for one in case_standing.columns if one.name not in _CLOCK]
    order = (case_standing.c.number, case_standing.c.case, case_standing.c.place)
    query = select(*(case_standing.c[name] for name in names)).order_by(*order)
    kept: dict[str, list[dict[str, Any]]] = {}
    for row in streamed(connection, query):
        kept.setdefault(row.case, []).append(dict(row._mapping))
    for rows in _from_events(connection):
        case = rows[0]["case"]
        said = [{name: row[name] for name in names} for row in rows]
        if kept.pop(case, None) != said:
            yield BrokenLink(
                None, f"督办现状({case})", "与逐步记录推出的不符,运行 cityplan init 重建"
            )
    for case in kept:
        yield BrokenLink(None, f"督办现状({case})", "没有这件督办,运行 cityplan init 重建")


def _from_events(connection: Connection) -> Iterator[Rows]:
    """The rows of each case, in order of opening."""
    query = (
        select(case_events.c.id, case_events.c.content, audit.c.seq)
        .join(audit, audit.c.unit == case_events.c.unit)
        .order_by(audit.c.seq, case_events.c.id)
    )
    told: dict[str, list[Kept]] = {}
    seqs: dict[int, int] = {}
    for row in streamed(connection, query):
        event = load(CaseEvent, row.content)
        told.setdefault(event.case, []).append((row.id, event))
        seqs[row.id] = row.seq
    for number, kept in enumerate(told.values(), start=1):
        yield rows_of(kept, number, seqs)


def _clock(connection: Connection) -> Iterator[Any]:
    columns = (case_standing.c.case, case_standing.c.place, case_standing.c.told_until)
    return iter(connection.execute(select(*columns)).all())


def _tell_from(row: dict[str, Any], told: dict[Place, date], now: date) -> None:
    until = max(told.get((row["case"], row["place"]), now), row["day"])
    over = row["until"] is not None and row["until"] <= until
    row["told_until"] = until
    row["look_on"] = None if row["look_on"] is None or over else until + timedelta(days=1)
