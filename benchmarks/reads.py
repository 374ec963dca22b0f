"""P8 and P9: keyed reads with eight clients, each beside hand-written SQL, small and large.

`python -m benchmarks reads` fills one banner (42,000 values), a city (9 banners) and a region (103)
on a PostgreSQL of its own and prints each with the growth from the first, and how busy the machine
was with other work. CITYPLAN_BENCH_BANNERS=1218 adds the country, which wants 25 GB of disk and,
the first time, a quarter of an hour: what was filled is kept (`benchmarks.kept`).
Before a read is timed, ours and the SQL must find as many rows.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import kept, nation, reads_filled
from benchmarks.figures import figure
from benchmarks.measure import counted, line, told
from benchmarks.nation import AREAS, MONTHS, OFFICES, Nation, area, fill, month, office
from benchmarks.reads_asked import READS, Drawn
from benchmarks.reads_filled import NOW, Around, alerts, hashes, kept_first
from benchmarks.references import plain
from benchmarks.site import PROCESSES, THREADS, p95
from ledger.opening import create, open_ledger
from targets.load import DEFAULT_PLAN, load_plan

EACH, RUNS = 40, 3
WARM = 8  # of each client: opening the connection, and the plans a server makes anew at first
GROWTH, TIMES = 3, 2
MAPPED = 9
FILES = 4_000
TIERS = (1, 9, 103, 1_218)
"""Banners: one, a city's, a region's, the country's."""


@dataclass(frozen=True)
class Filled:
    """A ledger made for the measurement: where it is, how large, what may be asked of it."""

    url: str
    banners: int
    around: Around
    hashes: tuple[str, ...]


def run(folder: Path) -> None:
    """One banner, then many; each read's p95 beside SQL, and how it grew."""
    del folder
    most = int(os.environ.get("CITYPLAN_BENCH_BANNERS", "103"))
    sources = (Path(str(one.__file__)) for one in (nation, reads_filled))
    with kept.server(*sources) as server:
        filled = [_kept(server, one) for one in TIERS if one < most] + [_kept(server, most)]
        load = os.getloadavg()[0]
        found = [measured(one) for one in filled]
        line("量前一分钟的平均负载", f"{load:.1f}({os.cpu_count()} 核)")
    for place, one in enumerate(READS):
        sizes = {size.banners: runs[place] for size, runs in zip(filled, found, strict=True)}
        _told(one.name, one.limit, sizes)


def _kept(server: kept.Server, banners: int) -> Filled:
    told_of = server.database(f"banners_{banners}", lambda url: asdict(_filled(url, banners)))
    around = Around(**(told_of["around"] | {"sessions": tuple(told_of["around"]["sessions"])}))
    return Filled(told_of["url"], banners, around, tuple(told_of["hashes"]))


def _filled(url: str, banners: int) -> Filled:
    with create(url, "demo") as ledger:
        around = kept_first(ledger)
        country = Nation(banners, indicators(), ledger.head())
    began = time.perf_counter()
    rows = fill(url, country)
    warned = alerts(url, month(MONTHS - 12))
    spent = time.perf_counter() - began
    line(
        "装入",
        f"{country.values} 个值,{rows} 次修订,{warned} 条预警,{spent:.0f} s,"
        f"{rows / spent:.0f} 行/秒",
    )
    return Filled(url, banners, around, tuple(hashes(url, FILES)))


def indicators() -> list[str]:
    """Seventy keys, the plan's own first."""
    own = [one.key for one in load_plan(DEFAULT_PLAN).indicators]
    return [*own, *(f"more{n:02d}" for n in range(70))][:70]


Pairs = tuple[tuple[float, float], ...]
"""Of each run the p95 of ours and of the SQL."""


def measured(filled: Filled) -> list[Pairs]:
    """Every read, several runs, ours and SQL in turn."""
    _alike(filled)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return [
            tuple(
                (_p95(pool, (filled, place, True)), _p95(pool, (filled, place, False)))
                for _ in range(RUNS)
            )
            for place in range(len(READS))
        ]


def _alike(filled: Filled) -> None:
    """`Invalid` where the SQL finds another number of rows than we do, or nothing is found."""
    drawn = list(_drawn(filled, seed=0))[:5]
    with open_ledger(filled.url) as ledger, _by_hand(filled.url) as server:
        for one in READS:
            ours = [len(one.ours(ledger, asked)) for asked in drawn]
            theirs = [sum(len(rows) for rows in _asked(server, one.sql, d)) for d in drawn]
            counted(f"{one.name}:行数", sum(ours), sum(theirs))
            if not any(ours):
                counted(f"{one.name}:行数", 0, 1)


def _p95(pool: ProcessPoolExecutor, what: tuple[Filled, int, bool]) -> float:
    asked = [pool.submit(_clients, what, seed) for seed in range(PROCESSES)]
    return p95([one for done in asked for one in done.result()])


def _clients(what: tuple[Filled, int, bool], seed: int) -> list[float]:
    """Four clients of one process, as of a web process; seconds of each read."""
    filled, place, ours = what
    work = _ours if ours else _theirs
    with ThreadPoolExecutor(THREADS) as many:
        found = many.map(partial(work, filled, place), range(seed * 10, seed * 10 + THREADS))
        return [one for spent in found for one in spent]


def _ours(filled: Filled, place: int, seed: int) -> list[float]:
    ledger = _LEDGERS.setdefault(filled.url, None) or open_ledger(filled.url)
    _LEDGERS[filled.url] = ledger
    spent = []
    for one in _drawn(filled, seed):
        began = time.perf_counter()
        READS[place].ours(ledger, one)
        spent.append(time.perf_counter() - began)
    return spent[WARM:]


_LEDGERS: dict[str, Any] = {}


def _theirs(filled: Filled, place: int, seed: int) -> list[float]:
    spent = []
    with _by_hand(filled.url) as server:
        for one in _drawn(filled, seed):
            began = time.perf_counter()
            _asked(server, READS[place].sql, one)
            spent.append(time.perf_counter() - began)
    return spent[WARM:]


def _by_hand(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection as good as ours: nothing compiled, disks that do not seek, ready statements."""
    options = "-c jit=off -c random_page_cost=1.1 -c timezone=UTC"
    return psycopg.connect(plain(url), autocommit=True, options=options)


def _asked(
    server: psycopg.Connection[tuple[Any, ...]], sql: tuple[str, ...], one: Drawn
) -> list[list[tuple[Any, ...]]]:
    return [server.execute(text.encode(), _values(one)).fetchall() for text in sql]


def _values(one: Drawn) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in vars(one).items()}


def _drawn(filled: Filled, seed: int) -> Iterator[Drawn]:
    chance = random.Random(seed)
    keys = indicators()
    for _ in range(EACH + WARM):
        b, j = chance.randrange(filled.banners), chance.randrange(OFFICES)
        near = min(b, max(filled.banners - MAPPED, 0))
        areas = tuple(area(b, n) for n in range(AREAS))
        yield Drawn(
            office=office(b, j),
            offices=tuple(office(b, n) for n in range(OFFICES)),
            area=chance.choice(areas),
            areas=areas,
            others=tuple(area(near + n, 0) for n in range(min(MAPPED, filled.banners))),
            indicator=chance.choice(keys),
            period=month(chance.randrange(MONTHS)),
            sha256=chance.choice(filled.hashes),
            # the fill gives each submission four milliseconds, one after the other
            moment=NOW + timedelta(seconds=chance.random() * filled.banners * 1.6),
            token=chance.choice(filled.around.sessions),
            plan=filled.around.plan,
            target=filled.around.target,
        )


def _told(name: str, limit: float, sizes: dict[int, Pairs]) -> None:
    """p95 at every size; at the largest its multiple of the SQL's and of the smallest one's."""
    ours = {size: [one for one, _ in pairs] for size, pairs in sizes.items()}
    small, most = _median(ours[min(sizes)]), ours[max(sizes)]
    sql = _median([theirs for _, theirs in sizes[max(sizes)]])
    ms = {size: [1000 * one for one in runs] for size, runs in ours.items()}
    found = [figure(f"P8 {name},{size} 旗", ms[size], 1000 * limit, "ms") for size in sizes]
    times = figure(f"P8 {name},SQL 的几倍", [one / sql for one in most], TIMES, "倍")
    grown = figure(f"P9 {name},增几倍", [one / small for one in most], GROWTH, "倍")
    words = "、".join(told(one) for one in (*found, times, grown))
    grew = "、".join(f"{s} 旗 {one.value:.1f}" for s, one in zip(sizes, found, strict=True))
    line(
        f"P8 {name}",
        f"p95 中位 {grew} ms,最差 {found[-1].worst:.1f} ms,限 {limit * 1000:.0f} ms;"
        f"SQL {sql * 1000:.1f} ms,{times.value:.1f} 倍,限 {TIMES} 倍;"
        f"P9 增 {grown.value:.1f} 倍,限 {GROWTH} 倍 → {words}",
    )


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
