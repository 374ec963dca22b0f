"""P15: forms are taken in while eight people read, and they read while forms are taken in.

A demo on PostgreSQL, served as ever, with its worker; documents of its offices come through the
door without a pause, eight readers with a second's thought ask for pages over HTTP. Each round
measures the intake alone, the readers alone and both, in this order, on the same installation.

A page is drawn once for a state of the record and then kept, and every verdict is a new state.
So that drawing is compared with drawing, `alone` for the readers means a few documents a second;
what kept pages take, with nothing coming at all, is printed beside it.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from multiprocessing import get_context
from pathlib import Path

from benchmarks.callbacks import PAGES
from benchmarks.figures import figure
from benchmarks.many_offices import clerk_of
from benchmarks.measure import Invalid, counted, line, told
from benchmarks.site import CLIENTS, Client, p95, served
from desk.demo.replay import prepare
from desk.demo.series import entry_for
from desk.handle import Desk, open_desk
from desk.intake import GROUP, receive
from desk.pulse import worker_alive
from desk.settings import Settings
from flows.supervisor import python
from ledger import receipts
from observations.layout import LayoutRow
from observations.period import Frequency, ReportingPeriod
from observations.submission import FORM, document
from targets.layouts import all_layouts
from tests import postgres
from tests.databases import new_database

ROUNDS, SECONDS, THOUGHT = 3, 30.0, 1.0
TRICKLE = 4.0
"""Documents a second beside readers who are called alone: nearly every page is drawn anew."""
AHEAD = 2 * GROUP
"""So many wait for the worker at most: it never waits itself."""
INGEST, READ = 0.7, 2.0
READY, PATIENCE = 300.0, 600.0
Document = tuple[str, str, bytes]


@dataclass(frozen=True)
class Site:
    """What is measured: its desk, where it answers, a session, what comes in, who reads."""

    desk: Desk
    address: str
    cookie: str
    coming: Iterator[Document]
    readers: Executor


@dataclass(frozen=True)
class Round:
    """Verdicts a second alone and beside readers; p95 of pages kept, drawn anew, beside intake."""

    alone: float
    beside: float
    kept: float
    drawn: float
    busy: float


def run(folder: Path) -> None:
    """Some rounds; each figure is a multiple of the same round's own."""
    with postgres.running() as server:
        settings = Settings(home=folder / "demo", database_url=new_database(server))
        prepare(settings, fresh=True, tick=lambda *_: None)
        with _site(settings) as site:
            rounds = [_round(site) for _ in range(ROUNDS)]
            _all_let_in(site.desk)
    _told(rounds)


@contextmanager
def _site(settings: Settings) -> Iterator[Site]:
    desk = open_desk(settings)
    env = os.environ | {
        "CITYPLAN_HOME": str(settings.home.resolve()),
        "CITYPLAN_DATABASE_URL": settings.url,
    }
    worker = subprocess.Popen(python("flows.bench"), env=env, stdout=subprocess.DEVNULL)
    try:
        readers = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        with readers, served(settings.home, settings.url) as address:
            _until(lambda: worker_alive(desk), READY, "核验进程没有开始")
            cookie = Client(address).log_in().cookie
            site = Site(desk, address, cookie, _documents(desk), readers)
            _taken_in(site, SECONDS / 4, 0.0)  # the worker's layouts, the plans of the server
            _read(site, SECONDS / 4)
            yield site
    finally:
        worker.terminate()
        worker.wait(60)
        desk.ledger.close()


def _documents(desk: Desk) -> Iterator[Document]:
    """Office, name and bytes without end: every quarter's report, then each anew with a note."""
    layouts = [one for one in all_layouts(desk.plan).values() if one.frequency == "Q"]
    quarters = [ReportingPeriod(2000 + n // 4, Frequency.QUARTER, n % 4 + 1) for n in range(80)]
    for turn in itertools.count(1):
        for period, layout in itertools.product(quarters, layouts):
            values = [_value(desk, row, period) | {"note": f"第{turn}次报"} for row in layout.rows]
            data = document((layout.office, str(period)), FORM, values)
            yield layout.office, f"{layout.office}_{period}_{turn}.json", data


def _value(desk: Desk, row: LayoutRow, period: ReportingPeriod) -> dict[str, object]:
    """What the row's office would write, as a document has it."""
    indicator = desk.plan.indicator(row.indicator)
    entry = entry_for(desk.plan, indicator, row.area, period)
    value = ("是" if entry.value else "否") if indicator.kind == "yes" else entry.value
    said = {"value": value, "numerator": entry.numerator, "denominator": entry.denominator}
    known = {name: one for name, one in said.items() if one is not None}
    return {"indicator": row.indicator, "area": row.area, **known}


def _round(site: Site) -> Round:
    alone = _taken_in(site, SECONDS, 0.0)
    kept = p95(_read(site, SECONDS))
    drawn, _ = _together(site, 1 / TRICKLE)
    busy, beside = _together(site, 0.0)
    return Round(alone, beside, kept, drawn, busy)


def _together(site: Site, pause: float) -> tuple[float, float]:
    """p95 of the pages, verdicts a second."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(_taken_in, site, SECONDS, pause)
        found = p95(_read(site, SECONDS))
        return found, coming.result()


def _taken_in(site: Site, seconds: float, pause: float) -> float:
    """Verdicts a second while documents come; what still waits then is judged before the return."""
    began, sent = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        if pause:
            time.sleep(pause)
        elif sent % (GROUP // 4) == 0 and _waiting(site.desk) >= AHEAD:
            time.sleep(0.05)
            continue
        office, name, data = next(site.coming)
        receive(site.desk, clerk_of(office), data, name)
        sent += 1
    judged, spent = sent - _waiting(site.desk), time.perf_counter() - began
    _until(lambda: _waiting(site.desk) == 0, PATIENCE, "没有判完")
    return judged / spent


def _all_let_in(desk: Desk) -> None:
    """`Invalid` when a document went back: what is returned costs other than what is let in."""
    with desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=1_000_000)
    ours = [row.state for row in rows if row.source.name.endswith(".json")]
    counted("已受理的来件", ours.count("accepted"), len(ours))
    counted("有来件", int(bool(ours)), 1)


def _waiting(desk: Desk) -> int:
    with desk.ledger.read() as reading:
        return receipts.waiting(reading)


def _until(true: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > deadline:
            raise Invalid(what)
        time.sleep(0.05)


def _read(site: Site, seconds: float) -> list[float]:
    """Eight readers in a process of their own; seconds of every page."""
    return site.readers.submit(_readers, site.address, site.cookie, seconds).result()


def _readers(address: str, cookie: str, seconds: float) -> list[float]:
    ends = time.perf_counter() + seconds
    with ThreadPoolExecutor(CLIENTS) as many:
        found = many.map(partial(_reader, address, cookie, ends), range(CLIENTS))
        return [one for spent in found for one in spent]


def _reader(address: str, cookie: str, ends: float, place: int) -> list[float]:
    """One page after the other with a second between them; none together with the others."""
    client, chance = Client(address, cookie), random.Random(place)
    spent: list[float] = []
    time.sleep(chance.random() * THOUGHT)
    for _, path, search in itertools.islice(itertools.cycle(PAGES), place, None):
        if time.perf_counter() > ends:
            return spent
        client.anew()  # the server hangs up on who says nothing for two seconds
        answer = client.page(path, search)
        if answer.status != HTTPStatus.OK:
            raise Invalid(f"{path}:应答 {answer.status}")
        spent.append(answer.seconds)
        time.sleep(THOUGHT * chance.uniform(0.5, 1.5))
    return spent


def _told(rounds: Sequence[Round]) -> None:
    intake = figure("P15 收件,有人读时是单独的几倍", [r.beside / r.alone for r in rounds], INGEST,
                    "倍", low=False)  # fmt: skip
    read = figure("P15 读,收件时 p95 是单独的几倍", [r.busy / r.drawn for r in rounds], READ, "倍")
    line(
        "P15 收件,有人读时",
        f"{_middle([r.beside for r in rounds]):.0f} 份/秒,单独 "
        f"{_middle([r.alone for r in rounds]):.0f} 份/秒,{intake.value:.2f} 倍,"
        f"最差 {intake.worst:.2f} 倍,要求 {INGEST:g} 倍 → {told(intake)}",
    )
    line(
        f"P15 读,{CLIENTS} 人各想 {THOUGHT:g} 秒",
        f"收件不停时 p95 {1000 * _middle([r.busy for r in rounds]):.0f} ms,每秒 {TRICKLE:g} 份时 "
        f"{1000 * _middle([r.drawn for r in rounds]):.0f} ms,{read.value:.2f} 倍,"
        f"最差 {read.worst:.2f} 倍,限 {READ:g} 倍 → {told(read)}",
    )
    kept = figure("P15 读,没有来件时的 p95", [1000 * r.kept for r in rounds], 0, "ms")
    told(kept)
    line("  没有来件时(页面已画好)", f"p95 {kept.value:.0f} ms,最差 {kept.worst:.0f} ms")


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
