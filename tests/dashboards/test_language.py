"""The pages speak English to who asks for it, and Chinese to everybody else."""

from __future__ import annotations

import pytest
from dash import Dash

from dashboards import words
from dashboards.address import segment
from dashboards.routes import PAGES
from desk.views.cases import cases
from desk.views.reports import receipts_list
from tests.dashboards.english import left, shown
from tests.dashboards.town import Town
from tests.dashboards.visitor import HERE, PAGE, Visitor

COOKIE = "cityplan_language"


def english(visitor: Visitor) -> Visitor:
    """The visitor, reading English from here on."""
    visitor.client.set_cookie(COOKIE, words.ENGLISH)
    return visitor


def test_the_sign_in_page_is_chinese_until_english_is_chosen_and_keeps_where_one_wanted_to_go(
    stranger: Visitor,
) -> None:
    first = stranger.get("/login?next=/tasks")
    assert '<html lang="zh-CN">' in first.text
    assert 'href="/login?next=%2Ftasks&amp;lang=en"' in first.text
    chosen = stranger.get("/login?next=/tasks&lang=en")
    assert chosen.status_code == 303
    assert chosen.headers["Location"] == "/login?next=%2Ftasks"
    kept = chosen.headers["Set-Cookie"]
    assert "HttpOnly" in kept and "SameSite=Lax" in kept and "Max-Age=31536000" in kept
    again = stranger.get(chosen.headers["Location"])
    assert '<html lang="en">' in again.text
    assert ">Sign in<" in again.text and 'name="next" value="/tasks"' in again.text


def test_the_button_leads_back_to_the_page_it_was_pressed_on(bureau: Visitor) -> None:
    here = {**HERE, "Referer": "http://localhost/data?period=2024-Q3"}
    answer = bureau.post("/language", {"to": "en"}, here)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/data?period=2024-Q3"
    assert '<html lang="en">' in bureau.get("/").text


@pytest.mark.parametrize("page", ["", "http://evil.example/x", "http://[", "http://localhost//x"])
def test_the_button_leads_nowhere_else(bureau: Visitor, page: str) -> None:
    answer = bureau.post("/language", {"to": "xx"}, {**HERE, "Referer": page})
    assert answer.headers["Location"] == "/"
    assert f"{COOKIE}=zh-CN;" in answer.headers["Set-Cookie"]


def test_over_https_the_choice_is_bound_to_the_host_as_the_session_is(stranger: Visitor) -> None:
    answer = stranger.ask("GET", "/login?lang=en", headers=PAGE, base_url="https://localhost")
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith("__Host-cityplan_language=en;") and "Secure" in kept


def test_a_language_nobody_has_is_chinese(stranger: Visitor) -> None:
    stranger.client.set_cookie(COOKIE, "en<script>")
    assert '<html lang="zh-CN">' in stranger.get("/login").text


def test_a_request_s_language_ends_with_it(stranger: Visitor) -> None:
    english(stranger).get("/login")
    assert not words.is_english()


def test_one_is_singular_and_names_in_a_sentence_stay_chinese() -> None:
    text = "请{count}秒后再试"
    with words.speaking(words.ENGLISH):
        assert words.say(text, count=1).endswith("in 1 second")
        assert words.say(text, count=2).endswith("in 2 seconds")
        assert words.told("水务局 · 指标") == "水务局 · Indicator"
        assert words.told("2024年三季度") == "Q3 2024"
        assert words.told("2024年13月") == "2024年13月"
        assert words.told("本期无数据,见指标") == "本期无数据,见指标"
    assert words.say(text, count=2) == "请2秒后再试"


def addresses(town: Town) -> list[str]:
    """An address of every page there is."""
    desk, office = town.desk, town.office
    receipt = receipts_list(desk, town.posts[f"clerk:{office}"])[0].id
    parts = {
        "/tasks/*": desk.plan.tasks[0].id,
        "/offices/*": office,
        "/indicators/*": desk.plan.reported_by(office)[0].indicator,
        "/receipts/*": receipt,
        "/cases/*": cases(desk, town.posts["desk"])[0].number,
        "/admin/posts/*": town.posts["leader"].post,
    }
    given = [page.path for page in PAGES]
    return [
        path.replace("*/*", f"{office}/2024-Q3").replace("*", segment(parts.get(path, "")))
        for path in given
    ]


@pytest.mark.parametrize("post", ["desk", "admin", "clerk"])
def test_every_page_is_english_but_for_what_the_record_says(
    site: Dash, town: Town, post: str
) -> None:
    who = town.posts[f"clerk:{town.office}" if post == "clerk" else post]
    visitor = english(Visitor(site).log_in(who.post))
    said = {path: visitor.open(path).get_json() for path in addresses(town)}
    assert {path: left(shown(one["response"])) for path, one in said.items()} == {
        path: [] for path in said
    }


def test_what_is_left_in_chinese_is_found_where_there_is_some(bureau: Visitor) -> None:
    tree = bureau.open("/quality").get_json()["response"]
    found = left(shown(tree))
    assert len(found) > 20
    assert any("数据质量" in one for one in found)
