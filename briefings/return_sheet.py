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

from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from observations.cells import a1, grid
from observations.finding import Finding, Severity
from observations.stations import Sheet

SLIP_SHEET = "退回单"
_LOUD = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}
_COLOR = {Severity.CRITICAL: "#F4A261", Severity.WARNING: "#D9CBF0", Severity.INFO: "#E3E8EE"}
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
_LONGEST_TEXT = 32_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_LONGEST_SHEET_NAME = 31


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
        shown = [sheet for sheet in slip.sheets if not sheet.hidden]
        names = _sheet_names(shown)
        _Summary(book, slip, names).write()
        for sheet in shown:
            about = [f for f in slip.findings if f.sheet == sheet.name and f.cell]
            _Redrawn(book, names[sheet.name], about).write(sheet)


def _sheet_names(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The office's sheet names as a workbook admits them, none used twice."""
    names: dict[str, str] = {}
    used = {SLIP_SHEET}
    for n, sheet in enumerate(sheets, start=1):
        name = sheet.name.translate(_FORBIDDEN).strip("'")[:_LONGEST_SHEET_NAME]
        if not name.strip() or name.lower() in used or name.lower() == "history":
            name = f"原表{n}"
        names[sheet.name] = name
        used.add(name.lower())
    return names


class _Texts:
    """Writes what an office wrote as text that stays text, whatever it begins with."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """A format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
            self._styles[key] = self.book.add_format(base | properties)
        return self._styles[key]

    def write(self, sheet: Worksheet, at: tuple[int, int], text: str, **properties: Any) -> None:
        """One text cell; `quote_prefix` keeps it text when somebody edits it."""
        if text.startswith(_FORMULA_STARTS):
            properties["quote_prefix"] = True
        sheet.write_string(*at, text[:_LONGEST_TEXT], self.style(**properties))


class _Summary:
    """The first sheet: who, what, until when, and the table of all findings."""

    def __init__(self, book: Workbook, slip: Slip, names: Mapping[str, str]) -> None:
        self.slip, self.names = slip, names
        self.texts = _Texts(book)
        self.sheet = book.add_worksheet(SLIP_SHEET)

    def write(self) -> None:
        """Everything, top to bottom."""
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
        ordered = sorted(self.slip.findings, key=lambda f: _LOUD[f.severity])
        for n, finding in enumerate(ordered, start=1):
            self._line(_TABLE_ROW + n, n, finding)

    def _line(self, row: int, n: int, finding: Finding) -> None:
        grid_style = {"border": 1, "border_color": "#B8BEC6", "text_wrap": True}
        self.sheet.write_number(row, 0, n, self.texts.style(**grid_style))
        color = _COLOR[finding.severity]
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
        self.sheet.write_url(row, 2, url, link, shown[:_LONGEST_TEXT])


class _Redrawn:
    """One sheet of the office, cell by cell; the wrong ones orange and commented."""

    def __init__(self, book: Workbook, name: str, findings: Sequence[Finding]) -> None:
        self.texts = _Texts(book)
        self.sheet = book.add_worksheet(name)
        self.wrong: dict[str, list[Finding]] = {}
        for finding in findings:
            self.wrong.setdefault(finding.cell, []).append(finding)

    def write(self, sheet: Sheet) -> None:
        """All cells, then the findings on cells that are blank."""
        self.sheet.set_column(0, max(sheet.numbers.width, 12), 16)
        left = dict(self.wrong)
        for (row, col), cell in sorted(grid(sheet).items()):
            found = left.pop(a1(row, col), [])
            style = {"bg_color": _loudest(found)} if found else {}
            if cell.number is None:
                self.texts.write(self.sheet, (row, col), cell.text, **style)
            else:
                self.sheet.write_number(row, col, cell.number, self.texts.style(**style))
            self._comment(a1(row, col), found)
        for address, found in left.items():
            self.sheet.write_blank(address, None, self.texts.style(bg_color=_loudest(found)))
            self._comment(address, found)

    def _comment(self, address: str, found: Sequence[Finding]) -> None:
        if not found:
            return
        text = "\n".join(
            f"[{f.rule}] 问题:{f.message}\n填报:{f.value or '(空)'}\n应为 / 怎样改:{f.expected}"
            for f in found
        )
        self.sheet.write_comment(address, text[:_LONGEST_TEXT], {"x_scale": 3, "y_scale": 2})


def _loudest(found: Sequence[Finding]) -> str:
    return _COLOR[min((f.severity for f in found), key=_LOUD.__getitem__)]
