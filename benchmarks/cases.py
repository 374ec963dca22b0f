"""100,000 supervised cases: lists, one case, past days, rates, the daily clock, beside plain SQL.

`python -m benchmarks cases` takes CITYPLAN_BENCH_CASES cases (100,000) of six steps on average,
filled once and kept (`cases_filled`), on SQLite and on a PostgreSQL of its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import case, or_, text, update

from benchmarks import cases_filled
from benchmarks.cases_filled import NOW
from benchmarks.figures import Figure
from benchmarks.measure import bounded, counted, line, timed, told
from benchmarks.site import p95
from desk.case_acts import the_case
from desk.case_clock import tell_stages
from desk.case_export import case_lists
from desk.demo.posts import DESK
from desk.handle import SHANGHAI, Desk, open_desk
from desk.settings import Settings
from desk.views.case_lists import listing
from desk.views.case_rates import case_rates
from desk.views.case_search import RUNNING, Sought, search
from desk.views.offices import office, offices
from ledger import case_rebuilding
from ledger.tables.cases import case_standing

MANY, EACH, WARM, PAGE = 100_000, 40, 3, 25
LIMIT, CLOCK = 0.100, 10.0
PAST = (date(2024, 3, 1), date(2024, 11, 15), date(2025, 9, 29))
_LIST = (
    "SELECT s.*, e.text FROM case_standing s JOIN case_events e ON e.id = s.said"
    " WHERE {where} ORDER BY s.shut, s.sorted_by, s.number LIMIT 25 OFFSET {offset}"
)
_NOW = "s.ends IS NULL"


def run(folder: Path) -> None:
    """SQLite, then PostgreSQL."""
    many = int(os.environ.get("CITYPLAN_BENCH_CASES", str(MANY)))
    _measured("SQLite", cases_filled.on_sqlite(many, folder))
    with cases_filled.on_postgresql(many, folder) as settings:
        _measured("PostgreSQL", settings)


def _measured(name: str, settings: Settings) -> None:
    desk = replace(open_desk(settings), clock=lambda: NOW)
    try:
        for what, ours, sql in (*_asked(desk), *_past(desk)):
            _told(f"{name} {what}", desk, ours, sql)
        _once(name, desk)
        _clock(name, desk)
        _compared(name, desk)
    finally:
        desk.ledger.close()


Read = Callable[[], int]
"""Asks once; how many rows it got."""


def _asked(desk: Desk) -> Iterator[tuple[str, Read, str]]:
    """What is asked of now, our way of asking it, and the SQL of somebody who writes it by hand."""
    one, today = desk.plan.offices[0].id, NOW.date()
    half = len(search(desk, DESK, Sought()).rows) // 2
    yield "台账首页", _page(desk, Sought()), _LIST.format(where=_NOW, offset=0)
    yield "台账中间一页", _page(desk, Sought(), half), _LIST.format(where=_NOW, offset=half)
    mine = _LIST.format(where=f"{_NOW} AND s.shut = 0 AND s.office = '{one}'", offset=0)
    yield "一个单位未销号", _page(desk, Sought(office=one, standing=RUNNING)), mine
    red = _LIST.format(where=f"{_NOW} AND s.shut = 0 AND s.due < '{today}'", offset=0)
    yield "红色", _page(desk, Sought(colour="红")), red
    duty = _LIST.format(where=f"{_NOW} AND s.shut = 0 AND s.kind <> 'inspection'", offset=0)
    yield "责任清单", lambda: len(listing(desk, DESK, "责任清单", Sought())[:PAGE]), duty
    number, named = _some_case(desk)
    steps = f"SELECT e.* FROM case_events e WHERE e.\"case\" = '{named}' ORDER BY e.id"
    yield "一件", lambda: _case(desk, number), steps
    yield "单位页", lambda: len(office(desk, DESK, one).cases), mine
    by_office = (
        "SELECT s.office, count(*), sum(CASE WHEN s.due < '2025-09-30' THEN 1 ELSE 0 END)"
        " FROM case_standing s WHERE s.ends IS NULL AND s.shut = 0 GROUP BY s.office"
    )
    yield "单位一览", lambda: len(offices(desk, DESK).rows), by_office


def _past(desk: Desk) -> Iterator[tuple[str, Read, str]]:
    """The lists of past days: the first page, one in the middle, of one office, the red ones."""
    one = desk.plan.offices[0].id
    for day in PAST:
        head = desk.ledger.head_at(datetime(day.year, day.month, day.day, 23, 59, tzinfo=SHANGHAI))
        then = f"s.begins <= {head} AND (s.ends IS NULL OR s.ends > {head})"
        half = len(search(desk, DESK, Sought(day=day)).rows) // 2
        yield f"{day} 的台账", _page(desk, Sought(day=day)), _LIST.format(where=then, offset=0)
        middle = _LIST.format(where=then, offset=half)
        yield f"{day} 的台账中间一页", _page(desk, Sought(day=day), half), middle
        mine = _LIST.format(where=f"{then} AND s.office = '{one}'", offset=0)
        yield f"{day} 一个单位的", _page(desk, Sought(day=day, office=one)), mine
        red = _LIST.format(where=f"{then} AND s.shut = 0 AND s.due < '{day}'", offset=0)
        yield f"{day} 红色", _page(desk, Sought(day=day, colour="红")), red


def _some_case(desk: Desk) -> tuple[str, str]:
    with desk.ledger.read() as reading:
        sought = text('SELECT printed, "case" FROM case_standing WHERE number = 1 LIMIT 1')
        row = reading.connection.execute(sought).one()
    return row[0], row[1]


def _page(desk: Desk, sought: Sought, first: int = 0) -> Read:
    def asked() -> int:
        return len(search(desk, DESK, sought).rows[first : first + PAGE])

    return asked


def _case(desk: Desk, number: str) -> int:
    with desk.ledger.read() as reading:
        return len(the_case(desk, DESK, reading, number).events)


def _told(name: str, desk: Desk, ours: Read, sql: str) -> None:
    with desk.ledger.read() as reading:
        rows = len(reading.connection.execute(text(sql)).all())
    found = ours()
    counted(f"{name}:有行", int(bool(found and rows)), 1)

    def by_hand() -> object:
        with desk.ledger.read() as reading:
            return reading.connection.execute(text(sql)).all()

    for _ in range(WARM):
        ours()
    spent = [1000 * one for one in timed(ours, EACH).seconds]
    hand = 1000 * p95(list(timed(by_hand, EACH // 4).seconds))
    mine = Figure(f"{name} p95", p95(spent), min(spent), max(spent), 1000 * LIMIT, "ms")
    line(
        name,
        f"p95 {mine.value:.1f} ms,限 {mine.limit:.0f} ms;手写 SQL {hand:.1f} ms → {told(mine)}",
    )


def _once(name: str, desk: Desk) -> None:
    """What reads cases by the thousand and has no limit of its own."""
    one = desk.plan.offices[0].id
    for what, ours in (
        ("一个单位的按期率", lambda: case_rates(desk, DESK, office=one)),
        ("全部单位的按期率", lambda: case_rates(desk, DESK)),
        ("三张清单导出", lambda: case_lists(desk, DESK)),
    ):
        spent = timed(ours, 1)
        line(f"{name} {what}", f"{spent.median:.2f} s")


def _clock(name: str, desk: Desk) -> None:
    """The day's clock with every open case in 调度; a second run; what it said."""
    _told_before(desk)
    said: list[int] = []
    first = timed(lambda: said.append(len(tell_stages(desk, DESK))), 1)
    bounded(f"{name} 每日时钟({said[0]} 条)", first, CLOCK)
    again = timed(lambda: said.append(len(tell_stages(desk, DESK))), 3)
    counted(f"{name} 再做一次", sum(said[1:]), 0)
    bounded(f"{name} 每日时钟再做一次", again, CLOCK)
    query = "SELECT count(*) FROM alert_facts WHERE kind = 'case'"
    with desk.ledger.read() as reading:
        counted(f"{name} 所说", int(reading.connection.execute(text(query)).scalar_one()), said[0])


def _told_before(desk: Desk) -> None:
    """All that was to be said up to the day before was said, as by a clock that ran every day."""
    before, row = NOW.date() - timedelta(days=1), case_standing.c
    past = case((or_(row.look_on.is_(None), row.until <= before), None), else_=NOW.date())
    with desk.ledger.step() as connection:
        connection.execute(update(case_standing).values(told_until=before, look_on=past))


def _compared(name: str, desk: Desk) -> None:
    """What an upgrade looks at, and what `ledger verify` compares."""
    with desk.ledger.read() as reading:
        stale = case_rebuilding.stale
        line(f"{name} 升级时抽看", f"{timed(lambda: stale(reading.connection)).median:.2f} s")
        began = time.perf_counter()
        counted("与事件不符", len([*case_rebuilding.wrong(reading)]), 0)
        line(f"{name} 逐件与事件比对", f"{time.perf_counter() - began:.1f} s")
