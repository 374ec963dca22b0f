"""A paper's way in a real browser: drafted, written into, sent back, approved, issued, replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from desk import corrections
from desk.approve import approve
from desk.intake import Bench, judge_waiting
from desk.jobs import do_one
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, PHONE, Watch, settle, visit
from tests.dashboards.looking import severe
from tests.dashboards.town import Town

pytestmark = NEEDS_CHROMIUM

PERIOD = ReportingPeriod.parse("2024-Q3")
PAGE = f"/briefings/{PERIOD}"
OUTSIDE = (
    "[...document.querySelectorAll('#page input, #page textarea, #page button, #page select')]"
    ".filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth).length"
)


class Screens:
    """Each post at a screen of its own that stays open: a new browser costs what four pages do."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._open: dict[str, tuple[Page, Watch]] = {}

    @contextmanager
    def at(self, post: str) -> Iterator[Page]:
        """The post's page, loaded anew; at its end the browser did not complain."""
        if post in self._open:
            page, watch = self._open[post]
            page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
            page.goto(PAGE)
            settle(page)
        else:
            page, watch = visit(self._browser, self._address, post, LAPTOP, at=PAGE)
            self._open[post] = page, watch
        yield page
        assert watch.complaints == []


@pytest.fixture
def posts(town: Town) -> tuple[str, str]:
    """The desk's post and the leader's."""
    return town.posts["desk"].post, town.posts["leader"].post


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_contain_text(words)
    settle(page)


def asked(page: Page, town: Town, button: str) -> None:
    """Press what the worker does, let it do so, and look again."""
    page.get_by_role("button", name=button, exact=True).click()
    said(page, "已排队")
    expect(page.get_by_role("link", name="刷新").first).to_be_visible()
    assert do_one(town.desk, "worker")
    page.get_by_role("link", name="刷新").first.click()
    settle(page)


def corrected(town: Town) -> None:
    """One approved value of the quarter, changed with a reason and approved again."""
    desk, office = town.desk, town.office
    clerk, reviewer = (town.posts[f"{role}:{office}"] for role in ("clerk", "reviewer"))
    rows = layout_for(desk.plan, office, PERIOD).rows
    row = next(
        one for one in rows if not one.computed and desk.plan.indicator(one.indicator).kind != "yes"
    )
    change = corrections.Change(row.indicator, row.area, 1.0)
    corrections.send_correction(desk, clerk, (office, PERIOD), (change,), "核对台账")
    with Bench(desk, name="test") as bench:
        while judge_waiting(bench):
            pass
    approve(desk, reviewer, office, PERIOD)
    approve(desk, town.posts["desk"], office, PERIOD)


def test_a_paper_goes_its_way_on_the_page_and_a_later_issue_takes_its_place(
    browser: Browser, address: str, town: Town, posts: tuple[str, str]
) -> None:
    bureau, leader = posts
    screens = Screens(browser, address)
    with screens.at(bureau) as page:
        asked(page, town, "起草")
        page.locator("summary", has_text="补充一段").click()
        form = page.get_by_role("group", name="补充一段")
        form.get_by_label("放在哪一部分").select_option("problems")
        form.get_by_label("内容").fill("智能水表年底换装完成")
        form.get_by_role("button", name="保存").click()
        said(page, "已改")
        expect(page.locator(".preview")).to_contain_text("智能水表年底换装完成")
        expect(page.get_by_text("由另一岗位批准")).to_be_visible()
        assert page.get_by_role("button", name="批准这一稿").count() == 0
    with screens.at(leader) as page:
        page.get_by_role("button", name="退回").click()
        expect(page.get_by_role("alert").filter(has_text="没有填写理由")).to_be_visible()
        page.get_by_label("退回理由").fill("写明换装的户数")
        page.get_by_role("button", name="退回").click()
        said(page, "已退回")
    with screens.at(bureau) as page:
        expect(page.get_by_text("写明换装的户数").first).to_be_visible()
        page.locator("summary", has_text="修改").click()
        page.get_by_role("group", name="修改").get_by_label("内容").fill("已换装 1200 户")
        page.get_by_role("button", name="保存").first.click()
        said(page, "已改")
    with screens.at(leader) as page:
        expect(page.locator(".preview")).to_contain_text("已换装 1200 户")
        assert severe(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert page.evaluate(OUTSIDE) == 0
        page.get_by_role("button", name="批准这一稿").click()
        said(page, "已批准")
    with screens.at(bureau) as page:
        asked(page, town, "印发")
        expect(page.locator("td", has_text="2024年第1号").first).to_be_visible()
        expect(page.get_by_text("印发以后没有目标的数值或结论有变")).to_be_visible()
    corrected(town)
    with screens.at(bureau) as page:
        expect(
            page.locator(".card", has_text="印发以后的变动").locator("tbody tr")
        ).not_to_have_count(0)
        asked(page, town, "起草")
    with screens.at(leader) as page:
        page.get_by_role("button", name="批准这一稿").click()
        said(page, "已批准")
    with screens.at(bureau) as page:
        asked(page, town, "印发")
    page, watch = visit(browser, address, bureau, LAPTOP, at="/briefings")
    archive = page.locator(".card").filter(has=page.get_by_role("heading", name="归档"))
    expect(archive.locator("tr", has_text="2024年第2号").first).to_contain_text("已印发")
    expect(archive).to_contain_text("被2024年第2号取代")
    assert severe(page) == []
    assert watch.complaints == []  # a download is a request given up, so before it
    with page.expect_download() as started:
        archive.get_by_role("link", name="docx").first.click()
    assert started.value.path().read_bytes().startswith(b"PK")
    for context in browser.contexts:
        context.close()
