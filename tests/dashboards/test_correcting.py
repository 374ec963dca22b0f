"""就地更正 and 撤回 on the page: handed in like a file, judged like a file, shown in place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from dash import Dash

from dashboards.app import create_app
from dashboards.components.punctuation import spoken
from dashboards.value_acts import page_of
from desk import views
from desk.approve import approve
from desk.closing import close_period, closed_periods, open_period
from desk.differences import difference
from desk.typed import field_name
from desk.views import StandingValue, StandingView
from observations.period import ReportingPeriod
from tests.dashboards.test_journey import judge, poll
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn, submit

PERIOD = ReportingPeriod.parse("2024-Q2")


@pytest.fixture
def town(own_town: Town) -> Town:
    """Each of these tests writes to the same form."""
    return own_town


@pytest.fixture
def site(town: Town) -> Dash:
    return create_app(town.desk)


@pytest.fixture
def reporter(site: Dash, town: Town) -> Visitor:
    """The clerk of the office whose second quarter these tests correct."""
    return Visitor(site).log_in(town.posts[f"clerk:{town.office}"].post)


def standing(town: Town) -> StandingView:
    return views.standing(town.desk, town.posts["desk"], town.office, PERIOD)


def subject(town: Town) -> str:
    return f"{town.office}/{PERIOD}/{standing(town).seq}"


def of_kind(town: Town, kind: str, *, computed: bool) -> StandingValue:
    """A value of the report whose indicator is of `kind`."""
    return next(
        one
        for one in standing(town).values
        if one.indicator.kind == kind and one.row.computed == computed
    )


def same(town: Town) -> dict[str, str]:
    """What every field says when nothing was typed over."""
    return {field_name(v, p): p.text for v in standing(town).values for p in v.parts}


def receipt_in(shown: str) -> str:
    found = re.search(r'"id": "poll-receipt", "data": "(R[0-9a-f]+)"|"data": "(R[0-9a-f]+)"', shown)
    assert found is not None, shown
    return found[1] or found[2]


def test_the_page_shows_every_value_with_a_labelled_field_and_the_report_leads_to_it(
    reporter: Visitor, town: Town
) -> None:
    page = drawn(reporter, page_of(town.office, PERIOD))
    for one in standing(town).values:
        assert spoken(one.indicator.name) in page
        for part in one.parts:
            assert field_name(one, part) in page
    yes = next(one for one in standing(town).values if one.indicator.kind == "yes")
    choice = {"text": field_name(yes, yes.parts[0]), "on": subject(town)}
    written = json.dumps(json.dumps(choice), ensure_ascii=False)
    assert f'"data-field": {written}' in page, "是 or 否 is chosen, not typed"
    address = json.dumps(page_of(town.office, PERIOD))
    assert address in drawn(reporter, f"/reporting/{town.office}/{PERIOD}")
    (row, *_) = (
        one
        for one in views.receipts(town.desk, town.posts["desk"])
        if (one.office, one.period, one.state) == (town.office, str(PERIOD), "accepted")
    )
    assert address in drawn(reporter, f"/receipts/{row.id}")


def test_one_value_corrected_is_a_submission_whose_old_and_new_value_stand_in_the_answer(
    site: Dash, reporter: Visitor, town: Town
) -> None:
    value = of_kind(town, "rate", computed=True)
    above = next(part for part in value.parts if part.name == "numerator")
    assert above.number is not None
    new = f"{above.number * 0.98:.1f}"
    before = {one.key: one.shown for one in standing(town).values}
    typed = same(town) | {field_name(value, above): new, "reason": "分子按台账核对更正"}
    said = submit(reporter, "correct", subject(town), **typed)
    assert not said.told
    receipt = receipt_in(said.instead)
    judge(town)
    shown, stops = poll(site, reporter, receipt)
    assert stops
    assert "与上次报送相比" in shown
    assert value.shown in shown
    now = next(one for one in standing(town).values if one.key == value.key)
    assert now.shown != value.shown and now.shown in shown
    assert [p.number for p in now.parts] == [float(new), value.parts[1].number]
    assert {one.key: one.shown for one in standing(town).values} == before | {now.key: now.shown}
    assert standing(town).state == "waiting"
    view = views.receipt(town.desk, town.posts["desk"], receipt)
    assert view is not None
    assert [(v.indicator, v.action) for v in view.values] == [(value.row.indicator, "revised")]
    newer = f"{above.number * 0.97:.1f}"
    typed = same(town) | {field_name(value, above): newer, "reason": "分子再按台账更正"}
    second = receipt_in(submit(reporter, "correct", subject(town), **typed).instead)
    judge(town)
    (change,) = (found := difference(town.desk, second)).rows
    newest = next(one for one in standing(town).values if one.key == value.key)
    assert (found.receipt, found.before) == (second, receipt)
    assert (change.before, change.now) == (now.shown, newest.shown) != (value.shown, newest.shown)


def test_full_width_digits_a_qualifier_and_yes_or_no_are_read_as_in_a_form(
    site: Dash, reporter: Visitor, town: Town
) -> None:
    amount = next(
        one
        for one in standing(town).values
        if not one.row.computed and one.indicator.kind not in ("yes", "ratio")
        and one.parts[0].number is not None
    )  # fmt: skip
    done = of_kind(town, "yes", computed=False)
    assert amount.parts[0].number is not None
    number = f"{amount.parts[0].number + 1:g}"
    wide = number.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    turned = "否" if done.parts[0].text == "是" else "是"
    typed = same(town) | {
        field_name(amount, amount.parts[0]): f"约{wide}",
        field_name(done, done.parts[0]): turned,
        "reason": "按现场核查更正",
    }
    receipt = receipt_in(submit(reporter, "correct", subject(town), **typed).instead)
    judge(town)
    assert f"{PERIOD.label}的表，受理 2 个数值" in poll(site, reporter, receipt)[0]
    found = views.receipt(town.desk, town.posts["desk"], receipt)
    assert found is not None
    assert found.row.state == "accepted", found.findings
    now = {one.key: one for one in standing(town).values}
    assert now[amount.key].parts[0].text == f"约{number}"
    assert now[amount.key].shown.startswith("约")
    assert now[done.key].parts[0].text == turned


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "没有改动任何数值"),
        ({"value": "很多"}, "不是数"),
        ({"value": "12吨"}, "单位"),
        ({"value": ""}, "没有填数"),
        ({"value": "12", "reason": "错"}, "须写明理由"),
        ({"value": "12", "reason": " "}, "没有填写更正理由"),
    ],
)
def test_what_is_wrong_with_a_correction_is_told_in_its_form_and_nothing_is_handed_in(
    reporter: Visitor, town: Town, typed: dict[str, str], told: str
) -> None:
    value = next(
        v for v in standing(town).values if v.indicator.unit == "公里" and not v.row.computed
    )
    given = same(town) | {"reason": typed.get("reason", "分子按台账核对更正")}
    if "value" in typed:
        given[field_name(value, value.parts[0])] = typed["value"]
    before = views.receipts(town.desk, town.posts["desk"])
    said = submit(reporter, "correct", subject(town), **given)
    assert told in said.told
    assert not said.instead
    assert views.receipts(town.desk, town.posts["desk"]) == before


def test_a_page_that_is_older_than_the_report_corrects_nothing(
    reporter: Visitor, town: Town
) -> None:
    old = f"{town.office}/{PERIOD}/{standing(town).seq - 1}"
    value = standing(town).values[0]
    typed = same(town) | {field_name(value, value.parts[0]): "77", "reason": "按台账更正"}
    for act, fields in (("correct", typed), ("withdraw", {"which": "whole", "reason": "数据作废"})):
        suffix = "/withdraw" if act == "withdraw" else ""
        assert "页面打开之后" in submit(reporter, act, old + suffix, **fields).told


def test_another_office_and_a_reader_can_neither_correct_nor_withdraw(
    site: Dash, town: Town
) -> None:
    foreign = Visitor(site).log_in(town.posts[f"clerk:{town.other}"].post)
    leader = Visitor(site).log_in(town.posts["leader"].post)
    for visitor, told in ((foreign, "无权查看其他单位"), (leader, "无权使用此功能")):
        assert told in submit(visitor, "correct", subject(town), reason="按台账更正").told
        withdrawal = submit(visitor, "withdraw", f"{subject(town)}/withdraw", which="whole")
        assert told in withdrawal.told
    assert "无权查看" in drawn(foreign, page_of(town.office, PERIOD))
    page = drawn(leader, page_of(town.office, PERIOD))
    assert "本岗位只可查看" in page and "更正理由" not in page


@pytest.fixture
def shut(town: Town) -> Iterator[None]:
    close_period(town.desk, town.posts["second"], PERIOD, "季报已汇总上报")
    yield
    assert closed_periods(town.desk)
    open_period(town.desk, town.posts["second"], PERIOD, "测试结束")


def test_a_correction_of_a_closed_period_comes_back_with_its_finding_in_place(
    site: Dash, reporter: Visitor, town: Town, shut: None
) -> None:
    page = drawn(reporter, page_of(town.office, PERIOD))
    assert "已关账" in page
    value = of_kind(town, "rate", computed=True)
    typed = same(town) | {field_name(value, value.parts[0]): "500", "reason": "按台账更正"}
    receipt = receipt_in(submit(reporter, "correct", subject(town), **typed).instead)
    judge(town)
    shown, _ = poll(site, reporter, receipt)
    assert "period.closed" in shown and "退回" in shown
    assert "请改正后重新提交" in shown and "原文件中" not in shown
    assert of_kind(town, "rate", computed=True).shown == value.shown


def test_one_value_and_then_the_whole_report_are_withdrawn_and_published_until_approved(
    site: Dash, reporter: Visitor, town: Town
) -> None:
    value = of_kind(town, "rate", computed=True)
    fields = {"which": "/".join(value.key), "reason": "水表故障,数据作废"}
    on = f"{subject(town)}/withdraw"
    assert "没有填写撤回理由" in submit(reporter, "withdraw", on, **(fields | {"reason": ""})).told
    receipt = receipt_in(submit(reporter, "withdraw", on, **fields).instead)
    judge(town)
    page = drawn(reporter, f"/receipts/{receipt}")
    assert "撤回2024年第二季度的 1 个数值。已公布的值在撤回审定之前不变。" in page
    reviewer = Visitor(site).log_in(town.posts[f"reviewer:{town.office}"].post)
    asked = drawn(reviewer, "/reporting")
    assert spoken("撤回:水表故障,数据作废") in asked, "who reviews reads what and why"
    gone = [one.key for one in standing(town).values if not one.recorded]
    assert gone == [value.key]
    whole = fields | {"which": "whole", "reason": "整张表口径有误"}
    receipt = receipt_in(submit(reporter, "withdraw", f"{subject(town)}/withdraw", **whole).instead)
    judge(town)
    assert poll(site, reporter, receipt)[1]
    assert not any(one.recorded for one in standing(town).values)
    page = drawn(reporter, page_of(town.office, PERIOD))
    assert "本期还没有入账的数值" in page
    key = replace(value.row).key
    before = views.indicator(town.desk, town.posts["desk"], *key)
    assert any(v.approved for p in before.points if p.period == str(PERIOD) for v in p.vintages)
    approve(town.desk, town.posts[f"reviewer:{town.office}"], town.office, PERIOD)
    approve(town.desk, town.posts["desk"], town.office, PERIOD)
    after = views.indicator(town.desk, town.posts["desk"], *key)
    point = next(p for p in after.points if p.period == str(PERIOD))
    assert point.value is None
    asked = drawn(reporter, "/reporting")
    assert spoken("已全部撤回,请重新报送") in asked, "what was taken back whole is asked for again"
    assert "已全部撤回" not in drawn(reviewer, f"/reporting/{town.office}/2024-Q1")
