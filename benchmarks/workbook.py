"""P2: a dense workbook (areas × indicators, 95 % value cells) from its bytes to the commit.

Reference: calamine, the spool with fsync, and raw COPY of the same values, in the same run.
"""

from __future__ import annotations

import time
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks import peer
from benchmarks.long_table import (
    AREAS,
    OFFICE,
    PERIOD,
    batch,
    deliver,
    indicators,
    stored,
    values,
)  # fmt: skip
from benchmarks.measure import REPEATS, Timed, beside, counted, line, ratio, timed
from benchmarks.references import raw_copy
from ledger.opening import create
from observations.bulk.headings import Asked, Catalogue
from observations.bulk.report import interpret_bulk
from observations.bulk.table import bulk_jail, read_table
from observations.spool import spool
from observations.stations import Interpreted
from tests import postgres
from tests.databases import new_database

PLACES, VALUES = 2_500, 200_000


def run(folder: Path) -> None:
    """Spooled, read in the jail, interpreted, judged by our rules, recorded."""
    path = _workbook(folder)
    line("数值格", f"{VALUES}({path.stat().st_size // 1024} KB)")
    with postgres.running() as server:
        copied = stored(batch(PLACES))
        reference = Timed(
            tuple(_parts(path, folder / f"r{n}") + raw_copy(server, copied) for n in range(REPEATS))
        )
        ours = Timed(tuple(_ours(server, path, folder / f"o{n}") for n in range(REPEATS)))
        ratio("P2 密集工作簿,读到提交", ours, reference, 0.6)
        other = timed(lambda: peer.load(path, new_database(server)), 1)
    beside("参照做法 pandas read_excel + GX + to_sql(一次)", ours, other)


def _workbook(folder: Path) -> Path:
    path = folder / "dense.xlsx"
    wide = values(PLACES).pivot("indicator", index="area", values="value")
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, ["area", "period", *wide.columns[1:]])
        for number, row in enumerate(wide.iter_rows(), start=1):
            sheet.write_row(number, 0, [row[0], PERIOD, *row[1:]])
    return path


def _parts(path: Path, archive: Path) -> float:
    """calamine and the spool alone."""
    began = time.perf_counter()
    spool(path, path.name, archive, OFFICE)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    spent = time.perf_counter() - began
    counted("参照读到的数值", sum(type(cell) is float for row in rows[1:] for cell in row), VALUES)
    return spent


def _ours(server: str, path: Path, archive: Path) -> float:
    ledger = create(new_database(server), "demo")
    known = Catalogue(indicators(), AREAS)
    with bulk_jail() as jail:
        began = time.perf_counter()
        source = spool(path, path.name, archive, OFFICE)
        read = interpret_bulk(source, read_table(jail, source), Asked(OFFICE, rows=PLACES), known)
        counted("读入的数值", read.batch.height, VALUES)
        deliver(ledger, Interpreted(source, read.header, read.batch, ()), certified=False)
        spent = time.perf_counter() - began
    ledger.close()
    return spent
