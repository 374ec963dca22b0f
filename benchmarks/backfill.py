"""P12: fifteen million revisions, period after period, and the slope for all there will be.

Reference: raw COPY of one batch into the same server, which is set as the one of
`deploy/compose` is. CITYPLAN_BENCH_MILLIONS sets how many millions (15); the whole
back-fill (153.5 million) is extrapolated from a line through the batches' seconds, so that a load
that slows down as the table grows shows. The line is Theil's and Sen's: its slope is the median of
the slopes between any two batches, which one batch that met a checkpoint does not turn. Beside the
figure stand those of the slopes at the ends of its 95 % interval: of few batches far apart.
"""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import psycopg
import yaml

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
COMPOSE = Path(__file__).parents[1] / "deploy/compose/compose.yaml"


def run(folder: Path) -> None:
    """Batches of 200,000 rows into one ledger; seconds, memory and bytes of a row."""
    del folder
    batches = round(float(os.environ.get("CITYPLAN_BENCH_MILLIONS", "15")) * 1_000_000 / ROWS)
    with postgres.running(_settings()) as server:
        reference = Timed(tuple(raw_copy(server, stored(batch(AREAS))) for _ in range(REPEATS)))
        url = new_database(server)
        spent = _filled(url, batches)
        size = _bytes(url, batches)
    line("行数", f"{batches * ROWS:,}({batches} 批)")
    ratio("P12 每批与 COPY 之比", Timed(tuple(spent)), reference, 0.5)
    low, whole, high = (_extrapolated(spent, one) / 60 for one in _slopes(spent))
    slowed = statistics.mean(spent[-5:]) / statistics.mean(spent[:5])
    line(
        "P12 一亿五千三百五十万行",
        f"外推 {whole:.1f} 分(斜率的 95% 区间:{low:.1f} 至 {high:.1f} 分;"
        f"最后五批是最初五批的 {slowed:.2f} 倍),限 {MINUTES:g} 分"
        f" → {told(figure('P12 全部回填,分', [whole], MINUTES, '分'))}",
    )
    for name, value, limit, unit in (
        ("P12 内存峰值", _peak(), GIGABYTES, "GiB"),
        ("P12 每行连同键", size, BYTES, "字节"),
    ):
        line(name, f"{value:.3g} {unit},限 {limit:g} → {told(figure(name, [value], limit, unit))}")


def _settings() -> tuple[str, ...]:
    """What PostgreSQL is started with where the system is installed in containers."""
    service = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]["postgres"]
    return tuple(one.removeprefix("-c") for one in service["command"][1:])


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


def _slopes(spent: Sequence[float]) -> tuple[float, float, float]:
    """Seconds that a batch takes more than the one before it: low, likely, high (Sen 1968)."""
    pairs = combinations(enumerate(spent), 2)
    slopes = sorted((later - one) / (there - here) for (here, one), (there, later) in pairs)
    many = len(spent)
    apart = 1.96 * math.sqrt(many * (many - 1) * (2 * many + 5) / 18)
    low = max(round((len(slopes) - apart) / 2), 0)
    return slopes[low], statistics.median(slopes), slopes[-1 - low]


def _extrapolated(spent: Sequence[float], slope: float) -> float:
    """Seconds of the whole: a line of that slope through the batches, summed; no falling one."""
    rising, many = max(slope, 0.0), WHOLE / ROWS
    start = statistics.median(one - rising * place for place, one in enumerate(spent))
    return start * many + rising * many * many / 2


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
