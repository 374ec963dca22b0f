"""A third party's table is read by its layout alone; what is not declared is named by its cell."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from observations.finding import Severity
from observations.interpret import interpret
from observations.stations import Verdict, verdict_of
from tests.observations.tables.made import (
    BANNER,
    INDICATORS,
    MERGED,
    OTHER,
    PLAN,
    ROWS,
    TITLE,
    TOWN,
    WATER,
    book,
    layout,
)


@pytest.fixture
def take(read):
    """`take(bytes, *layouts)`: through the jail and interpreted."""

    def taking(data, *layouts, name="报表.xlsx", office=""):
        known = {one.name: one for one in layouts or (layout(),)}
        return interpret(read(data, name, office), known, INDICATORS)

    return taking


def found(done, severity=None):
    return [(f.rule, f.cell) for f in done.findings if severity in (None, f.severity)]


def critical(done):
    return found(done, Severity.CRITICAL)


def rows_of(done):
    """(indicator, area) → (value, numerator, denominator)."""
    names = ("indicator", "area", "value", "numerator", "denominator")
    return {(i, a): tuple(rest) for i, a, *rest in done.batch.select(names).iter_rows()}


def test_merged_headings_units_and_totals_are_read_and_converted_exactly(take):
    done = take(book())
    assert critical(done) == []
    assert rows_of(done) == {
        ("leakage_rate", TOWN): (8.5, 10.2425, 120.5),
        ("leakage_rate", OTHER): (9.0, 2.7225, 30.25),
    }
    header = done.header
    assert (header.layout, header.edition, header.office) == (
        "water-quarter",
        "2024",
        "municipal-utilities",
    )
    assert header.period == "2024-Q1"
    assert verdict_of(header, done.findings) is Verdict.ACCEPTED
    assert not any(f.severity is Severity.WARNING for f in done.findings)


def test_every_row_knows_its_cells_and_its_words(take):
    row = take(book()).batch.row(1, named=True)
    assert (row["cell"], row["numerator_cell"], row["denominator_cell"]) == ("E6", "D6", "C6")
    assert (row["printed"], row["note"], row["sheet"]) == ("90‰", "含乡村", "供水")
    assert (row["period"], row["office"], row["status"]) == (
        "2024-Q1",
        "municipal-utilities",
        "A",
    )
    assert row["decimals"] == 1


def test_conversions_ignored_rows_and_texts_are_said_once_a_column(take):
    done = take(book())
    said = {(f.rule, f.message.partition("处")[2]) for f in done.findings}
    assert (
        "table.converted",
        "(D5、D6)“供水量/漏损水量(立方米)”列由立方米换算为万立方米,无需处理",
    ) in said
    assert [rule for rule, _ in found(done)].count("table.ignored") >= 1
    assert "cell.number_as_text" in {rule for rule, _ in found(done)}


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2024年1—3月市政供水季报", "2024-Q1"),
        ("市政供水季报(2024Q3)", "2024-Q3"),
        ("2024年四季度市政供水季报", "2024-Q4"),
        ("2024年第二季度市政供水季报", "2024-Q2"),
        ("二〇二四年第二季度市政供水季报", "2024-Q2"),
    ],
)
def test_the_period_is_read_as_people_write_it(take, title, period):
    done = take(book(title=title))
    assert (critical(done), done.header.period) == ([], period)


@pytest.mark.parametrize(
    "title",
    [
        "2024年1—6月市政供水季报",
        "2024年6月市政供水季报",
        "2024年市政供水季报",
        "市政供水季报",
        "2024年第一季度、第二季度市政供水季报",
        "2024年上半年市政供水季报",
    ],
)
def test_a_stretch_that_is_no_quarter_is_refused_and_quoted(take, title):
    done = take(book(title=title))
    assert critical(done) == [("period.unread", "A1")]
    assert done.header is None
    assert done.batch.is_empty()


def dated(day, label=None):
    """The table with its period in a date cell of its own, beside `label`."""
    made = openpyxl.load_workbook(io.BytesIO(book(title="市政供水季报")))
    made["供水"]["E2"], made["供水"]["D2"] = day, label
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("day", [date(2024, 1, 1), date(2024, 3, 31)])
@pytest.mark.parametrize("label", [None, "报告期", "报告日期"])
def test_a_date_cell_that_begins_or_ends_a_quarter_is_that_quarter(take, day, label):
    done = take(dated(day, label))
    assert done.header.period == "2024-Q1"
    assert critical(done) == []
    (told,) = [f for f in done.findings if f.rule == "period.from_date"]
    assert (told.cell, told.severity) == ("E2", Severity.INFO)
    assert f"{day},已按 2024年第一季度 识别" in told.message


def test_any_other_date_is_named_with_its_cell_and_what_it_reads(take):
    done = take(dated(date(2024, 2, 15)))
    assert critical(done) == [("period.unread", "E2")]
    (told,) = [f.message for f in done.findings if f.severity is Severity.CRITICAL]
    assert "读作日期 2024-02-15,既不是2024年第一季度的第一天(2024-01-01)" in told
    assert "写成 2024年第一季度" in told


def test_the_day_of_filling_in_is_no_period(take):
    assert critical(take(dated(date(2024, 3, 31), "填报日期"))) == [("period.unread", "A1")]


def test_a_running_count_of_the_year_is_taken_only_where_the_layout_says_so(take):
    text = WATER.replace("{in: title}", "{in: title, to_date: true}")
    with pytest.raises(Exception, match="不是累计数"):
        layout(text)
    counted = """
    id: parks
    edition: "1"
    title: 示范样板季报
    office: housing
    frequency: Q
    shape: areas
    recognise: {title: [示范样板]}
    period: {in: title, to_date: true}
    columns:
      - {heading: 地区, role: area}
      - {heading: 示范样板, indicator: model_sites, unit: 个}
    areas: [{code: "150627"}]
    """
    rows = [("伊金霍洛旗", 12)]
    data = book(
        rows, title="2024年1—6月示范样板统计", headings=[("地区", "示范样板(个)")], merged=()
    )
    done = take(data, layout(counted))
    assert (critical(done), done.header.period) == ([], "2024-Q2")


def changed(row, col, value):
    """The usual rows with one cell changed."""
    rows = [list(line) for line in ROWS]
    rows[row][col] = value
    return rows


@pytest.mark.parametrize(
    ("at", "written", "rule", "cell"),
    [
        ((0, 2), "约一百二十", "cell.not_a_number", "C5"),
        ((0, 2), "同上", "cell.not_a_number", "C5"),
        ((0, 2), "120.5吨", "cell.unit", "C5"),
        ((0, 4), "8.5%", "cell.unit", "E5"),
        ((1, 1), "康巴什区", "row.unknown", "B6"),
        ((1, 1), None, "row.unknown", "B6"),
        ((1, 1), "阿镇", "row.duplicate", "C6"),
    ],
)
def test_what_is_not_understood_is_named_by_its_cell(take, at, written, rule, cell):
    rows = changed(*at, written)
    said = critical(take(book(rows)))
    assert (rule, cell) in said


def test_a_wrong_total_returns_the_table(take):
    said = critical(take(book(changed(2, 2, 151.75))))
    assert said == [("total.sum", "C7")]


def test_a_table_cut_before_its_declared_total_is_returned(take):
    for kept in (0, 1, 2):
        done = take(book(ROWS[:kept]))
        assert ("total.missing", "") in critical(done)


def test_without_any_total_the_values_come_in_doubted(take):
    text = WATER[: WATER.index("totals:")]
    done = take(book([*ROWS[:2], ROWS[3]]), layout(text))
    assert critical(done) == []
    (told,) = [f for f in done.findings if f.severity is Severity.WARNING]
    assert (told.rule, told.cell) == ("total.unproven", "")
    assert "完整性未证实" in told.message


def test_a_total_that_says_nothing_proves_nothing(take):
    rows = changed(2, 2, None)
    rows[2][3] = None
    done = take(book(rows))
    assert "total.unproven" in {rule for rule, _ in found(done, Severity.WARNING)}
    assert "total.not_computed" in {rule for rule, _ in found(done, Severity.INFO)}


def test_the_heading_of_another_unit_is_never_guessed(take):
    headings = [list(line) for line in (("序号", "地区", "供水量", None, "漏损率", "备注"),)]
    headings.append([None, None, "总量(立方米)", "漏损水量(立方米)", "(‰)", None])
    assert critical(take(book(headings=headings)))[0] == ("table.unit", "C4")


@pytest.mark.parametrize(
    ("heading", "rule"),
    [("供水规模(万立方米)", "form.heading.unknown"), (None, "form.heading.missing")],
)
def test_a_heading_neither_declared_nor_known_is_an_error_with_its_cell(take, heading, rule):
    second = [None, None, heading, "漏损水量(立方米)", "(‰)", None]
    done = take(book(headings=[("序号", "地区", "供水量", None, "漏损率", "备注"), second]))
    assert rule in {r for r, cell in critical(done) if cell}
    assert done.batch.is_empty()


def test_a_value_merged_over_several_rows_belongs_to_no_row(take):
    done = take(
        book(changed(1, 2, None), merged=((2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (4, 2, 5, 2)))
    )
    assert critical(done) == [("table.merged", "C5")]
    assert "“120.5”合并在 C5:C6,不知道是哪一格的" in done.findings[0].message
    assert done.batch.is_empty()


def test_a_value_merged_over_blank_cells_is_taken(take):
    text = WATER.replace("  - {heading: 备注, role: note}\n", "").replace("ignored_rows", "x_rows")
    heads = [("序号", "地区", "供水量", None, "另记", "漏损率")]
    heads += [(None, None, "总量(万立方米)", "漏损水量(立方米)", None, "(‰)")]
    text = text.replace("x_rows", "ignored_rows").replace(
        "  - {heading: 漏损率,", "  - {heading: 另记, role: ignored}\n  - {heading: 漏损率,"
    )
    rows = [
        (1, "阿镇", 120.5, 102425, 85, None),
        (None, None, None, None, None, None),
        (2, "札萨克镇", "30.25", 27225, None, "90‰"),
        ("合计", None, 150.75, 129650, None, None),
    ]
    wide = ((4, 0, 5, 0), (4, 1, 5, 1), (4, 2, 5, 2), (4, 3, 5, 3), (4, 4, 5, 5))
    data = book(rows, headings=heads, merged=((2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), *wide))
    done = take(data, layout(text))
    assert critical(done) == []
    assert rows_of(done) == {
        ("leakage_rate", TOWN): (8.5, 10.2425, 120.5),
        ("leakage_rate", OTHER): (9.0, 2.7225, 30.25),
    }


def test_of_a_value_in_a_refused_unit_nothing_is_recomputed_or_added_up(take):
    rows = changed(0, 2, "120.5万吨")
    done = take(book(rows))
    assert critical(done) == [("cell.unit", "C5")]
    assert list(rows_of(done)) == [("leakage_rate", OTHER)]
    headings = (("序号", "地区", "供水量", None, "漏损率", "备注"),
                (None, None, "总量(万立方米)", "漏损水量(立方米)", "(%)", None))  # fmt: skip
    done = take(book(headings=headings))
    assert {rule for rule, _ in critical(done)} == {"table.unit"}
    assert "value.recomputed" not in {f.rule for f in done.findings}
    assert done.batch.is_empty()


def test_too_many_merged_cells_are_said_as_such(take):
    rows = [(n, "阿镇", *[1] * 210) for n in range(1_000)]
    wide = tuple((row, 2, row, 211) for row in range(4, 1_004))
    done = take(book([r[:3] + (None,) * 208 + (1,) for r in rows], merged=(*MERGED, *wide)))
    assert critical(done) == [("file.too_many_merged", "")]
    (told,) = done.findings
    assert told.sheet == "供水"
    assert "合并的单元格超过 200000 格,读到 C" in told.message
    assert "取消合并单元格" in told.message
    assert verdict_of(done.header, done.findings) is Verdict.REFUSED


def test_a_key_merged_over_several_rows_is_that_of_each(take):
    text = """
    id: long-table
    edition: "1"
    title: 指标台账
    office: housing
    frequency: Q
    shape: long
    recognise: {title: [指标台账]}
    period: {in: column}
    columns:
      - {heading: 地区, role: area}
      - {heading: 指标, role: indicator}
      - {heading: 时间, role: period}
      - {heading: 单位, role: unit}
      - {heading: 数值}
    areas: [{code: "150627", names: [伊旗]}]
    rows:
      - {name: 充电设施, indicator: charging_facilities, unit: 个}
      - {name: 口袋公园, indicator: pocket_parks, unit: 个}
    """
    rows = [
        ("伊旗", "充电设施", "2024年第一季度", "个", 3120),
        (None, "口袋公园", "2024Q1", "个", "12"),
        (None, "同上", "2024年4—6月", "个", "—"),
        ("同上", "充电设施", "2024-Q2", "个", "3,300"),
    ]
    heads = [("地区", "指标", "时间", "单位", "数值")]
    data = book(rows, title="城市建设指标台账", headings=heads, merged=((3, 0, 5, 0),))
    done = take(data, layout(text))
    assert critical(done) == []
    assert done.header.period == "2024-Q1--2024-Q2"
    got = {(i, p): v for i, p, v in done.batch.select("indicator", "period", "value").iter_rows()}
    assert got == {
        ("charging_facilities", "2024-Q1"): 3120.0,
        ("pocket_parks", "2024-Q1"): 12.0,
        ("pocket_parks", "2024-Q2"): None,
        ("charging_facilities", "2024-Q2"): 3300.0,
    }


def test_numbers_shown_as_percent_are_percent_only_where_percent_is_wanted(take):
    text = WATER.replace('unit: "‰", indicator', 'unit: "%", indicator')
    heads = [("序号", "地区", "供水量", None, "漏损率", "备注")]
    heads.append([None, None, "总量(万立方米)", "漏损水量(立方米)", "(%)", None])
    rows = changed(1, 4, 9)
    done = take(book(rows, headings=heads, percents={(4, 4): 0.085}), layout(text))
    assert ("cell.percent_shown", "") in found(done)
    assert rows_of(done)[("leakage_rate", TOWN)][0] == 8.5
    wrong = take(book(percents={(4, 4): 0.085}))
    assert ("cell.unit", "E5") in critical(wrong)


def test_two_layouts_that_both_fit_are_no_answer(take):
    other = layout(WATER.replace("water-quarter", "water-again"))
    done = take(book(), layout(), other)
    assert critical(done) == [("table.ambiguous", "")]
    assert done.header is None


def test_the_edition_that_serves_the_period_is_taken(take):
    old = layout(WATER.replace('edition: "2024"', 'edition: "2023"\nuntil: 2023-Q4'))
    new = layout(WATER.replace('edition: "2024"', 'edition: "2024"\nsince: 2024-Q1'))
    assert take(book(), old, new).header.edition == "2024"
    assert take(book(title=TITLE.replace("2024", "2023")), old, new).header.edition == "2023"
    assert critical(take(book(), old)) == [("period.edition", "")]


def test_a_table_nobody_declared_is_refused_as_an_unknown_form(take):
    done = take(book(title="2024年第一季度供热情况"))
    assert critical(done) == [("form.unknown", "")]


def test_another_sender_is_told_whose_table_it_is(take):
    assert ("form.office.mismatch", "") in critical(take(book(), office="housing"))


def test_columns_that_are_periods_make_one_delivery_of_several_years(take):
    text = """
    id: yearbook
    edition: "1"
    title: 城建统计年鉴
    office: housing
    frequency: A
    shape: indicators
    recognise: {title: [城建统计年鉴]}
    period: {in: headings}
    area: "150627"
    history: true
    columns:
      - {heading: 指标名称, role: indicator}
      - {heading: 计量单位, role: unit}
      - {heading: "{period}"}
    rows:
      - {name: 建成区绿地率, indicator: green_space_rate, unit: "%"}
      - name: 人均公园绿地面积
        indicator: park_area_per_capita
        aliases: [人均公园绿地]
        unit: 平方米/人
    """
    rows = [
        ("建成区绿地率", "%", 35.1, 36.2, 37.0, None),
        ("人均公园绿地", "㎡/人", "21.5", 22, "近22.8", None),
    ]
    heads = [("指标名称", "计量单位", "2020年", "2021年", "2022年", "2023年")]
    data = book(rows, title="伊金霍洛旗城建统计年鉴", headings=heads, merged=())
    done = take(data, layout(text))
    assert critical(done) == []
    assert done.header.period == "2020--2022"
    assert done.batch.height == 6
    assert set(done.batch["note"]) == {"历史补录"}
    assert "table.history" in {rule for rule, _ in found(done)}
    assert set(done.batch["qualifier"]) == {"", "近"}
    assert set(done.batch["area"]) == {BANNER}


def test_hidden_and_other_sheets_are_reported(take):
    done = take(
        book(sheets=("供水", "说明页")),
        layout(WATER.replace("{title: [供水, 季报]}", "{title: [供水, 季报], sheet: 供水}")),
    )
    assert ("sheet.unread", "") in found(done)


def test_several_sheets_of_one_table_are_one_delivery(take):
    text = WATER.replace("{in: title}", "{in: sheet}").replace(
        "{title: [供水, 季报]}", "{title: [供水]}"
    )
    data = book(title="市政供水情况", sheets=("2023年一季度", "2023年二季度"))
    done = take(data, layout(text))
    assert critical(done) == []
    assert done.header.period == "2023-Q1--2023-Q2"
    assert done.batch.height == 4


def test_the_plan_knows_every_key_the_tests_use():
    assert {a.code for a in PLAN.areas} >= {BANNER, TOWN, OTHER}
