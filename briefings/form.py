"""The form workbook an office fills: one sheet to fill, one with definitions, one hidden."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from briefings.form_parts import (
    Styles,
    definition_text,
    entry_validation,
    row_height,
    short_definition,
    value_formula,
)
from briefings.prefill import Entry, Prefill
from observations.cells import a1
from observations.indicator import Indicator
from observations.layout import (
    COUNT_LABEL,
    DEFINITION_SHEET,
    FORM_SHEET,
    MANIFEST_SHEET,
    NIL_LABEL,
    OFFICE_LABEL,
    PERIOD_LABEL,
    SUM_LABEL,
    Layout,
    LayoutRow,
)
from observations.manifest import Manifest, ManifestRow
from observations.number import shown_number
from observations.values import rounded

__all__ = ["Entry", "Prefill", "manifest_of", "write_form"]

_HEADING_ROW = 3
_FIRST_ROW = 4
_WIDTHS = (5, 28, 9, 24, 24, 14, 24, 14, 18, 11, 16, 24)
_TOTALED = ("numerator", "denominator", "value")


def write_form(layout: Layout, prefill: Prefill, path: Path) -> None:
    """Write the workbook; the same layout and prefill give the same bytes."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties(
            {
                "title": f"{layout.office_name} {prefill.period.label} {layout.title}",
                "created": datetime(prefill.due.year, prefill.due.month, 1, tzinfo=UTC),
            }
        )
        styles = Styles(book)
        _Form(book, layout, prefill, styles).write()
        _write_definitions(book, layout, prefill, styles)
        _write_manifest(book, manifest_of(layout, prefill))


def manifest_of(layout: Layout, prefill: Prefill) -> Manifest:
    """What `_layout` says about this form."""
    rows = tuple(
        ManifestRow(
            str(row.number),
            row.indicator,
            row.area,
            row.name,
            row.unit,
            prefill.previous.get(row.key, ""),
            prefill.targets.get(row.key, ""),
            _known_text(prefill.known.get(row.key)),
        )
        for row in layout.rows
    )
    return Manifest(layout.id, layout.edition, layout.office, str(prefill.period), rows)


def _known_text(entry: Entry | None) -> str:
    return json.dumps([entry.value, entry.numerator, entry.denominator]) if entry else ""


class _Form:
    """The sheet 填报; rows and columns as in `layout`."""

    def __init__(
        self, book: xlsxwriter.Workbook, layout: Layout, prefill: Prefill, styles: Styles
    ) -> None:
        self.layout, self.prefill, self.styles = layout, prefill, styles
        self.sheet = book.add_worksheet(FORM_SHEET)
        self.col = {column.id: n for n, column in enumerate(layout.columns)}
        self.cached = bool(prefill.entries) and prefill.saved
        self.tally: list[float] = []

    def write(self) -> None:
        """Everything, top to bottom: the totals need the rows."""
        self._page()
        self._title()
        for n, row in enumerate(self.layout.rows):
            self._row(_FIRST_ROW + n, row)
        self._footer(_FIRST_ROW + len(self.layout.rows))

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADING_ROW)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.set_footer("&C第 &P 页,共 &N 页")
        sheet.freeze_panes(_FIRST_ROW, self.col["name"] + 1)
        sheet.protect("", {"select_locked_cells": True, "format_columns": True})
        for col, width in enumerate(_WIDTHS):
            sheet.set_column(col, col, width)

    def _title(self) -> None:
        sheet, prefill, layout = self.sheet, self.prefill, self.layout
        last = len(layout.columns) - 1
        title = f"{layout.title}({prefill.mark})" if prefill.mark else layout.title
        sheet.merge_range(0, 0, 0, last, title, self.styles.title)
        sheet.set_row(0, 28)
        period = f"{PERIOD_LABEL}:{prefill.period.label}({prefill.period})"
        for col, text in (
            (0, f"{OFFICE_LABEL}:{layout.office_name}"),
            (self.col["definition"], period),
            (self.col["denominator_name"], f"报送截止:{prefill.due.isoformat()}"),
            (self.col["previous"], f"联系岗位:{prefill.contact}"),
        ):
            sheet.write_string(1, col, text, self.styles.head)
        hint = "只填黄色单元格;没有数据留空,原因写在“说明”;本期值由分子、分母自动算出。"
        sheet.write_string(2, 0, hint, self.styles.hint)
        for col, column in enumerate(layout.columns):
            sheet.write_string(_HEADING_ROW, col, column.heading, self.styles.heading)
        sheet.set_row(_HEADING_ROW, 24)

    def _row(self, at: int, row: LayoutRow) -> None:
        indicator = self.prefill.indicators[row.indicator]
        sheet, styles = self.sheet, self.styles
        sheet.write_number(at, self.col["number"], row.number, styles.locked)
        printed = (
            ("name", row.name),
            ("unit", row.unit),
            ("definition", short_definition(indicator)),
            ("numerator_name", row.numerator),
            ("denominator_name", row.denominator),
            ("previous", self.prefill.previous.get(row.key, "")),
            ("target", self.prefill.targets.get(row.key, "")),
        )
        for column, text in printed:
            self._text(at, column, text)
        sheet.set_row(at, row_height((text, _WIDTHS[self.col[column]]) for column, text in printed))
        sheet.write_comment(
            at, self.col["name"], definition_text(indicator), {"x_scale": 2, "y_scale": 1.5}
        )
        self._entries(at, row, indicator)

    def _text(self, at: int, column: str, text: str) -> None:
        self.sheet.write_string(at, self.col[column], text, self.styles.locked_text)

    def _entries(self, at: int, row: LayoutRow, indicator: Indicator) -> None:
        known = self.prefill.known.get(row.key)
        entry = known or self.prefill.entries.get(row.key, Entry())
        state = "entry" if known is None else "known"
        if row.computed:
            part = self.styles.entry if known is None else self.styles.locked
            self._entry(at, "numerator", entry.numerator, part)
            self._entry(at, "denominator", entry.denominator, part)
            self._computed(at, entry, indicator)
        else:
            self._text(at, "numerator", "")
            self._text(at, "denominator", "")
            self._entry(at, "value", entry.value, self.styles.value(indicator.decimals, state))
        entry_validation(self.sheet, (at, self.col["value"]), indicator)
        self._note(at, entry.note)

    def _note(self, at: int, note: str) -> None:
        style = self.styles.entry_text
        if note:
            self.sheet.write_string(at, self.col["note"], note, style)
        else:
            self.sheet.write_blank(at, self.col["note"], None, style)

    def _entry(self, at: int, column: str, value: float | str | None, style: Any) -> None:
        col = self.col[column]
        if value is None:
            self.sheet.write_blank(at, col, None, style)
        elif isinstance(value, str):
            self.sheet.write_string(at, col, value, style)
        else:
            self.sheet.write_number(at, col, value, style)
            self.tally.append(value)
        if column != "value":
            entry_validation(self.sheet, (at, col), None)

    def _computed(self, at: int, entry: Entry, indicator: Indicator) -> None:
        col, style = self.col["value"], self.styles.value(indicator.decimals, "computed")
        if isinstance(entry.value, str):
            self.sheet.write_string(at, col, entry.value, style)
            return
        whole = entry.numerator is not None and entry.denominator is not None
        if entry.value is not None and not whole:  # only the quotient is known
            self.sheet.write_number(at, col, entry.value, style)
            self.tally.append(entry.value)
            return
        cached: float | str = ""
        if self.cached:
            cached = entry.value if entry.value is not None else _quotient(entry, indicator)
        if not isinstance(cached, str):
            self.tally.append(cached)
        parts = a1(at, self.col["numerator"]), a1(at, self.col["denominator"])
        self.sheet.write_formula(at, col, value_formula(*parts, indicator), style, cached)

    def _footer(self, at: int) -> None:
        """Posts and control totals: what a cut file cannot carry along."""
        sheet, styles = self.sheet, self.styles
        ranges = ",".join(
            f"{a1(_FIRST_ROW, self.col[name])}:{a1(at - 1, self.col[name])}" for name in _TOTALED
        )
        for offset, label, function, cached, style in (
            (0, COUNT_LABEL, "COUNT", float(len(self.tally)), styles.count),
            (1, SUM_LABEL, "SUM", float(shown_number(sum(self.tally))), styles.total),
        ):
            sheet.write_string(at + offset, self.col["denominator_name"], label, styles.head)
            sheet.write_formula(
                at + offset,
                self.col["value"],
                f"={function}({ranges})",
                style,
                cached if self.cached else "",
            )
        sheet.write_string(at, 0, "填报岗位:", styles.head)
        sheet.write_string(at, self.col["definition"], self.prefill.filled_by, styles.entry_text)
        sheet.write_string(at + 1, 0, "审核岗位:", styles.head)
        sheet.write_blank(at + 1, self.col["definition"], None, styles.entry_text)
        self._nil(at)

    def _nil(self, at: int) -> None:
        """The one cell in which an office with nothing to report says so.

        Above the last control total: a file cut anywhere must lack one of them.
        """
        cell = (at, self.col["note"])
        self.sheet.write_string(at, self.col["target"], f"{NIL_LABEL}:", self.styles.head)
        written = "是" if self.prefill.nil else ""
        if written:
            self.sheet.write_string(*cell, written, self.styles.entry_text)
        else:
            self.sheet.write_blank(*cell, None, self.styles.entry_text)
        hint = "本期确无要报的事项才填“是”,此时表内不填数"
        asked = {"validate": "list", "source": ["是"], "input_message": hint}
        self.sheet.data_validation(*cell, *cell, asked)


def _quotient(entry: Entry, indicator: Indicator) -> float | str:
    """What the formula of a computed row gives for numbers; "" for anything else."""
    above, below = entry.numerator, entry.denominator
    if isinstance(above, str) or isinstance(below, str) or above is None or not below:
        return ""
    return rounded(above / below * indicator.scale, indicator.decimals)


def _write_definitions(
    book: xlsxwriter.Workbook, layout: Layout, prefill: Prefill, styles: Styles
) -> None:
    sheet = book.add_worksheet(DEFINITION_SHEET)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect()
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 2, 110)
    for col, heading in enumerate(("序号", "指标", "口径")):
        sheet.write_string(0, col, heading, styles.heading)
    for n, row in enumerate(layout.rows, start=1):
        text = definition_text(prefill.indicators[row.indicator])
        sheet.set_row(n, 15 * (1 + text.count("\n")))
        sheet.write_number(n, 0, row.number, styles.locked)
        sheet.write_string(n, 1, row.name, styles.locked_text)
        sheet.write_string(n, 2, text, styles.locked_text)


def _write_manifest(book: xlsxwriter.Workbook, manifest: Manifest) -> None:
    sheet = book.add_worksheet(MANIFEST_SHEET)
    sheet.protect()
    sheet.hide()
    for row, line in enumerate(manifest.lines()):
        for col, text in enumerate(line):
            if text:
                sheet.write_string(row, col, text)
