"""What our figures are measured against: the least work that stores the same values."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import polars as pl
import psycopg

from benchmarks.measure import counted
from ledger.opening import create
from tests.databases import new_database


def plain(url: str) -> str:
    """The address as psycopg writes it."""
    return url.replace("postgresql+psycopg", "postgresql")


def raw_copy(server: str, rows: pl.DataFrame) -> float:
    """Seconds of COPY into the same keyed table; the text is ready before the clock starts."""
    url = new_database(server)
    create(url, "demo").close()
    text = rows.write_csv(include_header=False, quote_style="non_numeric", null_value="").encode()
    statement = f"COPY revisions ({', '.join(rows.columns)}) FROM STDIN (FORMAT csv)"
    with psycopg.connect(plain(url)) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(statement.encode()) as copy:
            copy.write(text)
        connection.commit()
        spent = time.perf_counter() - began
        cursor.execute("SELECT count(*) FROM revisions")
        (found,) = cursor.fetchone() or (0,)
    counted("参照写入行数", found, rows.height)
    return spent


def executemany(path: Path, rows: pl.DataFrame) -> float:
    """Seconds of executemany of ready tuples into the same keyed SQLite table, with commit."""
    create(f"sqlite:///{path}", "demo").close()
    ready = rows.rows()
    marks = ", ".join("?" * rows.width)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    names = ", ".join(rows.columns)
    connection.executemany(f"INSERT INTO revisions ({names}) VALUES ({marks})", ready)
    connection.execute("COMMIT")
    spent = time.perf_counter() - began
    (found,) = connection.execute("SELECT count(*) FROM revisions").fetchone()
    connection.close()
    counted("参照写入行数", found, rows.height)
    return spent
