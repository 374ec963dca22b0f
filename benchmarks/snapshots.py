"""P13: the files of closed periods, made from the record and compared with it; one month anew.

Reference: COPY TO of the same rows of the same table, to a file, by the server's own hand.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import psycopg

from benchmarks.measure import REPEATS, Timed, bounded, counted, line, timed, within
from benchmarks.references import plain
from benchmarks.verify import rows_of
from ledger import approvals, closed_periods, entry, frames, leaves
from ledger.opening import Ledger, create
from ledger.tables.reports import judgements, revisions
from observations.identity import Actor, Role
from tests import postgres
from tests.databases import new_database
from tests.ledger.material import hand_in, source

MONTHS, ROWS = 12, 100_000
LIMIT, MONTH_SECONDS = 2.0, 5.0
ACTOR = Actor("bench", frozenset({Role.DESK}))
NOW = datetime(2025, 1, 15, 9, 0, tzinfo=UTC)
OFFICE = "bench"
PERIODS = tuple(f"2024-{month:02d}" for month in range(1, MONTHS + 1))
_TO_FILE = "COPY (SELECT * FROM revisions WHERE period = %s ORDER BY indicator, area) TO STDOUT"


def run(folder: Path) -> None:
    """A year of months, each closed: all anew, one anew, all compared; beside COPY TO."""
    line("值", f"{MONTHS} 个月 × {ROWS:,}")
    with postgres.running() as server:
        url = new_database(server)
        with create(url, "demo") as ledger:
            for number, period in enumerate(PERIODS):
                _fill(ledger, number, period)
            _measured(ledger, url, folder / "closed")


def _measured(ledger: Ledger, url: str, folder: Path) -> None:
    with psycopg.connect(plain(url), autocommit=True) as server:
        server.execute("ANALYZE")
        reference = timed(lambda: _copied(server, folder.parent / "copy"), REPEATS)
    ours = timed(lambda: _made(ledger, folder), REPEATS)
    month = timed(lambda: _made(ledger, folder, PERIODS[-1:]), REPEATS)
    with ledger.read() as reading:
        alike = closed_periods.compared(reading, folder)
        again = timed(lambda: closed_periods.compared(reading, folder), 1)
    counted("与台账相同的各期", sum(one == "equal" for one in alike.values()), MONTHS)
    within("P13 各期快照重做,对 COPY TO", ours, reference, LIMIT)
    bounded("P13 重做一个月", month, MONTH_SECONDS)
    line("P13 逐期按校验和核对", f"{Timed(again.seconds).median:.2f} s,{MONTHS} 期相同")


def _made(ledger: Ledger, folder: Path, periods: tuple[str, ...] | None = None) -> None:
    with ledger.read() as reading:
        made = closed_periods.make(reading, folder, periods)
    counted("快照的行数", sum(one.rows for one in made), ROWS * len(periods or PERIODS))


def _copied(server: psycopg.Connection[tuple[object, ...]], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for period in PERIODS:
        with (
            (folder / period).open("wb") as file,
            server.cursor() as cursor,
            cursor.copy(_TO_FILE, (period,)) as rows,
        ):
            for block in rows:
                file.write(block)


def _fill(ledger: Ledger, number: int, period: str) -> None:
    """One month's values in one judged delivery, approved and closed."""
    receipt = hand_in(ledger, source(period, OFFICE))
    with ledger.write(ACTOR, NOW, "judge", period) as unit:
        said = {
            "receipt": receipt.id, "verdict": "accepted", "duplicate_of": "", "office": OFFICE,
            "period": period, "layout": "", "edition": "", "accepted": ROWS, "changed": ROWS,
            "rejected": 0, "suite": "", "evidence": "",
        }  # fmt: skip
        (judgement,) = unit.add(judgements, [said])
        first = unit.take(ROWS)
        rows = rows_of(number, ROWS).with_columns(
            period=pl.lit(period),
            id=pl.int_range(first, first + ROWS, dtype=pl.Int64),
            unit=pl.lit(unit.id, pl.Int64),
            judgement=pl.lit(judgement, pl.Int64),
        )
        rows = rows.select(column.name for column in revisions.columns)
        frames.append(unit.connection, revisions, rows)
        unit.sealed(revisions, ROWS, leaves.digest(rows))
    levels: tuple[approvals.Level, ...] = ("office", "desk")
    for level in levels:
        with ledger.write(ACTOR, NOW, "approve", period) as unit:
            approvals.approve(unit, OFFICE, period, level)
    with ledger.write(ACTOR, NOW, "period.close", period) as unit:
        entry.set_closing(unit, period, "closed", "")
