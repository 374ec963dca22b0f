"""Light and dark are the reader's choice; every page and state has one heading."""

from __future__ import annotations

import re

import pytest

from dashboards.look import MEDIA
from tests.dashboards.town import Town
from tests.dashboards.visitor import HERE, Visitor

COOKIE = "cityplan_look"
DARK = re.compile(r'<link rel="stylesheet" href="[^"]*dark\.css[^"]*" media="([^"]+)">')


def media(visitor: Visitor, path: str) -> str:
    found = DARK.search(visitor.get(path).text)
    assert found is not None
    return found[1]


def test_until_it_is_chosen_the_system_says_whether_a_page_is_dark(
    stranger: Visitor, bureau: Visitor
) -> None:
    assert media(stranger, "/login") == media(bureau, "/") == MEDIA["auto"]
    stranger.client.set_cookie(COOKIE, "dark<script>")
    assert media(stranger, "/login") == MEDIA["auto"]


@pytest.mark.parametrize("wanted", ["light", "dark"])
def test_a_look_is_chosen_on_a_page_and_holds_from_the_first_answer_on(
    stranger: Visitor, bureau: Visitor, wanted: str
) -> None:
    here = {**HERE, "Referer": "http://localhost/data?period=2024-Q3"}
    answer = bureau.post("/look", {"to": wanted}, here)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/data?period=2024-Q3"
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith(f"{COOKIE}={wanted};") and "HttpOnly" in kept and "Lax" in kept
    assert media(bureau, "/") == MEDIA[wanted]
    stranger.client.set_cookie(COOKIE, wanted)
    assert media(stranger, "/login") == media(stranger, "/login/static/nothing") == MEDIA[wanted]


def test_a_look_that_is_none_is_the_system_s(bureau: Visitor) -> None:
    answer = bureau.post("/look", {"to": "pink"})
    assert answer.headers["Set-Cookie"].startswith(f"{COOKIE}=auto;")


@pytest.mark.parametrize(
    "path", ["/nothing", "/indicators/nothing", "/?period=abc", "/?asof=2024-13-45", "/audit"]
)
def test_a_state_has_one_heading_like_any_page(town: Town, stranger: Visitor, path: str) -> None:
    stranger.log_in(town.posts[f"clerk:{town.office}"].post)
    address, _, query = path.partition("?")
    answer = stranger.open(address, f"?{query}" if query else "")
    said = answer.get_data(as_text=True)
    assert said.count('"type":"H1"') + said.count("<h1") == 1
    assert '"type":"H2"' not in said
