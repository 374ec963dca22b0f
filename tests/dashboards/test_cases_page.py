"""督办 on the pages: given and taken through forms, told who was quicker, each to its own posts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cases.events import Step
from cases.taking import Asked
from dashboards.address import segment
from desk.case_acts import act_on_case
from desk.views.case_search import Sought, search
from observations.errors import UserError
from tests.dashboards.case_hands import FIELDS, SCAN, given, picked, row_of, subject
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn, submit


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


def test_an_alert_about_a_case_leads_to_it(clerk: Visitor, town: Town) -> None:
    row = given(town, "树池修整")
    assert f"/cases/{segment(row.id)}" in drawn(clerk, "/alerts")
    assert "树池修整" in drawn(clerk, f"/cases/{segment(row.id)}")
