"""100,000 supervised cases: lists, one case, a past day, the daily clock, each beside plain SQL.

`python -m benchmarks cases` keeps CITYPLAN_BENCH_CASES cases (100,000) of six steps on average,
taken by the ledger's own functions, on SQLite and on a PostgreSQL of its own.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from sqlalchemy import delete, text

from benchmarks.measure import bounded, counted, line, timed
from benchmarks.site import p95
from cases.events import CaseEvent, Part, Step, fold
from cases.kinds import CaseKind, load_kind
from cases.machine import Hand
from cases.taking import Asked, New, Taking, begin, take
from desk.case_acts import the_case
from desk.case_clock import tell_stages
from desk.demo.posts import DESK
from desk.handle import SHANGHAI, Desk, open_desk
from desk.settings import Settings
from desk.setup import start
from desk.views.case_lists import listing
from desk.views.case_search import RUNNING, Sought, search
from desk.views.offices import office, offices
from ledger import case_log, case_rebuilding
from ledger.tables.cases import case_standing
from observations.calendar import WorkingDays
from tests import postgres
from tests.databases import new_database

MANY, EACH, WARM, PAGE = 100_000, 40, 3, 50
FIRST, LAST = date(2023, 9, 1), date(2025, 9, 29)
NOW = datetime(2025, 9, 30, 9, tzinfo=SHANGHAI)
"""The last working day of a month and a quarter: 调度 of every open case."""
LIMIT, CLOCK = 0.100, 10.0
WAY = (
    (Step.ACCEPT, Part.OFFICE), (Step.NOTE, Part.OFFICE), (Step.ANSWER, Part.OFFICE),
    (Step.VERIFY, Part.DESK), (Step.CLOSE, Part.DESK), (Step.LOOK_BACK, Part.DESK),
)  # fmt: skip
SETTINGS = ("shared_buffers=512MB", "fsync=off", "full_page_writes=off")
_LIST = (
    "SELECT s.*, e.text FROM case_standing s JOIN case_events e ON e.id = s.said"
    " WHERE {where} ORDER BY s.shut, s.sorted_by, s.number LIMIT 50 OFFSET {offset}"
)
_NOW = "s.ends IS NULL"


class _Counting(WorkingDays):
    """Counts each deadline once: 100,000 cases are given on some hundred days."""

    known: dict[tuple[date, int], date] = {}  # noqa: RUF012 -- one for all of the measurement

    def add(self, day: date, n: int) -> date:
        """As the calendar says."""
        if (day, n) not in self.known:
            self.known[day, n] = super().add(day, n)
        return self.known[day, n]


def run(folder: Path) -> None:
    """SQLite, then PostgreSQL."""
    many = int(os.environ.get("CITYPLAN_BENCH_CASES", str(MANY)))
    _measured("SQLite", folder / "sqlite", "", many)
    with postgres.running(SETTINGS) as server:
        _measured("PostgreSQL", folder / "postgresql", new_database(server), many)


def _measured(name: str, home: Path, url: str, many: int) -> None:
    settings = Settings(home=home, database_url=url)
    moment = datetime(2023, 9, 1, 8, tzinfo=SHANGHAI)
    start(settings, "demo", lambda: moment)
    desk = replace(open_desk(settings), clock=lambda: NOW)
    began = time.perf_counter()
    events = _filled(desk, many)
    line(f"{name} 装入", f"{many} 件,{events} 步,{time.perf_counter() - began:.0f} s")
    with desk.ledger.step() as connection:
        connection.execute(delete(case_standing))
        began = time.perf_counter()
        counted("现状行", case_rebuilding.rebuild(connection), events)
        line(f"{name} 由事件重建现状", f"{time.perf_counter() - began:.1f} s")
    with desk.ledger.step() as connection:
        connection.execute(text("ANALYZE"))
    for what, ours, sql in _asked(desk, many):
        _told(f"{name} {what}", desk, ours, sql)
    _clock(name, desk)
    desk.ledger.close()


def _filled(desk: Desk, many: int) -> int:
    """Events as posts take them, day by day in one unit each; how many."""
    kinds = [load_kind(one) for one in ("instruction", "rectification", "inspection")]
    chance, days = random.Random(11), (LAST - FIRST).days
    made = [
        event
        for number in range(many)
        for event in _one(desk, chance, kinds[number % 3], number, chance.randrange(days))
    ]
    made.sort(key=attrgetter("at"))
    for _, group in groupby(made, key=attrgetter("day")):
        today = [*group]
        with desk.ledger.write(DESK, today[-1].at, "case.open") as unit:
            case_log.append(unit, today)
    return len(made)


def _one(
    desk: Desk, chance: random.Random, kind: CaseKind, number: int, first: int
) -> list[CaseEvent]:
    """One case from its 交办 on: most of those given long ago are closed."""
    office, area = chance.choice(desk.plan.offices).id, chance.choice(desk.plan.areas).code
    new = New(
        f"{kind.id}/{number:06d}", f"{kind.id}:{number:06d}", f"第{number}件", office, "承办单位",
        area=area, ended=FIRST + timedelta(first),
    )  # fmt: skip
    day = FIRST + timedelta(first)
    given = Asked(
        Step.OPEN,
        "问题属实",
        due=day + timedelta(40),
        fields=dict.fromkeys(_names(kind.fields), "如文"),
    )
    by = _by(day, number, frozenset({Part.DESK}))
    if kind.counts_from != "given":
        given = replace(given, due=None)
    events = [begin(new, given, kind, by)]
    for step, part in WAY:
        day += timedelta(days=chance.randint(1, 12))
        if day > LAST or chance.random() < 0.06:
            break
        asked = Asked(
            step, "情况如下", evidence="报告",
            fields=dict.fromkeys(_names(kind.answer_fields), "如文") if step is Step.ANSWER else {},
        )  # fmt: skip
        events.append(take(fold(events), asked, kind, _by(day, number, frozenset({part}))))
    return events


def _names(items: tuple[object, ...]) -> list[str]:
    return [one.name for one in items]  # type: ignore[attr-defined]


def _by(day: date, number: int, parts: frozenset[Part]) -> Taking:
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
    at = moment + timedelta(seconds=number % 20_000)
    post = f"{sorted(parts)[0]}岗"
    return Taking(post, Hand(frozenset({post}), parts), at, _Counting())


Read = Callable[[], int]
"""Asks once; how many rows it got."""


def _asked(desk: Desk, many: int) -> Iterator[tuple[str, Read, str]]:
    """What is asked, our way of asking it, and the SQL of somebody who writes it by hand."""
    one = desk.plan.offices[0].id
    today = NOW.date()
    past = date(2024, 11, 15)
    with desk.ledger.read() as reading:
        sought = text('SELECT printed, "case" FROM case_standing WHERE number = 1234 LIMIT 1')
        row = reading.connection.execute(sought).first()
        number, case = (row[0], row[1]) if row is not None else ("", "")
    head = desk.ledger.head_at(datetime(2024, 11, 15, 23, 59, 59, tzinfo=SHANGHAI))
    then = f"s.begins <= {head} AND (s.ends IS NULL OR s.ends > {head})"
    yield "台账首页", _page(desk, Sought()), _LIST.format(where=_NOW, offset=0)
    yield (
        "台账中间一页",
        _page(desk, Sought(), many // 100),
        _LIST.format(where=_NOW, offset=many // 2),
    )
    yield (
        "一个单位未销号",
        _page(desk, Sought(office=one, standing=RUNNING)),
        _LIST.format(where=f"{_NOW} AND s.shut = 0 AND s.office = '{one}'", offset=0),
    )
    yield (
        "红色",
        _page(desk, Sought(colour="红")),
        _LIST.format(where=f"{_NOW} AND s.shut = 0 AND s.due < '{today}'", offset=0),
    )
    yield "过去一天的台账", _page(desk, Sought(day=past)), _LIST.format(where=then, offset=0)
    yield (
        "责任清单",
        lambda: len(listing(desk, DESK, "责任清单", Sought())[:PAGE]),
        _LIST.format(where=f"{_NOW} AND s.shut = 0 AND s.kind <> 'inspection'", offset=0),
    )
    yield (
        "一件",
        lambda: _case(desk, number),
        f"SELECT e.* FROM case_events e WHERE e.\"case\" = '{case}' ORDER BY e.id",
    )
    yield (
        "单位页",
        lambda: len(office(desk, DESK, one).cases),
        _LIST.format(where=f"{_NOW} AND s.shut = 0 AND s.office = '{one}'", offset=0),
    )
    yield (
        "单位一览",
        lambda: len(offices(desk, DESK).rows),
        "SELECT s.office, count(*), sum(CASE WHEN s.due < '2025-09-30' THEN 1 ELSE 0 END)"
        " FROM case_standing s WHERE s.ends IS NULL AND s.shut = 0 GROUP BY s.office",
    )


def _page(desk: Desk, sought: Sought, number: int = 0) -> Read:
    def asked() -> int:
        found = search(desk, DESK, sought)
        return len(found.rows[number * PAGE : (number + 1) * PAGE])

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
    mine, hand = p95(list(timed(ours, EACH).seconds)), p95(list(timed(by_hand, EACH).seconds))
    line(
        name,
        f"p95 {mine * 1000:.1f} ms,限 {LIMIT * 1000:.0f} ms;手写 SQL {hand * 1000:.1f} ms"
        f" → {'达到' if mine <= LIMIT else '未达到'}",
    )


def _clock(name: str, desk: Desk) -> None:
    """The day's clock with every open case in 调度; a second run; what it said."""
    said: list[int] = []
    first = timed(lambda: said.append(len(tell_stages(desk, DESK))), 1)
    bounded(f"{name} 每日时钟({said[0]} 条)", first, CLOCK)
    again = timed(lambda: said.append(len(tell_stages(desk, DESK))), 3)
    counted(f"{name} 再做一次", sum(said[1:]), 0)
    bounded(f"{name} 每日时钟再做一次", again, CLOCK)
    query = "SELECT count(*) FROM alert_facts WHERE kind = 'case'"
    with desk.ledger.read() as reading:
        counted(f"{name} 所说", int(reading.connection.execute(text(query)).scalar_one()), said[0])
        began = time.perf_counter()
        counted(f"{name} 与事件不符", len([*case_rebuilding.wrong(reading)]), 0)
        line(f"{name} 逐件与事件比对", f"{time.perf_counter() - began:.1f} s")
