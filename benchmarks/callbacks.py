"""P6: what a page's callback takes with eight clients, beside a callback that draws nothing.

`python -m benchmarks callbacks` measures the demo. With CITYPLAN_BENCH_BANNERS (1,218 is the
country: 51 million values, 30 GB of disk and twenty minutes) it makes a demo on a PostgreSQL of
its own, fills so many banners beside it, and measures one banner and all of them. With
CITYPLAN_BENCH_DATABASE (an address) and CITYPLAN_BENCH_HOME it measures one that stands.

A page is drawn once for a state of the record and then kept. `初画` is the first answer of each
of eight clients who ask at once after the record changed, `再看` every one after that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks.figures import figure
from benchmarks.kept import SETTINGS
from benchmarks.measure import REPEATS, line, told
from benchmarks.nation import Nation, fill
from benchmarks.reads import indicators
from benchmarks.references import plain
from benchmarks.site import CLIENTS, NOWHERE, Answer, Client, crowd, p95, served
from desk.demo.replay import prepare
from desk.settings import Settings
from tests import postgres
from tests.databases import new_database

LIMIT, TIMES = 0.100, 5
EACH = 5
PAGES = (
    ("总览", "/", ""),
    ("指标", "/indicators/leakage_rate", "?area=150627"),
    ("任务", "/tasks", ""),
    ("单位", "/offices", ""),
    ("地区", "/areas", ""),
    ("数据", "/data", ""),
    ("质量", "/quality", ""),
    ("督办", "/cases", ""),
    ("预警", "/alerts", ""),
    ("填报台", "/reporting", ""),
    ("通报", "/briefings", ""),
    ("审计", "/audit", ""),
)


@dataclass(frozen=True)
class Times:
    """p95 of each run."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        return sorted(self.runs)[len(self.runs) // 2]

    @property
    def said(self) -> str:
        return f"p95 中位 {self.median * 1000:.0f} ms,最差 {max(self.runs) * 1000:.0f} ms"


def run(folder: Path) -> None:
    """Every page in turn, each run beside an empty callback of the same run."""
    banners = int(os.environ.get("CITYPLAN_BENCH_BANNERS", "0"))
    if banners:
        with _filled(folder / "demo", (1, banners)) as places:
            for place in places:
                _measure(*place)
        return
    home = Path(os.environ.get("CITYPLAN_BENCH_HOME", "var/demo"))
    if not (home / "demo.complete").exists():
        line("P6 页面回调", "没有演示数据,先运行 make demo SERVE=0")
        return
    _measure("演示", home, os.environ.get("CITYPLAN_BENCH_DATABASE", ""))


@contextmanager
def _filled(home: Path, sizes: tuple[int, ...]) -> Iterator[list[tuple[str, Path, str]]]:
    """A demo on a PostgreSQL of its own, once for each number of banners written beside it."""
    with postgres.running(SETTINGS) as server:
        demo = new_database(server)
        prepare(Settings(home=home, database_url=demo), fresh=True, tick=lambda *_: None)
        yield [(f"{n} 旗", home, _copied(server, demo, n)) for n in sizes]


def _copied(server: str, demo: str, banners: int) -> str:
    name = f"banners_{banners}"
    with psycopg.connect(plain(server), autocommit=True) as connection:
        template = sql.Identifier(str(make_url(demo).database))
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(copy.format(sql.Identifier(name), template))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(plain(url)) as connection:
        (seq,) = connection.execute("SELECT seq FROM chain_head").fetchone() or (0,)
    nation = Nation(banners, indicators(), seq)
    line(f"装入 {banners} 旗", f"{nation.values} 个值,{fill(url, nation)} 次修订")
    return url


def _measure(size: str, home: Path, database: str) -> None:
    with served(home, database) as address:
        cookie = Client(address).log_in().cookie
        for name, path, search in PAGES:
            _measured(f"{size} {name}", (path, search), address, cookie)


def _measured(name: str, where: tuple[str, str], address: str, cookie: str) -> None:
    def drawn(client: Client, _n: int) -> Answer:
        return client.page(*where)

    def empty(client: Client, _n: int) -> Answer:
        return client.page(NOWHERE)

    crowd(address, cookie, drawn, 2)  # warm: connections and plans, of both processes
    crowd(address, cookie, empty, 2)
    found = []
    for _ in range(REPEATS):
        Client(address).log_in()  # a link of the chain: whatever was kept is of the past
        first = p95(crowd(address, cookie, drawn, 1))
        again = p95(crowd(address, cookie, drawn, EACH))
        found.append((first, again, p95(crowd(address, cookie, empty, EACH))))
    first_s, again_s, bare_s = (Times(tuple(one)) for one in zip(*found, strict=True))
    _told(f"P6 {name} 初画", first_s, bare_s)
    _told(f"P6 {name} 再看", again_s, bare_s)


def _told(name: str, ours: Times, bare: Times) -> None:
    times = ours.median / bare.median
    shares = [one / bare.median for one in ours.runs]
    kept = [
        told(figure(f"{name} p95", [1000 * one for one in ours.runs], 1000 * LIMIT, "ms")),
        told(figure(f"{name},空回调的几倍", shares, TIMES, "倍")),
    ]
    line(
        f"{name},{CLIENTS} 个客户",
        f"{ours.said},限 {LIMIT * 1000:.0f} ms;空回调 {bare.median * 1000:.0f} ms,{times:.1f} 倍,"
        f"限 {TIMES} 倍 → {'、'.join(kept)};负载 {os.getloadavg()[0]:.1f}",
    )
