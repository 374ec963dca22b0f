"""我的账号: one's own rights, password, log-ins and codes; the administrator ends others'."""

from __future__ import annotations

import json
import re

import pytest
from dash import Dash

from dashboards.address import segment
from dashboards.guard import COOKIE
from desk import factors, sessions
from desk import one_time_codes as codes
from desk.accounts import add_post, issue_token
from observations.identity import Actor, Role
from tests.dashboards.town import ADMIN, PASSWORD, Town
from tests.dashboards.visitor import HERE, Visitor, drawn, submit

ANOTHER = "七条鱼 落日 键盘 大象"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0"
NEXT = iter(range(100))


@pytest.fixture
def post(town: Town) -> str:
    """A post of this test alone; a leader, so that it may stand on a wall too."""
    name = f"阅览岗{next(NEXT)}"
    add_post(town.desk, ADMIN, Actor(name, frozenset({Role.LEADER})), PASSWORD)
    return name


def keys(town: Town, post: str) -> list[str]:
    return [one.key for one in sessions.of_post(town.desk, post, town.desk.now())]


def alive(visitor: Visitor) -> bool:
    return visitor.get("/_dash-layout", page=False).status_code == 200


def test_everybody_sees_the_own_rights_and_where_one_is_signed_in(
    site: Dash, town: Town, post: str, clerk: Visitor
) -> None:
    form = {"post": post, "password": PASSWORD}
    visitor = Visitor(site)
    headers = {**HERE, "User-Agent": EDGE, "X-Forwarded-For": "10.7.7.7"}
    assert visitor.post("/login", form, headers).status_code == 303
    page = drawn(visitor, "/account")
    assert all(
        word in page for word in (post, "领导", "全部单位", "10.7.7.7", "Edge 128（Windows）")
    )
    office = town.desk.office_names[town.office]
    own = drawn(clerk, "/account")
    assert office in own and "填报" in own and post not in own


def test_the_password_is_changed_with_the_old_one_and_other_log_ins_end(
    site: Dash, town: Town, post: str
) -> None:
    here, there = Visitor(site).log_in(post), Visitor(site).log_in(post)
    token = issue_token(town.desk, ADMIN, f"{post}的程序", post, 1)
    tried = (
        ("wrong", ANOTHER, ANOTHER, "不正确"),
        (PASSWORD, ANOTHER, ANOTHER + "x", "不同"),
        (PASSWORD, PASSWORD, PASSWORD, "相同"),
        (PASSWORD, "password1234", "password1234", "容易想到"),
        (PASSWORD, "short", "short", "12个字符"),
        ("", ANOTHER, ANOTHER, "没有填写"),
    )
    for old, new, again, reason in tried:
        said = submit(here, "change_own_password", "own/password", old=old, new=new, again=again)
        assert reason in said.told, (reason, said)
        assert alive(there)
    fields = {"old": PASSWORD, "new": ANOTHER, "again": ANOTHER}
    assert "已更改" in submit(here, "change_own_password", "own/password", **fields).over
    assert (alive(here), alive(there)) == (True, False)
    program = site.server.test_client(use_cookies=False)
    answer = program.get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert "口令已更改" in there.get("/login").text
    assert Visitor(site).log_in(post, ANOTHER)


def test_one_s_own_log_ins_are_ended_and_nobody_else_s(
    site: Dash, town: Town, post: str, clerk: Visitor
) -> None:
    here, there, third = (Visitor(site).log_in(post) for _ in range(3))
    (clerks,) = keys(town, town.posts[f"clerk:{town.office}"].post)[:1]
    assert "已经结束" in submit(here, "end_session", f"{clerks}/session").told
    kept = there.client.get_cookie(COOKIE)
    assert kept is not None
    key = sessions.digest(town.desk, kept.value)
    assert "已结束" in submit(here, "end_session", f"{key}/session").over
    assert (alive(here), alive(there), alive(third)) == (True, False, True)
    assert "1个" in submit(here, "end_other_sessions", "own/sessions").over
    assert (alive(here), alive(third), alive(clerk)) == (True, False, True)
    for act in ("end_session_of", "end_sessions_of", "take_off_factor"):
        subject = f"{clerks}/session" if act == "end_session_of" else f"{segment(post)}/sessions"
        assert "无权" in submit(clerk, act, subject).told
    assert alive(here)


def test_an_administrator_sees_and_ends_the_log_ins_of_a_post(
    site: Dash, town: Town, post: str
) -> None:
    admin = Visitor(site).log_in(town.posts["admin"].post)
    one, other = Visitor(site).log_in(post), Visitor(site).log_in(post)
    page = drawn(admin, f"/admin/posts/{segment(post)}")
    found = re.findall(r"([0-9a-f]{64})/session", page)
    assert set(found) == set(keys(town, post))
    assert "已结束" in submit(admin, "end_session_of", f"{found[0]}/session").over
    assert [alive(one), alive(other)].count(True) == 1
    assert "1个" in submit(admin, "end_sessions_of", f"{segment(post)}/sessions").over
    assert not alive(one) and not alive(other) and alive(admin)
    assert "管理员结束" in one.get("/login").text


def test_a_wall_screen_changes_nothing(site: Dash, town: Town, post: str) -> None:
    form = {"post": post, "password": PASSWORD, "wall": "1", "place": "三楼会商室"}
    screen = Visitor(site)
    answer = screen.post("/login", form)
    assert answer.status_code == 303
    assert "Max-Age=2592000" in answer.headers["Set-Cookie"]
    page = drawn(screen, "/account")
    assert "三楼会商室" in page and "change_own_password" not in page
    fields = {"old": PASSWORD, "new": ANOTHER, "again": ANOTHER}
    for act, subject in (
        ("change_own_password", "own/password"),
        ("end_other_sessions", "own/sessions"),
        ("offer_factor", "own/factor"),
    ):
        assert "只能看" in submit(screen, act, subject, **fields).told
    assert "无权" in drawn(screen, "/reporting")
    assert "无权" in drawn(screen, "/cases")
    refused = Visitor(site).post("/login", form | {"post": town.posts["desk"].post})
    assert refused.status_code == 401 and "不能作大屏" in refused.text


def secret_of(town: Town, post: str, nonce: str) -> bytes:
    return codes.derived(town.desk.settings.secret(), post, nonce)


def test_a_code_is_set_asked_for_and_no_code_opens_anything_twice(
    site: Dash, town: Town, post: str
) -> None:
    desk = town.desk
    here, there = Visitor(site).log_in(post), Visitor(site).log_in(post)
    shown = submit(here, "offer_factor", "own/factor").instead
    assert "data:image/svg+xml" in shown
    (nonce,) = re.findall(r'"([0-9a-f]{32})"', shown)
    secret = secret_of(town, post, nonce)
    assert codes.written(secret) in shown
    now = codes.step_of(desk.now())
    fields = {"old": PASSWORD, "nonce": nonce}
    assert (
        "动态码不正确"
        in submit(here, "turn_on_factor", "own/factor", code="000000x", **fields).told
    )
    given = submit(here, "turn_on_factor", "own/factor", code=codes.code(secret, now), **fields)
    recoveries = re.findall(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", given.instead)
    assert len(recoveries) == factors.RECOVERY_CODES
    assert (alive(here), alive(there)) == (True, False)

    def enter(code: str) -> int:
        visitor = Visitor(site)
        asked = visitor.post("/login", {"post": post, "password": PASSWORD, "next": "/cases"})
        assert asked.status_code == 401 and "Set-Cookie" not in asked.headers
        (half,) = re.findall(r'name="half" value="([^"]+)"', asked.text)
        form = {"post": post, "half": half, "code": code, "next": "/cases"}
        return visitor.post("/login", form).status_code

    assert enter(codes.code(secret, now)) == 401  # it was used to set it
    following = codes.code(secret, now + 1)
    assert [enter(following), enter(following)] == [303, 401]
    assert [enter(recoveries[0]), enter(recoveries[0].upper())] == [303, 401]
    forged = {"post": post, "half": f"9999999999.{'0' * 64}", "code": recoveries[1]}
    assert Visitor(site).post("/login", forged).status_code == 401
    assert factors.standing(desk, post) == factors.Standing(True, factors.RECOVERY_CODES - 1)

    admin = Visitor(site).log_in(town.posts["admin"].post)
    assert "已取消" in submit(admin, "take_off_factor", f"{segment(post)}/factor").over
    assert not alive(here)
    assert Visitor(site).log_in(post)


def test_wrong_codes_make_the_post_wait_though_its_password_is_right(
    site: Dash, town: Town, post: str
) -> None:
    desk = town.desk
    here = Visitor(site).log_in(post)
    offer = factors.offer(desk, Actor(post, frozenset({Role.LEADER})))
    code = codes.code(secret_of(town, post, offer.nonce), codes.step_of(desk.now()))
    fields = {"old": PASSWORD, "nonce": offer.nonce, "code": code}
    assert "恢复码" in submit(here, "turn_on_factor", "own/factor", **fields).instead
    said = []
    for _ in range(6):
        visitor = Visitor(site)
        asked = visitor.post("/login", {"post": post, "password": PASSWORD})
        (half,) = re.findall(r'name="half" value="([^"]+)"', asked.text)
        said.append(visitor.post("/login", {"post": post, "half": half, "code": "000000"}).text)
    assert ["不正确" in one for one in said] == [True] * 5 + [False]
    assert "次数过多" in said[-1]


def test_the_way_to_the_own_account_is_the_post_s_name_on_every_page(clerk: Visitor) -> None:
    layout = json.dumps(clerk.get("/_dash-layout", page=False).get_json(), ensure_ascii=False)
    assert '"/account"' in layout
