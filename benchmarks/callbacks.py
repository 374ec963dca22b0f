"""P6: what a page's callback takes with eight clients, beside a callback that draws nothing.

`python -m benchmarks callbacks` measures the demo; with CITYPLAN_BENCH_DATABASE (an address) and
CITYPLAN_BENCH_HOME it measures a ledger made large by `benchmarks.nation`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import REPEATS, line
from benchmarks.site import CLIENTS, NOWHERE, Answer, Client, crowd, p95, served

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


def run(folder: Path) -> None:
    """Every page in turn, each run beside an empty callback of the same run."""
    del folder
    home = Path(os.environ.get("CITYPLAN_BENCH_HOME", "var/demo"))
    database = os.environ.get("CITYPLAN_BENCH_DATABASE", "")
    if not (home / "demo.complete").exists():
        line("P6 页面回调", "没有演示数据,先运行 make demo SERVE=0")
        return
    with served(home, database) as address:
        cookie = Client(address).log_in().cookie
        for name, path, search in PAGES:
            _measured(name, (path, search), address, cookie)


def _measured(name: str, where: tuple[str, str], address: str, cookie: str) -> None:
    def drawn(client: Client, _n: int) -> Answer:
        return client.page(*where)

    def empty(client: Client, _n: int) -> Answer:
        return client.page(NOWHERE)

    crowd(address, cookie, drawn, 2)  # warm
    pairs = [
        (p95(crowd(address, cookie, drawn, EACH)), p95(crowd(address, cookie, empty, EACH)))
        for _ in range(REPEATS)
    ]
    ours, bare = (Times(tuple(one)) for one in zip(*pairs, strict=True))
    times = ours.median / bare.median
    word = "达到" if ours.median <= LIMIT and times <= TIMES else "未达到"
    line(
        f"P6 {name},{CLIENTS} 个客户",
        f"p95 中位 {ours.median * 1000:.0f} ms,最差 {max(ours.runs) * 1000:.0f} ms,"
        f"限 {LIMIT * 1000:.0f} ms;空回调 {bare.median * 1000:.0f} ms,{times:.1f} 倍,"
        f"限 {TIMES} 倍 → {word}",
    )
