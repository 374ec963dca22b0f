"""督办 on the pages: asked for by address, given and taken through forms, told who was quicker."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from cases.events import Standing, Step
from cases.taking import Asked
from dashboards.address import Address, segment
from dashboards.components import case_list
from dashboards.pages import cases as page
from desk import case_acts, views
from desk.case_acts import Opening, act_on_case
from desk.views.case_search import Found, Sought, desks_turn, search
from desk.views.rows import CaseRow
from observations.errors import UserError
from tests.dashboards.test_alerts_page import parts
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn, submit

SCAN = b"%PDF-1.7\nscan"
FIELDS = {"instruction": "限期修复", "leader_post": "领导小组岗"}


def picked(data: bytes, name: str = "验收单.pdf") -> str:
    """A file as `cases.js` puts it into the form."""
    contents = f"data:application/pdf;base64,{base64.b64encode(data).decode()}"
    return json.dumps({"name": name, "contents": contents})


def given(town: Town, title: str) -> CaseRow:
    """A leader's instruction to the first office."""
    opening = Opening("instruction", town.office, title, "群众反映集中", FIELDS)
    case = case_acts.open_case(town.desk, town.posts["desk"], opening).case
    return row_of(town, case)


def row_of(town: Town, case: str) -> CaseRow:
    rows = views.cases(town.desk, town.posts["desk"])
    return next(one for one in rows if case in (one.id, one.title))


def subject(row: CaseRow, step: Step, seen: int = 0) -> str:
    return f"{row.number}/{seen or row.steps}/{step.name.lower()}"


def test_a_case_is_given_in_a_form_and_what_is_missing_is_said_in_it(
    bureau: Visitor, town: Town
) -> None:
    fields = {f"field.{name}": text for name, text in FIELDS.items()}
    whole = {"office": town.office, "title": "背街照明", "text": "群众反映集中", **fields}
    form = ("case_open", "open/instruction")
    assert "没有填写承办单位" in submit(bureau, *form, **{**whole, "office": ""}).told
    assert "缺批示内容" in submit(bureau, *form, **{**whole, "field.instruction": " "}).told
    done = submit(bureau, *form, **whole)
    assert "已交办：背街照明" in done.over
    again = submit(bureau, *form, **whole)
    assert "尚未销号" in again.told and "cityplan" not in again.told
    row = row_of(town, "背街照明")
    assert f"/cases/{row.number}" in drawn(bureau, "/cases")


def test_an_inspection_due_at_the_same_office_is_put_into_the_one_that_runs(
    bureau: Visitor, town: Town
) -> None:
    form = ("case_open", "open/inspection")
    first = {
        "office": town.office, "title": "市容督查", "text": "督查已结束",
        "field.plan": "年度方案", "ended": "2024-10-17",
    }  # fmt: skip
    assert "没有填写结束日期" in submit(bureau, *form, **{**first, "ended": ""}).told
    assert "已交办" in submit(bureau, *form, **first).over
    second = {**first, "title": "物业考核", "ended": "2024-10-18"}
    assert "多考合一" in submit(bureau, *form, **second).over


def test_an_office_answers_with_a_file_that_the_desk_fetches_and_verifies(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    row = given(town, "井盖补装")
    assert "已记入" in submit(clerk, "case_accept", subject(row, Step.ACCEPT)).over
    answer = ("case_answer", subject(row, Step.ANSWER, 2))
    assert "须写明内容或理由" in submit(clerk, *answer, evidence="报告 1 号").told
    assert "须附证据" in submit(clerk, *answer, text="已补装").told
    odd = submit(clerk, *answer, text="已补装", file=picked(b"MZ not a scan"))
    assert "佐证只收" in odd.told
    done = submit(clerk, *answer, text="已补装", file=picked(SCAN))
    assert "待核验" in done.over
    where = f"/cases/{row.number}"
    shown = drawn(bureau, where)
    assert "验收单.pdf" in shown and f"/files/case/{row.number}/3" in shown
    file = bureau.get(f"/files/case/{row.number}/3", page=False)
    assert (file.status_code, file.data) == (200, SCAN)
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    own = submit(clerk, "case_verify", subject(row, Step.VERIFY, 3), text="属实", evidence="x")
    assert "只能由调度岗位办理" in own.told
    verify = ("case_verify", subject(row, Step.VERIFY, 3))
    assert "待销号" in submit(bureau, *verify, text="属实", evidence="现场记录").over
    assert "已销号" in submit(bureau, "case_close", subject(row, Step.CLOSE, 4), text="办结").over
    assert "现在可以办的" in drawn(bureau, where) and "回头看" in drawn(bureau, where)


def test_who_acts_on_an_older_page_is_told_who_did_what_meanwhile(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    row = given(town, "路灯维修")
    assert "已记入" in submit(clerk, "case_accept", subject(row, Step.ACCEPT)).over
    late = submit(bureau, "case_note", subject(row, Step.NOTE, 1), text="请抓紧")
    who = town.posts[f"clerk:{town.office}"].post
    assert f"打开之后另有人办过：签收（{who}）" in late.told
    assert late.over == ""
    assert row_of(town, row.id).steps == 2


def test_the_page_offers_each_post_its_own_steps_and_no_other(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    row = given(town, "绿道清障")
    mine, theirs = drawn(clerk, f"/cases/{row.number}"), drawn(bureau, f"/cases/{row.number}")
    assert '"do": "case_accept"' in mine and '"do": "case_object"' in mine
    assert '"do": "case_reassign"' not in mine
    assert '"do": "case_reassign"' in theirs and '"do": "case_accept"' not in theirs
    admin = Visitor(bureau.site).log_in(town.posts["admin"].post)
    assert "现在没有轮到本岗位的步骤" in drawn(admin, f"/cases/{row.number}")
    refused = submit(admin, "case_note", subject(row, Step.NOTE), text="看过")
    assert "本岗位无权使用此功能" in refused.told


def test_a_case_of_another_office_is_answered_as_one_that_does_not_exist(
    bureau: Visitor, town: Town
) -> None:
    row = given(town, "护栏修复")
    stranger = Visitor(bureau.site).log_in(town.posts[f"clerk:{town.other}"].post)
    assert "护栏修复" not in drawn(stranger, "/cases")
    hidden = drawn(stranger, f"/cases/{row.number}")
    assert "没有督办事项" in hidden and "请从督办页的列表打开" in hidden
    assert "cityplan" not in hidden
    assert "没有督办事项" in drawn(stranger, "/cases/2024-999")
    told = submit(stranger, "case_accept", subject(row, Step.ACCEPT)).told
    assert "没有督办事项" in told and "护栏修复" not in told
    assert stranger.get(f"/files/case/{row.number}/1", page=False).status_code == 404


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


def test_a_lagging_case_leads_to_its_indicator_and_receipts_and_they_lead_back(
    bureau: Visitor, town: Town
) -> None:
    rows = search(town.desk, town.posts["desk"], Sought(kind="lagging-target")).rows
    row = rows[0]
    shown = drawn(bureau, f"/cases/{row.number}")
    assert f"/indicators/{row.indicator}" in shown
    assert f"/offices/{row.office}" in shown
    assert "/receipts/" in shown and "立项时" in shown
    assert "凭什么销号" in shown and "lagging-target-" in shown and "已达标、达序时之一" in shown
    back = bureau.open(f"/indicators/{row.indicator}", f"?area={row.area}").get_json()
    assert f"/cases/{row.number}" in json.dumps(back, ensure_ascii=False)
    assert f"/cases/{row.number}" in drawn(bureau, f"/offices/{row.office}")


def test_a_case_handed_to_an_office_without_the_indicator_still_shows_its_steps(
    town: Town,
) -> None:
    rows = search(town.desk, town.posts["desk"], Sought(kind="lagging-target")).rows
    row = next(one for one in rows if one.closed is None)
    far = next(
        one for one in town.desk.office_names
        if one not in {office for t in town.desk.plan.targets if t.id == row.target_id
                       for office in (*t.leads, *t.cooperating)}
        and one not in (town.office, town.other)
    )  # fmt: skip
    moved = Asked(Step.REASSIGN, "职责已划转", to=far)
    act_on_case(town.desk, town.posts["desk"], row.number, moved)
    from desk.views.case_page import case_page

    stranger = replace(town.posts[f"clerk:{town.office}"], offices=frozenset({far}))
    view = case_page(town.desk, stranger, row.number)
    assert view.about is None and view.target is not None
    assert [str(one.event.step) for one in view.steps][-1] == "改派"
    with pytest.raises(UserError, match="没有督办事项"):
        case_page(town.desk, town.posts[f"clerk:{town.other}"], row.number)


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


def test_an_alert_about_a_case_leads_to_it(clerk: Visitor, town: Town) -> None:
    row = given(town, "树池修整")
    assert f"/cases/{segment(row.id)}" in drawn(clerk, "/alerts")
    assert "树池修整" in drawn(clerk, f"/cases/{segment(row.id)}")


def drawn_at(visitor: Visitor, query: str) -> str:
    """The list at an address, as JSON text."""
    answer = visitor.open("/cases", f"?{query}").get_json()["response"]
    return json.dumps(answer, ensure_ascii=False)
