"""P12: fifteen million revisions, period after period, and the slope for all there will be.

Reference: raw COPY of one batch. CITYPLAN_BENCH_MILLIONS sets how many millions (15); the whole
back-fill (153.5 million) is extrapolated from a line through the batches' seconds, so that a load
that slows down as the table grows shows.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from benchmarks.figures import figure
from benchmarks.long_table import batch, deliver, interpreted, stored
from benchmarks.measure import REPEATS, Timed, counted, line, ratio, told
from benchmarks.references import plain, raw_copy
from ledger.opening import create
from tests import postgres
from tests.databases import new_database

AREAS, ROWS = 2_500, 200_000
WHOLE = 153_500_000
MINUTES, GIGABYTES, BYTES = 15.0, 4.0, 130.0


def run(folder: Path) -> None:
    """Batches of 200,000 rows into one ledger; seconds, memory and bytes of a row."""
    del folder
    batches = round(float(os.environ.get("CITYPLAN_BENCH_MILLIONS", "15")) * 1_000_000 / ROWS)
    with postgres.running() as server:
        reference = Timed(tuple(raw_copy(server, stored(batch(AREAS))) for _ in range(REPEATS)))
        url = new_database(server)
        spent = _filled(url, batches)
        size = _bytes(url, batches)
    line("行数", f"{batches * ROWS:,}({batches} 批)")
    ratio("P12 每批与 COPY 之比", Timed(tuple(spent)), reference, 0.5)
    whole = _extrapolated(spent) / 60
    slowed = statistics.mean(spent[-5:]) / statistics.mean(spent[:5])
    line(
        "P12 一亿五千三百五十万行",
        f"外推 {whole:.1f} 分(最后五批是最初五批的 {slowed:.2f} 倍),限 {MINUTES:g} 分"
        f" → {told(figure('P12 全部回填,分', [whole], MINUTES, '分'))}",
    )
    for name, value, limit, unit in (
        ("P12 内存峰值", _peak(), GIGABYTES, "GiB"),
        ("P12 每行连同键", size, BYTES, "字节"),
    ):
        line(name, f"{value:.3g} {unit},限 {limit:g} → {told(figure(name, [value], limit, unit))}")


def _filled(url: str, batches: int) -> list[float]:
    """Seconds of each batch; what is made ready before the clock starts is the values alone."""
    spent = []
    with create(url, "demo") as ledger:
        for place in range(batches):
            period = f"{1980 + place // 4}-Q{place % 4 + 1}"
            report = interpreted(period, batch(AREAS, period=period), period)
            began = time.perf_counter()
            deliver(ledger, report, certified=False)
            spent.append(time.perf_counter() - began)
    return spent


def _extrapolated(spent: Sequence[float]) -> float:
    """Seconds of the whole: a line through the batches, summed; never a falling one."""
    found = statistics.linear_regression(range(len(spent)), spent)
    many, slope = WHOLE / ROWS, max(found.slope, 0.0)
    start = found.intercept if found.slope > 0 else statistics.mean(spent)
    return start * many + slope * many * many / 2


def _bytes(url: str, batches: int) -> float:
    with psycopg.connect(plain(url)) as server:
        query = "SELECT count(*), pg_total_relation_size('revisions') FROM revisions"
        rows, size = server.execute(query).fetchone() or (0, 0)
    counted("修订行数", rows, batches * ROWS)
    return float(size) / float(rows)


def _peak() -> float:
    """GiB that this process ever had."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / (1 << 20)
