"""P1, first form: 200,000 rows checked, compared, revisioned, hashed, audited, committed.

Reference: raw COPY of the same rows into the same keyed PostgreSQL table, in the same run.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import psycopg

import expectations.check as checking
from benchmarks.measure import Timed, line, ratio
from expectations.check import CheckContext, check
from ledger import receipts, revisions
from ledger.opening import Ledger, create
from ledger.record import Recorded, record
from observations.identity import Actor, Role
from observations.indicator import Indicator
from observations.period import Frequency
from observations.revise import revise
from observations.stations import BATCH_SCHEMA, FormHeader, Interpreted, SourceFile
from tests import postgres
from tests.databases import new_database

ROWS = 200_000
AREAS = 2_500
REPEATS = 3
ACTOR = Actor("bench", frozenset({Role.DESK}))
NOW = datetime(2024, 10, 14, 9, 0, tzinfo=UTC)
Q = Frequency.QUARTER


def run(folder: Path) -> None:
    """First load and a re-load with 5 % revised, on PostgreSQL with fsync on."""
    line("行数", f"{ROWS}(一个报告期,{AREAS} 个地区)")
    with postgres.running() as server:
        first, again, certified = zip(*(_load(server, n) for n in range(REPEATS)), strict=True)
        reference = Timed(tuple(_copy(server) for _ in range(REPEATS)))
    own = Timed(tuple(a - c for a, c in zip(first, certified, strict=True)))
    ratio("P1 自有规则,首次载入", own, reference, 0.5)
    ratio("P1 连同 GX,首次载入", Timed(tuple(first)), reference, 0.25)
    ratio("P1 连同 GX,重载(5% 修订)", Timed(tuple(again)), reference, 0.25)


def _indicators() -> dict[str, Indicator]:
    count = ROWS // AREAS
    return {
        f"i{n:03d}": Indicator(
            f"i{n:03d}", f"指标{n}", "%", "rate", "up", Q, hard_min=0, hard_max=100
        )
        for n in range(count)
    }


def _batch(receipt: str, shift: float) -> pl.DataFrame:
    keys = pl.DataFrame({"indicator": list(_indicators())}).join(
        pl.DataFrame({"area": [f"{100000 + n}" for n in range(AREAS)]}), how="cross"
    )
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    value = (place * 7919 % 9000 / 100 + 5).round(2) + pl.when(place % 20 == 0).then(
        shift
    ).otherwise(0)
    filled = keys.with_columns(
        receipt=pl.lit(receipt), period=pl.lit("2024-Q3"), office=pl.lit("bulk"), value=value,
        status=pl.lit("A"), decimals=pl.lit(2, pl.Int16), printed=value.cast(pl.String),
        cell=pl.format("E{}", place + 2), sheet=pl.lit("data"),
    )  # fmt: skip
    missing = [pl.lit(None, kind).alias(n) for n, kind in BATCH_SCHEMA.items() if n not in filled]
    return filled.with_columns(missing).select(BATCH_SCHEMA.keys())


def _load(server: str, number: int) -> tuple[float, float, float]:
    ledger = create(new_database(server), "demo")
    spent, inside = _deliver(ledger, f"{number}a", 0.0)
    again, _ = _deliver(ledger, f"{number}b", 0.5)
    ledger.close()
    return spent, again, inside


def _deliver(ledger: Ledger, name: str, shift: float) -> tuple[float, float]:
    """Seconds from the typed batch to the commit, and how many of them were GX's."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    source = SourceFile(name, digest, 1, Path(name), "bulk")
    with ledger.write(ACTOR, NOW, "receive") as unit:
        receipt = receipts.receive(unit, source)
    (leased,) = receipts.lease(ledger, "bench", 1, 600, NOW)
    batch = _batch(receipt.id, shift)
    header = FormHeader("bulk", "1", "bulk", "2024-Q3")
    report = Interpreted(source, header, batch, ())
    inside: list[float] = []
    began = time.perf_counter()
    with ledger.read() as reading:
        previous = revisions.current(reading, ("2024-Q3",))
    context = CheckContext(_indicators(), previous, {}, {"bulk": "成批来源"}, date(2024, 10, 14))
    (checked,) = _timing(inside, lambda: check([report], context))
    revised = revise(previous, checked.accepted)
    with ledger.write(ACTOR, NOW, "judge") as unit:
        record(unit, [Recorded(receipt.id, leased.token, checked, revised)])
    spent = time.perf_counter() - began
    if checked.accepted.height != ROWS:
        raise SystemExit(f"只受理 {checked.accepted.height} 行,应为 {ROWS}:测量无效")
    return spent, sum(inside)


def _timing(inside: list[float], work: Callable[[], Any]) -> Any:
    """Run `work` while noting what the certification alone takes."""
    certify = checking.certify

    def noted(*given: Any) -> Any:
        began = time.perf_counter()
        try:
            return certify(*given)
        finally:
            inside.append(time.perf_counter() - began)

    checking.certify = noted
    try:
        return work()
    finally:
        checking.certify = certify


def _copy(server: str) -> float:
    """Raw COPY of the same rows into the same keyed table."""
    url = new_database(server)
    create(url, "demo").close()
    rows = _batch("r", 0.0).select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("id"), pl.lit(1).alias("unit"),
        pl.lit(1).alias("judgement"), "indicator", "area", "period", "office", "value",
        "status", pl.lit("").alias("qualifier"), "printed", "decimals", pl.lit("").alias("note"),
        "sheet", "cell", pl.lit("").alias("numerator_cell"), pl.lit("").alias("denominator_cell"),
        pl.lit(value=False).alias("doubted"), pl.lit("new").alias("action"),
        pl.lit(0).alias("follows"),
    ).sort("indicator", "area", "period")  # fmt: skip
    out = io.BytesIO()
    rows.write_csv(out, include_header=False, quote_style="always", null_value="")
    columns = ", ".join(rows.columns)
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        statement = f"COPY revisions ({columns}) FROM STDIN (FORMAT csv)"
        with cursor.copy(statement.encode()) as copy:
            copy.write(out.getvalue())
        connection.commit()
        return time.perf_counter() - began
