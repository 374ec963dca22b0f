"""Strangers cannot enter: every route and callback is tried, each beside one that may."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dash import Dash
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dashboards.app import create_app
from dashboards.guard import COOKIE, MAX_BODY, OPEN
from dashboards.headers import FIXED
from tests.dashboards.town import PASSWORD, Town
from tests.dashboards.visitor import HERE, UPDATE, Visitor, body_of, callback_named, request_for

CONTRACT = {"/login", "/login/static/<name>", "/healthz", "/readyz"}
EXAMPLES = {
    "package_name": "dash",
    "fingerprinted_path": "deps/react@18.3.1.min.js",
    "filename": "style.css",
    "name": "login.css",
    "path": "indicators/x",
    "office": "nobody",
    "period": "2024-Q3",
    "receipt": "R-1",
    "paper": "P-1",
    "number": "1-1",
    "kind": "frictionless",
    "form": "pdf",
    "place": "1",
    "year": "2024",
}


def rules(site: Dash) -> list[tuple[str, str, Rule]]:
    """Every (method, path) the site answers, with its rule."""
    found = []
    for rule in site.server.url_map.iter_rules():
        path = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", lambda m: EXAMPLES[m[1]], rule.rule)
        found += [(method, path, rule) for method in sorted(rule.methods or ())]
    return found


def test_the_allow_list_is_exactly_the_contract_s(site: Dash) -> None:
    opened = {rule.rule for _, _, rule in rules(site) if rule.endpoint in OPEN}
    assert opened == CONTRACT
    assert {rule.endpoint for _, _, rule in rules(site)} >= OPEN


def test_a_stranger_gets_nothing_from_any_route_but_the_allow_list(
    site: Dash, stranger: Visitor
) -> None:
    tried = 0
    for method, path, rule in rules(site):
        if rule.endpoint in OPEN:
            continue
        answer = stranger.ask(method, path, headers=HERE)
        assert answer.status_code in (401, 405), (method, path, answer.status_code)
        assert answer.status_code == 405 or _says_nothing(answer), (method, path)
        tried += 1
    assert tried > 20


def _says_nothing(answer: TestResponse) -> bool:
    """A refusal holds its own words alone: a line for a browser, JSON for a program."""
    if answer.text and answer.is_json:
        return set(answer.get_json()) == {"error"} and "令牌" in answer.get_json()["error"]["what"]
    return answer.text in ("请先登录", "")


def test_a_page_asked_for_by_a_stranger_leads_to_the_login_and_back(stranger: Visitor) -> None:
    answer = stranger.get("/indicators/x?area=150627")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=%2Findicators%2Fx%3Farea%3D150627"


def test_somebody_logged_in_is_let_through_every_page_route(site: Dash, bureau: Visitor) -> None:
    for path in ("/", "/reporting", "/_dash-layout", "/_dash-dependencies", "/assets/style.css"):
        assert bureau.get(path).status_code == 200, path


def test_a_stranger_is_refused_every_callback_and_the_bureau_is_not(
    site: Dash, stranger: Visitor, bureau: Visitor
) -> None:
    served = [name for name, one in site.callback_map.items() if "callback" in one]
    assert len(served) >= 4
    for output in served:
        body = body_of(site, output, {})
        assert stranger.call(body).status_code == 401, output
        assert bureau.call(body).status_code in (200, 204), output


def test_a_forged_pathname_in_the_callback_gives_a_stranger_nothing(
    site: Dash, stranger: Visitor
) -> None:
    body = request_for(site, "page.children", {"address.pathname": "/login"})
    answer = stranger.call(body)
    assert answer.status_code == 401
    assert answer.text == "请先登录"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://["},
    ],
)
def test_a_post_that_does_not_come_from_our_own_page_is_refused(
    site: Dash, bureau: Visitor, headers: dict[str, str]
) -> None:
    body = request_for(site, "page.children", {"address.pathname": "/"})
    assert bureau.call(body, headers).status_code == 403
    form = {"post": "x", "password": "y"}
    assert bureau.post("/login", form, headers).status_code == 403
    assert bureau.post("/logout", {}, headers).status_code == 403
    assert bureau.call(body).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_callback_that_is_not_json_is_refused(bureau: Visitor, kind: str) -> None:
    answer = bureau.ask("POST", UPDATE, data="{}", content_type=kind, headers=HERE)
    assert answer.status_code == 415


def _forgeries(site: Dash) -> dict[str, Any]:
    good = request_for(site, "page.children", {"address.pathname": "/"})
    act = request_for(site, "acted.data", {})
    deep: Any = "x"
    for _ in range(50):
        deep = [deep]
    part = good["inputs"][0]
    return {
        "a list": [],
        "a number": 7,
        "nothing": {},
        "no such callback": {**good, "output": "page.style"},
        "output is a list": {**good, "output": ["page.children"]},
        "inputs missing": {**good, "inputs": []},
        "inputs not a list": {**good, "inputs": {"0": part}},
        "an input too many": {**good, "inputs": [*good["inputs"], part]},
        "another id": {**good, "inputs": [{**part, "id": "x"}, *good["inputs"][1:]]},
        "an id that is a list": {**good, "inputs": [{**part, "id": []}, *good["inputs"][1:]]},
        "another property": {**good, "inputs": [{**part, "property": "hash"}] * 3},
        "a nested value": {**good, "inputs": [{**part, "value": deep}, *good["inputs"][1:]]},
        "a number for a text": {**good, "inputs": [{**part, "value": 7}, *good["inputs"][1:]]},
        "a dict value": {**good, "inputs": [{**part, "value": {"a": 1}}, *good["inputs"][1:]]},
        "state for a callback without": {**good, "state": [part]},
        "changed is a text": {**good, "changedPropIds": "address.pathname"},
        "changed holds a dict": {**good, "changedPropIds": [{}]},
        "changed names a stranger": {**good, "changedPropIds": ["x.y"]},
        "outputs missing": {key: value for key, value in good.items() if key != "outputs"},
        "outputs of another": {**good, "outputs": [{"id": "said", "property": "children"}] * 2},
        "wildcard without a list": {**act, "inputs": [{"id": {}, "property": "n_clicks"}]},
        "wildcard of other keys": {
            **act,
            "inputs": [[{"id": {"x": "1"}, "property": "n_clicks", "value": 1}]],
        },
        "a trigger that is no json": {**act, "changedPropIds": ["{x.n_clicks"]},
        "a callback of the browser": {**good, "output": _of_the_browser(site)},
        "an act nobody declared": _pressed(act, "format_disk", "x"),
        "a subject that is none": _pressed(act, "approve", "x"),
        "a subject of no page": _pressed(act, "approve", "housing/2024-Q3"),
        "a sequence that is none": _pressed(act, "approve", "housing/2024-Q3/-1"),
        "half a character in an address": {
            **good,
            "inputs": [{**part, "value": "/\ud800"}, *good["inputs"][1:]],
        },
        "a character no database takes": {
            **good,
            "inputs": [{**part, "value": "/receipts/\0"}, *good["inputs"][1:]],
        },
        "half a character in a subject": _pressed(act, "acknowledge", "\ud800"),
    }


def _of_the_browser(site: Dash) -> str:
    return next(name for name, one in site.callback_map.items() if "callback" not in one)


def _pressed(body: dict[str, Any], act: str, subject: str) -> dict[str, Any]:
    identity = {"do": act, "on": subject}
    name = json.dumps(identity, separators=(",", ":"), sort_keys=True)
    return {
        **body,
        "inputs": [[{"id": identity, "property": "n_clicks", "value": 1}]],
        "changedPropIds": [f"{name}.n_clicks"],
    }


def test_every_forged_callback_gets_a_4xx_and_no_traceback(site: Dash, bureau: Visitor) -> None:
    for name, body in _forgeries(site).items():
        answer = bureau.call(body)
        assert 400 <= answer.status_code < 500, (name, answer.status_code, answer.text[:200])
        assert "Traceback" not in answer.text
        assert "File " not in answer.text


def test_a_forged_callback_is_logged_with_the_post_that_sent_it(
    site: Dash, bureau: Visitor, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    good = request_for(site, "page.children", {"address.pathname": "/"})
    assert bureau.call({**good, "output": "page.style"}).status_code == 400
    assert [town.posts["desk"].post in line for line in caplog.messages] == [True]
    assert bureau.call(good).status_code == 200
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"output": NaN}'])
def test_bytes_that_are_no_request_get_a_400(bureau: Visitor, raw: bytes) -> None:
    answer = bureau.ask("POST", UPDATE, data=raw, content_type="application/json", headers=HERE)
    assert answer.status_code == 400


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(bureau: Visitor) -> None:
    answer = bureau.ask(
        "POST", UPDATE, data=b"x" * (MAX_BODY + 1), content_type="application/json", headers=HERE
    )
    assert answer.status_code == 413


def test_methods_nobody_needs_are_refused(bureau: Visitor) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert bureau.ask(method, "/", headers=HERE).status_code == 405


def test_every_answer_carries_the_security_headers(stranger: Visitor, bureau: Visitor) -> None:
    for answer in (stranger.get("/login"), stranger.get("/"), bureau.get("/"), bureau.get("/x/y")):
        for name, value in FIXED.items():
            assert answer.headers[name] == value
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "object-src 'none'" in policy
        script = re.search(r"script-src ([^;]+)", policy)
        assert script is not None
        assert "unsafe" not in script[1]


def test_no_other_origin_may_read_an_answer(stranger: Visitor, bureau: Visitor) -> None:
    elsewhere = {"Origin": "https://evil.example"}
    for path in ("/", "/login", "/_dash-layout", "/healthz", "/api/v1/cases", "/files/data.csv"):
        for visitor in (stranger, bureau):
            headers = visitor.ask("GET", path, headers=elsewhere).headers
            assert not [name for name, _ in headers if name.startswith("Access-Control")]


def test_every_text_says_its_characters(bureau: Visitor) -> None:
    paths = (
        "/",
        "/login/static/login.css",
        "/healthz",
        "/assets/page.js",
        "/x/y",
        "/files/data.csv",
    )
    for path in paths:
        kind = bureau.get(path).headers["Content-Type"]
        assert kind.startswith("text/"), (path, kind)
        assert "charset=utf-8" in kind.lower(), (path, kind)
    assert bureau.get("/_dash-layout").content_type == "application/json"


def test_pages_and_downloads_are_never_kept_by_a_cache(bureau: Visitor) -> None:
    for path in ("/", "/_dash-layout", "/files/original/none"):
        assert bureau.get(path).headers["Cache-Control"] == "no-store"


def test_the_session_cookie_is_unreadable_to_scripts_and_ends_with_the_logout(
    site: Dash, town: Town
) -> None:
    visitor = Visitor(site)
    answer = visitor.post("/login", {"post": town.posts["desk"].post, "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    token = cookie.split("=", 1)[1].split(";")[0]
    assert visitor.get("/_dash-layout", page=False).status_code == 200
    visitor.post("/logout", {})
    replay = Visitor(site)
    replay.client.set_cookie(COOKIE, token)
    assert replay.get("/_dash-layout", page=False).status_code == 401


def test_over_https_the_cookie_is_bound_to_this_host(site: Dash, town: Town) -> None:
    answer = site.server.test_client().post(
        "/login",
        data={"post": town.posts["desk"].post, "password": PASSWORD},
        base_url="https://localhost",
        headers={**HERE, "Origin": "https://localhost"},
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "; Secure" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]


def test_a_session_planted_before_the_login_is_worth_nothing_after_it(
    site: Dash, town: Town
) -> None:
    visitor = Visitor(site)
    visitor.client.set_cookie(COOKIE, "planted")
    visitor.log_in(town.posts["desk"].post)
    other = Visitor(site)
    other.client.set_cookie(COOKIE, "planted")
    assert other.get("/_dash-layout", page=False).status_code == 401


def test_signing_in_again_ends_the_session_before(site: Dash, town: Town) -> None:
    visitor = Visitor(site).log_in(town.posts["desk"].post)
    kept = visitor.client.get_cookie(COOKIE)
    assert kept is not None
    refused = visitor.post("/login", {"post": town.posts["desk"].post, "password": "wrong"})
    assert refused.status_code == 401
    assert visitor.get("/_dash-layout", page=False).status_code == 200
    visitor.log_in(town.posts["leader"].post)
    other = Visitor(site)
    other.client.set_cookie(COOKIE, kept.value)
    assert other.get("/_dash-layout", page=False).status_code == 401
    assert visitor.get("/_dash-layout", page=False).status_code == 200


def test_a_refused_sign_in_is_logged_without_what_may_be_a_password(
    stranger: Visitor, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    known = town.posts["leader"].post
    headers = {**HERE, "X-Forwarded-For": "203.0.113.9"}
    for post in (known, "typed-in-the-wrong-field", "x\r\nforged line"):
        stranger.post("/login", {"post": post, "password": "wrong-password"}, headers)
    lines = caplog.messages
    assert [known in line for line in lines] == [True, False, False]
    assert all("203.0.113.9" in line and "\n" not in line for line in lines)
    assert not any(word in caplog.text for word in ("wrong", "forged line"))


def test_an_unknown_post_and_a_wrong_password_get_the_same_answer(
    stranger: Visitor, town: Town
) -> None:
    known = stranger.post("/login", {"post": town.posts["desk"].post, "password": "wrong"})
    unknown = stranger.post("/login", {"post": town.posts["desk"].post + "x", "password": "wrong"})
    assert known.status_code == unknown.status_code == 401
    assert known.text == unknown.text.replace(town.posts["desk"].post + "x", "市政科经办人")
    assert "Set-Cookie" not in known.headers


def test_the_login_leads_back_only_inside_the_site(site: Dash, town: Town) -> None:
    form = {"post": town.posts["desk"].post, "password": PASSWORD}
    for wanted, landed in (("/cases?x=1", "/cases?x=1"), ("//evil.example", "/"), ("", "/")):
        answer = Visitor(site).post("/login", {**form, "next": wanted})
        assert answer.headers["Location"] == landed


def test_hostile_text_in_the_login_form_comes_back_as_text(stranger: Visitor) -> None:
    answer = stranger.post("/login", {"post": '"><script>alert(1)</script>', "password": "x"})
    assert "<script>" not in answer.text


def test_signs_of_life_tell_strangers_nothing_but_alive_and_not_ready(stranger: Visitor) -> None:
    assert stranger.get("/healthz").text == "ok\n"
    ready = stranger.get("/readyz")
    assert ready.status_code == 503
    assert ready.text == "not ready\n"


def test_the_first_requests_of_a_fresh_site_all_succeed_at_once(town: Town) -> None:
    fresh = create_app(town.desk)
    visitors = [Visitor(fresh).log_in(town.posts["leader"].post) for _ in range(8)]

    def first(visitor: Visitor) -> list[int]:
        pages = [visitor.open("/", "?period=2024-Q3").status_code for _ in range(3)]
        return [*pages, visitor.get("/").status_code, visitor.get("/_dash-layout").status_code]

    with ThreadPoolExecutor(8) as pool:
        codes = [code for found in pool.map(first, visitors) for code in found]
    assert codes == [200] * len(codes)


def test_a_session_ends_everywhere_when_the_post_is_disabled(site: Dash, town: Town) -> None:
    from desk.accounts import add_post, disable
    from observations.identity import Actor, Role
    from tests.dashboards.town import ADMIN

    add_post(town.desk, ADMIN, Actor("临时岗位", frozenset({Role.LEADER})), PASSWORD)
    visitor = Visitor(site).log_in("临时岗位")
    assert visitor.get("/_dash-layout", page=False).status_code == 200
    disable(town.desk, ADMIN, "临时岗位")
    assert visitor.get("/_dash-layout", page=False).status_code == 401


def test_a_one_time_password_leads_to_the_choice_of_another_and_to_no_session(
    site: Dash, town: Town
) -> None:
    from desk.accounts import add_post
    from observations.identity import Actor, Role
    from tests.dashboards.town import ADMIN

    given = add_post(town.desk, ADMIN, Actor("新来的岗位", frozenset({Role.LEADER})))
    visitor = Visitor(site)
    form = {"post": "新来的岗位", "password": given, "next": "/cases"}
    asked = visitor.post("/login", form)
    assert asked.status_code == 401
    assert "Set-Cookie" not in asked.headers
    assert all(word in asked.text for word in ('name="chosen"', "只能用一次", "系统管理员"))
    for chosen, again, reason in (("a" * 12, "b" * 12, "不同"), ("short", "short", "12个字符")):
        refused = visitor.post("/login", form | {"chosen": chosen, "again": again})
        assert refused.status_code == 401
        assert reason in refused.text
        assert 'name="chosen"' in refused.text
        assert "Set-Cookie" not in refused.headers
    entered = visitor.post("/login", form | {"chosen": PASSWORD, "again": PASSWORD})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/cases")
    assert visitor.get("/_dash-layout", page=False).status_code == 200
    assert Visitor(site).log_in("新来的岗位")


def test_a_page_s_own_clock_keeps_nobody_signed_in(site: Dash, town: Town) -> None:
    """The clock goes on by half an hour at a time: polls alone do not count, a view does."""
    from datetime import timedelta

    visitor = Visitor(site).log_in(town.posts["desk"].post)
    poll = request_for(site, "judgement.children", {"poll.n_intervals": 3, "poll-receipt.data": ""})
    began = town.clock.moment
    try:
        codes = []
        for _ in range(3):
            town.clock.moment += timedelta(minutes=29)
            codes.append(visitor.call(poll).status_code)
        assert codes == [200, 200, 401]
        assert "没有操作" in visitor.get("/login?next=%2Fcases").text
        visitor.log_in(town.posts["desk"].post)
        for _ in range(3):
            town.clock.moment += timedelta(minutes=29)
            assert visitor.open("/cases").status_code == 200
    finally:
        town.clock.moment = began


def test_the_callback_ids_are_what_the_pages_were_built_with(site: Dash) -> None:
    for part in ("page.children", "drop-result.children", "judgement.children", "acted.data"):
        assert callback_named(site, part)
