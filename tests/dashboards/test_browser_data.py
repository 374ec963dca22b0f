"""The data page in a real browser: filters and days by keyboard, an address each, on a phone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, PHONE, settle, visit
from tests.dashboards.town import Town

pytestmark = NEEDS_CHROMIUM


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_filters_and_the_slider_lead_to_addresses_by_keyboard_alone(
    browser: Browser, address: str, town: Town
) -> None:
    page, watch = visit(browser, address, town.posts["desk"].post, LAPTOP, at="/data")
    page.get_by_label("报告期").select_option("2024-Q2")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    day = page.get_by_label("截至")
    expect(day).not_to_have_value("")
    chosen = day.input_value()
    assert slider.get_attribute("aria-valuetext") == chosen
    page.get_by_role("button", name="查询").press("Enter")
    page.wait_for_url("**/data?**")
    assert asked(page) == {"period": ["2024-Q2"], "asof": [chosen]}
    expect(page.locator(".data-bar")).to_contain_text(f"截至{chosen}")
    page.get_by_role("link", name="现状").press("Enter")
    expect(page.locator(".data-bar")).to_contain_text("现状")
    assert asked(page) == {"period": ["2024-Q2"]}
    assert watch.complaints == []  # a download is a request given up, so before it
    with page.expect_download() as started:
        page.get_by_role("link", name="下载CSV").press("Enter")
    assert started.value.suggested_filename.startswith("填报数值_已审定_")


def test_on_a_phone_the_rows_are_cards_and_nothing_is_wider_than_the_screen(
    browser: Browser, address: str, town: Town
) -> None:
    page, watch = visit(browser, address, town.posts["desk"].post, PHONE, at="/going-live")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.goto("/data?period=2024-Q3")
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    expect(page.locator(".record thead").first).to_be_hidden()
    expect(page.get_by_role("button", name="查询")).to_be_hidden()
    page.locator(".asks-summary").press("Enter")
    expect(page.get_by_role("button", name="查询")).to_be_visible()
    assert watch.complaints == []
