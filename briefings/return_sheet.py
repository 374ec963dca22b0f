"""The return sheet (退回单): every finding with a link to its cell, and the office's own sheet.

A fresh workbook for every format. The office's sheet is redrawn with the wrong cells orange;
nothing the office wrote can become a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook

from briefings.redrawn import (
    COLOR,
    LONGEST_TEXT,
    LOUD,
    MOST_CELLS,
    Redrawn,
    Texts,
    drawings,
    links,
)
from observations.finding import Finding, Severity
from observations.stations import Sheet

SLIP_SHEET = "退回单"
_COLUMNS = (
    ("序号", 6),
    ("程度", 8),
    ("单元格", 16),
    ("填报", 18),
    ("问题", 62),
    ("应为 / 怎样改", 40),
    ("规则", 24),
)
_TABLE_ROW = 8
_REST = f"只重画填报表和有问题的工作表,至多 {MOST_CELLS} 格;其余内容见原件"


@dataclass(frozen=True)
class Slip:
    """What is returned to whom, until when, and why.

    `reply_by` is `working_days` after the return by the working-day calendar; `uncertain`
    says that the calendar of that year is not yet published. `sheets` are the office's sheets
    as read. `mark` (演示数据) joins the title.
    """

    number: str
    form_title: str
    office_name: str
    period_label: str
    returned_at: datetime
    reply_by: date
    working_days: int
    findings: Sequence[Finding]
    sheets: Sequence[Sheet] = ()
    uncertain: bool = False
    mark: str = ""


def write_return_sheet(slip: Slip, path: Path) -> None:
    """Write the workbook; the same slip gives the same bytes."""
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
        _Summary(book, slip, links(drawn)).write(partly=partly)
        for drawing in drawn:
            Redrawn(book, drawing).write()


class _Summary:
    """The first sheet: who, what, until when, and the table of all findings."""

    def __init__(self, book: Workbook, slip: Slip, names: Mapping[str, str]) -> None:
        self.slip, self.names = slip, names
        self.texts = Texts(book)
        self.sheet = book.add_worksheet(SLIP_SHEET)

    def write(self, *, partly: bool) -> None:
        """Everything, top to bottom; `partly`: not all the office wrote is redrawn."""
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_TABLE_ROW)
        sheet.freeze_panes(_TABLE_ROW + 1, 0)
        for col, (_, width) in enumerate(_COLUMNS):
            sheet.set_column(col, col, width)
        title = f"{SLIP_SHEET}({self.slip.mark})" if self.slip.mark else SLIP_SHEET
        self.texts.write(sheet, (0, 0), title, bold=True, font_size=16)
        if partly:
            self.texts.write(sheet, (0, 4), _REST)
        for row, (label, text) in enumerate(self._facts(), start=1):
            self.texts.write(sheet, (row, 0), label, bold=True)
            self.texts.write(sheet, (row, 2), text)
        self._table()

    def _facts(self) -> tuple[tuple[str, str], ...]:
        slip = self.slip
        loud = sum(f.severity is Severity.CRITICAL for f in slip.findings)
        until = f"{slip.reply_by.isoformat()}({slip.working_days} 个工作日)"
        return (
            ("编号", slip.number),
            ("表名", slip.form_title),
            ("单位", slip.office_name),
            ("期次", slip.period_label),
            ("退回时间", slip.returned_at.strftime("%Y-%m-%d %H:%M")),
            ("回复时限", until + (",该年放假安排未公布" if slip.uncertain else "")),
            ("问题", f"共 {len(slip.findings)} 项,其中须改正后重报 {loud} 项"),
        )

    def _table(self) -> None:
        heading = {"bold": True, "bg_color": "#1F5FA8", "font_color": "white", "border": 1}
        for col, (text, _) in enumerate(_COLUMNS):
            self.texts.write(self.sheet, (_TABLE_ROW, col), text, **heading)
        ordered = sorted(self.slip.findings, key=lambda f: LOUD[f.severity])
        for n, finding in enumerate(ordered, start=1):
            self._line(_TABLE_ROW + n, n, finding)

    def _line(self, row: int, n: int, finding: Finding) -> None:
        grid_style = {"border": 1, "border_color": "#B8BEC6", "text_wrap": True}
        self.sheet.write_number(row, 0, n, self.texts.style(**grid_style))
        color = COLOR[finding.severity]
        self.texts.write(self.sheet, (row, 1), finding.severity.label, bg_color=color, **grid_style)
        self._link(row, finding, grid_style)
        for col, text in (
            (3, finding.value),
            (4, finding.message),
            (5, finding.expected),
            (6, finding.rule),
        ):
            self.texts.write(self.sheet, (row, col), text, **grid_style)

    def _link(self, row: int, finding: Finding, style: Mapping[str, Any]) -> None:
        target = self.names.get(finding.sheet)
        shown = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet or "整个文件"
        if target is None or not finding.cell:
            self.texts.write(self.sheet, (row, 2), shown, **style)
            return
        quoted = target.replace("'", "''")
        link = self.texts.style(**style, font_color="#1F5FA8", underline=1)
        url = f"internal:'{quoted}'!{finding.cell}"
        self.sheet.write_url(row, 2, url, link, shown[:LONGEST_TEXT])
