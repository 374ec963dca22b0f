"""The briefing's tables as a workbook: real numbers to reckon with, text that cannot run."""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from itertools import zip_longest
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter

from briefings.numerals import full_date
from briefings.paper import Block, Briefing, Chart, Column, Table, TableRow, text_of
from briefings.typography import em_width

SHEET_NAME = 31
MM_PER_CHARACTER = 1.7
TEXT_COLUMNS = 8
TEXT_MM = 156.0
LINE_POINTS = 14.5
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "align": "center", "bg_color": "#F2F2F2", "border": 1},
    "group": {"bold": True, "bg_color": "#F7F7F7", "border": 1},
    "left": {"align": "left", "border": 1},
    "center": {"align": "center", "border": 1},
    "right": {"align": "right", "border": 1},
    "text": {},
}
_BASE = {"text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 11}


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
    formats = {name: book.add_format({**_BASE, **look}) for name, look in _FORMATS.items()}
    told = tuple(block for section in briefing.sections for block in section.blocks)
    _body(_Page(_sheet(book, briefing, "正文"), formats, told), briefing)
    for annex in briefing.annexes:
        sheet = _sheet(book, briefing, f"附件{annex.number} {annex.title}"[:SHEET_NAME])
        page = _Page(sheet, formats, annex.blocks)
        page.blocks(annex.blocks)
        page.freeze()
    book.close()
    return saved.getvalue()


def _sheet(book: Any, briefing: Briefing, name: str) -> Any:
    """A4, one page wide, the demo mark in the header and the page number in the footer."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&R{briefing.mark}" if briefing.mark else "")
    sheet.set_footer("&C— &P —")
    return sheet


def _body(page: _Page, briefing: Briefing) -> None:
    page.text(briefing.title, "title")
    if briefing.number:
        page.text(briefing.number)
    page.text(briefing.addressee)
    page.text(text_of(briefing.opening))
    for section in briefing.sections:
        if section.title:
            page.text(section.title, "title")
        page.blocks(section.blocks)
    page.text(briefing.signature)
    page.text(full_date(briefing.dated))


class _Page:
    """A sheet that is written from the top; text lies over the width of its tables.

    All tables of a sheet share its columns: each is as wide as the widest there.
    """

    def __init__(self, sheet: Any, formats: dict[str, Any], blocks: tuple[Block, ...]) -> None:
        self._sheet = sheet
        self._formats = formats
        self._next = 0
        self._head: int | None = None
        self._width = TEXT_COLUMNS
        tables = [block for block in blocks if isinstance(block, Table)]
        each = zip_longest(*([one.width for one in t.columns] for t in tables), fillvalue=0.0)
        self._widths = [max(found) for found in each]
        for place, width in enumerate(self._widths):
            sheet.set_column(place, place, width / MM_PER_CHARACTER)

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        """Paragraphs and tables below each other."""
        self._width = min(
            (len(block.columns) for block in blocks if isinstance(block, Table)),
            default=self._width,
        )
        for block in blocks:
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Chart):
                self.text(f"{block.caption}\uff1a{block.words}")
            else:
                self.text(text_of(block.line))

    def text(self, text: str, look: str = "text") -> None:
        """A line of text over the whole width, as high as it needs."""
        last = self._width - 1
        room = sum(self._widths[: self._width]) or TEXT_MM
        self._sheet.merge_range(self._next, 0, self._next, last, "", self._formats[look])
        self._sheet.write_string(self._next, 0, text, self._formats[look])
        self._sheet.set_row(self._next, LINE_POINTS * _lines(text, room) + LINE_POINTS / 2)
        self._next += 1

    def freeze(self) -> None:
        """Keep the first table's head in sight, on the screen and on every printed page."""
        if self._head is not None:
            self._sheet.freeze_panes(self._head + 1, 0)
            self._sheet.repeat_rows(self._head)
        last = max(self._width, len(self._widths)) - 1
        self._sheet.print_area(0, 0, self._next - 1, last)

    def _table(self, table: Table) -> None:
        if table.caption:
            self.text(table.caption, "head")
        self._head = self._next if self._head is None else self._head
        for place, column in enumerate(table.columns):
            self._sheet.write_string(self._next, place, column.title, self._formats["head"])
        self._next += 1
        for row in table.rows:
            self._row(table.columns, row)
        if table.note:
            self.text(text_of(table.note))
        self._next += 1

    def _row(self, columns: tuple[Column, ...], row: TableRow) -> None:
        if row.group:
            self.text(text_of(row.cells[0]), "group")
            return
        high = 1
        for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
            self._cell(place, text_of(cell), self._formats[column.align])
            high = max(high, _lines(text_of(cell), self._widths[place]))
        self._sheet.set_row(self._next, LINE_POINTS * high + 4)
        self._next += 1

    def _cell(self, place: int, text: str, look: Any) -> None:
        if _NUMBER.fullmatch(text):
            self._sheet.write_number(self._next, place, float(text), look)
        else:
            self._sheet.write_string(self._next, place, text, look)


def _lines(text: str, millimetres: float) -> int:
    """Lines that `text` takes in a column this wide; a Chinese character is two wide."""
    room = max(1.0, millimetres / MM_PER_CHARACTER / 2 - 1)
    return sum(max(1, ceil(em_width(piece) / room)) for piece in text.split("\n"))
