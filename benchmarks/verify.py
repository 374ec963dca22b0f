"""`ledger verify`: a million revisions re-hashed from the database, on SQLite and PostgreSQL.

Reference: the same rows selected by the same driver and hashed with sha256 as they come.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import psycopg

from benchmarks.figures import figure
from benchmarks.measure import Timed, line, told
from ledger import frames, leaves
from ledger.audit import verify
from ledger.opening import Ledger, create, open_ledger
from ledger.tables.reports import revisions, superseded
from ledger.unit import Unit
from observations.identity import Actor, Role
from tests import postgres
from tests.databases import new_database

ROWS, UNITS = 1_000_000, 5
WANTED = 200_000
REPEATS = 3
ACTOR = Actor("bench", frozenset({Role.DESK}))
NOW = datetime(2024, 10, 14, 9, 0, tzinfo=UTC)
COLUMNS = [column.name for column in revisions.columns]


def run(folder: Path) -> None:
    """Rows per second, beside the reference, and how much memory it took."""
    line("行数", f"{ROWS}(修订;另有 {ROWS // UNITS} 行接替记录)")
    _measured(f"sqlite:///{folder / 'verify.db'}", "SQLite")
    with postgres.running() as server:
        _measured(new_database(server), "PostgreSQL")


def _measured(url: str, name: str) -> None:
    with create(url, "demo") as ledger:
        fill(ledger)
    ours, memory = zip(*(_verified(url) for _ in range(REPEATS)), strict=True)
    reference = Timed(tuple(_selected(url) for _ in range(REPEATS)))
    speed, plain = ROWS / Timed(ours).median, ROWS / reference.median
    speeds = [ROWS / one for one in ours]
    word = told(figure(f"ledger verify {name}", speeds, WANTED, "行/秒", low=False))
    shares = [one / plain for one in speeds]
    told(figure(f"ledger verify {name},参照的几倍", shares, 0, "倍", low=False))
    line(
        f"ledger verify {name}",
        f"{speed:,.0f} 行/秒(最差 {ROWS / max(ours):,.0f}),要求 {WANTED:,} → {word};"
        f"参照(逐行 SELECT + sha256){plain:,.0f} 行/秒;{speed / plain:.2f}×;"
        f"内存峰值 {max(memory) >> 10} MB",
    )


def fill(ledger: Ledger) -> None:
    """Units of as many rows, the last of them following the first."""
    for number in range(UNITS):
        with ledger.write(ACTOR, NOW, "judge", f"{number}") as unit:
            height = ROWS // UNITS
            first = unit.take(height)
            rows = rows_of(number, height).with_columns(
                id=pl.int_range(first, first + height, dtype=pl.Int64),
                unit=pl.lit(unit.id, pl.Int64),
            )
            rows = rows.select(COLUMNS)
            frames.append(unit.connection, revisions, rows)
            unit.sealed(revisions, height, leaves.digest(rows))
            if number == 0:
                _follow(unit, rows)


def _follow(unit: Unit, rows: pl.DataFrame) -> None:
    first = unit.take(rows.height)
    frame = pl.DataFrame(
        {
            "id": pl.int_range(first, first + rows.height, dtype=pl.Int64, eager=True),
            "unit": pl.repeat(unit.id, rows.height, dtype=pl.Int64, eager=True),
            "revision": rows["id"],
        }
    )
    frames.append(unit.connection, superseded, frame)
    unit.sealed(superseded, frame.height, leaves.digest(frame))


def rows_of(number: int, height: int) -> pl.DataFrame:
    """Rows as a bulk delivery of a national month has them."""
    place = pl.int_range(height, dtype=pl.Int64)
    value = (place * 7919 % 9000 / 100 + 5).round(2)
    texts = dict.fromkeys(("qualifier", "note", "numerator_cell", "denominator_cell"), "")
    return pl.select(
        judgement=pl.repeat(number + 1, height, dtype=pl.Int64),
        indicator=pl.format("i{}", (place % 80).cast(pl.String).str.zfill(3)),
        area=pl.format("{}", 100_000 + place // 80),
        period=pl.lit(f"2024-{number + 1:02d}"),
        office=pl.lit("bulk"),
        value=value,
        numerator=pl.when(place % 3 == 0).then(value * 10),
        denominator=pl.when(place % 3 == 0).then(pl.lit(1000.0)),
        status=pl.lit("A"),
        printed=value.cast(pl.String),
        decimals=pl.lit(2, pl.Int16),
        sheet=pl.lit("填报"),
        cell=pl.format("I{}", place + 2),
        doubted=place % 50 == 0,
        action=pl.lit("new"),
        follows=pl.lit(0, pl.Int64),
        **{name: pl.lit(text) for name, text in texts.items()},
    )


def _verified(url: str) -> tuple[float, int]:
    """Seconds and kilobytes of one verification, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.verify", url], capture_output=True, check=True, text=True
    )
    told = json.loads(done.stdout)
    if told["broken"]:
        raise SystemExit(f"链不完整,测量无效:{told['broken']}")
    return told["seconds"], told["kilobytes"]


def _selected(url: str) -> float:
    """The rows of the same tables, row after row, into one sha256."""
    queries = [f"SELECT * FROM {table.name} ORDER BY id" for table in (revisions, superseded)]
    hashed = hashlib.sha256()
    began = time.perf_counter()
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        for query in queries:
            for row in connection.execute(query):
                hashed.update(repr(row).encode())
        connection.close()
    else:
        plain = url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(plain) as opened:
            for query in queries:
                with opened.cursor(name="rows") as cursor:
                    cursor.itersize = 10_000
                    for row in cursor.execute(query):
                        hashed.update(repr(row).encode())
    return time.perf_counter() - began


def _peak() -> int:
    """The most memory this process ever had, in kilobytes."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def main(url: str) -> None:
    """One verification, told as JSON."""
    with open_ledger(url) as ledger:
        before = _peak()
        began = time.perf_counter()
        broken = verify(ledger)
        spent = time.perf_counter() - began
    told = {
        "seconds": spent,
        "kilobytes": _peak() - before,
        "broken": [str(one) for one in broken[:3]],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
