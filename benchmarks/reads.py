"""P8 and P9: keyed reads with eight clients, each beside hand-written SQL, small and large.

`python -m benchmarks reads` fills one banner (42,000 values) and CITYPLAN_BENCH_BANNERS of them
(120; the country is 1,218 and wants 25 GB of disk and a quarter of an hour) on a PostgreSQL of its
own, and prints both with the growth between them.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.measure import line
from benchmarks.nation import AREAS, MONTHS, OFFICES, Nation, area, fill, month, office
from benchmarks.references import plain
from benchmarks.site import PROCESSES, THREADS, p95
from ledger import alert_log, approvals, receipts, revisions
from ledger.form_arrivals import form_arrivals
from ledger.opening import create, open_ledger
from ledger.revisions import Keys
from ledger.unit import Reading
from targets.load import DEFAULT_PLAN, load_plan
from tests import postgres
from tests.databases import new_database

EACH, RUNS = 40, 3
GROWTH, TIMES = 3, 2
SETTINGS = ("shared_buffers=1GB", "fsync=off", "full_page_writes=off", "max_wal_size=8GB")


@dataclass(frozen=True)
class Drawn:
    """What one client asks about."""

    banner: int
    office: str
    offices: tuple[str, ...]
    area: str
    areas: tuple[str, ...]
    indicator: str
    period: str
    sha256: str


Ours = Callable[[Reading, Drawn], Any]
_FROM = (
    "SELECT r.* FROM revisions r JOIN audit a USING (unit) JOIN judgements j ON j.id = r.judgement"
)
_STANDING = " AND NOT EXISTS (SELECT 1 FROM superseded s WHERE s.revision = r.id)"
_APPROVED = (
    " AND EXISTS (SELECT 1 FROM approvals p JOIN audit b ON b.unit = p.unit"
    " WHERE p.office = j.office AND p.period = j.period AND p.decision = 'desk' AND b.seq >= a.seq)"
)
_OF_KEY = _FROM + " WHERE r.indicator = %(indicator)s AND r.area = %(area)s"
READS: tuple[tuple[str, float, Ours, str], ...] = (
    ("一个单位一期", 0.050,
     lambda r, d: revisions.current(r, (d.period,), form=(d.office, f"{d.office}.M")),
     _FROM + " WHERE j.office = %(office)s AND r.period = %(period)s" + _STANDING),
    ("一个系列,含修订", 0.050,
     lambda r, d: revisions.history(r, d.indicator, d.area), _OF_KEY),
    ("一个单元格的历史", 0.050,
     lambda r, d: revisions.history(r, d.indicator, d.area, d.period),
     _OF_KEY + " AND r.period = %(period)s"),
    ("截至某链头的系列(已审定)", 0.050,
     lambda r, d: revisions.as_of(r, keys=Keys({d.indicator}, {d.area})),
     _OF_KEY + _STANDING + _APPROVED),
    ("各单位的报送进度", 0.050,
     lambda r, d: approvals.submissions(r, d.period, offices=d.offices),
     "SELECT * FROM judgements j JOIN audit a USING (unit) LEFT JOIN approvals p"
     " ON p.office = j.office AND p.period = j.period"
     " WHERE j.office = ANY(%(offices)s) AND j.period = %(period)s"),
    ("谁没有报", 0.050,
     lambda r, d: form_arrivals(r, {d.period}, d.offices),
     "SELECT j.office, min(c.received_at), count(r.id) FROM judgements j JOIN receipts c USING"
     " (receipt) JOIN revisions r ON r.judgement = j.id WHERE j.office = ANY(%(offices)s)"
     " AND j.period = %(period)s GROUP BY 1"),
    ("未了结的预警", 0.050,
     lambda r, d: alert_log.alerts(r, offices=d.offices, unclosed=True),
     "SELECT * FROM alerts l WHERE office = ANY(%(offices)s) AND NOT EXISTS"
     " (SELECT 1 FROM alert_steps t WHERE t.alert = l.id AND t.step = 'closed')"),
    ("按哈希找回执", 0.050,
     lambda r, d: receipts.by_hash(r, d.sha256),
     "SELECT * FROM receipts JOIN audit USING (unit) JOIN judgements j USING (receipt)"
     " WHERE sha256 = %(sha256)s"),
    ("一个指标各地区排名(一旗)", 0.100,
     lambda r, d: revisions.as_of(r, keys=Keys({d.indicator}, d.areas, {d.period})),
     _FROM + " WHERE r.indicator = %(indicator)s AND r.area = ANY(%(areas)s)"
     " AND r.period = %(period)s" + _STANDING + _APPROVED),
    ("一个指标各地区走势(一旗)", 0.100,
     lambda r, d: revisions.as_of(r, keys=Keys({d.indicator}, d.areas)),
     _FROM + " WHERE r.indicator = %(indicator)s AND r.area = ANY(%(areas)s)"
     + _STANDING + _APPROVED),
)  # fmt: skip


def run(folder: Path) -> None:
    """One banner, then many; each read's p95 beside SQL, and how it grew."""
    del folder
    many = int(os.environ.get("CITYPLAN_BENCH_BANNERS", "120"))
    with postgres.running(SETTINGS) as server:
        small = measured(_filled(new_database(server), 1), 1)
        large = measured(_filled(new_database(server), many), many)
    for (name, limit, _, _), before, after in zip(READS, small, large, strict=True):
        told(name, limit, (before, after), (1, many))


def _filled(url: str, banners: int) -> str:
    create(url, "demo").close()
    began = time.perf_counter()
    nation = Nation(banners, indicators())
    rows = fill(url, nation)
    spent = time.perf_counter() - began
    line("装入", f"{nation.values} 个值,{rows} 次修订,{spent:.0f} s,{rows / spent:.0f} 行/秒")
    return url


def indicators() -> list[str]:
    """Seventy keys, the plan's own first."""
    own = [one.key for one in load_plan(DEFAULT_PLAN).indicators]
    return [*own, *(f"more{n:02d}" for n in range(70))][:70]


Pairs = tuple[tuple[float, float], ...]
"""Of each run the p95 of ours and of the SQL."""


def measured(url: str, banners: int) -> list[Pairs]:
    """Every read, several runs, ours and SQL in turn."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return [
            tuple(
                (_p95(pool, (url, banners, place, True)), _p95(pool, (url, banners, place, False)))
                for _ in range(RUNS)
            )
            for place in range(len(READS))
        ]


def _p95(pool: ProcessPoolExecutor, what: tuple[str, int, int, bool]) -> float:
    asked = [pool.submit(_clients, what, seed) for seed in range(PROCESSES)]
    return p95([one for done in asked for one in done.result()])


def _clients(what: tuple[str, int, int, bool], seed: int) -> list[float]:
    """Four clients of one process, as of a web process; seconds of each read."""
    url, banners, place, ours = what
    work = _ours if ours else _theirs
    with ThreadPoolExecutor(THREADS) as many:
        found = many.map(partial(work, url, banners, place), range(seed * 10, seed * 10 + THREADS))
        return [one for spent in found for one in spent]


def _ours(url: str, banners: int, place: int, seed: int) -> list[float]:
    ledger = _LEDGERS.setdefault(url, None) or open_ledger(url)
    _LEDGERS[url] = ledger
    spent = []
    for one in _drawn(banners, seed):
        began = time.perf_counter()
        with ledger.read() as reading:
            READS[place][2](reading, one)
        spent.append(time.perf_counter() - began)
    return spent[1:]  # the first opens the connection


_LEDGERS: dict[str, Any] = {}


def _theirs(url: str, banners: int, place: int, seed: int) -> list[float]:
    spent = []
    with psycopg.connect(plain(url)) as server:
        for one in _drawn(banners, seed):
            began = time.perf_counter()
            server.execute(READS[place][3].encode(), _values(one)).fetchall()
            spent.append(time.perf_counter() - began)
    return spent[1:]


def _values(one: Drawn) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in vars(one).items()}


def _drawn(banners: int, seed: int) -> Iterator[Drawn]:
    chance = random.Random(seed)
    keys = indicators()
    for _ in range(EACH + 1):
        b, j, m = chance.randrange(banners), chance.randrange(OFFICES), chance.randrange(MONTHS)
        areas = tuple(area(b, n) for n in range(AREAS))
        yield Drawn(
            b, office(b, j), tuple(office(b, n) for n in range(OFFICES)), chance.choice(areas),
            areas, chance.choice(keys), month(m), f"{chance.getrandbits(256):064x}",
        )  # fmt: skip


def told(name: str, limit: float, found: tuple[Pairs, Pairs], banners: tuple[int, int]) -> None:
    """p95 at the larger size, its multiple of the SQL's, and its growth from the smaller one."""
    small, large = (_median([ours for ours, _ in pairs]) for pairs in found)
    worst = max(ours for ours, _ in found[1])
    sql = _median([theirs for _, theirs in found[1]])
    kept = large <= limit and large <= TIMES * sql and large <= GROWTH * small
    line(
        f"P8 {name}",
        f"{banners[1]} 旗 p95 中位 {large * 1000:.1f} ms,最差 {worst * 1000:.1f} ms,"
        f"限 {limit * 1000:.0f} ms;SQL {sql * 1000:.1f} ms,{large / sql:.1f} 倍,限 {TIMES} 倍;"
        f"P9 {banners[0]} 旗 {small * 1000:.1f} ms,增 {large / small:.1f} 倍,限 {GROWTH} 倍"
        f" → {'达到' if kept else '未达到'}",
    )


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
