"""The return sheet (退回单): every finding with a link to its cell, and the office's own sheet.

The office's own workbook is marked in the jail (`observations.marking`) with what
`briefings.slip.marking` tells; this module writes a fresh one for every other format. The
office's sheet is redrawn with the wrong cells orange; nothing it wrote can become a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook

from briefings.redrawn import (
    COLOR,
    LONGEST_TEXT,
    MOST_CELLS,
    Redrawn,
    Texts,
    drawings,
    links,
)
from briefings.slip import GONE, REDRAWN, Line, Slip, columns, facts, gone, lines, note, title
from observations.finding import Severity
from observations.returned import SLIP_SHEET

_REST = f"只重画填报表和有问题的工作表,至多 {MOST_CELLS} 格;其余内容见原件"
_GRID = {"border": 1, "border_color": "#B8BEC6", "text_wrap": True}


def write_return_sheet(slip: Slip, path: Path | BytesIO, reason: str = "原件不是 xlsx") -> None:
    """Write a fresh workbook; the same slip gives the same bytes.

    `reason`: why the office's own workbook is not the one that comes back.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(path, options) as book:
        book.set_properties(
            {"title": f"退回单 {slip.number}", "created": slip.returned_at.replace(tzinfo=None)}
        )
        drawn, partly = drawings(slip.sheets, slip.findings, SLIP_SHEET)
        _Summary(book, slip, links(drawn)).write(REDRAWN.format(reason=reason), partly=partly)
        for drawing in drawn:
            Redrawn(book, drawing, lambda found: note(found, slip.previous)).write()


class _Summary:
    """The first sheet: who, what, until when, and the table of all findings."""

    def __init__(self, book: Workbook, slip: Slip, names: Mapping[str, str]) -> None:
        self.slip, self.names = slip, names
        self.texts = Texts(book)
        self.sheet = book.add_worksheet(SLIP_SHEET)

    def write(self, how: str, *, partly: bool) -> None:
        """Everything, top to bottom; `partly`: not all the office wrote is redrawn."""
        sheet, known = self.sheet, facts(self.slip, how)
        table_row = len(known) + 1
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(table_row)
        sheet.freeze_panes(table_row + 1, 0)
        for col, (_, width) in enumerate(columns(self.slip)):
            sheet.set_column(col, col, width)
        self.texts.write(sheet, (0, 0), title(self.slip), bold=True, font_size=16)
        if partly:
            self.texts.write(sheet, (0, 4), _REST)
        for row, (label, text) in enumerate(known, start=1):
            self.texts.write(sheet, (row, 0), label, bold=True)
            self.texts.write(sheet, (row, 2), text)
        told = lines(self.slip)
        self._table(table_row, told)
        if closed := gone(self.slip):
            below = table_row + len(told) + 3
            self.texts.write(sheet, (below - 1, 0), GONE, bold=True)
            self._table(below, closed, COLOR[Severity.INFO])

    def _table(self, at: int, told: Sequence[Line], color: str = "") -> None:
        """A table of findings; `color` instead of each severity's own."""
        heading = {"bold": True, "bg_color": "#1F5FA8", "font_color": "white", "border": 1}
        for col, (text, _) in enumerate(columns(self.slip)):
            self.texts.write(self.sheet, (at, col), text, **heading)
        for row, line in enumerate(told, start=at + 1):
            self._line(row, line, color or COLOR[line.finding.severity])

    def _line(self, row: int, line: Line, color: str) -> None:
        self.sheet.write_number(row, 0, line.number, self.texts.style(**_GRID))
        severity, _, *rest = line.texts
        self.texts.write(self.sheet, (row, 1), severity, bg_color=color, **_GRID)
        self._link(row, line, _GRID)
        for col, text in enumerate(rest, start=3):
            self.texts.write(self.sheet, (row, col), text, **_GRID)

    def _link(self, row: int, line: Line, style: Mapping[str, Any]) -> None:
        finding = line.finding
        target = self.names.get(finding.sheet)
        if target is None or not finding.cell:
            self.texts.write(self.sheet, (row, 2), line.shown_cell, **style)
            return
        quoted = target.replace("'", "''")
        link = self.texts.style(**style, font_color="#1F5FA8", underline=1)
        url = f"internal:'{quoted}'!{finding.cell}"
        self.sheet.write_url(row, 2, url, link, line.shown_cell[:LONGEST_TEXT])
