"""Supervised cases by the hundred thousand, kept between runs; a measurement works on a copy.

The ledger's own functions take the steps of one case in `COPIES`; the database multiplies them,
each copy a case of its own with the same days. Only cases are read here, so the links of the
audit chain count the first ones alone. The fill stays in CITYPLAN_BENCH_CASES_HOME
(`var/bench/cases`) until this file says another `_EDITION`; a newer schema does not empty it: it
is upgraded as any installation is.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, make_url, text

from benchmarks.measure import line
from benchmarks.references import plain
from cases.events import CaseEvent, Part, Step, fold
from cases.kinds import CaseKind, load_kind
from cases.machine import Hand
from cases.taking import Asked, New, Taking, begin, take
from desk.demo.posts import DESK
from desk.handle import SHANGHAI, Desk, open_desk
from desk.settings import Settings
from desk.setup import start
from ledger import case_log
from ledger.tables.kinds import METADATA
from observations.calendar import WorkingDays
from tests import postgres

FOLDER = Path(os.environ.get("CITYPLAN_BENCH_CASES_HOME", "var/bench/cases"))
FIRST, LAST = date(2023, 9, 1), date(2025, 9, 29)
NOW = datetime(2025, 9, 30, 9, tzinfo=SHANGHAI)
"""The last working day of a month and a quarter: 调度 of every open case."""
SETTINGS = ("shared_buffers=512MB", "fsync=off", "full_page_writes=off")
COPIES = 20
_EDITION = "1"
_APART = 1 << 16
"""Between the ids of a row and of its copy; a day has fewer rows."""
_WAY = (
    (Step.ACCEPT, Part.OFFICE), (Step.NOTE, Part.OFFICE), (Step.ANSWER, Part.OFFICE),
    (Step.VERIFY, Part.DESK), (Step.CLOSE, Part.DESK), (Step.LOOK_BACK, Part.DESK),
)  # fmt: skip


def on_sqlite(many: int, folder: Path) -> Settings:
    """A copy, in `folder`, of an installation with so many cases."""
    home = _place(many) / "sqlite"
    _kept("SQLite", Settings(home=home, database_url=""), many)
    return Settings(home=_copied(home, folder), database_url="")


@contextmanager
def on_postgresql(many: int, folder: Path) -> Iterator[Settings]:
    """A copy, in `folder` and a database of its own, of an installation with so many cases."""
    home = _place(many) / "postgresql"
    with postgres.kept(_place(many) / "server" / "data", SETTINGS) as server:
        if not _told(home).exists():
            _created(server, "cases")
        kept = _settings(home, server, "cases")
        _kept("PostgreSQL", kept, many)
        with psycopg.connect(plain(kept.database_url), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")  # what a server does by itself in time
        _created(server, "measured", "cases")
        yield _settings(_copied(home, folder), server, "measured")


def _place(many: int) -> Path:
    return FOLDER.absolute() / f"{many}-{_EDITION}"


def _told(home: Path) -> Path:
    return home.parent / f"{home.name}.json"


def _settings(home: Path, server: str, database: str) -> Settings:
    url = make_url(server).set(database=database).render_as_string(hide_password=False)
    return Settings(home=home, database_url=url)


def _copied(home: Path, folder: Path) -> Path:
    return Path(shutil.copytree(home, folder / home.name))


def _created(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(plain(server), autocommit=True) as connection:
        for word in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {} TEMPLATE {}"):
            known = [sql.Identifier(one) for one in (name, template)]
            connection.execute(sql.SQL(word).format(*known))


def _kept(name: str, settings: Settings, many: int) -> None:
    """Fill the installation if that was not done before; else bring it to the newest schema."""
    told, began = _told(settings.home), time.perf_counter()
    if not told.exists():
        shutil.rmtree(settings.home, ignore_errors=True)
    settings.home.parent.mkdir(parents=True, exist_ok=True)
    start(settings, "demo", lambda: datetime(2023, 9, 1, 8, tzinfo=SHANGHAI))
    if told.exists():
        spent = time.perf_counter() - began
        line(f"{name} 已装入,沿用", f"升到本版 {spent:.1f} s;{told.read_text(encoding='utf-8')}")
        return
    desk = open_desk(settings)
    try:
        _filled(desk, many // COPIES)
        with desk.ledger.step() as connection:
            events = _multiplied(connection)
    finally:
        desk.ledger.close()
    found = {"cases": many, "events": events, "seconds": round(time.perf_counter() - began)}
    told.write_text(json.dumps(found), encoding="utf-8")
    line(f"{name} 装入", f"{many} 件,{events} 步,{found['seconds']} s")


class _Counting(WorkingDays):
    """Counts each deadline once: 100,000 cases are given on some hundred days."""

    known: dict[tuple[date, int], date] = {}  # noqa: RUF012 -- one for all of the measurement

    def add(self, day: date, n: int) -> date:
        """As the calendar says."""
        if (day, n) not in self.known:
            self.known[day, n] = super().add(day, n)
        return self.known[day, n]


def _filled(desk: Desk, many: int) -> None:
    """Events as posts take them, day by day in one unit each."""
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


def _multiplied(connection: Connection) -> int:
    """Every case `COPIES` times, numbered in order of opening; how many events there are."""
    connection.execute(text("CREATE TEMP TABLE first AS SELECT * FROM case_standing"))
    connection.execute(text("DELETE FROM case_standing"))
    for name in ("case_events", "case_places"):
        connection.execute(text(_COPIED.format(name, *_copied_columns(name))), {"n": COPIES - 1})
    connection.execute(text(_OPENED))
    columns = _copied_columns("case_standing")
    connection.execute(text(_STOOD.format(*columns)), {"n": COPIES - 1})
    return int(connection.execute(text("SELECT count(*) FROM case_events")).scalar_one())


def _copied_columns(name: str) -> tuple[str, str]:
    """Names of a table's columns, and what a copy has in them; `c`: which copy, 0 the first."""
    known = [one.name for one in METADATA.tables[name].columns]
    return ", ".join(f'"{one}"' for one in known), ", ".join(
        _COLUMNS.get(one, f'o."{one}"') for one in known
    )


_MARK = "CASE c WHEN 0 THEN '' ELSE '.' || CAST(c AS TEXT) END"
_COLUMNS = {
    "id": f"o.id + c * {_APART}",
    "event": f"o.event + c * {_APART}",
    "said": f"o.said + c * {_APART}",
    "case": f'o."case" || {_MARK}',
    "subject": f"o.subject || {_MARK}",
    "content": "replace(replace(o.content, '\"' || o.\"case\" || '\"',"
    f" '\"' || o.\"case\" || {_MARK} || '\"'), '\"' || o.subject || '\"',"
    f" '\"' || o.subject || {_MARK} || '\"')",
    "number": "n.number",
    "printed": "substr(o.printed, 1, 5) || CASE WHEN n.number < 10 THEN '0' ELSE '' END"
    " || CAST(n.number AS TEXT)",
}
_TIMES = "WITH RECURSIVE copies(c) AS (SELECT {} UNION ALL SELECT c + 1 FROM copies WHERE c < :n)"
_COPIED = f"INSERT INTO {{0}} ({{1}}) {_TIMES.format(1)} SELECT {{2}} FROM {{0}} o, copies"
_OPENED = (
    'CREATE TEMP TABLE opened AS SELECT e."case" AS name,'
    " row_number() OVER (ORDER BY a.seq, e.id) AS number"
    " FROM case_events e JOIN audit a ON a.unit = e.unit WHERE e.step = '交办'"
)
_STOOD = (
    f"INSERT INTO case_standing ({{0}}) {_TIMES.format(0)} SELECT {{1}} FROM first o, copies,"
    f' opened n WHERE n.name = o."case" || {_MARK}'
)


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
    for step, part in _WAY:
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
