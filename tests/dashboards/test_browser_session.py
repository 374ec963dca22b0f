"""In the browser: a page nobody uses leaves the screen and says why; typing keeps it."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, expect

from tests.dashboards.browsing import visit
from tests.dashboards.town import Town


def test_a_page_left_alone_leaves_the_screen_and_one_typed_in_stays(
    browser: Browser, address: str, town: Town
) -> None:
    page, watch = visit(browser, address, town.posts["leader"].post, at="/account")
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    page.clock.install()
    page.reload()
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    began = town.clock.moment
    try:
        for _ in range(3):  # an hour and a half, something written every half
            page.clock.run_for("29:00")
            town.clock.moment += timedelta(minutes=29)
            with page.expect_response("**/_dash-layout") as answer:
                page.get_by_label("原口令").press("a")
            assert answer.value.status == 200
        town.clock.moment += timedelta(minutes=62)
        page.clock.run_for("01:02:00")
        page.wait_for_url("**/login?next=%2Faccount")
        expect(page.get_by_text("1小时没有操作")).to_be_visible()
    finally:
        town.clock.moment = began
        page.context.close()
    assert len(watch.hosts) == 1
