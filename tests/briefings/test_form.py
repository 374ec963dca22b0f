"""The form workbook as an office meets it, read with openpyxl."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from briefings.form import Entry, manifest_of
from observations.manifest import read_manifest
from tests.observations.forms import BANNER, LAYOUT, entered, form_file, prefill

COUNT = ("charging_count", BANNER)
YELLOW = "FFFFF4B8"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return openpyxl.load_workbook(form_file(tmp_path_factory.mktemp("f") / "f.xlsx", entries={}))


@pytest.fixture(scope="module")
def sheet(book):
    return book["填报"]


def test_the_form_has_one_sheet_to_fill_one_to_read_one_hidden(book):
    assert book.sheetnames == ["填报", "口径", "_layout"]
    assert [book[n].sheet_state for n in book.sheetnames] == ["visible", "visible", "hidden"]


def test_the_title_says_office_period_date_and_post(sheet):
    assert sheet["A1"].value == "伊金霍洛旗城市精细化管理三年行动指标填报表(季报)"
    written = [cell.value for cell in sheet[2] if cell.value]
    assert written == [
        "填报单位:住房和城乡建设局",
        "报告期:2024年第二季度(2024-Q2)",
        "报送截止:2024-07-10",
        "联系岗位:市政科经办人",
    ]


def test_the_columns_are_the_twelve_drawn(sheet):
    drawn = "序号 指标 单位 口径要点 分子名称 分子 分母名称 分母 本期值 上期值 目标 说明"
    assert [cell.value for cell in sheet[4]] == drawn.split()


def test_exactly_the_yellow_cells_can_be_written(sheet):
    assert sheet.protection.sheet
    cells = [cell for row in sheet.iter_rows() for cell in row]
    unlocked = {cell.coordinate for cell in cells if not cell.protection.locked}
    yellow = {cell.coordinate for cell in cells if cell.fill.fgColor.rgb == YELLOW}
    assert unlocked == yellow
    assert {"F5", "H5", "L5", "I7", "I9", "D11"} <= unlocked
    assert not {"I5", "F7", "H7", "A5", "B5", "J5", "K5", "I11", "I12"} & unlocked


def test_a_value_of_two_parts_is_a_formula_without_cached_value(sheet, tmp_path):
    assert sheet["I5"].value == (
        '=IF(AND(ISNUMBER(F5),ISNUMBER(H5)),IF(H5=0,"",ROUND(F5/H5*100,2)),"")'
    )
    assert sheet["I8"].value.endswith('ROUND(F8/H8*1,4)),"")')
    path = form_file(tmp_path / "f.xlsx", entries={})
    assert openpyxl.load_workbook(path, data_only=True)["填报"]["I5"].value is None


def test_every_entry_cell_is_validated_and_comments_define_the_indicator(sheet):
    validated = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    assert {"F5", "H5", "I5", "F6", "H6", "I6", "I7", "F8", "H8", "I8", "I9", "I10"} <= set(
        validated
    )
    assert (validated["I5"].formula1, validated["I5"].formula2) == ("0", "100")
    assert validated["I9"].formula1 == '"是,否"'
    assert "分母:道路清扫总面积(万平方米)" in sheet["B5"].comment.text
    assert "口径待定" in sheet["B8"].comment.text


def test_what_the_system_has_is_printed_and_locked(tmp_path):
    path = form_file(tmp_path / "f.xlsx", known={COUNT: Entry(value=3000)}, entries={})
    cell = openpyxl.load_workbook(path)["填报"]["I7"]
    assert (cell.value, cell.protection.locked) == (3000, True)


def test_previous_value_and_target_are_printed(sheet):
    assert (sheet["J5"].value, sheet["K5"].value) == ("94.80", "≥95(2025)")


def test_the_page_is_one_a4_landscape_wide(sheet):
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"


def test_definitions_stand_in_full_on_their_sheet(book):
    definitions = book["口径"]
    assert definitions["B3"].value == "道路机械化清扫率(阿勒腾席热镇)"
    assert "标准:CJJ 14" in definitions["C2"].value


def test_the_hidden_sheet_is_the_manifest(book):
    lines = [[cell or "" for cell in row] for row in book["_layout"].iter_rows(values_only=True)]
    manifest = read_manifest(lines)
    assert manifest == manifest_of(LAYOUT, prefill(entries={}))
    assert (manifest.layout, manifest.period) == ("housing.Q", "2024-Q2")


@pytest.mark.parametrize("at", [(0, 1), (3, 1), (4, 1), (6, 1), (7, 3), (6, 5)])
def test_a_manifest_changed_anywhere_is_none(at):
    lines = [list(line) for line in manifest_of(LAYOUT, prefill()).lines()]
    lines[at[0]][at[1]] += "x"
    assert read_manifest(lines) is None


def test_the_same_form_is_the_same_bytes(tmp_path):
    first = form_file(tmp_path / "a.xlsx").read_bytes()
    assert form_file(tmp_path / "b.xlsx").read_bytes() == first


def test_totals_count_and_sum_the_numbers_written(tmp_path):
    path = form_file(tmp_path / "f.xlsx")
    shown = openpyxl.load_workbook(path, data_only=True)["填报"]
    numbers = [
        cell.value
        for row in shown.iter_rows(min_row=5, max_row=10)
        for cell in (row[5], row[7], row[8])
        if isinstance(cell.value, int | float)
    ]
    assert shown["I11"].value == len(numbers)
    assert shown["I12"].value == pytest.approx(sum(numbers), rel=1e-12)


def test_the_total_of_large_parts_has_room_in_its_cell(sheet):
    total = next(row[8] for row in sheet.iter_rows() if row[6].value == "填报合计")
    widest = f"{123_456_789.123456:.6f}"
    assert sheet.column_dimensions["I"].width >= len(widest) + 1
    assert total.alignment.shrink_to_fit, "a longer one still is smaller, never ###"


def test_an_offices_words_never_become_a_formula(tmp_path):
    note = '=HYPERLINK("http://example.invalid")'
    path = form_file(tmp_path / "f.xlsx", entries=entered(COUNT, Entry(value="=1+1", note=note)))
    sheet = openpyxl.load_workbook(path)["填报"]
    assert (sheet["I7"].data_type, sheet["L7"].data_type) == ("s", "s")
    with zipfile.ZipFile(path) as package:
        assert b"<f>1+1" not in package.read("xl/worksheets/sheet1.xml")


def test_demonstration_data_are_marked_in_the_title(tmp_path):
    path = form_file(tmp_path / "f.xlsx", mark="演示数据")
    assert openpyxl.load_workbook(path)["填报"]["A1"].value.endswith("(演示数据)")
