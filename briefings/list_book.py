"""Lists as a workbook: a sheet each, real dates, text that cannot run, ready to be printed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter

from briefings.paper import DEMO_MARK
from briefings.typography import em_width

Cell = str | date
_BASE = {"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "vcenter", "border": 1}
_NARROWEST, _WIDEST = 8, 36
_LINE_POINTS = 14.5
NOTES = "说明"


@dataclass(frozen=True)
class ListSheet:
    """One sheet: its name, its headings, a tuple a row; a date stands as a date."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def list_book(
    sheets: Sequence[ListSheet],
    notes: Sequence[tuple[str, str]],
    made: datetime,
    *,
    demo: bool = False,
) -> bytes:
    """The workbook's bytes; the last sheet tells `notes`. The same lists give the same bytes."""
    saved = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(saved, options)
    book.set_properties({"title": "、".join(one.title for one in sheets), "created": made})
    mark = DEMO_MARK if demo else ""
    looks = _Looks(book)
    for one in sheets:
        _write(_page(book, one.title, mark), one, looks)
    told = ListSheet(NOTES, ("项目", "内容"), [*notes, *([("标识", mark)] if mark else [])])
    _write(_page(book, NOTES, mark), told, looks)
    book.close()
    return saved.getvalue()


class _Looks:
    """The formats of the book."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({**_BASE, "bold": True, "bg_color": "#F2F2F2"})
        self.text = book.add_format({**_BASE, "num_format": "@"})
        self.day = book.add_format({**_BASE, "num_format": "yyyy-mm-dd", "align": "center"})


def _page(book: Any, title: str, mark: str) -> Any:
    """A4 across, one page wide, its name and the demo mark at the head of every page."""
    sheet = book.add_worksheet(title)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{title}" + (f"&R{mark}" if mark else ""))
    sheet.set_footer("&C— &P —")
    return sheet


def _write(sheet: Any, one: ListSheet, looks: _Looks) -> None:
    """Head, rows, and what keeps the head in sight on the screen and on every printed page."""
    widths = [_width(one, place) for place in range(len(one.headings))]
    for place, (heading, width) in enumerate(zip(one.headings, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, looks.head)
    for line, row in enumerate(one.rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, place, cell, looks.day)
            else:
                sheet.write_string(line, place, cell, looks.text)
        high = max(_lines(cell, width) for cell, width in zip(row, widths, strict=True))
        sheet.set_row(line, _LINE_POINTS * high + 4)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, len(one.rows), len(one.headings) - 1)


def _width(one: ListSheet, place: int) -> float:
    """As wide as its longest cell within limits; a Chinese character is two wide."""
    cells = (one.headings[place], *(str(row[place]) for row in one.rows))
    longest = max(2 * em_width(piece) for cell in cells for piece in cell.split("\n"))
    return min(_WIDEST, max(_NARROWEST, longest + 2))


def _lines(cell: Cell, width: float) -> int:
    room = max(1.0, width / 2 - 1)
    return sum(max(1, ceil(em_width(piece) / room)) for piece in str(cell).split("\n"))
