"""The list of cases on its page: what its address asks for, in leaves, with its files and rates."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from cases.events import Standing, Step
from dashboards.address import Address
from dashboards.components import case_list
from dashboards.pages import cases as page
from desk import views
from desk.views.case_search import Found, Sought, desks_turn, search
from desk.views.rows import CaseRow
from tests.dashboards.case_hands import drawn_at, given, picked, row_of, subject
from tests.dashboards.test_alerts_page import parts
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, submit


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, True),
        ({"kind": "instruction", "state": "assigned"}, True),
        ({"state": "running", "colour": "plain"}, True),
        ({"kind": "inspection"}, False),
        ({"state": "closed"}, False),
        ({"colour": "red"}, False),
        ({"on": "2024-10-19"}, False),
        ({"on": "2024-10-20"}, True),
        ({"list": "problem"}, True),
        ({"list": "duty"}, True),
        ({"list": "task"}, False),
    ],
)
def test_the_list_is_what_its_address_asks_for(
    bureau: Visitor, town: Town, query: dict[str, str], shown: bool
) -> None:
    if not any(one.title == "桥下整治" for one in views.cases(town.desk, town.posts["desk"])):
        given(town, "桥下整治")
    answer = bureau.open("/cases", Address("", query).href("")).get_json()["response"]
    assert ("桥下整治" in json.dumps(answer, ensure_ascii=False)) is shown


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"on": "昨天"}, "不是日期"),
        ({"on": "2031-01-01"}, "还没有到"),
        ({"colour": "green"}, "没有条件"),
        ({"state": "lost"}, "没有条件"),
        ({"list": "wish"}, "没有这张清单"),
        ({"list": "task", "on": "2024-10-19"}, "清单只列现在未销号的"),
        ({"page": "x"}, "页号"),
    ],
)
def test_an_address_that_asks_for_nothing_is_told_so(
    bureau: Visitor, query: dict[str, str], told: str
) -> None:
    answer = bureau.open("/cases", Address("", query).href("")).get_json()["response"]
    assert told in json.dumps(answer, ensure_ascii=False)


def many(count: int) -> tuple[CaseRow, ...]:
    """Rows as a view gives them."""
    return tuple(
        CaseRow(
            id=f"instruction/{n}", number=f"2024-{n:02d}", title=f"事项{n}", target_id="",
            indicator="", area="150627", office="housing", office_name="住建局", step="交办",
            step_label="办理中", colour="红" if n % 2 else "", opened=page._day("2024-10-01"),  # type: ignore[arg-type]
            due=None, days_left=None, text="", kind="instruction", standing="待签收",
            colour_text="逾期未办结" if n % 2 else "",
        )
        for n in range(1, count + 1)
    )  # fmt: skip


def test_of_a_hundred_thousand_cases_the_browser_gets_one_leaf() -> None:
    from dashboards.components.flat import markup
    from dashboards.components.leaf import leaf

    rows = many(100_000)
    shown = leaf(rows, Address("/cases", {"page": "2"}), "page")
    text = markup(case_list.rows_table(shown.rows, {"instruction": "领导批示"}))
    assert text.count("<tr") == 26
    assert "2024-26" in text and "2024-51" not in text
    assert "轮到承办单位" in text


def test_each_colour_stands_with_its_word_its_shape_and_its_count() -> None:
    found = Found(many(3), {"红": 2, "plain": 1}, (), ())
    nav = case_list.by_colour(Address("/cases", {"colour": "red"}), found)
    links = {one.href: "".join(_texts(one)) for one in parts(nav) if hasattr(one, "href")}
    assert links == {
        "/cases?colour=blue": "◆蓝0",
        "/cases?colour=yellow": "▲黄0",
        "/cases": "■红2",
        "/cases?colour=plain": "未着色1",
    }


def _texts(tree: object) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, list):
        return [text for one in tree for text in _texts(one)]
    return _texts(getattr(tree, "children", "")) if hasattr(tree, "children") else []


def test_counts_by_colour_stay_when_one_colour_is_asked_for(town: Town) -> None:
    desk, bureau = town.desk, town.posts["desk"]
    whole = search(desk, bureau, Sought())
    red = search(desk, bureau, Sought(colour="红"))
    assert red.colours == whole.colours
    assert {one.colour for one in red.rows} <= {"红"}
    closed = search(desk, bureau, Sought(standing=str(Standing.CLOSED)))
    assert sum(closed.colours.values()) == 0


def test_the_workbook_of_the_lists_holds_what_the_post_sees_and_no_more(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    given(town, "雨水篦更换")
    stranger = Visitor(bureau.site).log_in(town.posts[f"clerk:{town.other}"].post)
    for visitor, sees in ((bureau, True), (clerk, True), (stranger, False)):
        answer = visitor.get("/files/cases.xlsx", page=False)
        assert answer.status_code == 200
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        cells = {cell.value for sheet in book for row in sheet for cell in row}
        assert ("雨水篦更换" in cells) is sees
        assert "问题清单" in book.sheetnames
    assert bureau.get("/files/cases.xlsx?on=2031-01-01", page=False).status_code == 404
    assert "不是日期" in bureau.get("/files/cases.xlsx?on=x", page=False).text


def test_punctuality_is_shown_with_its_numbers_and_the_rule_that_counts_them(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    given(town, "公厕维修")
    shown = drawn_at(bureau, "list=rates")
    assert "2024年第四季度按期率和办结率" in shown
    assert "按期签收率 = " in shown and "standard-1" in shown
    before = drawn_at(bureau, "list=rates&period=2024-Q2")
    assert "2024年第二季度按期率和办结率" in before
    assert town.desk.office_names[town.other] not in drawn_at(clerk, "list=rates")
    assert "没有单位" in drawn_at(bureau, "list=rates&office=nobody")


def test_what_waits_for_the_desk_has_its_deadline_in_the_list(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    row = given(town, "护树设施")
    submit(clerk, "case_accept", subject(row, Step.ACCEPT))
    submit(clerk, "case_answer", subject(row, Step.ANSWER, 2), text="已办", evidence="报告 2 号")
    (turn,) = desks_turn(town.desk, [row_of(town, row.id)]).values()
    assert (turn.due.isoformat(), turn.days_left) == ("2024-10-23", 3)
    assert "轮到调度岗位" in drawn_at(bureau, "state=answered")


def test_the_downloaded_lists_are_imported_with_every_wrong_cell_named(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    form, row = ("case_import", "import/lists"), given(town, "河道清淤")
    assert "没有选文件" in submit(bureau, *form).told
    whole = bureau.get("/files/cases.xlsx", page=False).data
    assert "已有" in submit(bureau, *form, file=picked(whole, "清单.xlsx")).over
    book = openpyxl.load_workbook(io.BytesIO(whole))
    for sheet in book.worksheets[:3]:
        names = [cell.value for cell in sheet[1]]
        for line in sheet.iter_rows(min_row=2):
            if line[names.index("事项")].value == row.title:
                line[names.index("事项")].value = "渠道清淤"
    changed = io.BytesIO()
    book.save(changed)
    new = picked(changed.getvalue(), "清单.xlsx")
    assert "没有调度、领导权限" in submit(clerk, *form, file=new).told
    assert "新交办 1 件" in submit(bureau, *form, file=new).over
    assert row_of(town, "渠道清淤").office == town.office
    sheet = book.worksheets[0]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("类型") + 1).value = "没有的类型"
    wrong = io.BytesIO()
    book.save(wrong)
    told = submit(bureau, *form, file=picked(wrong.getvalue(), "清单.xlsx")).told
    assert "没有督办类型“没有的类型”" in told and "问题清单!" in told
