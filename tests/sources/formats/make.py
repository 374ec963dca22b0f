"""Writes kinds*.xlsx again and lets LibreOffice save them as xls and ods.

`python -m tests.sources.formats.make`; the bytes differ from run to run, the cells do not.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from tests.sources.office_suite import converted

HERE = Path(__file__).resolve().parent


def write(path: Path, *, dates_from_1904: bool) -> None:
    """One sheet with every kind of cell, a hidden one, a very hidden one and a chart."""
    with xlsxwriter.Workbook(path, {"date_1904": dates_from_1904}) as book:
        sheet = book.add_worksheet("数")
        _numbers(book, sheet)
        _dates(book, sheet)
        _formulas(book, sheet)
        _texts(book, sheet)
        hidden = book.add_worksheet("藏")
        hidden.write("A1", "x")
        hidden.hide()
        deeper = book.add_worksheet("深藏")
        deeper.write("A1", 5)
        deeper.very_hidden()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=数!$A$1:$A$3"})
        book.add_chartsheet("图").set_chart(chart)


def _numbers(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write("A1", 1.5)
    sheet.write("A2", 0.091, book.add_format({"num_format": "0.0%"}))
    sheet.write("A3", 9.1, book.add_format({"num_format": '0.0"%"'}))
    sheet.write("A4", 7)
    sheet.write_boolean("D4", True)


def _dates(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    for address, moment, code in (
        ("B1", date(2024, 6, 30), "yyyy-mm-dd"),
        ("B2", time(9, 30), "hh:mm"),
        ("B3", datetime(2024, 6, 30, 9, 30), "yyyy-mm-dd hh:mm"),  # noqa: DTZ001 -- as in a cell
        ("B5", date(2024, 6, 1), 'yyyy"年"m"月"'),
    ):
        sheet.write_datetime(address, moment, book.add_format({"num_format": code}))
    sheet.write_number("B4", 1.5, book.add_format({"num_format": "[h]:mm"}))


def _formulas(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    percent = book.add_format({"num_format": "0.0%"})
    sheet.write_formula("C1", "=A1*2", None, 3)
    sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("C4", "=A2", percent, 0.091)
    sheet.write_formula("C5", '=""', None, "")
    sheet.write_formula("C6", "=TRUE()", None, True)
    sheet.write_formula("C7", "=NA()", None, "#N/A")


def _texts(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write("C3", "xy")
    sheet.merge_range("D1:F2", "合并")
    sheet.write("D3", " 字  两空 ")
    sheet.write_rich_string("D5", book.add_format({"bold": True}), "粗", "细")
    sheet.write("D6", "第一行\n第二行")
    sheet.write_comment("D7", "批注")
    sheet.write_url("D8", "http://example.com", None, "网")
    sheet.write("AA50", "远")


def main() -> None:
    """Every file anew, in its place."""
    for name, early in (("kinds", False), ("kinds-1904", True)):
        path = HERE / f"{name}.xlsx"
        write(path, dates_from_1904=early)
        for kind in ("xls", "ods"):
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(converted(path, kind, Path(folder)), HERE / f"{name}.{kind}")


if __name__ == "__main__":
    main()
