"""P1: rows → rules → compared → revisioned, hashed, audited, committed; PostgreSQL and SQLite.

Reference: raw COPY of the same rows into the same keyed table with fsync on, and executemany
of ready tuples for SQLite, in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks import peer
from benchmarks.long_table import PERIOD, batch, deliver, interpreted, stored, values
from benchmarks.measure import REPEATS, Timed, beside, line, ratio, timed
from benchmarks.references import executemany, raw_copy
from expectations.gx import warm
from ledger.opening import create
from tests import postgres
from tests.databases import new_database

AREAS, ROWS = 2_500, 200_000


def run(folder: Path) -> None:
    """First load and a re-load with 5 % revised, alone and with Great Expectations."""
    warm()
    line("行数", f"{ROWS}(一个报告期,{AREAS} 个地区)")
    with postgres.running() as server:
        _postgres(server, folder)
    _sqlite(folder)


def _postgres(server: str, folder: Path) -> None:
    reference = Timed(tuple(raw_copy(server, stored(batch(AREAS))) for _ in range(REPEATS)))
    own = [_load(new_database(server), certified=False) for _ in range(REPEATS)]
    with_gx = [_load(new_database(server), certified=True) for _ in range(REPEATS)]
    first, again = (Timed(tuple(part)) for part in zip(*own, strict=True))
    ratio("P1 自有规则,首次载入", first, reference, 0.5)
    ratio("P1 自有规则,重载(5% 修订)", again, reference, 0.5)
    gx_first, gx_again = (Timed(tuple(part)) for part in zip(*with_gx, strict=True))
    ratio("P1 连同 GX,首次载入", gx_first, reference, 0.25)
    ratio("P1 连同 GX,重载(5% 修订)", gx_again, reference, 0.25)
    path = folder / "peer.csv"
    values(AREAS).with_columns(pl.lit(PERIOD).alias("period")).write_csv(path)
    beside(
        "参照做法 pandas + GX + to_sql(一次)",
        gx_first,
        timed(lambda: peer.load(path, new_database(server)), 1),
    )


def _sqlite(folder: Path) -> None:
    rows = stored(batch(AREAS))
    reference = Timed(tuple(executemany(folder / f"reference{n}.db", rows) for n in range(REPEATS)))
    own = [_load(f"sqlite:///{folder / f'own{n}.db'}", certified=False) for n in range(REPEATS)]
    first, again = (Timed(tuple(part)) for part in zip(*own, strict=True))
    ratio("P1 SQLite,自有规则,首次载入", first, reference, 0.4)
    ratio("P1 SQLite,自有规则,重载(5% 修订)", again, reference, 0.4)


def _load(url: str, *, certified: bool) -> tuple[float, float]:
    """Seconds from typed rows to the commit: into an empty record, and once more with 5 % moved."""
    ledger = create(url, "demo")
    reports = [interpreted(name, batch(AREAS, shift)) for name, shift in (("a", 0.0), ("b", 0.5))]
    spent = [
        _seconds(lambda report=report: deliver(ledger, report, certified=certified))
        for report in reports
    ]
    ledger.close()
    return spent[0], spent[1]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
