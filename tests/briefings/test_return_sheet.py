"""The return sheet: every finding, linked to its cell, and nothing that can run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import polars as pl
import pytest

from briefings.form import Entry
from briefings.return_sheet import Slip, write_return_sheet
from briefings.slip import Line, Reply, compared, lines, note, until
from observations.fates import Said, fates
from observations.finding import Finding, Severity
from observations.interpret import interpret
from observations.jail import Jail
from observations.spool import spool
from observations.stations import Sheet
from tests.observations.files import converted
from tests.observations.forms import BANNER, KNOWN, LAYOUTS, entered, form_file

TEXTS = {"row": pl.Int32, "col": pl.Int32, "text": pl.String, "kind": pl.String}
SLIP = Slip(
    number="HZ-2024-0007",
    form_title="指标填报表(季报)",
    office_name="住房和城乡建设局",
    period_label="2024年第二季度",
    returned_at=datetime(2024, 7, 11, 9, 30, tzinfo=UTC),
    findings=(),
    replies=(Reply(date(2024, 7, 15), 2, ("Q301",)),),
)


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    """A form with two wrong cells, its findings, and the slip written for it."""
    folder = tmp_path_factory.mktemp("return")
    entries = {
        **entered(("charging_count", BANNER), Entry(value="三千")),
        ("sweeping_rate", BANNER): Entry(numerator="待定", denominator=853.1),
    }
    source = spool(form_file(folder / "form.xlsx", entries=entries), "表.xlsx", folder / "spool")
    with Jail() as jail:
        report = jail.read(source)
    findings = interpret(report, LAYOUTS, KNOWN).findings
    path = folder / "退回单.xlsx"
    write_return_sheet(replace(SLIP, findings=findings, sheets=report.sheets), path)
    return findings, openpyxl.load_workbook(path)


def table(sheet):
    """The findings' lines under the table's headings."""
    return [row for row in sheet.iter_rows(min_row=11, values_only=True) if row[0]]


def test_the_first_sheet_says_who_what_and_until_when(returned):
    facts = {row[0].value: row[2].value for row in returned[1]["退回单"].iter_rows(2, 8)}
    assert facts["编号"] == "HZ-2024-0007"
    assert facts["回复时限"] == "2024-07-15(2 个工作日)"
    assert facts["问题"] == "共 2 项,其中须改正后重报 2 项"


def test_several_days_are_told_with_their_rules_and_a_day_gone_by_as_such():
    late = Reply(date(2024, 7, 16), 3, ("Q602", "Q604"))
    assert until(replace(SLIP, replies=(*SLIP.replies, late))) == (
        "2024-07-15(2 个工作日):Q301;2024-07-16(3 个工作日):Q602、Q604"
    )
    assert until(replace(SLIP, replies=(replace(late, working_days=-1),))) == "2024-07-16(已过)"
    assert until(replace(SLIP, replies=())) == "不限"


def test_a_hint_is_no_problem_that_stays_open():
    loud = Finding("Q301", Severity.CRITICAL, "单位写错")
    hint = Finding("Q906", Severity.INFO, "末位多为零")
    both = [Said(loud), Said(hint)]
    assert compared(fates(both, both)) == "仍未改正 1 项;另有提示 1 项,无需处理"
    assert compared(fates(both, both[1:])) == "已改正 1 项;另有提示 1 项,无需处理"
    assert compared(fates(both[1:], both[1:])) == "没有变化;另有提示 1 项,无需处理"
    slip = replace(SLIP, findings=(loud, hint), fates=fates(both, both))
    assert [line.fate for line in lines(slip)] == ["仍未改正", "—"]


def test_every_finding_stands_in_the_table_with_a_link_to_its_cell(returned):
    findings, book = returned
    sheet = book["退回单"]
    assert [row[6] for row in table(sheet)] == [f.rule for f in findings]
    assert [row[4] for row in table(sheet)] == [f.message for f in findings]
    links = [sheet[cell].hyperlink.location for cell in ("C11", "C12")]
    assert links == ["'填报'!F5", "'填报'!I7"]


def test_the_offices_sheet_is_redrawn_with_the_wrong_cells_orange(returned):
    sheet = returned[1]["填报"]
    assert sheet["H5"].value == 853.1 and sheet["L4"].value == "说明"
    orange = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFF4A261"
    }
    assert orange == {"F5", "I7"}
    assert "cell.not_a_number" in sheet["I7"].comment.text
    assert "应为" in sheet["I7"].comment.text
    assert "_layout" not in returned[1].sheetnames


def finding(message="问题", *, severity=Severity.CRITICAL, cell="A1", value=""):
    return Finding("cell.not_a_number", severity, message, "改正", "表", cell, value=value)


def test_a_quality_rule_says_what_to_do_about_it():
    found = replace(finding("填报 -3,超出可能的范围", value="-3"), rule="Q201", expected="0 至 100")
    line = Line(1, found)
    assert "0 至 100;核对小数点" in line.texts[4]
    assert "怎样改:核对小数点" in note([found], {})


def test_there_is_no_limit_on_findings(tmp_path):
    many = tuple(finding(f"第{n}个", cell=f"B{n}") for n in range(1, 1001))
    write_return_sheet(replace(SLIP, findings=many), tmp_path / "r.xlsx")
    assert len(table(openpyxl.load_workbook(tmp_path / "r.xlsx")["退回单"])) == 1000


def test_the_loudest_findings_come_first(tmp_path):
    mixed = (
        finding("小", severity=Severity.INFO),
        finding("大"),
        finding("中", severity=Severity.WARNING),
    )
    write_return_sheet(replace(SLIP, findings=mixed), tmp_path / "r.xlsx")
    lines = table(openpyxl.load_workbook(tmp_path / "r.xlsx")["退回单"])
    assert [(row[1], row[4]) for row in lines] == [("退回", "大"), ("存疑", "中"), ("提示", "小")]


PAYLOADS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("x")']


def test_nothing_an_office_wrote_becomes_a_formula(tmp_path):
    texts = pl.DataFrame(
        [(n, 0, payload, "s") for n, payload in enumerate(PAYLOADS)], schema=TEXTS, orient="row"
    )
    sheet = Sheet("=1+1", hidden=False, numbers=pl.DataFrame(), texts=texts)
    found = tuple(
        replace(finding(p, value=p), sheet="=1+1", cell=f"A{n + 1}") for n, p in enumerate(PAYLOADS)
    )
    path = tmp_path / "r.xlsx"
    write_return_sheet(replace(SLIP, findings=found, sheets=(sheet,), office_name="=2+2"), path)
    for written in (path, converted(path, "xlsx", tmp_path)):
        book = openpyxl.load_workbook(written)
        cells = [c for s in book for row in s.iter_rows() for c in row if c.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        redrawn = [row[0] for row in book["=1+1"].iter_rows(values_only=True)]
        edited = [row[0] for row in book["=1+1"].iter_rows()]
        assert written != path or all(
            c.quotePrefix for c in edited
        )  # stays text when somebody edits it
        assert [text.replace("_x000D_", "").strip() for text in redrawn] == [
            p.strip() for p in PAYLOADS
        ]


@pytest.mark.parametrize(
    "names",
    [
        ["退回单"],
        ["a" * 40],
        ["[x]:y?"],
        ["'"],
        [""],
        ["A", "a"],
        ["History"],
        ["填报", "填报"],
        ["填报", "填报", "填报", "原表2"],
        ["原表2", "'", "原表2_2", "原表3"],
        ["a" * 30 + "'b"],
        ["字" * 40, "字" * 31],
        ["𠮷" * 20, "𠮷" * 16],
    ],
)
def test_any_sheet_name_is_redrawn_under_a_possible_one(tmp_path, names):
    texts = pl.DataFrame([(0, 0, "字", "s")], schema=TEXTS, orient="row")
    sheets = tuple(Sheet(n, hidden=False, numbers=pl.DataFrame(), texts=texts) for n in names)
    found = tuple(replace(finding(), sheet=name) for name in names)
    write_return_sheet(replace(SLIP, findings=found, sheets=sheets), tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    drawn = len(set(names)) if "填报" not in names else len(names)
    assert len(book.sheetnames) == 1 + drawn
    assert all(len(name.encode("utf-16-le")) <= 62 for name in book.sheetnames)
    link = book["退回单"]["C11"].hyperlink.location
    assert link.startswith("'" + book.sheetnames[1].replace("'", "''"))


def test_a_finding_on_a_blank_cell_is_drawn_there(tmp_path):
    sheet = Sheet("表", hidden=False, numbers=pl.DataFrame(), texts=pl.DataFrame(schema=TEXTS))
    write_return_sheet(
        replace(SLIP, findings=(finding(cell="D9"),), sheets=(sheet,)), tmp_path / "r.xlsx"
    )
    assert openpyxl.load_workbook(tmp_path / "r.xlsx")["表"]["D9"].comment is not None


def test_an_unpublished_calendar_is_said(tmp_path):
    write_return_sheet(replace(SLIP, uncertain=True), tmp_path / "r.xlsx")
    assert "未公布" in openpyxl.load_workbook(tmp_path / "r.xlsx")["退回单"]["C7"].value


def test_the_same_slip_is_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_return_sheet(replace(SLIP, findings=(finding(),)), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def numbers_sheet(name, rows, cols):
    """A sheet of `rows` × `cols` numbers, each its row."""
    column = pl.Series([float(n) for n in range(rows)])
    numbers = pl.DataFrame({f"c{n}": column for n in range(cols)})
    return Sheet(name, hidden=False, numbers=numbers, texts=pl.DataFrame(schema=TEXTS))


def written(slip, path):
    """The workbook of `slip`, read again."""
    write_return_sheet(slip, path)
    return openpyxl.load_workbook(path)


def test_only_the_form_and_sheets_with_findings_are_redrawn(tmp_path):
    sheets = tuple(numbers_sheet(name, 2, 2) for name in ("表", "填报", "底稿"))
    slip = replace(SLIP, findings=(finding(),), sheets=sheets)
    book = written(slip, tmp_path / "r.xlsx")
    assert book.sheetnames == ["退回单", "表", "填报"]
    assert "其余内容见原件" in book["退回单"]["E1"].value
    book = written(replace(slip, sheets=sheets[:2]), tmp_path / "whole.xlsx")
    assert book["退回单"]["E1"].value is None


def test_a_sheet_of_a_million_cells_is_redrawn_to_twenty_thousand_and_its_findings(tmp_path):
    sheet = numbers_sheet("表", 7_500, 200)
    low = finding(cell="B7000", value="=6999")
    book = written(replace(SLIP, findings=(low,), sheets=(sheet,)), tmp_path / "r.xlsx")
    drawn = book["表"]
    values = sum(cell.value is not None for row in drawn.iter_rows() for cell in row)
    assert values == 20_000 + 1
    assert (drawn["GR100"].value, drawn["A101"].value) == (99, None)
    assert (drawn["B7000"].value, drawn["B7000"].data_type) == ("=6999", "s")
    assert "应为" in drawn["B7000"].comment.text
    assert "至多 20000 格" in book["退回单"]["E1"].value


def test_exactly_twenty_thousand_cells_are_the_whole_sheet(tmp_path):
    slip = replace(SLIP, findings=(finding(),), sheets=(numbers_sheet("表", 100, 200),))
    assert written(slip, tmp_path / "r.xlsx")["退回单"]["E1"].value is None


def test_the_sheets_share_the_twenty_thousand_cells(tmp_path):
    sheets = (numbers_sheet("表", 150, 100), numbers_sheet("填报", 150, 100))
    book = written(replace(SLIP, findings=(finding(),), sheets=sheets), tmp_path / "r.xlsx")
    assert [book[name].max_row for name in ("表", "填报")] == [150, 50]


def test_a_number_beyond_all_bounds_is_redrawn_as_a_word(tmp_path):
    numbers = pl.DataFrame({"c0": [float("inf"), float("-inf"), 1.5]})
    sheet = Sheet("表", hidden=False, numbers=numbers, texts=pl.DataFrame(schema=TEXTS))
    book = written(replace(SLIP, findings=(finding(),), sheets=(sheet,)), tmp_path / "r.xlsx")
    assert [row[0] for row in book["表"].iter_rows(values_only=True)] == ["inf", "-inf", 1.5]
