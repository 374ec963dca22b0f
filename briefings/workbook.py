"""The briefing's tables as a workbook: real numbers to reckon with, text that cannot run."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from briefings.numerals import full_date
from briefings.paper import Block, Briefing, Column, Line, Table, TableRow, text_of

DEMO_MARK = "演示数据"
SHEET_NAME = 31
MM_PER_CHARACTER = 1.7
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "head": {"bold": True, "align": "center", "bg_color": "#F2F2F2", "border": 1},
    "group": {"bold": True, "bg_color": "#F7F7F7", "border": 1},
    "left": {"align": "left", "border": 1},
    "center": {"align": "center", "border": 1},
    "right": {"align": "right", "border": 1},
    "text": {},
}
Formats = dict[str, Any]


def write_xlsx(briefing: Briefing, path: Path) -> None:
    """Write the workbook to `path`, overwriting it."""
    path.write_bytes(xlsx_bytes(briefing))


def xlsx_bytes(briefing: Briefing) -> bytes:
    """Sheet `正文` and a sheet for each annex; the same paper gives the same bytes.

    A cell that is only a number is a number. Nothing is written as a formula or a link.
    """
    saved = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(saved, options)
    moment = datetime.combine(briefing.dated, time())
    book.set_properties({"title": briefing.title, "author": briefing.signature, "created": moment})
    wrap = {"text_wrap": True, "valign": "vcenter", "font_name": "宋体"}
    formats = {name: book.add_format({**wrap, **look}) for name, look in _FORMATS.items()}
    _body(_sheet(book, briefing, "正文"), formats, briefing)
    for annex in briefing.annexes:
        sheet = _sheet(book, briefing, f"附件{annex.number} {annex.title}"[:SHEET_NAME])
        _blocks(sheet, formats, annex.blocks, start=0, frozen=True)
    book.close()
    return saved.getvalue()


def _sheet(book: Any, briefing: Briefing, name: str) -> Any:
    """A4, one page wide, the demo mark in the header and the page number in the footer."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&R{DEMO_MARK}" if briefing.demo else "")
    sheet.set_footer("&C— &P —")
    return sheet


def _body(sheet: Any, formats: Formats, briefing: Briefing) -> None:
    sheet.write_string(0, 0, briefing.title, formats["title"])
    sheet.write_string(1, 0, briefing.addressee, formats["text"])
    row = _text(sheet, formats, 2, briefing.opening)
    for section in briefing.sections:
        sheet.write_string(row, 0, section.title, formats["title"])
        row = _blocks(sheet, formats, section.blocks, start=row + 1, frozen=False)
    sheet.write_string(row + 1, 0, briefing.signature, formats["text"])
    sheet.write_string(row + 2, 0, full_date(briefing.dated), formats["text"])


def _blocks(
    sheet: Any, formats: Formats, blocks: tuple[Block, ...], *, start: int, frozen: bool
) -> int:
    """Blocks below each other; the row after the last. Text lies over the table's width."""
    row = start
    for block in blocks:
        if isinstance(block, Table):
            row = _table(sheet, formats, block, row, frozen=frozen)
            frozen = False
        else:
            row = _text(sheet, formats, row, block.line)
    return row


def _text(sheet: Any, formats: Formats, row: int, line: Line) -> int:
    text = text_of(line)
    sheet.merge_range(row, 0, row, 8, "", formats["text"])
    sheet.write_string(row, 0, text, formats["text"])
    sheet.set_row(row, 16 * (1 + len(text) // 52))
    return row + 1


def _table(sheet: Any, formats: Formats, table: Table, row: int, *, frozen: bool) -> int:
    if table.caption:
        sheet.write_string(row, 0, table.caption, formats["title"])
        row += 1
    for place, column in enumerate(table.columns):
        sheet.write_string(row, place, column.title, formats["head"])
        sheet.set_column(place, place, column.width / MM_PER_CHARACTER)
    if frozen:
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)
        sheet.print_area(0, 0, row + len(table.rows) + 1, len(table.columns) - 1)
    for offset, line in enumerate(table.rows, start=row + 1):
        _row(sheet, formats, (offset, table.columns, line))
    row += len(table.rows) + 1
    if table.note:
        sheet.write_string(row, 0, text_of(table.note), formats["text"])
        row += 1
    return row + 1


def _row(sheet: Any, formats: Formats, line: tuple[int, tuple[Column, ...], TableRow]) -> None:
    row, columns, cells = line
    if cells.group:
        sheet.merge_range(row, 0, row, len(columns) - 1, "", formats["group"])
        sheet.write_string(row, 0, text_of(cells.cells[0]), formats["group"])
        return
    for place, (column, cell) in enumerate(zip(columns, cells.cells, strict=True)):
        text = text_of(cell)
        write: Callable[..., Any] = sheet.write_string
        value: str | float = text
        if _NUMBER.fullmatch(text):
            write, value = sheet.write_number, float(text)
        write(row, place, value, formats[column.align])
