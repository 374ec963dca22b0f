"""Recipes: tables of third parties, as their own systems and clerks draw them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.sources.filled import Recipe
from tests.sources.forms import as_document, as_text
from tests.sources.office_suite import converted

Rows = Sequence[Sequence[Any]]
Fill = Callable[[xlsxwriter.Workbook], None]

SUPPLY: Rows = (
    ("青石旗供水公司供水情况表",),
    ("报告期:2024年第三季度",),
    ("单位:万立方米",),
    ("地区", "供水总量", "备注"),
    ("全旗", 1520.5, ""),
    ("东河镇", 412.25, ""),
    ("西岗镇", 380, "约数,水表检修"),
    ("注:供水总量含自备井。",),
)
GARDEN_HEAD: Rows = (
    ("青石旗园林绿化情况统计表", "", "", "", ""),
    ("填报单位:园林所", "", "", "2024年7—9月", ""),
    ("序号", "地区", "公园", "", "苗木损耗率"),
    ("", "", "面积(公顷)", "个数(个)", "(‰)"),
)
GARDEN_BODY: Rows = (
    (1, "东河镇", 86.4, 5, 12.5),
    ("", "", "", "", ""),
    (2, "西岗镇", "1,203.75", 4, "8.5‰"),
)
GARDEN_FOOT: Rows = (
    ("", "合计", 1290.15, 9, ""),
    ("注:苗木损耗率为抽样数。", "", "", "", ""),
    ("填表人:绿化科经办岗", "", "", "2024年10月9日", ""),
)
GARDEN: Rows = (*GARDEN_HEAD, *GARDEN_BODY, *GARDEN_FOOT)


def _book(fill: Fill, **options: Any) -> Recipe:
    def make(folder: Path) -> Path:
        path = folder / "table.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, **options}) as book:
            fill(book)
        return path

    return make


def _sheet(book: xlsxwriter.Workbook, rows: Rows, name: str = "Sheet1") -> Any:
    sheet = book.add_worksheet(name)
    for row, line in enumerate(rows):
        for col, value in enumerate(line):
            if value != "":
                sheet.write(row, col, value)
    return sheet


def _supply(**changes: Any) -> Recipe:
    """The water company's table; `changes` by address, e.g. B4="供水总量(立方米)"."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = _sheet(book, SUPPLY)
        for address, value in changes.items():
            sheet.write(address, value)

    return _book(fill)


def _garden(book: xlsxwriter.Workbook) -> None:
    sheet = _sheet(book, GARDEN, "三季度")
    centre = book.add_format({"align": "center", "border": 1})
    sheet.merge_range("A1:E1", GARDEN_HEAD[0][0], centre)
    sheet.merge_range("C3:D3", "公园", centre)
    sheet.merge_range("A3:A4", "序号", centre)
    sheet.merge_range("B3:B4", "地区", centre)


def _ditto(book: xlsxwriter.Workbook) -> None:
    """The same with 同上 where the second town's loss belongs, and 约 before the first's."""
    _garden(book)
    sheet = book.worksheets()[0]
    sheet.write("E5", "约12.5")
    sheet.write("E7", "同上")


def _months(book: xlsxwriter.Workbook) -> None:
    for month, volume in ((7, 131.5), (8, 140.25), (9, 140.5)):
        rows = [list(line) for line in SUPPLY]
        rows[1], rows[5][1] = [f"报告期:2024年{month}月"], volume
        _sheet(book, rows, f"{month}月")
    _sheet(book, [["草稿", 1]], "备查").hide()


def _dated(book: xlsxwriter.Workbook) -> None:
    rows = [list(line) for line in SUPPLY]
    rows[1] = ["报告期", ""]
    sheet = _sheet(book, rows)
    sheet.write_datetime("B2", date(2024, 9, 30), book.add_format({"num_format": "yyyy-mm-dd"}))


def _computed(cached: Any) -> Fill:
    """The banner's amount as a sum of its towns; `cached` "" is a formula nobody computed."""

    def fill(book: xlsxwriter.Workbook) -> None:
        _sheet(book, SUPPLY).write_formula("B5", "=B6+B7+728.25", None, cached)

    return fill


def _text(rows: Rows, encoding: str, delimiter: str = ",") -> Recipe:
    lines = [[str(cell) for cell in line] for line in rows]
    return lambda folder: as_text(lines, delimiter).encode(encoding)


def _saved_as(kind: str) -> Recipe:
    return lambda folder: converted(Path(str(_book(_garden)(folder))), kind, folder)


def _word(folder: Path) -> Path:
    rows = (*GARDEN_HEAD[2:], *GARDEN_BODY, GARDEN_FOOT[0])
    lines = [[str(cell) for cell in line] for line in rows]
    lead = ("青石旗园林绿化情况统计表", "填报单位:园林所  2024年第三季度")
    return as_document(lines, folder / "garden.docx", lead)


TABLES: Mapping[str, Recipe] = {
    "supply.xlsx": _supply(),
    "supply-other-unit.xlsx": _supply(A3="单位:立方米"),
    "supply-new-heading.xlsx": _supply(D4="漏损水量"),
    "supply-missing-heading.xlsx": _supply(B4="售水总量"),
    "supply-short-period.xlsx": _supply(A2="报告期:2024Q3"),
    "supply-full-width-period.xlsx": _supply(A2="报告期:2024年7—9月"),
    "supply-as-of-a-day.xlsx": _book(_dated),
    "supply-as-of-a-day-1904.xlsx": _book(_dated, date_1904=True),
    "supply-months.xlsx": _book(_months),
    "supply-computed.xlsx": _book(_computed(1520.5)),
    "supply-not-computed.xlsx": _book(_computed("")),
    "supply-no-total.csv": _text(SUPPLY, "gb18030"),
    "garden-two-row-heading.xlsx": _book(_garden),
    "garden-ditto.xlsx": _book(_ditto),
    "garden-excel97.xls": _saved_as("xls"),
    "garden-opendocument.ods": _saved_as("ods"),
    "garden-utf16.txt": _text(GARDEN, "utf-16", "\t"),
    "garden-word.docx": _word,
}
