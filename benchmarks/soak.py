"""P16: 50 submissions a second of 250 values each, for 30 seconds; all accepted, nothing lost.

Submissions come as JSON through the door; a worker in a process of its own judges them with
Great Expectations in the path. Every value stored is compared with the one sent.
"""

from __future__ import annotations

import itertools
import multiprocessing
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Event
from pathlib import Path

import polars as pl

from benchmarks.figures import figure
from benchmarks.many_offices import clerk_of, desk_of
from benchmarks.measure import counted, line, told
from desk.handle import Desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from desk.worker import warm_up
from ledger import receipts, revisions
from observations.period import Frequency, ReportingPeriod
from observations.submission import FORM, document
from targets.model import Plan
from tests import postgres
from tests.databases import new_database

RATE, SECONDS, VALUES = 50, 30, 250
OFFICES, DOORS, PATIENCE = 25, 4, 600.0
Submission = tuple[str, str, list[tuple[str, float]]]


def run(folder: Path) -> None:
    """PostgreSQL, then SQLite."""
    with postgres.running() as server:
        _measured("PostgreSQL", new_database(server), folder / "postgresql")
    _measured("SQLite", "", folder / "sqlite")


def _submissions(plan: Plan) -> list[Submission]:
    """(office, period, values) of every submission, each office a month after another.

    Values go about a level of their own, as measured ones do: what repeats, jumps or climbs by
    rule is doubted, and doubts are another load.
    """
    chance = random.Random(2019)
    periods = [ReportingPeriod(2019 + n // 12, Frequency.MONTH, n % 12 + 1) for n in range(60)]
    chosen = itertools.islice(itertools.product(periods, plan.offices), RATE * SECONDS)
    return [
        (office.id, str(period), [
            (one.key, round(30 + n % 40 + chance.gauss(0, 0.8), 2))
            for n, one in enumerate(plan.indicators)
        ])
        for period, office in chosen
    ]  # fmt: skip


def _measured(name: str, url: str, home: Path) -> None:
    start(Settings(home=home, database_url=url), "demo")
    desk = desk_of(Settings(home=home, database_url=url), OFFICES, VALUES)
    submissions = _submissions(desk.plan)
    counted("报送", len(submissions), RATE * SECONDS)
    processes = multiprocessing.get_context("spawn")
    stop, ready = processes.Event(), processes.Event()
    worker = processes.Process(target=_work, args=(home, url, stop, ready))
    worker.start()
    ready.wait(120)
    began = time.perf_counter()
    spent = _hand_in(desk, submissions)
    taken = time.perf_counter() - began
    _until_judged(desk)
    whole = time.perf_counter() - began
    stop.set()
    worker.join(30)
    _compared(desk, submissions)
    desk.ledger.close()
    late = statistics.quantiles(spent, n=20)[-1]
    rate = len(submissions) / taken
    word = told(figure(f"P16 收件,{name}", [rate], RATE * 0.98, "份/秒", low=False))
    line(f"P16 收件,{name}", f"{rate:.1f} 份/秒,p95 {late * 1000:.0f} ms,限 {RATE} 份/秒 → {word}")
    judged = len(submissions) / whole
    word = told(figure(f"P16 全部判定,{name}", [whole], SECONDS + 10, "s"))
    line(
        f"P16 全部判定并记录,{name}",
        f"{judged:.1f} 份/秒({judged * VALUES:.0f} 值/秒),"
        f"收完后 {whole - taken:.1f} s 判完 → {word}",
    )


def _hand_in(desk: Desk, submissions: list[Submission]) -> list[float]:
    """Each at its moment, by a few doors at once; seconds each took."""
    areas = {r.office: r.area for r in desk.plan.reporting}
    began = time.perf_counter()

    def one(place: int) -> float:
        office, period, values = submissions[place]
        told = [{"indicator": key, "area": areas[office], "value": value} for key, value in values]
        data = document((office, period), FORM, told)
        time.sleep(max(0.0, began + place / RATE - time.perf_counter()))
        actor = clerk_of(office)
        at = time.perf_counter()
        receive(desk, actor, data, f"{office}_{period}.json")
        return time.perf_counter() - at

    with ThreadPoolExecutor(DOORS) as doors:
        return list(doors.map(one, range(len(submissions))))


def _until_judged(desk: Desk) -> None:
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        with desk.ledger.read() as reading:
            if receipts.waiting(reading) == 0:
                return
        time.sleep(0.1)


def _compared(desk: Desk, submissions: list[Submission]) -> None:
    """What is stored, written out, is byte for byte what was sent, written out."""
    with desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=10_000)
        held = revisions.current(reading)
    counted("已受理", sum(row.state == "accepted" for row in rows), len(submissions))
    sent = pl.DataFrame(
        [(office, period, key, value) for office, period, values in submissions
         for key, value in values],
        schema={"office": pl.String, "period": pl.String, "indicator": pl.String,
                "value": pl.Float64}, orient="row",
    )  # fmt: skip
    names = sent.columns
    written = [frame.select(names).sort(names).write_csv() for frame in (sent, held)]
    counted("导出逐字节相同", int(written[0] == written[1]), 1)


def _work(home: Path, url: str, stop: Event, ready: Event) -> None:
    """The worker: as `desk.worker` does, until told to stop."""
    warm_up()
    desk = desk_of(Settings(home=home, database_url=url), OFFICES, VALUES)
    with Bench(desk, name="soak") as bench:
        ready.set()
        while not stop.is_set():
            if not judge_waiting(bench):
                time.sleep(0.05)
    desk.ledger.close()
