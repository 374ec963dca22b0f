"""A long table for measurements: areas × indicators of one period, and what is done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from benchmarks.measure import counted
from expectations.bulk import screen, slices
from expectations.check import CheckContext, check
from ledger import receipts, revisions
from ledger.opening import Ledger
from ledger.record import Recorded, record
from observations.identity import Actor, Area, Role
from observations.indicator import Indicator
from observations.period import Frequency
from observations.revise import revise
from observations.stations import (
    BATCH_SCHEMA,
    CheckedReport,
    FormHeader,
    Interpreted,
    SourceFile,
    Verdict,
)

PERIOD, OFFICE = "2024-Q3", "bulk"
ACTOR = Actor("bench", frozenset({Role.DESK}))
NOW = datetime(2024, 10, 14, 9, 0, tzinfo=UTC)
AREAS = (Area("150000", "自治区", "自治区", "100000"),)
_INDICATORS = 80


def indicators(count: int = _INDICATORS) -> dict[str, Indicator]:
    """Rates between 0 and 100."""
    return {
        f"i{n:03d}": Indicator(
            f"i{n:03d}", f"指标{n}", "%", "rate", "up", Frequency.QUARTER, hard_min=0, hard_max=100
        )
        for n in range(count)
    }


def context(previous: pl.DataFrame | None = None) -> CheckContext:
    """What the rules need besides the rows."""
    before = pl.DataFrame() if previous is None else previous
    day, names = date(2024, 10, 14), {OFFICE: "成批来源"}
    return CheckContext(indicators(), before, {}, names, day, histories=False)


def values(areas: int, shift: float = 0.0, kinds: int = _INDICATORS) -> pl.DataFrame:
    """indicator, area, value: `shift` moves one in twenty."""
    keys = pl.DataFrame({"indicator": list(indicators(kinds))}).join(
        pl.DataFrame({"area": [f"{150100000 + n}" for n in range(areas)]}), how="cross"
    )
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    moved = pl.when(place % 20 == 0).then(shift).otherwise(0)
    return keys.with_columns(value=(place * 7919 % 9000 / 100 + 5).round(2) + moved)


def batch(areas: int, shift: float = 0.0, period: str = PERIOD) -> pl.DataFrame:
    """`values` as interpretation leaves them."""
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    filled = values(areas, shift).with_columns(
        period=pl.lit(period), office=pl.lit(OFFICE), status=pl.lit("A"),
        decimals=pl.lit(2, pl.Int16), printed=pl.col("value").cast(pl.String),
        cell=pl.format("E{}", place + 2), sheet=pl.lit("data"),
    )  # fmt: skip
    missing = [pl.lit(None, kind).alias(n) for n, kind in BATCH_SCHEMA.items() if n not in filled]
    return filled.with_columns(missing).select(BATCH_SCHEMA.keys())


def interpreted(name: str, rows: pl.DataFrame, period: str = PERIOD) -> Interpreted:
    """`rows` of a period as a report called `name`."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    source = SourceFile(name, digest, 1, Path(name), OFFICE)
    return Interpreted(source, FormHeader("bulk.long", "1", OFFICE, period), rows, ())


def deliver(ledger: Ledger, report: Interpreted, *, certified: bool) -> None:
    """Rules, comparison, revisions, digests, audit link, commit: the product's own functions.

    `certified`: Great Expectations stands in the path, as for forms.
    """
    with ledger.read() as reading:
        previous = revisions.compared(reading, revisions.Keys(periods=(report.header.period,)))
        head = reading.head
    about = context(previous)
    checked = _certified(report, about) if certified else _screened(report, about)
    counted("受理行数", checked.accepted.height, report.batch.height)
    revised = revise(previous, checked.accepted)
    with ledger.write(ACTOR, NOW, "bulk") as unit:
        leased = receipts.receive_leased(unit, report.source)
        assert leased is not None
        record(unit, [Recorded(leased.receipt.id, leased.token, checked, revised)], head=head)


def _certified(report: Interpreted, about: CheckContext) -> CheckedReport:
    (checked,) = check([report], about)
    return checked


def _screened(report: Interpreted, about: CheckContext) -> CheckedReport:
    rows: Sequence[pl.DataFrame] = [screen(part, about).rows for part in slices(report)]
    accepted = pl.concat(rows)
    return CheckedReport(report.source, report.header, accepted, (), Verdict.ACCEPTED)


def stored(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` exactly as the table holds them, sorted by key: what the references write."""
    empty = ("qualifier", "note", "numerator_cell", "denominator_cell")
    return rows.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("id"), pl.lit(1).alias("unit"),
        pl.lit(1).alias("judgement"), "indicator", "area", "period", "office", "value",
        "status", "printed", "decimals", "sheet", "cell",
        *(pl.lit("").alias(name) for name in empty),
        pl.lit(value=False).alias("doubted"), pl.lit("new").alias("action"),
        pl.lit(0).alias("follows"),
    ).sort("indicator", "area", "period")  # fmt: skip
