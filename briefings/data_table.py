"""A table of values as a file: CSV for programs and spreadsheets, xlsx to reckon with.

What stands in a cell was written by somebody else, and a spreadsheet runs a text that begins
like a formula. In CSV such a text gets an apostrophe before it (OWASP, CSV Injection); in xlsx
every text is a text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from briefings.paper import DEMO_MARK
from briefings.sheet_rows import filled
from briefings.typography import chinese, em_width

Cell = str | float | None
RISKY = frozenset("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")
"""First signs that a spreadsheet may take for a formula, the full-width ones too.

The apostrophe is among them, so that the one put before is always the one to take off.
"""
BOM = "\ufeff"
ROW_LIMIT = 1_048_576  # rows of one sheet, Excel's own limit
WIDEST = 40
SAMPLE = 200
_BASE = {"font_name": "宋体", "font_size": 11}


@dataclass(frozen=True)
class DataTable:
    """Headings and rows, `notes` (what was asked, as of when) and whether values are synthetic.

    A cell is a text, a number or None for none. `made` is the moment the file tells.
    """

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    notes: tuple[tuple[str, str], ...]
    made: datetime
    demo: bool = False


def csv_bytes(table: DataTable) -> bytes:
    """UTF-8 with BOM, CRLF (RFC 4180): notes in lines that begin with `# `, headings, rows."""
    saved = io.StringIO(newline="")
    out = csv.writer(saved)
    for name, text in _notes(table):
        out.writerow([f"# {name}", inert(text)])
    out.writerow(table.headings)
    out.writerows([_written(cell) for cell in row] for row in table.rows)
    return (BOM + saved.getvalue()).encode()


def inert(text: str) -> str:
    """The text as no spreadsheet runs it.

    >>> inert("=1+1"), inert("3.5"), inert("'")
    ("'=1+1", '3.5', "''")
    """
    return f"'{text}" if text[:1] in RISKY else text


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return inert(cell) if isinstance(cell, str) else repr(float(cell))


def _notes(table: DataTable) -> tuple[tuple[str, str], ...]:
    said = chinese(f"{DEMO_MARK}(由演示程序合成,不得引用)")
    mark = (("标识", said),) if table.demo else ()
    return (("表名", table.title), *mark, *table.notes, ("条数", str(len(table.rows))))


def xlsx_bytes(table: DataTable) -> bytes:
    """Sheet `数据` with its head frozen and a filter over it, sheet `说明` with the notes.

    Numbers are numbers; no text is a formula or a link. The same table gives the same bytes.
    """
    saved = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(saved, options)
    book.set_properties({"title": table.title, "created": table.made.replace(tzinfo=None)})
    head = book.add_format({**_BASE, "bold": True, "bg_color": "#F2F2F2", "bottom": 1})
    plain = book.add_format(_BASE)
    _head(_sheet(book, table, "数据"), table, head, plain)
    _told(_sheet(book, table, "说明"), table, head, plain)
    book.close()
    return filled(saved.getvalue(), table.rows)


def _sheet(book: Any, table: DataTable, name: str) -> Any:
    """A4 across, one page wide, the demo mark in every page's header."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{table.title}" + (f"&R{DEMO_MARK}" if table.demo else ""))
    sheet.set_footer("&C— &P —")
    return sheet


def _head(sheet: Any, table: DataTable, head: Any, plain: Any) -> None:
    """Everything but the rows."""
    for place, heading in enumerate(table.headings):
        sheet.set_column(place, place, _width(table, place), plain)
        sheet.write_string(0, place, heading, head)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)


def _told(sheet: Any, table: DataTable, head: Any, plain: Any) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 80)
    for line, (name, text) in enumerate(_notes(table)):
        sheet.write_string(line, 0, name, head)
        sheet.write_string(line, 1, text, plain)
    sheet.freeze_panes(0, 1)


def _width(table: DataTable, place: int) -> float:
    """As wide as the heading and the first rows need; a Chinese character is two wide."""
    cells = (table.headings[place], *(row[place] for row in table.rows[:SAMPLE]))
    return min(WIDEST, 3 + max(2 * em_width(str(cell)) for cell in cells if cell is not None))
