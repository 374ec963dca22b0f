"""P11: the forms of a national month, received and judged on two cores.

A plan of the whole nation (56,860 offices with fifteen values each) on PostgreSQL; so many real
files as CITYPLAN_BENCH_FILES says (5,000) come in waves through the door, while two workers judge
them as `cityplan serve --only worker` does. The line through the waves says how long 56,860 take.

No reference in the same run is asked for: the limit is a time. What the files cost that are only
read and archived is printed beside it.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.synchronize import Event
from pathlib import Path

from benchmarks.figures import figure
from benchmarks.many_offices import clerk_of
from benchmarks.measure import Invalid, counted, line, told
from benchmarks.month_forms import Form, forms
from benchmarks.national_plan import NATION, VALUES, national_desk
from desk.handle import Desk
from desk.intake import GROUP, receive
from desk.settings import Settings
from desk.setup import start
from desk.worker import work
from ledger import receipts, revisions
from observations.jail import Jail
from observations.spool import spool
from tests import postgres
from tests.databases import new_database

FILES, ROUNDS = 5_000, 3
SHARES = (0.1, 0.2, 0.3, 0.4)
"""How the files are spread over the waves: a line wants points that lie apart."""
WORKERS, DOORS = 2, 2
WARM = WORKERS * GROUP
"""Each worker makes the nation's layouts at its first group: that is not the files' cost."""
LIMIT, PATIENCE = 600.0, 1_800.0
PARTED = 500


@dataclass(frozen=True)
class Line:
    """seconds = `start` + `each` · files, and the share by which the farthest wave departs."""

    start: float
    each: float
    off: float

    def at(self, files: int) -> float:
        """Seconds of so many."""
        return self.start + self.each * files


def fitted(waves: Sequence[tuple[int, float]]) -> Line:
    """The line by least squares through (files, seconds); `Invalid` when it does not rise."""
    found = statistics.linear_regression(*zip(*waves, strict=True))
    if found.slope <= 0:
        raise Invalid("各批用时不随份数增加")
    off = max(abs(s / (found.intercept + found.slope * n) - 1) for n, s in waves)
    return Line(found.intercept, found.slope, off)


def run(folder: Path) -> None:
    """Several rounds, each on a database of its own; the median and the worst of them."""
    count = int(os.environ.get("CITYPLAN_BENCH_FILES", FILES))
    made = forms(folder, count + WARM)
    with postgres.running() as server:
        rounds = [
            _round(folder / f"round{n}", new_database(server), made[:WARM], _waves(made[WARM:]))
            for n in range(ROUNDS)
        ]
    _told(count, rounds)
    _parts(made[:PARTED], folder / "parts")


def _waves(made: Sequence[Form]) -> list[Sequence[Form]]:
    """The files by wave, each a larger share than the one before."""
    ends = [round(len(made) * sum(SHARES[:n])) for n in range(len(SHARES) + 1)]
    return [made[a:b] for a, b in pairwise(ends)]


def _told(count: int, rounds: Sequence[list[tuple[int, float]]]) -> None:
    spent = [sum(seconds for _, seconds in waves) for waves in rounds]
    lines = [fitted(waves) for waves in rounds]
    whole = figure(f"P11 全国一月 {NATION} 份(外推)", [one.at(NATION) for one in lines], LIMIT, "s")
    word = told(whole)
    taken = figure(f"P11 实测 {count} 份", spent, 0, "s")
    told(taken)
    line(
        f"P11 实测 {count} 份,{WORKERS} 个核验进程",
        f"中位 {taken.value:.1f} s,最差 {taken.worst:.1f} s,"
        f"{count / taken.value:.0f} 份/秒({count * VALUES / taken.value:.0f} 值/秒)",
    )
    each = statistics.median(one.each for one in lines)
    begun = statistics.median(one.start for one in lines)
    line(
        f"P11 全国一月 {NATION} 份(外推)",
        f"中位 {whole.value:.0f} s,最差 {whole.worst:.0f} s,限 {LIMIT:.0f} s → {word};"
        f"直线 {begun:.1f} s + {each * 1000:.2f} ms × 份数,"
        f"离线最远 {max(one.off for one in lines) * 100:.0f}%",
    )


def _round(
    home: Path, url: str, warm: Sequence[Form], waves: Sequence[Sequence[Form]]
) -> list[tuple[int, float]]:
    """(files, seconds) of every wave, from its first file at the door to its last verdict."""
    settings = Settings(home=home, database_url=url)
    start(settings, "demo")
    desk = national_desk(settings, NATION)
    _received(desk, warm)
    with _judging(settings):
        _until_judged(desk)
        spent = [(len(wave), _timed(desk, wave)) for wave in waves]
    _whole(desk, sum(map(len, waves)) + len(warm))
    desk.ledger.close()
    return spent


def _timed(desk: Desk, wave: Sequence[Form]) -> float:
    began = time.perf_counter()
    _received(desk, wave)
    _until_judged(desk)
    return time.perf_counter() - began


def _received(desk: Desk, made: Sequence[Form]) -> None:
    with ThreadPoolExecutor(DOORS) as doors:
        list(doors.map(lambda one: receive(desk, clerk_of(one[0]), one[1], one[1].name), made))


def _until_judged(desk: Desk) -> None:
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        with desk.ledger.read() as reading:
            if receipts.waiting(reading) == 0:
                return
        time.sleep(0.05)
    raise Invalid("半小时没有判完")


def _whole(desk: Desk, files: int) -> None:
    """Every file was let in, and every value of it is there."""
    with desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=NATION * 2)
        values = revisions.current(reading).height
    counted("已受理", sum(row.state == "accepted" for row in rows), files)
    counted("记录的值", values, files * VALUES)


@contextmanager
def _judging(settings: Settings) -> Iterator[None]:
    """Two workers in processes of their own, told to stop at the end."""
    processes = multiprocessing.get_context("spawn")
    stop = processes.Event()
    every = [processes.Process(target=_work, args=(settings, NATION, stop)) for _ in range(WORKERS)]
    for one in every:
        one.start()
    try:
        yield
    finally:
        stop.set()
        for one in every:
            one.join(60)


def _work(settings: Settings, offices: int, stop: Event) -> None:
    """One worker, the product's own, on the nation's plan."""
    desk = national_desk(settings, offices)
    try:
        work(desk, stop.is_set)
    finally:
        desk.ledger.close()


def _parts(made: Sequence[Form], archive: Path) -> None:
    """What remains of a file's cost when it is only archived and read in the jail."""
    with Jail() as jail:
        jail.read(spool(made[0][1], "warm", archive / "warm"))
        began = time.perf_counter()
        for _, path in made:
            counted("读出的表", len(jail.read(spool(path, path.name, archive)).sheets) > 0, True)
        spent = (time.perf_counter() - began) / len(made)
    line("  只存档并隔离读取(一个进程)", f"{spent * 1000:.2f} ms 一份")
