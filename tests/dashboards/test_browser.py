"""The site in a real browser: what people see, and that nothing is fetched from outside."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, FilePayload, expect

from dashboards.language import COOKIE
from dashboards.words import ENGLISH
from observations.layout import LayoutRow
from observations.period import ReportingPeriod
from tests.dashboards.browsing import (
    DESKTOP,
    LAPTOP,
    NEEDS_CHROMIUM,
    PHONE,
    Judging,
    arrive,
    log_in,
    settle,
    visit,
)
from tests.dashboards.town import PASSWORD, Entry, Town, entry_for, form_bytes

LEAK = "/indicators/leakage_rate?area=150627"

pytestmark = NEEDS_CHROMIUM


def test_nothing_is_fetched_from_outside_and_the_browser_has_nothing_to_complain_of(
    browser: Browser, address: str, town: Town
) -> None:
    page, watch = arrive(browser, address)
    log_in(page, town.posts["desk"].post)
    lists = ("/reporting", "/cases", "/alerts", "/quality", "/briefings", "/audit")
    for path in (*lists, "/final", LEAK):
        page.goto(path)
        settle(page)
    page.wait_for_selector(".main-svg")
    page.goto(f"/reporting/{town.office}/2024-Q3")
    page.wait_for_selector("#drop input[type=file]", state="attached")
    assert watch.hosts == {urlsplit(address).netloc}
    assert watch.complaints == []
    page.context.close()


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(
    browser: Browser, address: str, town: Town
) -> None:
    page = browser.new_context(base_url=address, java_script_enabled=False).new_page()
    page.goto("/cases")
    assert "/login?next=%2Fcases" in page.url
    page.get_by_label("岗位").fill(town.posts["desk"].post)
    page.get_by_label("口令").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("岗位或口令不正确")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/cases")
    page.context.close()


def test_the_overview_answers_what_lags_and_whose_filters_by_a_count_and_takes_another_period(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["leader"].post, at="/?period=2024-Q3")
    expect(page.locator(".count")).to_have_count(5)
    expect(page.locator(".demo-band")).to_contain_text("演示数据")
    first = page.locator(".decision").first
    expect(first.locator(".d-level")).to_contain_text("滞后")
    expect(first.locator(".d-lead")).not_to_be_empty()
    shown = page.locator(".decisions").bounding_box()
    assert shown is not None
    assert shown["y"] + 120 < DESKTOP[1], "decisions must stand above the fold"
    assert page.title().startswith("总览")

    behind = page.locator(".count.level-far_behind")
    number = int(behind.locator("strong").inner_text())
    everything = page.locator(".row").count()
    behind.click()
    expect(page.locator(".filter-note")).to_contain_text(f"{number} 项目标")
    expect(page.locator(".row")).to_have_count(number)
    page.go_back()
    expect(page.locator(".row")).to_have_count(everything)

    page.locator(".choice-bar > .choices .menu summary", has_text="报告期").click()
    page.get_by_role("link", name="2024年第一季度").click()
    expect(page.locator(".menu .chosen").first).to_have_text("2024年第一季度")
    expect(page.locator(".menu[open]")).to_have_count(0)
    assert "period=2024-Q1" in page.url
    page.context.close()


def test_on_a_phone_the_headline_comes_first_the_sentence_opens_and_the_chart_is_all_line(
    browser: Browser, address: str, town: Town
) -> None:
    leader = town.posts["leader"].post
    page, watch = visit(browser, address, leader, PHONE, at=f"{LEAK}&period=2024-Q3")
    headline = page.locator(".headline").first
    box = headline.bounding_box()
    assert box is not None and box["y"] + box["height"] < PHONE[1]
    expect(page.locator(".workings").first).to_contain_text("应达值")
    expect(page.locator(".verdict-card")).to_have_count(2)
    expect(page.locator(".why").first).to_contain_text("2024年第三季度")
    page.get_by_text("整句依据").first.click()
    expect(page.locator(".whole").first).to_contain_text("规则银川2025第1版")
    page.wait_for_selector("#series .main-svg")
    margin = "document.querySelector('#series .js-plotly-plot').layout.margin.r"
    for _ in range(300):  # the page's own rules forbid Playwright to wait within it
        if page.evaluate(margin) < 50:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(margin) < 50
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert watch.complaints == []
    page.context.close()


TORN = """() => [...document.querySelectorAll("td[data-label]")]
  .map(cell => [cell.dataset.label, parseFloat(getComputedStyle(cell, "::before").width)])
  .filter(([label, width]) => width < 5 * Math.max(...label.split(" ").map(word => word.length)))"""
"""Labels of cards pressed so narrow that a word of theirs is torn; a letter has 5 px or more."""


def test_on_a_phone_nothing_runs_off_the_side_and_decisions_come_before_the_counts(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["desk"].post, PHONE, at="/?period=2024-Q3")
    decision, count = (
        page.locator(".decisions").bounding_box(),
        page.locator(".counts").bounding_box(),
    )
    assert decision is not None
    assert count is not None
    assert decision["y"] < count["y"]
    for path in ("", LEAK, "/reporting", "/alerts", "/quality"):
        if path:
            page.goto(path)
            settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
    page.context.close()


def test_on_a_phone_english_names_stay_within_the_page(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["desk"].post, PHONE, at="/tasks?period=2024-Q3")
    page.context.add_cookies([{"name": COOKIE, "value": ENGLISH, "url": address}])
    for path in ("/tasks", f"/tasks/{town.desk.plan.tasks[6].id}", "/offices", LEAK, "/areas"):
        page.goto(path)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
        assert page.evaluate(TORN) == [], path
    page.context.close()


def test_a_dropped_form_gets_its_findings_in_place_and_a_hostile_name_stays_text(
    browser: Browser, address: str, town: Town
) -> None:
    period = ReportingPeriod.parse("2023-Q4")

    def wrong(desk: object, row: LayoutRow) -> Entry:
        entry = entry_for(town.desk, row, 0.4)
        return entry if row.computed else Entry(value="待统计")

    clerk, form = town.posts[f"clerk:{town.office}"].post, f"/reporting/{town.office}/{period}"
    page, watch = visit(browser, address, clerk, at=form)
    page.on("dialog", lambda dialog: watch.complaints.append(dialog.message))
    page.set_input_files(
        "#drop input[type=file]",
        {
            "name": "<img src=x onerror=alert(1)>.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": form_bytes(town.desk, (town.office, period), wrong),
        },
    )
    expect(page.locator(".receipt-number")).to_be_visible()
    with Judging(town):
        expect(page.locator(".receipt-verdict")).to_contain_text("退回", timeout=30_000)
    expect(page.locator("#drop-result td code").first).to_contain_text("填报!")
    page.goto("/reporting")
    expect(page.get_by_text("<img src=x onerror=alert(1)>.xlsx")).to_be_visible()
    assert watch.complaints == []
    page.context.close()


def test_when_the_session_has_ended_the_next_step_is_the_login(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["leader"].post)
    page.context.clear_cookies()
    page.get_by_role("link", name="督办", exact=True).click()
    page.wait_for_url("**/login?next=*")
    assert "next=%2Fcases" in page.url
    page.context.close()


def test_logging_out_ends_the_session(browser: Browser, address: str, town: Town) -> None:
    page, _ = visit(browser, address, town.posts["leader"].post)
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    page.goto("/cases")
    assert "/login?next=" in page.url
    page.context.close()


def test_a_file_of_any_kind_gets_an_answer_and_one_too_large_is_told_so(
    browser: Browser, address: str, town: Town
) -> None:
    clerk, form = town.posts[f"clerk:{town.office}"].post, f"/reporting/{town.office}/2024-Q3"
    page, watch = visit(browser, address, clerk, LAPTOP, at=form)
    large: FilePayload = {
        "name": "大.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": b"0" * 5_300_000,
    }
    page.set_input_files("#drop input[type=file]", large)
    expect(page.locator("#drop-result")).to_contain_text("文件超过 5 MB")
    drawing: FilePayload = {
        "name": "照片.png",
        "mimeType": "image/png",
        "buffer": b"\x89PNG\r\n\x1a\n" * 40,
    }
    page.set_input_files("#drop input[type=file]", drawing)
    expect(page.locator(".receipt-number")).to_be_visible()
    with Judging(town):
        expect(page.locator(".receipt-verdict")).to_contain_text("不能识别", timeout=30_000)
    assert watch.complaints == []
    page.context.close()
