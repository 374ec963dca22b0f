"""关账 and 代理 on their pages: who sees what, what the buttons do, where mistakes are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from dash import Dash

from desk import views
from desk.accounts import add_post
from desk.closing import close_period, closed_periods, end_exception, open_period
from desk.deputies import running
from observations.errors import Refused
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.dashboards.town import ADMIN, PASSWORD, Town
from tests.dashboards.visitor import Visitor, drawn, submit

PERIOD = ReportingPeriod.parse("2024-Q1")
LABEL = "2024年第一季度"
REASON = "季报已汇总上报"


@pytest.fixture
def shut(town: Town) -> Iterator[ReportingPeriod]:
    """The period closed for the test, without what others excepted, and open again after it."""
    close_period(town.desk, town.posts["second"], PERIOD, REASON)
    for row in closed_periods(town.desk):
        for one in row.exceptions:
            shut = ReportingPeriod.parse(one.period)
            end_exception(town.desk, town.posts["desk"], one.office, shut, "先前的测试结束")
    yield PERIOD
    if any(row.closing.period == str(PERIOD) for row in closed_periods(town.desk)):
        open_period(town.desk, town.posts["second"], PERIOD, "测试结束")


def asked(town: Town, **changes: str) -> dict[str, str]:
    """The fields of a good request for an exception, but for `changes`."""
    return {
        "period": str(PERIOD),
        "office": town.office,
        "asked_by": town.posts[f"clerk:{town.office}"].post,
        "until": str(town.desk.today() + timedelta(days=3)),
        "reason": "核查后更正漏损水量",
    } | changes


def test_the_bureau_closes_and_opens_a_period_with_a_reason_and_the_page_says_by_whom(
    bureau: Visitor, town: Town
) -> None:
    assert "没有填写关账理由" in submit(bureau, "close_period", str(PERIOD), reason="  ").told
    assert f"{LABEL}已关账" in submit(bureau, "close_period", str(PERIOD), reason=REASON).over
    page = drawn(bureau, "/closing")
    for said in ("已关账", REASON, town.posts["desk"].post, f"重开{LABEL}"):
        assert said in page
    assert f"关账{LABEL}" not in page
    again = submit(bureau, "close_period", str(PERIOD), reason=REASON)
    assert "已经关账" in again.told and not again.over
    assert "cityplan" not in again.told  # the command's cure is none on a page
    assert "已重开" in submit(bureau, "open_period", str(PERIOD), reason="漏报一张").over
    page = drawn(bureau, "/closing")
    assert "关账后重开" in page and "漏报一张" in page and f"关账{LABEL}" in page


def test_a_period_that_is_not_over_is_not_closed(bureau: Visitor) -> None:
    assert "还没有结束" in submit(bureau, "close_period", "2024-Q4", reason="太早了").told
    assert "2024年第四季度" not in drawn(bureau, "/closing")


def test_an_exception_is_granted_listed_shown_to_its_office_and_ended(
    bureau: Visitor, clerk: Visitor, town: Town, shut: ReportingPeriod
) -> None:
    given = submit(bureau, "grant_exception", "exception", **asked(town))
    assert f"已准许{town.desk.office_names[town.office]}补报{LABEL}" in given.over
    page = drawn(bureau, "/closing")
    for said in ("在用的例外", "核查后更正漏损水量", "结束例外", asked(town)["asked_by"]):
        assert said in page
    assert "核查后更正漏损水量" in drawn(clerk, "/closing")
    assert "已准许本单位补报" in drawn(clerk, f"/reporting/{town.office}/{PERIOD}")
    subject = f"{town.office}/{PERIOD}"
    assert "没有填写结束理由" in submit(bureau, "end_exception", subject, reason="").told
    assert "已结束" in submit(bureau, "end_exception", subject, reason="已补报").over
    assert not any(row.exceptions for row in closed_periods(town.desk))
    assert "没有在用的例外" in drawn(bureau, "/closing")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("office", "", "没有填写单位"),
        ("asked_by", "", "没有填写申请岗位"),
        ("asked_by", "市政科经办人", "申请例外的岗位不能自己准许"),
        ("asked_by", "无此岗位", "没有在用的岗位"),
        ("asked_by", "乙单位填报员", "不是住房和城乡建设局的岗位"),
        ("until", "明天", "不是日期"),
        ("until", "2024-10-01", "截止日期已过"),
        ("reason", " ", "没有填写理由"),
        ("period", "2024-Q2", "没有关账"),
    ],
)
def test_what_is_wrong_with_an_exception_is_told_in_its_form(
    bureau: Visitor, town: Town, shut: ReportingPeriod, field: str, value: str, told: str
) -> None:
    said = submit(bureau, "grant_exception", "exception", **asked(town, **{field: value}))
    assert told in said.told
    assert not said.over
    assert not any(row.exceptions for row in closed_periods(town.desk))


def test_an_office_reads_its_own_exceptions_and_may_press_nothing(
    site: Dash, clerk: Visitor, bureau: Visitor, town: Town, shut: ReportingPeriod
) -> None:
    asker = town.posts[f"clerk:{town.other}"].post
    foreign = asked(town, office=town.other, asked_by=asker, reason="另一单位的事由")
    submit(bureau, "grant_exception", "exception", **foreign)
    page = drawn(clerk, "/closing")
    assert REASON in page
    assert "另一单位的事由" not in page
    for button in ("open_period", "close_period", "grant_exception", "end_exception"):
        assert button not in page
        assert button in drawn(bureau, "/closing")
        refused = submit(clerk, button, str(PERIOD), **asked(town))
        assert "本岗位无权使用此功能" in refused.told
    with pytest.raises(Refused):
        end_exception(town.desk, town.posts[f"clerk:{town.other}"], town.other, PERIOD, "自己结束")
    end_exception(town.desk, town.posts["desk"], town.other, PERIOD, "测试结束")


def test_an_office_asks_on_the_page_and_the_bureau_grants_it_as_asked(
    site: Dash, clerk: Visitor, bureau: Visitor, town: Town, shut: ReportingPeriod
) -> None:
    assert '"href": "/closing"' in drawn(clerk, f"/reporting/{town.office}/{PERIOD}")
    wanted = {name: asked(town)[name] for name in ("period", "office", "until", "reason")}
    assert "没有填写理由" in submit(clerk, "ask_exception", "ask", **(wanted | {"reason": ""})).told
    foreign = wanted | {"office": town.other}
    assert "无权查看其他单位" in submit(clerk, "ask_exception", "ask", **foreign).told
    assert "待住建局准许" in submit(clerk, "ask_exception", "ask", **wanted).over
    page = drawn(bureau, "/closing")
    (one,) = views.closing(town.desk, town.posts["desk"]).asks
    subject = f"ask-{one[1].seq}"
    assert f'"do": "grant_exception", "on": "{subject}"' in page
    assert "ask_exception" not in page
    assert "ask_exception" in drawn(clerk, "/closing")
    assert "grant_exception" not in drawn(clerk, "/closing")
    assert "已准许" in submit(bureau, "grant_exception", subject, **asked(town)).over
    assert views.closing(town.desk, town.posts["desk"]).asks == ()
    (shown,) = views.closing(town.desk, town.posts["desk"]).exceptions
    assert "代录" not in shown[1].text
    end_exception(town.desk, town.posts["desk"], town.office, PERIOD, "测试结束")


def test_a_desk_of_some_offices_is_offered_their_exceptions_and_no_closing(
    site: Dash, town: Town, shut: ReportingPeriod
) -> None:
    narrow = Actor("片区调度员", frozenset({Role.DESK}), frozenset({town.office}))
    add_post(town.desk, ADMIN, narrow, PASSWORD)
    visitor = Visitor(site).log_in(narrow.post)
    page = drawn(visitor, "/closing")
    assert "open_period" not in page and "close_period" not in page
    assert "grant_exception" in page
    assert "不是面向全部单位" in submit(visitor, "open_period", str(PERIOD), reason="重开").told


@pytest.fixture
def admin(site: Dash, town: Town) -> Visitor:
    return Visitor(site).log_in(town.posts["admin"].post)


def leave(town: Town, **changes: str) -> dict[str, str]:
    """The fields of a good naming of a deputy, but for `changes`."""
    return {
        "post": town.posts[f"reviewer:{town.other}"].post,
        "deputy": town.posts["second"].post,
        "since": str(town.desk.today()),
        "until": str(town.desk.today() + timedelta(days=7)),
        "reason": "年休假",
    } | changes


def test_an_administrator_names_a_deputy_and_the_deputy_ends_it_early(
    site: Dash, admin: Visitor, clerk: Visitor, town: Town
) -> None:
    given = leave(town)
    assert "已指定" in submit(admin, "name_deputy", "deputy", **given).over
    page = drawn(admin, "/deputies")
    for said in ("代理中", given["post"], given["deputy"], "年休假", "提前结束"):
        assert said in page
    deputy = Visitor(site).log_in(given["deputy"])
    assert f"代 {given['post']}" in json.dumps(
        deputy.get("/_dash-layout").get_json(), ensure_ascii=False
    )
    assert "年休假" not in drawn(clerk, "/deputies")
    subject = f"{quote(given['deputy'])}/{quote(given['post'])}"
    assert json.dumps(subject) in page
    assert "没有这项在用的代理" in submit(clerk, "end_deputy", subject, reason="").told
    assert "不再代理" in submit(deputy, "end_deputy", subject, reason="提前返岗").over
    assert running(town.desk) == ()
    assert "没有在用的代理" in drawn(admin, "/deputies")
    assert "提前返岗" in drawn(admin, "/deputies")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"post": ""}, "没有填写离岗岗位"),
        ({"since": ""}, "没有填写开始日期"),
        ({"until": "2024-10-01"}, "早于开始日期"),
        ({"since": "2024-10-01", "until": "2024-10-02"}, "结束日期已过"),
        ({"reason": ""}, "没有填写原因"),
        ({"deputy": "备用管理员"}, "不能指定自己代理他岗"),
        ({"deputy": "乙单位审核员"}, "不能由自己代理"),
    ],
)
def test_what_is_wrong_with_a_leave_is_told_in_its_form(
    admin: Visitor, town: Town, changes: dict[str, str], told: str
) -> None:
    said = submit(admin, "name_deputy", "deputy", **leave(town, **changes))
    assert told in said.told
    assert running(town.desk) == ()


def test_only_an_administrator_is_offered_to_name_a_deputy(bureau: Visitor, town: Town) -> None:
    assert "name_deputy" not in drawn(bureau, "/deputies")
    assert "本岗位无权使用此功能" in submit(bureau, "name_deputy", "deputy", **leave(town)).told


def test_both_pages_are_in_the_menu_of_every_post(clerk: Visitor, bureau: Visitor) -> None:
    for visitor in (clerk, bureau):
        layout = json.dumps(visitor.get("/_dash-layout").get_json(), ensure_ascii=False)
        assert '"href": "/closing"' in layout and '"href": "/deputies"' in layout


def test_a_period_says_how_much_of_it_is_approved(town: Town) -> None:
    view = views.closing(town.desk, town.posts["leader"])
    line = next(one for one in view.lines if one.period == ReportingPeriod.parse("2024-Q2"))
    assert 0 < line.approved < line.asked
    own = views.closing(town.desk, town.posts[f"clerk:{town.office}"])
    assert all(one.asked <= 1 for one in own.lines)
