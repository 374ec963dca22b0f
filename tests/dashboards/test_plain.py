"""The plain pages, for browsers that are too old or run no scripts."""

from __future__ import annotations

import re

from dash import Dash

from dashboards.routes import PAGES
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor

LINK = re.compile(r' href="([^"]*)"')


def test_every_page_of_the_menu_has_a_plain_one_that_needs_no_script(bureau: Visitor) -> None:
    tried = 0
    for page in PAGES:
        if page.menu and page.path != "/admin":
            drawn = bureau.get(f"/plain{page.path}")
            assert drawn.status_code == 200, page.path
            assert "<script" not in drawn.text
            assert "data-markup" not in drawn.text
            assert f"<title>{page.title} · " in drawn.text
            tried += 1
    assert tried > 12


def test_links_of_a_plain_page_stay_plain_but_for_files_and_the_way_out(
    bureau: Visitor, town: Town
) -> None:
    page = bureau.get(f"/plain/reporting/{town.office}/2024-Q3").text
    links = set(LINK.findall(page.split('id="text"')[1]))
    assert any(one.startswith("/files/") for one in links)
    assert any(one.startswith("/plain/receipts/") for one in links)
    assert {one.split("/")[1] for one in links if one.startswith("/")} <= {"plain", "files"}


def test_a_plain_page_shows_the_same_numbers_as_the_full_one(bureau: Visitor) -> None:
    where = "/indicators/leakage_rate?period=2024-Q3"
    plain, full = bureau.get(f"/plain{where}").text, bureau.open(*where.split("?")).text
    values = re.findall(r"应达值|[0-9]+\.[0-9]+%", plain)
    assert len(values) > 5
    assert all(one in full for one in values if one != "应达值")
    assert "图表需要较新的浏览器" in plain


def test_a_plain_page_asks_for_the_same_rights(site: Dash, town: Town) -> None:
    clerk = Visitor(site).log_in(town.posts[f"clerk:{town.office}"].post)
    refused = clerk.get("/plain/audit").text
    assert "无权查看" in refused
    foreign = clerk.get(f"/plain/reporting/{town.other}/2024-Q3").text
    assert "无权查看其他单位的报送" in foreign
    own = clerk.get(f"/plain/reporting/{town.office}/2024-Q3").text
    assert "无权查看" not in own


def test_a_stranger_is_led_to_the_login_and_back_to_the_plain_page(stranger: Visitor) -> None:
    answer = stranger.get("/plain/cases")
    assert answer.headers["Location"] == "/login?next=%2Fplain%2Fcases"


def test_without_scripts_the_full_page_goes_on_to_the_plain_one_and_nothing_is_let_in(
    bureau: Visitor,
) -> None:
    page = bureau.get('/cases?a="><script>').text
    found = re.search(r'<noscript><meta http-equiv="refresh" content="0; url=([^"]*)">', page)
    assert found is not None
    assert found[1].startswith("/plain/cases?a=")
    assert "<script>" not in found[1]
