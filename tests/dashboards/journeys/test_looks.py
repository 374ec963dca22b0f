"""How pages are used with other eyes and hands: a sample of `make campaign CAMPAIGN=looks`.

axe-core's findings, 400 % letters, the keyboard alone, paper, and nothing that jumps.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.dashboards.browsing import DESKTOP, LAPTOP, NEEDS_CHROMIUM, PHONE, arrive, settle, visit
from tests.dashboards.looking import severe, shifted
from tests.dashboards.town import Town

pytestmark = NEEDS_CHROMIUM

NARROW = (320, 640)  # 1280 px at 400 %: WCAG 2.2, 1.4.10
A4 = (210, 297)  # mm
SIZE = re.compile(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]")
BAR = 64  # px of a phone that the bar on top may take
STILL = 0.1  # the bound of a good cumulative layout shift
PAGES = {
    "overview": ("leader", "/?period=2024-Q3"),
    "delivery": ("clerk", "/reporting/{office}/2024-Q3"),
}


def opened(browser: Browser, address: str, town: Town, page: str) -> Page:
    role, path = PAGES[page]
    post = town.posts.get(role) or town.posts[f"{role}:{town.office}"]
    return visit(browser, address, post.post, LAPTOP, at=path.format(office=town.office))[0]


@pytest.mark.parametrize("name", ["overview"])
def test_a_page_has_no_severe_finding_light_or_dark_and_is_not_wider_than_320_pixels(
    browser: Browser, address: str, town: Town, name: str
) -> None:
    page = opened(browser, address, town, name)
    assert shifted(page) <= STILL
    assert severe(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert severe(page) == []
    assert page.evaluate("document.querySelector('.topbar').offsetHeight") <= BAR
    menu = page.get_by_role("button", name="菜单", exact=True)
    menu.press("Enter")
    expect(page.get_by_role("link", name="督办", exact=True)).to_be_visible()
    assert severe(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.get_by_role("link", name="督办", exact=True)).to_be_hidden()
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    page.context.close()


def test_the_sign_in_page_has_no_severe_finding_light_or_dark(
    browser: Browser, address: str
) -> None:
    page, _ = arrive(browser, address, LAPTOP)
    page.goto("/login")
    assert severe(page) == []
    page.emulate_media(color_scheme="dark")
    assert severe(page) == []
    page.context.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()


def test_by_keyboard_the_text_is_one_step_away_and_the_focus_follows_the_page(
    browser: Browser, address: str, town: Town
) -> None:
    page, watch = visit(browser, address, town.posts["leader"].post, LAPTOP)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#page")).to_be_focused()
    page.get_by_role("link", name="督办", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1, name="督办")).to_be_focused()
    page.get_by_role("link", name="总览", exact=True).press("Enter")
    page.wait_for_url("**/")
    settle(page)
    menu = page.locator("#page details.menu summary:visible", has_text="报告期")
    menu.press("Enter")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.locator("details.menu[open]")).to_have_count(0)
    menu.press("Enter")
    page.locator(".option:visible", has_text="2024年第一季度").press("Enter")
    page.wait_for_url("**period=2024-Q1**")
    chosen = page.locator("#page details.menu summary:visible", has_text="2024年第一季度")
    expect(chosen).to_be_focused()
    assert watch.complaints == []
    page.context.close()


def test_everything_that_can_be_focused_is_seen_to_be(
    browser: Browser, address: str, town: Town
) -> None:
    page = opened(browser, address, town, "delivery")
    seen, unseen = 0, []
    for _ in range(40):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " const drawn = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;"
            " return [e.tagName, e.className, drawn]; })()"
        )
        if told[0] == "BODY":
            break
        seen += 1
        if not told[2]:
            unseen.append(told[:2])
    assert seen > 12
    assert unseen == []
    page.context.close()


LARGER = """() => [...document.querySelectorAll(".tasks td .quiet, .tasks td .t-verdict")]
  .filter(one => parseFloat(getComputedStyle(one).fontSize)
               > parseFloat(getComputedStyle(one.closest("td")).fontSize))
  .map(one => one.className)"""
"""What stands beside a table's words in a larger type than they have."""


def test_on_paper_what_is_pressed_is_left_out_and_the_pages_are_a4(
    browser: Browser, address: str, town: Town
) -> None:
    page = opened(browser, address, town, "overview")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".tabs", ".who", ".choices"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".decision").first).to_be_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    sides = SIZE.findall(page.pdf(prefer_css_page_size=True))[0]
    assert tuple(sorted(round(float(one) / 72 * 25.4) for one in sides)) == A4
    page.goto("/tasks")
    page.wait_for_selector(".tasks td")
    assert page.evaluate(LARGER) == []
    page.context.close()


def test_while_the_server_is_away_the_page_says_so_and_goes_on_by_itself(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["desk"].post, DESKTOP)
    page.route("**/_dash-update-component*", lambda route: route.abort())
    page.get_by_role("link", name="督办", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="连不上服务器")).to_be_visible()
    page.unroute("**/_dash-update-component*")
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("heading", level=1, name="督办")).to_be_visible()
    expect(page.locator("#away")).to_have_count(0)
    page.context.close()


def test_when_the_session_ends_while_typing_nothing_typed_is_lost(
    browser: Browser, address: str, town: Town
) -> None:
    clerk, report = town.posts[f"clerk:{town.other}"].post, f"/reporting/{town.other}/2024-Q1"
    page, _ = visit(browser, address, clerk, LAPTOP, at=f"{report}/values")
    form = page.get_by_role("group", name="更正数值")
    reason, send = form.get_by_label("更正理由"), form.get_by_role("button", name="提交更正")
    reason.fill("按台账核对更正")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    send.click()
    told = page.get_by_role("alert").filter(has_text="登录已结束")
    expect(told).to_contain_text("本页已填的内容还在")
    assert page.get_by_role("link", name="在新窗口登录").get_attribute("target") == "_blank"
    expect(reason).to_have_value("按台账核对更正")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # signed in, in another window
    send.click()
    expect(form.get_by_role("alert")).not_to_be_empty()
    expect(reason).to_have_value("按台账核对更正")
    page.context.close()
