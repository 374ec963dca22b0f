"""The office's form of the corpus, and what happens to it between download and delivery."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from openpyxl.worksheet.worksheet import Worksheet

from briefings.form import Entry, Prefill, write_form
from observations.layout import Layout
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from targets.load import load_plan

HERE = Path(__file__).parent
PLAN = load_plan(HERE / "plan")
Q2, Q3 = ReportingPeriod.parse("2024-Q2"), ReportingPeriod.parse("2024-Q3")
BANNER, TOWN = "999901", "999902"
LAYOUT = layout_for(PLAN, "ecology", Q3)
SAVED_ON = (2024, 10, 8, 0, 0, 0)
Edit = Callable[[Worksheet], Any]

ENTRIES: dict[tuple[str, str], Entry] = {
    ("sewage_rate", BANNER): Entry(numerator=812.5, denominator=853.1, note="新建一座处理站"),
    ("leakage_rate", BANNER): Entry(value=9.1),
    ("green_area", BANNER): Entry(value=1286.35),
    ("sorting_stations", BANNER): Entry(value=3),
    ("pile_ratio", BANNER): Entry(numerator=410, denominator=1681),
    ("platform_done", BANNER): Entry(value="是"),
    ("complaint_days", BANNER): Entry(value=4.5),
    ("complaint_days", TOWN): Entry(value=3.2),
}


def issued(path: Path, layout: Layout = LAYOUT, **changes: Any) -> Path:
    """The form as the office saved it; `changes` are fields of `Prefill`."""
    fields: dict[str, Any] = {
        "period": Q3,
        "due": date(2024, 10, 14),
        "contact": "调度岗",
        "indicators": {one.key: one for one in PLAN.indicators},
        "previous": {("leakage_rate", BANNER): "9.4"},
        "targets": {("leakage_rate", BANNER): "≤9(2025)"},
        "entries": ENTRIES,
        "filled_by": "环保办经办岗",
    }
    write_form(layout, Prefill(**(fields | changes)), path)
    return path


def edited(path: Path, edit: Edit) -> Path:
    """The form saved again by a program that computes nothing: cached values are gone."""
    book = openpyxl.load_workbook(path)
    edit(book["填报"])
    book.properties.modified = book.properties.created
    book.save(path)
    return path


def typed(**cells: Any) -> Edit:
    """An edit that types `cells` (address → what is typed) into the form."""

    def edit(sheet: Worksheet) -> None:
        for address, value in cells.items():
            sheet[address].value = value
            if isinstance(value, str) and not value.startswith("="):
                sheet[address].data_type = "s"

    return edit


def grid_of(path: Path) -> list[list[str]]:
    """The sheet 填报 as a program shows it, formulas by their cached values."""
    sheet = openpyxl.load_workbook(path, data_only=True)["填报"]
    return [[_shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def as_text(rows: list[list[str]], delimiter: str = ",") -> str:
    """The rows as a spreadsheet program exports them, lines ended as on Windows."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def as_document(rows: list[list[str]], path: Path, lead: tuple[str, ...] = ()) -> Path:
    """A Word document: some lines of text, then the rows as its one table."""
    document = Document()
    stamp = document.core_properties
    stamp.author, stamp.created, stamp.modified = "", *(2 * [_moment()])
    for line in lead:
        document.add_paragraph(line)
    table = document.add_table(len(rows), max(len(row) for row in rows), style="Table Grid")
    for row, line in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, line, strict=False):
            cell.text = text
    document.save(str(path))
    return path


def _moment() -> Any:
    from datetime import datetime

    return datetime(*SAVED_ON)  # noqa: DTZ001 -- the format keeps no zone
