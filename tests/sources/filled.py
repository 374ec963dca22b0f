"""Recipes: forms of ours as they come back. File name → how it is made in a work folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from briefings.form import Entry
from observations.editions import FORM_EDITIONS
from observations.submission import document
from tests.sources.forms import (
    BANNER,
    ENTRIES,
    LAYOUT,
    Q2,
    Edit,
    as_document,
    as_text,
    edited,
    grid_of,
    issued,
    typed,
)
from tests.sources.office_suite import as_wps, converted
from tests.sources.packages import patched, swapped

Recipe = Callable[[Path], Path | bytes]
SHEET = "xl/worksheets/sheet1.xml"


def _issued(folder: Path) -> Path:
    return issued(folder / "form.xlsx")


def _recalculated(edit: Edit) -> Recipe:
    """The form after `edit`, computed and saved by LibreOffice."""
    return lambda folder: converted(edited(_issued(folder), edit), "xlsx", folder)


def _typed(**cells: object) -> Recipe:
    return _recalculated(typed(**cells))


def _uncomputed(edit: Edit) -> Recipe:
    return lambda folder: edited(_issued(folder), edit)


def _other(folder: Path, **changes: object) -> Path:
    return issued(folder / "form.xlsx", **changes)


def _entries(**entries: Entry) -> Recipe:
    changed = {(key, BANNER): entry for key, entry in entries.items()}
    return lambda folder: _other(folder, entries=ENTRIES | changed)


def _last_quarter(folder: Path) -> Path:
    """Last quarter's workbook with the quarter in its title typed over."""
    path = _other(folder, period=Q2)
    return edited(path, typed(D2="报告期:2024年第三季度(2024-Q3)"))


def _old_edition(folder: Path) -> Path:
    """A form of the first edition, whose editions had no number yet, under three other words."""
    words = {"unit": "计量单位", "value": "本期数", "note": "备注"}
    first = FORM_EDITIONS[0].columns
    columns = tuple(replace(c, heading=words.get(c.id, c.heading)) for c in first)
    old = replace(LAYOUT, columns=columns, edition="de9a1cc072", editions=FORM_EDITIONS[:1])
    return issued(folder / "form.xlsx", old)


def _copied_out(folder: Path) -> Path:
    """The sheet copied into a workbook of its own: no hidden sheet comes along."""
    path = _issued(folder)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "环保办三季度"
    for row, line in enumerate(openpyxl.load_workbook(path)["填报"].iter_rows(values_only=True), 1):
        for col, value in enumerate(line, 1):
            sheet.cell(row, col, value)
    book.save(path)
    return converted(path, "xlsx", folder)


def _more_sheets(sheet: Worksheet) -> None:
    book = sheet.parent
    assert book is not None
    book.create_sheet("草稿")["A1"] = "各科室数据汇总"
    spare = book.create_sheet("上年")
    spare["A1"], spare.sheet_state = 93.1, "hidden"


def _merged(sheet: Worksheet) -> None:
    sheet["I11"], sheet["I12"] = 4.5, None
    sheet.merge_cells("I11:I12")


def _stale(folder: Path) -> bytes:
    """A number changed by a program that keeps the old results of formulas."""
    change = swapped(b"<v>812.5</v>", b"<v>721.5</v>")
    return patched(_issued(folder).read_bytes(), {SHEET: change})


def _wrong_result(folder: Path) -> bytes:
    """A formula's result typed over in the file, the totals made to agree."""

    def change(data: bytes) -> bytes:
        data = swapped(b"<v>95.24</v>", b"<v>96.24</v>")(data)
        return swapped(b"<v>5158.2339</v>", b"<v>5159.2339</v>")(data)

    return patched(_issued(folder).read_bytes(), {SHEET: change})


def _date(sheet: Worksheet) -> None:
    sheet["I12"].value, sheet["I12"].number_format = 45353, 'm"月"d"日"'


def _percent(sheet: Worksheet) -> None:
    sheet["I6"].value, sheet["I6"].number_format = 0.091, "0.0%"


def _text(encoding: str, delimiter: str = ",", cut: int | None = None) -> Recipe:
    """The sheet exported as text; `cut` keeps that many lines."""

    def make(folder: Path) -> bytes:
        rows = grid_of(_issued(folder))
        return as_text(rows[:cut], delimiter).encode(encoding)

    return make


def _saved_as(kind: str) -> Recipe:
    return lambda folder: converted(_issued(folder), kind, folder)


def _nothing(folder: Path) -> Path:
    """Nothing to report, said in the cell of the footer that is there for it."""
    return converted(_other(folder, entries={}, nil=True), "xlsx", folder)


def _delete_row(sheet: Worksheet) -> None:
    """Row 8 taken out as a spreadsheet program does it: formulas follow their cells."""
    sheet.delete_rows(8)
    for address, moves in {"I8": (("F9", "F8"), ("H9", "H8")), "I12": _UP, "I13": _UP}.items():
        for old, new in moves:
            sheet[address].value = sheet[address].value.replace(old, new)


_UP = (("F12", "F11"), ("H12", "H11"), ("I12", "I11"))


def _add_row(sheet: Worksheet) -> None:
    """A row of the office's own between the last indicator and the footer."""
    sheet.move_range("A13:L14", rows=1, translate=False)
    for address, value in {"A13": 9, "B13": "夜市数量", "C13": "个", "I13": 2}.items():
        sheet[address] = value


def _word(folder: Path) -> Path:
    """The table pasted into a Word document, its title lines above it."""
    title, head, _, *table = grid_of(_issued(folder))
    lines = (title[0], "  ".join(text for text in head if text))
    return as_document(table, folder / "form.docx", lines)


def _values() -> list[dict[str, object]]:
    """The entries as a program of the office hands them in."""
    said = {key: entry.__dict__ for key, entry in ENTRIES.items()}
    return [
        {"indicator": indicator, "area": area}
        | {name: value for name, value in entry.items() if value not in (None, "")}
        for (indicator, area), entry in said.items()
    ]


FORMS: Mapping[str, Recipe] = {
    "form-as-saved.xlsx": _issued,
    "form-libreoffice.xlsx": _saved_as("xlsx"),
    "form-wps.xlsx": lambda folder: as_wps(converted(_issued(folder), "xlsx", folder)),
    "form-uncomputed.xlsx": _uncomputed(lambda sheet: None),
    "form-stale-cache.xlsx": _stale,
    "form-wrong-result.xlsx": _wrong_result,
    "form-last-quarter.xlsx": _last_quarter,
    "form-old-edition.xlsx": _old_edition,
    "form-copied-out.xlsx": _copied_out,
    "form-full-width.xlsx": _typed(I6="9.1%", I7="1,286.35", I8="3座"),
    "form-qualifiers.xlsx": _typed(I6="约9.1%", I7="近1286.35", I8="3以上"),
    "form-no-data.xlsx": _typed(I6="—", L6="仪表检修,十一月补报", I7="/", L7="年度调查", I8="无"),
    "form-ditto.xlsx": _typed(I12="同上"),
    "form-permille.xlsx": _typed(I6="91‰"),
    "form-wan.xlsx": _typed(I7="0.13万公顷"),
    "form-remark-in-cell.xlsx": _typed(I7="1286.35(含东河镇)"),
    "form-percent-cell.xlsx": _recalculated(_percent),
    "form-became-a-date.xlsx": _recalculated(_date),
    "form-scientific.xlsx": _typed(I7="1.28635E+03"),
    "form-division-by-zero.xlsx": _typed(H5=0, I5="=F5/H5*100"),
    "form-merged-entries.xlsx": _recalculated(_merged),
    "form-row-deleted.xlsx": _recalculated(_delete_row),
    "form-row-added.xlsx": _recalculated(_add_row),
    "form-renamed-row.xlsx": _typed(B8="垃圾中转站"),
    "form-note-below.xlsx": _typed(A16="注:东河镇数据由镇政府提供。"),
    "form-more-sheets.xlsx": _recalculated(_more_sheets),
    "form-blank.xlsx": lambda folder: _other(folder, entries={}),
    "form-zero-report.xlsx": _nothing,
    "form-zero-in-a-cell.xlsx": _typed(I8="零报告", L8="零报告:本季度无新建"),
    "form-comparison.xlsx": _typed(F9=None, H9=None, I9="1:4.1"),
    "form-gb18030.csv": _text("gb18030"),
    "form-utf8-bom.csv": _text("utf-8-sig"),
    "form-utf16.txt": _text("utf-16", "\t"),
    "form-semicolon.csv": _text("utf-8", ";"),
    "form-cut-at-a-line.csv": _text("gb18030", cut=9),
    "form-excel97.xls": _saved_as("xls"),
    "form-opendocument.ods": _saved_as("ods"),
    "form-wps.et": _saved_as("xls"),
    "form-word.docx": _word,
    "form-program.json": lambda _: document(("ecology", "2024-Q3"), "form", _values()),
}
