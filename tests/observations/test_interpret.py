"""A form goes out, comes back and says the same; what differs is named with its cell."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.form import Entry
from observations.cells import grid
from observations.finding import Severity
from observations.interpret import interpret
from observations.jail import Jail
from observations.spool import spool
from observations.stations import BATCH_SCHEMA, Verdict, verdict_of
from targets.layouts import layout_for
from tests.observations.files import converted
from tests.observations.forms import (
    BANNER,
    ENTRIES,
    KNOWN,
    LAYOUTS,
    PLAN,
    TOWN,
    VALUES,
    entered,
    form_file,
)

SWEEP, COUNT = ("sweeping_rate", BANNER), ("charging_count", BANNER)
DONE, DAYS = ("platform_done", BANNER), ("complaint_days", BANNER)


def values(done):
    """(indicator, area) → value of a batch."""
    return {(i, a): v for i, a, v in done.batch.select("indicator", "area", "value").iter_rows()}


def found(done, severity=None):
    """(rule, cell) of the findings, of one loudness when asked."""
    return [(f.rule, f.cell) for f in done.findings if severity in (None, f.severity)]


def edited(path, edit):
    """The form saved again by openpyxl after `edit(sheet)`; cached values are gone."""
    book = openpyxl.load_workbook(path)
    edit(book["填报"])
    book.save(path)
    return path


def as_csv(report, encoding="gb18030", delimiter=","):
    """The sheet 填报 as a spreadsheet program exports it."""
    sheet = next(s for s in report.sheets if s.name == "填报")
    cells = grid(sheet)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for row in range(max(r for r, _ in cells) + 1):
        writer.writerow([cells[row, c].text if (row, c) in cells else "" for c in range(12)])
    return out.getvalue().encode(encoding)


def test_what_was_filled_is_what_is_read(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx"))
    assert done.findings == ()
    assert values(done) == VALUES
    assert (done.header.layout, done.header.office, done.header.period) == (
        "housing.Q",
        "housing",
        "2024-Q2",
    )
    assert dict(done.batch.schema) == BATCH_SCHEMA


def test_every_row_knows_its_cells_and_its_words(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx"))
    first = done.batch.row(0, named=True)
    assert (first["numerator"], first["denominator"]) == (812.5, 853.1)
    assert (first["numerator_cell"], first["denominator_cell"], first["cell"]) == ("F5", "H5", "I5")
    assert (first["note"], first["printed"], first["status"]) == ("新增三条路", "95.24", "A")
    assert (first["sheet"], first["office"], first["period"]) == ("填报", "housing", "2024-Q2")


amounts = st.integers(1, 10**7).map(lambda n: n / 100)


@pytest.fixture(scope="module")
def own_jail():
    with Jail() as jail:
        yield jail


@settings(max_examples=25, deadline=None)
@given(above=amounts, below=amounts, count=st.integers(0, 10**6), days=amounts)
def test_any_amounts_survive_the_round_trip(own_jail, tmp_path_factory, above, below, count, days):
    folder = tmp_path_factory.mktemp("round")
    entries = {
        **ENTRIES,
        SWEEP: Entry(numerator=above, denominator=below),
        COUNT: Entry(value=count),
        DAYS: Entry(value=days),
    }
    path = form_file(folder / "form.xlsx", entries=entries)
    done = interpret(own_jail.read(spool(path, "表", folder)), LAYOUTS, KNOWN)
    assert done.findings == ()
    row = done.batch.row(0, named=True)
    assert (row["numerator"], row["denominator"]) == (above, below)
    assert abs(row["value"] - above / below * 100) <= 0.005 + 1e-9 * row["value"]
    assert (values(done)[COUNT], values(done)[DAYS]) == (count, days)


def test_a_formula_without_cached_value_is_recomputed_and_said(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx", saved=False))
    assert values(done) == VALUES
    assert found(done, Severity.CRITICAL) == []
    assert found(done) == [("value.recomputed", ""), ("total.not_computed", "")]
    recomputed, totals = (f.message for f in done.findings)
    assert "3 个本期值" in recomputed
    assert "(I5、I6、I8)" in recomputed
    assert "2 处没有缓存值(I11、I12)" in totals


FOOTER = ("D11", "D12")


@pytest.mark.parametrize("saved", [True, False])
def test_the_posts_in_the_footer_are_asked_for_and_taken_silently(judge, tmp_path, saved):
    def sign(sheet):
        for cell, post in zip(FOOTER, ("供水科经办人", "供水科负责人"), strict=True):
            assert not sheet[cell].protection.locked
            sheet[cell] = post

    done = judge(edited(form_file(tmp_path / "form.xlsx", saved=saved), sign))
    assert [rule for rule, _ in found(done) if rule.startswith("cell.")] == []
    assert values(done) == VALUES


def test_a_part_in_a_row_without_a_fraction_is_named_and_not_read(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    done = judge(edited(path, lambda sheet: sheet.__setitem__("F7", 5)))
    (said,) = [f for f in done.findings if f.rule == "cell.unexpected"]
    assert said.cell == "F7"
    assert "“城镇充电设施”不按分子、分母计算,填的“5”未采用" in said.message
    assert done.batch.filter(indicator="charging_count")["numerator"].to_list() == [None]


def test_a_post_typed_into_its_label_or_beside_it_is_taken_silently(judge, tmp_path):
    def sign(sheet):
        sheet["A11"] = "填报岗位:供水科经办人"
        sheet["A12"], sheet["E12"] = "审核岗位", "供水科负责人"

    done = judge(edited(form_file(tmp_path / "form.xlsx"), sign))
    assert [rule for rule, _ in found(done) if rule.startswith("cell.")] == []


def test_a_cached_value_that_disagrees_is_handed_to_the_quality_rules_as_it_is(judge, tmp_path):
    entries = entered(SWEEP, Entry(value=95, numerator=812.5, denominator=853.1))
    done = judge(form_file(tmp_path / "form.xlsx", entries=entries))
    assert done.findings == ()
    row = done.batch.row(0, named=True)
    assert (row["value"], row["numerator"], row["denominator"]) == (95, 812.5, 853.1)
    assert row["decimals"] == 2  # as its cell prints it: half a unit of the last one is 0.005


def test_a_zero_denominator_is_handed_on_without_a_value(judge, tmp_path):
    entries = entered(SWEEP, Entry(numerator=3, denominator=0))
    done = judge(form_file(tmp_path / "form.xlsx", entries=entries))
    assert done.findings == ()
    row = done.batch.row(0, named=True)
    assert (row["value"], row["numerator"], row["denominator"]) == (None, 3, 0)


@pytest.mark.parametrize(
    ("key", "entry", "rule", "cell"),
    [
        (COUNT, Entry(value="三千左右"), "cell.not_a_number", "I7"),
        (COUNT, Entry(value="3120个标准"), "cell.more_than_a_number", "I7"),
        (COUNT, Entry(value="3120左右"), "cell.more_than_a_number", "I7"),
        (COUNT, Entry(value="31万"), "cell.unit", "I7"),
        (SWEEP, Entry(value="9.1‰", numerator=1, denominator=2), "cell.unit", "I5"),
        (SWEEP, Entry(numerator="待定", denominator=2), "cell.not_a_number", "F5"),
        (SWEEP, Entry(numerator=1, denominator="2%"), "cell.unit", "H5"),
        (DONE, Entry(value="基本"), "cell.not_yes_or_no", "I9"),
        (DAYS, Entry(value="1.5E+01"), "cell.scientific", "I10"),
    ],
)
def test_text_where_a_number_belongs_is_returned_with_its_cell(
    judge, tmp_path, key, entry, rule, cell
):
    done = judge(form_file(tmp_path / "form.xlsx", entries=entered(key, entry)))
    assert found(done, Severity.CRITICAL) == [(rule, cell)]
    assert key not in values(done)
    message = next(f.message for f in done.findings if f.rule == rule)
    assert message.startswith(f"《住房和城乡建设局填报表》2024-Q2,{cell}:填报“")


def test_a_number_with_words_says_what_to_write_instead(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx", entries=entered(DAYS, Entry(value="2.6左右"))))
    (said,) = done.findings
    assert "“2.6左右”不是单纯的数,请只填“2.6”,约数写“约2.6”" in said.message
    assert "单位不一致" not in said.message


def test_one_number_over_several_entries_is_nobodys(judge, tmp_path):
    def merge(sheet):
        sheet.merge_cells("I9:I10")
        sheet.merge_cells("L5:L7")
        sheet["L5"] = "三行同一说明"

    done = judge(edited(form_file(tmp_path / "form.xlsx"), merge))
    assert found(done, Severity.CRITICAL) == [("table.merged", "I9")]
    message = next(f.message for f in done.findings if f.rule == "table.merged")
    assert "合并在 I9:I10" in message
    assert "取消合并" in message


@pytest.mark.parametrize("area", ["I7:K7", "F7:I7", "E7:I7", "I7:I7"])
def test_one_number_widened_over_blank_cells_is_that_entrys(judge, tmp_path, area):
    def merge(sheet):
        sheet["I7"], sheet["J7"], sheet["K7"] = None, None, None
        sheet[area.partition(":")[0]] = 3120
        sheet.merge_cells(area)

    done = judge(edited(form_file(tmp_path / "form.xlsx"), merge))
    assert values(done)[COUNT] == 3120
    assert "table.merged" not in {f.rule for f in done.findings}


def test_a_number_hidden_below_a_widened_one_is_asked_about(judge, tmp_path):
    def merge(sheet):
        sheet["F7"], sheet["I7"] = 3120, 3000
        sheet.merged_cells.add("F7:I7")

    done = judge(edited(form_file(tmp_path / "form.xlsx"), merge))
    assert found(done, Severity.CRITICAL) == [("table.merged", "F7")]


def test_of_a_row_that_is_not_taken_nothing_is_recomputed(judge, tmp_path):
    def unit(sheet):
        sheet["C5"] = "‰"

    done = judge(edited(form_file(tmp_path / "form.xlsx"), unit))
    (told,) = [f.message for f in done.findings if f.rule == "value.recomputed"]
    assert "2 个本期值的公式没有缓存值(I6、I8)" in told
    assert found(done, Severity.CRITICAL) == [("locked.changed", "C5")]


def test_yes_or_no_is_asked_for_as_such(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx", entries=entered(DONE, Entry(value="基本"))))
    (said,) = done.findings
    assert "“基本”不是“是”或“否”,请填“是”(已完成)或“否”(未完成)" in said.message
    assert "数" not in said.message.removeprefix("《住房和城乡建设局填报表》")


@pytest.mark.parametrize(
    ("written", "value", "qualifier"),
    [("3120", 3120, ""), ("3,120 个", 3120, ""), ("约3120", 3120, "约")],
)
def test_a_number_written_as_text_is_read_and_noted(judge, tmp_path, written, value, qualifier):
    entries = entered(COUNT, Entry(value=written))
    done = judge(form_file(tmp_path / "form.xlsx", entries=entries))
    assert found(done) == [("cell.number_as_text", "I7")]
    row = done.batch.filter(indicator="charging_count").row(0, named=True)
    assert (row["value"], row["qualifier"], row["printed"]) == (value, qualifier, written)


@pytest.mark.parametrize("written", ["", "—", "/", "无"])
def test_nothing_reported_is_missing_and_not_zero(judge, tmp_path, written):
    entries = entered(COUNT, Entry(value=written or None, note="设备检修"))
    done = judge(form_file(tmp_path / "form.xlsx", entries=entries))
    assert done.findings == ()
    row = done.batch.filter(indicator="charging_count").row(0, named=True)
    assert (row["value"], row["status"], row["note"]) == (None, "M", "设备检修")


@pytest.mark.parametrize(("written", "value"), [("是", 1), ("未完成", 0), (1, 1), (0, 0)])
def test_done_or_not_is_one_or_zero(judge, tmp_path, written, value):
    done = judge(form_file(tmp_path / "form.xlsx", entries=entered(DONE, Entry(value=written))))
    assert values(done)[DONE] == value


def test_a_blank_form_is_returned(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx", entries={}))
    assert found(done, Severity.CRITICAL) == [("form.blank", "")]


def test_a_row_deleted_is_named_by_what_is_missing(judge, tmp_path):
    path = edited(form_file(tmp_path / "form.xlsx"), lambda sheet: sheet.delete_rows(7))
    done = judge(path)
    (missing,) = [f for f in done.findings if f.rule == "row.missing"]
    assert (missing.indicator, missing.area) == COUNT
    assert "城镇充电设施" in missing.message


def test_a_row_of_the_offices_own_is_named(judge, tmp_path):
    def add(sheet):
        sheet.insert_rows(11)
        sheet["A11"], sheet["B11"], sheet["I11"] = 7, "路灯亮灯率", 98

    done = judge(edited(form_file(tmp_path / "form.xlsx"), add))
    assert ("row.unknown", "B11") in found(done, Severity.CRITICAL)
    assert len(values(done)) == 6


def test_values_without_a_name_are_named_and_not_dropped(judge, tmp_path):
    def add(sheet):
        sheet.insert_rows(8)
        sheet["I8"] = 98

    done = judge(edited(form_file(tmp_path / "form.xlsx"), add))
    assert ("row.unknown", "B8") in found(done, Severity.CRITICAL)
    assert len(values(done)) == 6


def test_a_blank_row_between_is_nothing(judge, tmp_path):
    path = edited(form_file(tmp_path / "form.xlsx"), lambda sheet: sheet.insert_rows(8))
    assert found(judge(path), Severity.CRITICAL) == []


def test_a_row_twice_is_named(judge, tmp_path):
    def double(sheet):
        sheet["A8"], sheet["B8"] = sheet["A7"].value, sheet["B7"].value

    done = judge(edited(form_file(tmp_path / "form.xlsx"), double))
    assert ("row.duplicate", "B8") in found(done)
    assert any(f.rule == "row.missing" and f.indicator == "pile_ratio" for f in done.findings)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("B7", "充电桩"),
        ("C7", "座"),
        ("E5", "清扫长度"),
        ("J5", "99.99"),
        ("K5", "≥90"),
        ("A7", "9"),
    ],
)
def test_a_change_in_locked_content_is_named_with_the_original(judge, tmp_path, cell, text):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__(cell, text)))
    assert found(done, Severity.CRITICAL) == [("locked.changed", cell)]


def test_a_value_the_system_had_and_locked_may_not_change(judge, tmp_path):
    known = {COUNT: Entry(value=3000)}
    path = form_file(tmp_path / "form.xlsx", known=known)
    assert found(judge(path)) == []
    assert values(judge(path))[COUNT] == 3000
    done = judge(edited(path, lambda sheet: sheet.__setitem__("I7", 3001)))
    assert found(done, Severity.CRITICAL) == [("locked.changed", "I7")]


@pytest.mark.parametrize(
    "had", [Entry(value=94.8), Entry(value=94.8, numerator=948, denominator=1000)]
)
@pytest.mark.parametrize("saved", [True, False])
def test_a_locked_quotient_comes_back_as_it_went_out(judge, tmp_path, had, saved):
    done = judge(form_file(tmp_path / "form.xlsx", known={SWEEP: had}, saved=saved))
    assert found(done, Severity.CRITICAL) == []
    assert values(done)[SWEEP] == 94.8


@pytest.mark.parametrize("heading", ["分子", "本期值", "单位", "说明"])
def test_a_heading_gone_is_an_error_and_never_a_guess(judge, tmp_path, heading):
    def rename(sheet):
        cell = next(c for c in sheet[4] if c.value == heading)
        cell.value = "其他"

    done = judge(edited(form_file(tmp_path / "form.xlsx"), rename))
    rules = {(f.rule, f.expected if f.rule.endswith("missing") else f.value) for f in done.findings}
    assert rules == {("form.heading.missing", heading), ("form.heading.unknown", "其他")}
    assert done.header is not None and done.batch.is_empty()
    assert verdict_of(done.header, done.findings) is Verdict.RETURNED


def test_a_declared_alias_of_a_heading_is_the_heading(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__("L4", "备 注")))
    assert found(done, Severity.CRITICAL) == []
    assert done.batch["note"][0] == "新增三条路"


def test_the_same_heading_twice_is_named(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__("M4", "本期值")))
    assert found(done) == [("form.heading.duplicate", "M4")]


def test_columns_moved_around_are_found_by_their_headings(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    done = judge(edited(path, lambda sheet: sheet.move_range("L4:L12", cols=2)))
    assert found(done, Severity.CRITICAL) == []
    assert done.batch["note"][0] == "新增三条路"


@pytest.mark.parametrize(("label", "row", "rule"), [("I11", 11, "count"), ("I12", 12, "sum")])
def test_a_control_total_that_does_not_add_up_is_returned(judge, tmp_path, label, row, rule):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__(label, 12345)))
    assert (f"total.{rule}", label) in found(done, Severity.CRITICAL)


def test_a_form_without_its_totals_may_be_cut(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.delete_rows(11, 2)))
    assert [rule for rule, _ in found(done, Severity.CRITICAL)] == ["total.missing"] * 2


def test_notes_outside_the_table_are_named_and_not_read(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__("P7", "老张核过")))
    assert ("cell.unexpected", "P7") in found(done, Severity.INFO)
    assert found(done, Severity.CRITICAL) == []


def test_many_notes_outside_the_table_are_counted(judge, tmp_path):
    def scribble(sheet):
        for row in range(20, 60):
            sheet.cell(row, 2, "草稿")

    done = judge(edited(form_file(tmp_path / "form.xlsx"), scribble))
    unexpected = [f for f in done.findings if f.rule == "cell.unexpected"]
    assert len(unexpected) == 21
    assert "另有 20 个" in unexpected[-1].message


def test_an_error_cell_and_a_formula_without_value_are_told_apart_from_blanks(judge, tmp_path):
    def break_(sheet):
        sheet["F5"] = "=Sheet9!A1"
        sheet["I7"] = "#DIV/0!"
        sheet["I7"].data_type = "e"

    done = judge(edited(form_file(tmp_path / "form.xlsx"), break_))
    assert ("cell.formula_without_value", "F5") in found(done, Severity.CRITICAL)
    assert ("cell.error", "I7") in found(done, Severity.CRITICAL)


def test_another_offices_form_is_returned(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx"), office="water")
    assert [f.rule for f in done.findings] == ["form.office.mismatch"]


def test_another_offices_form_names_the_sender_and_no_code(judge, tmp_path):
    office, name = next(
        (x.office, x.office_name) for x in LAYOUTS.values() if x.office != "housing"
    )
    (said,) = judge(form_file(tmp_path / "form.xlsx"), office=office).findings
    assert f"报送的单位是{name}," in said.message
    assert office not in said.message
    assert said.value == office


def test_a_title_overwritten_is_returned(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__("A2", "填报单位:水务局")))
    assert "form.office.mismatch" in [rule for rule, _ in found(done, Severity.CRITICAL)]
    path = form_file(tmp_path / "form2.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__("D2", "报告期:2024年第三季度")))
    assert "form.period.mismatch" in [rule for rule, _ in found(done, Severity.CRITICAL)]


def dated(tmp_path, day, *, labelled, hidden_sheet):
    """A form whose period is a date cell, with or without the sheet _layout."""
    book = openpyxl.load_workbook(form_file(tmp_path / "form.xlsx", saved=False))
    sheet = book["填报"]
    for area in [area for area in sheet.merged_cells.ranges if area.min_row == 2]:
        sheet.unmerge_cells(str(area))
    sheet["D2"] = "报告期:" if labelled else day
    sheet["E2"] = day if labelled else None
    if not hidden_sheet:
        del book["_layout"]
    book.save(tmp_path / "dated.xlsx")
    return tmp_path / "dated.xlsx"


@pytest.mark.parametrize("hidden_sheet", [True, False])
@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("day", [date(2024, 4, 1), date(2024, 6, 30)])
def test_the_first_or_last_day_is_the_period(judge, tmp_path, day, labelled, hidden_sheet):
    done = judge(dated(tmp_path, day, labelled=labelled, hidden_sheet=hidden_sheet))
    cell = "E2" if labelled else "D2"
    assert done.header.period == "2024-Q2"
    assert found(done, Severity.CRITICAL) == []
    (told,) = [f for f in done.findings if f.rule == "period.from_date"]
    assert (told.cell, told.severity) == (cell, Severity.INFO)
    assert f"{cell}:报告期写的是日期 {day},已按2024年第二季度识别" in told.message


def test_another_day_is_an_error_that_names_the_cell_and_the_cure(judge, tmp_path):
    file = dated(tmp_path, date(2024, 5, 15), labelled=True, hidden_sheet=False)
    done = judge(file)
    (told,) = [f for f in done.findings if f.severity is Severity.CRITICAL]
    assert (told.rule, told.sheet, told.cell) == ("period.unread", "填报", "E2")
    assert "读作日期 2024-05-15,不是2024年第二季度或2024年的第一天或最后一天" in told.message
    assert "写明报告期,如 2024年第二季度、2024年,再报送" in told.message
    file = dated(tmp_path, date(2024, 9, 30), labelled=True, hidden_sheet=True)
    done = judge(file)
    assert found(done, Severity.CRITICAL) == [("form.period.mismatch", "E2")]
    file = dated(tmp_path, date(2024, 5, 15), labelled=True, hidden_sheet=True)
    (told,) = [f.message for f in judge(file).findings if f.severity is Severity.CRITICAL]
    assert told.endswith("也不是最后一天(2024-06-30),表样是2024年第二季度的,请写“2024年第二季度”")
    assert "period.from_date" not in {f.rule for f in done.findings}


def test_the_rows_tell_which_of_two_forms_a_date_is_of(judge, tmp_path):
    book = openpyxl.load_workbook(form_file(tmp_path / "form.xlsx", saved=False))
    book["填报"]["D2"] = "报告期:2024-12-31"
    del book["_layout"]
    book.save(tmp_path / "end.xlsx")
    assert judge(tmp_path / "end.xlsx").header.period == "2024-Q4"


@pytest.mark.parametrize(("written", "said"), [
    ("报告期:", "没有写报告期"),
    ("报告期:2024年上半年", "报告期写的是“2024年上半年”"),
])  # fmt: skip
def test_a_form_of_a_known_office_without_a_period_is_asked_for_it(judge, tmp_path, written, said):
    book = openpyxl.load_workbook(form_file(tmp_path / "form.xlsx", saved=False))
    book["填报"]["D2"] = written
    del book["_layout"]
    book.save(tmp_path / "blank.xlsx")
    (told,) = judge(tmp_path / "blank.xlsx").findings
    assert (told.rule, told.sheet) == ("period.unread", "填报")
    assert said in told.message
    assert told.cell == "D2"
    assert "在“报告期:”后面写明报告期,如 2024年第一季度、2024年" in told.message


@pytest.mark.parametrize(("written", "said"), [
    ("填报单位:住建局市政科", "填报单位写的是“住建局市政科”,不是填报单位的全称"),
    ("填报单位:", "没有写填报单位"),
])  # fmt: skip
def test_a_form_of_an_unknown_office_is_told_which_name_is_wrong(judge, tmp_path, written, said):
    book = openpyxl.load_workbook(form_file(tmp_path / "form.xlsx", saved=False))
    book["填报"]["A2"] = written
    del book["_layout"]
    book.save(tmp_path / "who.xlsx")
    (told,) = judge(tmp_path / "who.xlsx").findings
    assert (told.rule, told.sheet, told.cell) == ("form.unknown", "填报", "A2")
    assert said in told.message
    assert "后面写单位全称" in told.message


def test_a_heading_nobody_knows_may_be_the_one_that_is_missing(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    done = judge(edited(path, lambda sheet: sheet.__setitem__("I4", "本季数据")))
    missing, strange = done.findings
    assert ",填报 第 4 行:缺少“本期值”列" in missing.message
    assert "填报!I4:列名“本季数据”不在表样中,请核对:原是“本期值”列的,把列名改回" in strange.message


@pytest.mark.parametrize(("written", "cure"), [
    ("867.9‰", "换算成“%”后只填数,867.9‰ 应填 86.79"),
    ("0.9成", "换算成“%”后只填数"),
])  # fmt: skip
def test_another_unit_is_cured_by_the_number_to_write(judge, tmp_path, written, cure):
    def write(sheet):
        sheet["I5"] = written

    done = judge(edited(form_file(tmp_path / "form.xlsx"), write))
    (told,) = [f for f in done.findings if f.rule == "cell.unit"]
    assert (told.cell, told.expected) == ("I5", cure)


def test_a_missing_row_is_told_by_the_cell_it_belongs_under(judge, tmp_path):
    done = judge(edited(form_file(tmp_path / "form.xlsx"), lambda sheet: sheet.delete_rows(7)))
    (told,) = [f.message for f in done.findings if f.rule == "row.missing"]
    assert "B6 下面缺少第 3 行“城镇充电设施”" in told


def test_a_layout_sheet_changed_by_hand_is_returned(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(path)
    book["_layout"]["B4"] = "2024-Q3"
    book.save(path)
    done = judge(path)
    assert "form.layout_sheet.changed" in [rule for rule, _ in found(done, Severity.CRITICAL)]
    assert done.header.period == "2024-Q2"


def test_a_copy_without_the_layout_sheet_is_recognised_by_its_words(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    book = openpyxl.load_workbook(path)
    del book["_layout"]
    book.save(path)
    done = judge(path)
    assert found(done, Severity.CRITICAL) == []
    assert ("form.layout_sheet.missing", "") in found(done, Severity.INFO)
    assert values(done) == VALUES


def test_extra_sheets_shown_and_hidden_are_reported(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    book = openpyxl.load_workbook(path)
    book.create_sheet("底稿")["A1"] = 1
    book.create_sheet("藏")["A1"] = 1
    book["藏"].sheet_state = "veryHidden"
    book.save(path)
    said = [f for f in judge(path).findings if f.rule.startswith("sheet.")]
    assert {(f.rule, f.sheet) for f in said} == {("sheet.unread", "底稿"), ("sheet.hidden", "藏")}
    assert all(f.message.startswith("《住房和城乡建设局填报表》2024-Q2:") for f in said)


def test_an_older_edition_is_read_row_by_row_and_noted(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    newer = {**LAYOUTS, "housing.Q": replace(LAYOUTS["housing.Q"], edition="next")}
    done = judge(path, layouts=newer)
    assert found(done) == [("form.edition.outdated", "")]
    assert values(done) == VALUES


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_form_saved_as_text_says_the_same(judge, read, tmp_path, encoding, delimiter):
    report = read(form_file(tmp_path / "form.xlsx"))
    done = judge(as_csv(report, encoding, delimiter), "二季度.csv")
    assert found(done) == [("form.layout_sheet.missing", "")]
    assert values(done) == VALUES
    assert done.header.period == "2024-Q2"


def test_a_text_form_cut_at_any_line_is_returned(judge, read, tmp_path):
    lines = as_csv(read(form_file(tmp_path / "form.xlsx"))).splitlines(keepends=True)
    for kept in range(4, len(lines)):
        done = judge(b"".join(lines[:kept]))
        assert verdict_of(done.header, done.findings) is not Verdict.ACCEPTED, kept


def test_a_changed_digit_in_a_text_form_breaks_the_totals(judge, read, tmp_path):
    text = as_csv(read(form_file(tmp_path / "form.xlsx")))
    done = judge(text.replace(b"3120", b"3210"))
    assert ("total.sum", "I12") in found(done, Severity.CRITICAL)


def test_full_width_digits_in_a_text_form_are_read(judge, read, tmp_path):
    text = as_csv(read(form_file(tmp_path / "form.xlsx"))).decode("gb18030")
    done = judge(text.replace(",3120,", ",3120,").encode("gb18030"))
    assert found(done, Severity.CRITICAL) == []
    assert values(done) == VALUES


def test_an_annual_form_is_its_own_workbook(judge, tmp_path):
    from observations.period import ReportingPeriod

    period = ReportingPeriod.parse("2024")
    layout = layout_for(PLAN, "water", period)
    entries = {("green_rate", TOWN): Entry(numerator=1131.6, denominator=2677.08)}
    path = form_file(tmp_path / "year.xlsx", layout, period=period, entries=entries)
    done = judge(path, office="water")
    assert done.findings == ()
    assert values(done) == {("green_rate", TOWN): 42.27}
    assert done.batch["period"].to_list() == ["2024"]


def test_a_copy_saved_by_libreoffice_reads_the_same(judge, tmp_path):
    for saved in (True, False):
        path = form_file(tmp_path / f"form{saved}.xlsx", saved=saved)
        done = judge(converted(path, "xlsx", tmp_path))
        assert found(done, Severity.CRITICAL) == [], [f.message for f in done.findings]
        assert values(done) == VALUES
    text = converted(
        form_file(tmp_path / "text.xlsx"), "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path
    )
    assert values(judge(text)) == VALUES


def test_a_word_typed_into_an_entry_is_no_label_of_the_footer(judge, tmp_path):
    entries = entered(COUNT, Entry(value="零报告", note="零报告:本季度无新建"))
    done = judge(form_file(tmp_path / "form.xlsx", entries=entries))
    assert found(done, Severity.CRITICAL) == [("cell.not_a_number", "I7")]
    assert values(done).keys() == VALUES.keys() - {COUNT}


def test_a_text_whose_value_column_is_another_one_is_not_taken_for_whole(judge, read, tmp_path):
    text = as_csv(read(form_file(tmp_path / "form.xlsx"))).decode("gb18030")
    exchanged = text.replace("本期值", "某列").replace("上期值", "本期值").replace("某列", "上期值")
    done = judge(exchanged.encode("gb18030"))
    assert ("total.missing", "J11") in found(done, Severity.CRITICAL)


def test_office_and_period_in_one_line_are_told_apart(judge, read, tmp_path):
    text = as_csv(read(form_file(tmp_path / "form.xlsx"))).decode("gb18030")
    title, head, *lines = text.split("\r\n")
    assert head.startswith("填报单位")
    line = " ".join(word for word in head.split(",") if word)
    done = judge("\r\n".join((title, f"{line}{',' * 11}", *lines)).encode("gb18030"))
    assert done.findings == judge(text.encode("gb18030")).findings
    assert values(done) == VALUES
