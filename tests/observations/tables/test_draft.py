"""A draft proposes and asks; confirmed by a person it takes the file in, with no code."""

from __future__ import annotations

import csv
import io
import re

import pytest

from desk.table_layouts import draft_layout
from observations.cells import grid
from observations.errors import UserError
from observations.finding import Severity
from observations.interpret import interpret
from targets.layout_files import layout_of
from targets.yamlfile import parse_yaml
from tests.observations.tables.made import (
    BANNER,
    HEADINGS,
    INDICATORS,
    OTHER,
    PLAN,
    ROWS,
    TITLE,
    TOWN,
    book,
)
from tests.observations.test_docx import document


def drafted(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return draft_layout(PLAN, path)


def confirmed(text, **answers):
    """What a person makes of a draft: every question answered and deleted."""
    for old, new in answers.items():
        assert old in text, old
        text = text.replace(old, new)
    lines = text.splitlines()
    kept = [line for line in lines if not line.strip().startswith("question:")]
    whole = "\n".join(kept) + "\n"
    whole = re.sub(r"^questions:\n(  - .*\n)+", "", whole, flags=re.MULTILINE)
    return layout_of(parse_yaml(whole.replace("id: todo", "id: water"), "表样.yaml"), PLAN)


def taken(read, layout, data, name):
    return interpret(read(data, name), {layout.name: layout}, INDICATORS)


def as_csv(read, data, encoding="gb18030"):
    """The sheet as a spreadsheet program exports it: merged cells leave blanks."""
    cells = grid(read(data).sheets[0])
    out = io.StringIO()
    writer = csv.writer(out)
    for row in range(1 + max(r for r, _ in cells)):
        writer.writerow([cells[row, c].text if (row, c) in cells else "" for c in range(6)])
    return out.getvalue().encode(encoding)


def as_docx(read, data):
    """The same table in a document: title and sender as paragraphs, notes below."""
    cells = grid(read(data).sheets[0])
    rows = [[cells[r, c].text if (r, c) in cells else "" for c in range(6)] for r in range(2, 7)]
    return document(rows, (TITLE, "填报单位:旗市政公用事业中心"), (ROWS[3][0],), _merge_headings)


def _merge_headings(_made, table):
    table.cell(0, 2).merge(table.cell(0, 3))
    for col in (0, 1, 5):
        table.cell(0, col).merge(table.cell(1, col))


VARIANTS = {
    "供水.xlsx": lambda read: book(),
    "供水.csv": lambda read: as_csv(read, book()),
    "供水.docx": lambda read: as_docx(read, book()),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_confirmed_draft_takes_the_file_in_without_code(read, tmp_path, name):
    data = VARIANTS[name](read)
    text = drafted(tmp_path, name, data)
    assert "question: " in text
    layout = confirmed(text, gross_leakage_rate="leakage_rate")
    done = taken(read, layout, data, name)
    assert [f.message for f in done.findings if f.severity is not Severity.INFO] == []
    got = {
        area: (value, above, below)
        for area, value, above, below in done.batch.select(
            "area", "value", "numerator", "denominator"
        ).iter_rows()
    }
    assert got == {TOWN: (8.5, 10.2425, 120.5), OTHER: (9.0, 2.7225, 30.25)}
    assert done.header.period == "2024-Q1"
    assert done.header.office == "municipal-utilities"


def test_a_draft_is_no_layout_before_its_questions_are_gone(tmp_path):
    text = drafted(tmp_path, "供水.xlsx", book())
    with pytest.raises(UserError, match="没有确认"):
        layout_of(parse_yaml(text, "草稿.yaml"), PLAN)


def test_the_next_quarter_comes_in_by_the_same_layout(read, tmp_path):
    layout = confirmed(drafted(tmp_path, "供水.xlsx", book()))
    done = taken(read, layout, book(title=TITLE.replace("一季度", "二季度")), "二季度.xlsx")
    assert done.header.period == "2024-Q2"
    assert done.batch.height == 2


def test_what_resembles_nothing_is_left_out_and_asked_about(tmp_path):
    heads = [[*line] for line in HEADINGS]
    heads[0][4], heads[1][4] = "水厂员工满意度", "(分)"
    text = drafted(tmp_path, "供水.xlsx", book(headings=heads))
    assert 'heading: 水厂员工满意度\n    role: ignored\n    question: "' in text


def test_years_across_make_one_column_with_a_period_in_its_heading(read, tmp_path):
    rows = [
        ("建成区绿地率", "%", 35.1, 36.2, 37.0),
        ("人均公园绿地", "平方米/人", 21.5, 22, 22.8),
        ("供热面积", "万平方米", 800, 820, 850),
    ]
    heads = [("指标名称", "计量单位", "2020年", "2021年", "2022年")]
    data = book(rows, title="伊金霍洛旗城建统计年鉴", headings=heads, merged=())
    text = drafted(tmp_path, "年鉴.xlsx", data)
    assert '{heading: "{period}"}' in text
    assert "ignored_rows: [供热面积]" in text
    done = taken(read, confirmed(text), data, "年鉴.xlsx")
    assert done.header.period == "2020--2022"
    assert done.batch.height == 6
    assert set(done.batch["area"]) == {BANNER}


def test_a_numbered_row_under_the_headings_is_no_data(read, tmp_path):
    rows = [("甲", "乙", 1, 2, 3, None), *ROWS]
    text = drafted(tmp_path, "供水.xlsx", book(rows))
    assert "ignored_rows: [甲]" in text
    done = taken(read, confirmed(text), book(rows), "供水.xlsx")
    assert done.batch.height == 2


def test_a_running_period_is_asked_about(tmp_path):
    text = drafted(tmp_path, "供水.xlsx", book(title="2024年1—6月市政供水情况"))
    assert "报告期1—6月,不是一个完整的月、季、年" in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [([("只有文字", "没有数")], "没有找到表头和数"), ([], "没有找到表头和数")],
)
def test_a_sheet_without_numbers_is_told_so(tmp_path, rows, said):
    with pytest.raises(UserError, match=said):
        drafted(tmp_path, "会议.xlsx", book(rows, headings=[("标题", "内容")], merged=()))


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path):
    path = tmp_path / "供水.xlsx"
    path.write_bytes(book())
    with pytest.raises(UserError, match="工作表有:供水"):
        draft_layout(PLAN, path, "没有")


def test_a_damaged_file_is_told_why(tmp_path):
    with pytest.raises(UserError, match=r"损坏|不完整|读不出"):
        drafted(tmp_path, "坏.xlsx", book()[:900])
