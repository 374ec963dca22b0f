"""管理 on its page: posts, one-time codes and tokens, for administrators and nobody else."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from dash import Dash
from playwright.sync_api import Browser, expect

from dashboards.admin_acts import FORMS
from dashboards.routes import menu_for
from desk import accounts, views
from desk.accounts import add_post
from desk.deputies import end_deputy, name_deputy
from desk.passwords import OneTime
from desk.views.admin import admin, one_post
from ledger.deputies import Leave
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, settle, visit
from tests.dashboards.town import ADMIN, PASSWORD, Town
from tests.dashboards.visitor import Visitor, drawn, submit

CODE = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
KEEPER = Actor("值班管理员", frozenset({Role.ADMIN}))
WORKER = "值班填报员"
NOT_YOURS = "本岗位无权使用此功能"


@pytest.fixture(scope="module")
def worker(town: Town) -> Actor:
    """A clerk of these tests alone, whose rights and password may be changed."""
    made = Actor(WORKER, frozenset({Role.CLERK}), frozenset({town.office}))
    add_post(town.desk, ADMIN, made, PASSWORD)
    return made


@pytest.fixture(scope="module")
def keeper_post(town: Town) -> Actor:
    """An administrator of these tests alone."""
    add_post(town.desk, ADMIN, KEEPER, PASSWORD)
    return KEEPER


@pytest.fixture(scope="module")
def keeper(site: Dash, keeper_post: Actor) -> Visitor:
    """That administrator, logged in."""
    return Visitor(site).log_in(keeper_post.post)


def on(post: str, kind: str) -> str:
    """What a form about a post is on."""
    return f"{quote(post, safe='')}/{kind}"


def page_of(post: str) -> str:
    return f"/admin/posts/{quote(post, safe='')}"


def rights_of(town: Town, post: str) -> tuple[frozenset[Role], frozenset[str], int]:
    row = one_post(town.desk, KEEPER, post).post
    return row.roles, row.offices, row.version


def secret_in(text: str, shape: re.Pattern[str]) -> str:
    """The one secret that an answer shows."""
    (found,) = shape.findall(text)
    assert isinstance(found, str)
    return found


def nowhere(town: Town, keeper: Visitor, secret: str, paths: tuple[str, ...]) -> bool:
    """True when no page, no link of the chain and no body of an alert holds `secret`."""
    chain = views.audit(town.desk, KEEPER, limit=1_000_000)
    told = views.alerts(town.desk, KEEPER)
    pages = [drawn(keeper, path) for path in paths]
    return not any(secret in text for text in (*pages, *map(str, chain), *map(str, told)))


def test_a_new_post_gets_a_code_that_is_shown_once_and_only_opens_the_choice_of_another(
    town: Town, keeper: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = {"post": "窗口经办岗", "roles": "clerk", "offices": town.office, "areas": ""}
    said = submit(keeper, "add_post", "new-post", **given)
    code = secret_in(said.instead, CODE)
    assert "当面交给本岗位" in said.instead and not said.told
    assert nowhere(town, keeper, code, ("/admin", page_of("窗口经办岗"), "/audit"))
    assert code not in caplog.text
    assert "一次性口令，待本岗位改" in drawn(keeper, page_of("窗口经办岗"))
    with pytest.raises(OneTime, match="值班管理员"):
        accounts.log_in(town.desk, "窗口经办岗", code, town.desk.now())
    assert "已有岗位" in submit(keeper, "add_post", "new-post", **given).told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"post": " "}, "没有填写岗位名"),
        ({"post": "长" * 41}, "岗位名不合用"),
        ({"post": "两\n行"}, "岗位名不合用"),
        ({"roles": ""}, "没有选角色"),
        ({"roles": "clerk,king"}, "没有角色"),
        ({"offices": ""}, "须指定单位"),
        ({"offices": "nobody"}, "没有单位"),
        ({"areas": "000"}, "没有地区"),
    ],
)
def test_what_is_wrong_with_a_new_post_is_told_in_its_form(
    town: Town, keeper: Visitor, changed: dict[str, str], told: str
) -> None:
    good = {"post": "不应有的岗位", "roles": "clerk", "offices": town.office, "areas": ""}
    said = submit(keeper, "add_post", "new-post", **good | changed)
    assert told in said.told and "--" not in said.told
    assert not said.instead
    with pytest.raises(UserError, match="没有这个岗位"):
        one_post(town.desk, KEEPER, "不应有的岗位")


def test_rights_are_compared_before_they_are_saved_and_not_over_a_newer_change(
    town: Town, keeper: Visitor, worker: Actor
) -> None:
    roles, offices, version = rights_of(town, WORKER)
    wanted = {"roles": "clerk,reviewer", "offices": town.other, "areas": ""}
    shown = submit(keeper, "show_rights", on(WORKER, "rights"), **wanted).instead
    names = town.desk.office_names
    for words in (names[town.office], names[town.other], "填报、审核", "改动", "不变", "确认保存"):
        assert words in shown
    assert rights_of(town, WORKER) == (roles, offices, version)
    seen = {"seen": str(version)}
    saved = submit(keeper, "save_rights", on(WORKER, "rights"), **wanted, **seen)
    assert "权限已改" in saved.over
    assert rights_of(town, WORKER)[:2] == (
        frozenset({Role.CLERK, Role.REVIEWER}),
        frozenset({town.other}),
    )
    assert "没有改动" in submit(keeper, "show_rights", on(WORKER, "rights"), **wanted).told
    back = {"roles": "clerk", "offices": town.office, "areas": ""}
    stale = submit(keeper, "save_rights", on(WORKER, "rights"), **back, **seen)
    assert "在此期间已被改动" in stale.told and not stale.over
    assert rights_of(town, WORKER)[1] == frozenset({town.other})


def test_a_reset_ends_sessions_and_tokens_and_shows_its_code_once(
    site: Dash, town: Town, keeper: Visitor, worker: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    there = Visitor(site).log_in(WORKER)
    token = accounts.issue_token(town.desk, ADMIN, "重置前的令牌", WORKER, 9)
    said = submit(keeper, "reset_password", on(WORKER, "password"))
    code = secret_in(said.instead, CODE)
    assert nowhere(town, keeper, code, ("/admin", page_of(WORKER), "/audit"))
    assert code not in caplog.text
    assert there.open("/").status_code == 401
    assert accounts.program(town.desk, token, town.desk.now()) is None
    with pytest.raises(UserError, match="口令不正确"):
        accounts.log_in(town.desk, WORKER, PASSWORD, town.desk.now())
    with pytest.raises(OneTime):
        accounts.log_in(town.desk, WORKER, code, town.desk.now())


def test_nobody_resets_the_own_password_with_an_open_session_alone(town: Town, site: Dash) -> None:
    alone = Actor("夜班管理员", frozenset({Role.ADMIN}))
    add_post(town.desk, ADMIN, alone, PASSWORD)
    visitor = Visitor(site).log_in(alone.post)
    said = submit(visitor, "reset_password", on(alone.post, "password"))
    assert "不能重置自己的口令" in said.told and not CODE.search(said.instead)
    assert "reset_password" not in drawn(visitor, page_of(alone.post))
    accounts.log_in(town.desk, alone.post, PASSWORD, town.desk.now())


def test_a_disabled_post_is_out_at_once_and_comes_back_when_enabled(
    site: Dash, town: Town, keeper: Visitor
) -> None:
    post = Actor("待停岗位", frozenset({Role.LEADER}))
    add_post(town.desk, ADMIN, post, PASSWORD)
    there = Visitor(site).log_in(post.post)
    assert "已停用" in submit(keeper, "disable_post", on(post.post, "state")).over
    assert there.open("/").status_code == 401
    page = drawn(keeper, page_of(post.post))
    assert "已停用" in page and "enable_post" in page and "show_rights" not in page
    assert "已停用" in submit(keeper, "reset_password", on(post.post, "password")).told
    assert "已重新启用" in submit(keeper, "enable_post", on(post.post, "state")).over
    Visitor(site).log_in(post.post)


@pytest.fixture
def stand_in(site: Dash, town: Town, keeper_post: Actor) -> Iterator[Visitor]:
    """A post that stands in for the administrator, logged in."""
    post = Actor("管理员替班", frozenset({Role.CLERK}), frozenset({town.office}))
    add_post(town.desk, ADMIN, post, PASSWORD)
    day = town.desk.today()
    leave = Leave(keeper_post.post, post.post, day, day + timedelta(days=1), "年休假")
    name_deputy(town.desk, ADMIN, leave)
    yield Visitor(site).log_in(post.post)
    end_deputy(town.desk, ADMIN, keeper_post.post, post.post, "测试结束")


def test_who_stands_in_for_an_administrator_does_not_raise_itself_and_reads_why(
    town: Town, stand_in: Visitor
) -> None:
    before = rights_of(town, "管理员替班")
    assert "代值班管理员" in drawn(stand_in, "/admin")
    wanted = {"roles": "clerk,admin", "offices": town.office, "areas": ""}
    seen = {"seen": str(before[2])}
    said = submit(stand_in, "save_rights", on("管理员替班", "rights"), **wanted, **seen)
    assert "不能改自己的权限" in said.told and "请另一管理员办理" in said.told
    assert rights_of(town, "管理员替班") == before


def test_a_token_is_shown_once_acts_for_its_post_and_is_revoked(
    town: Town, keeper: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clerk = town.posts[f"clerk:{town.office}"].post
    given = {"name": "供水平台", "post": clerk, "days": "30"}
    for days in ("0", "367", "三十", "-1"):
        wrong = submit(keeper, "issue_token", "new-token", **given | {"days": days})
        assert "有效天数不对" in wrong.told and not wrong.instead
    said = submit(keeper, "issue_token", "new-token", **given)
    token = secret_in(said.instead, TOKEN)
    held = accounts.program(town.desk, token, town.desk.now())
    assert held is not None and held.post == clerk
    assert nowhere(town, keeper, token, ("/admin", "/audit"))
    assert token not in caplog.text
    page = drawn(keeper, "/admin")
    assert "供水平台" in page and on("供水平台", "token") in page
    assert "已收回" in submit(keeper, "revoke_token", on("供水平台", "token")).over
    assert accounts.program(town.desk, token, town.desk.now()) is None
    assert on("供水平台", "token") not in drawn(keeper, "/admin")
    again = submit(keeper, "revoke_token", on("供水平台", "token"))
    assert "没有名为“供水平台”的有效令牌" in again.told


def test_the_page_tells_what_is_in_force_and_where_it_is_changed(
    town: Town, keeper: Visitor
) -> None:
    page = drawn(keeper, "/admin")
    for words in ("plan load", "calendar load", "rules set"):
        assert f"cityplan {words}" in page
    for link in ("/closing", "/channels", page_of(KEEPER.post)):
        assert link in page
    assert town.desk.plan.version[:12] in page and "2024" in page
    assert town.desk.office_names[town.other] in page
    view = admin(town.desk, KEEPER)
    assert (2024, True) in view.in_force.years
    assert next(one for one in view.posts if one.post.name == KEEPER.post).signed_in is not None


SUBJECTS = {
    "add_post": "new-post",
    "show_rights": on(WORKER, "rights"),
    "save_rights": on(WORKER, "rights"),
    "reset_password": on(WORKER, "password"),
    "disable_post": on(WORKER, "state"),
    "enable_post": on(WORKER, "state"),
    "issue_token": "new-token",
    "revoke_token": on("重置前的令牌", "token"),
}


@pytest.mark.parametrize("role", ["desk", "leader", "clerk", "reviewer"])
def test_every_other_role_is_refused_the_page_and_every_forged_act(
    site: Dash, town: Town, worker: Actor, role: str
) -> None:
    name = role if role in town.posts else f"{role}:{town.office}"
    visitor = Visitor(site).log_in(town.posts[name].post)
    assert "/admin" not in [page.path for page in menu_for(town.posts[name])]
    before = (accounts.posts(town.desk), accounts.tokens(town.desk))
    fields = {"post": WORKER, "name": "伪造", "days": "9", "roles": "admin", "seen": "1"}
    assert SUBJECTS.keys() == FORMS.keys()
    for act, subject in SUBJECTS.items():
        said = submit(visitor, act, subject, **fields)
        assert NOT_YOURS in said.told, act
        assert not said.over and not said.instead, act
    for path in ("/admin", page_of(WORKER)):
        page = drawn(visitor, path)
        assert NOT_YOURS in page and WORKER not in page
    with pytest.raises(Refused):
        admin(town.desk, town.posts[name])
    with pytest.raises(Refused):
        one_post(town.desk, town.posts[name], WORKER)
    assert (accounts.posts(town.desk), accounts.tokens(town.desk)) == before


@pytest.mark.parametrize("subject", ["", "x", "x/state", "a/b/password"])
def test_a_form_on_nothing_of_ours_is_a_forged_request(keeper: Visitor, subject: str) -> None:
    with pytest.raises(AssertionError, match="请求格式不对"):
        submit(keeper, "reset_password", subject)


@NEEDS_CHROMIUM
def test_in_a_browser_what_is_ticked_is_what_the_new_post_may_do(
    browser: Browser, address: str, town: Town, keeper_post: Actor
) -> None:
    page, watch = visit(browser, address, keeper_post.post, LAPTOP, at="/admin")
    page.get_by_text("填写新岗位").press("Enter")
    form = page.get_by_role("group", name="新增岗位")
    form.get_by_label("岗位名").fill("浏览器所建岗位")
    form.get_by_label("填报", exact=True).press("Space")
    form.get_by_label("领导", exact=True).press("Space")
    form.get_by_label("领导", exact=True).press("Space")
    form.get_by_label(town.desk.office_names[town.other], exact=True).check()
    form.get_by_role("button", name="新增岗位").press("Enter")
    expect(page.locator(".secret")).to_have_text(CODE)
    row = one_post(town.desk, KEEPER, "浏览器所建岗位").post
    assert (row.roles, row.offices) == (frozenset({Role.CLERK}), frozenset({town.other}))
    page.get_by_role("link", name="已记下").click()
    settle(page)
    expect(page.get_by_role("link", name="浏览器所建岗位")).to_be_visible()
    expect(page.locator(".secret")).to_have_count(0)
    assert watch.complaints == []
