"""Each role's way through the site in a real browser, with the worker at work beside it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from desk.accounts import add_post
from desk.worker import work
from observations.identity import Actor, Role
from observations.layout import LayoutRow
from observations.period import Frequency, ReportingPeriod
from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, PHONE, Watch, arrive, settle, visit
from tests.dashboards.town import ADMIN, PASSWORD, Entry, Town, entry_for, form_bytes

pytestmark = NEEDS_CHROMIUM

PERIOD = ReportingPeriod.parse("2024-Q3")
CHOSEN = "a word of one's own choice"


@pytest.fixture(scope="module")
def worker(town: Town) -> Iterator[None]:
    """The worker as `cityplan serve` runs it, in a thread."""
    ended = threading.Event()
    thread = threading.Thread(target=work, args=(town.desk, ended.is_set), daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join(timeout=60)


@pytest.fixture(scope="module")
def third(town: Town) -> str:
    """An office that reports this quarter and that no other test writes to."""

    def asked(office: str) -> int:
        rows = town.desk.plan.reported_by(office)
        return sum(
            town.desk.plan.indicator(row.indicator).frequency is Frequency.QUARTER for row in rows
        )

    others = [
        one for one in town.desk.plan.reporting_offices if one not in (town.office, town.other)
    ]
    return max(others, key=asked)


@contextmanager
def watched(opened: tuple[Page, Watch], address: str) -> Iterator[Page]:
    """A page; at its end nothing was asked for elsewhere and the browser did not complain."""
    page, watch = opened
    yield page
    assert watch.complaints == []
    assert watch.hosts <= {address.removeprefix("http://")}
    page.context.close()


def steady(town: Town) -> Callable[[Any, LayoutRow], Entry]:
    return lambda desk, row: entry_for(town.desk, row, 0.5)


def wrong(desk: Any, row: LayoutRow) -> Entry:
    return Entry(numerator="很多", denominator=1) if row.computed else Entry(value="待统计")


def workbook(data: bytes) -> FilePayload:
    return {"name": "三季度.xlsx", "mimeType": "application/octet-stream", "buffer": data}


def count_of(page: Page, level: str) -> int:
    return int(page.locator(f".count.level-{level} strong").inner_text())


def new_post(browser: Browser, address: str, town: Town, name: str, office: str) -> str:
    """What the administrator does on the page; the one-time code it shows."""
    opened = visit(browser, address, town.posts["admin"].post, LAPTOP, at="/admin")
    with watched(opened, address) as page:
        page.get_by_text("填写新岗位").click()
        form = page.get_by_role("group", name="新增岗位")
        form.get_by_label("岗位名").fill(name)
        form.get_by_label("填报", exact=True).check()
        form.get_by_label(town.desk.office_names[office], exact=True).check()
        form.get_by_role("button", name="新增岗位").click()
        code = form.locator(".secret").inner_text()
        page.get_by_role("link", name="已记下").click()
        settle(page)
        expect(page.locator(".posts, table").first).to_contain_text(name)
    return code


def first_sign_in(page: Page, post: str, code: str) -> None:
    """The code opens nothing but the choice of a password of one's own."""
    page.goto("/login")
    page.get_by_label("岗位").fill(post)
    page.get_by_label("口令").fill(code)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="设置本人口令")).to_be_visible()
    page.get_by_label("一次性口令").fill(code)
    page.get_by_label("新口令（不少于").fill(CHOSEN)
    page.get_by_label("再输入一次新口令").fill(CHOSEN)
    page.get_by_role("button", name="更改并登录").click()
    page.wait_for_url("**/")
    settle(page)


def approve(page: Page, office: str) -> None:
    """Press the approval of the office's form on the reporting desk."""
    row = page.locator("tr", has_text=office).filter(has=page.get_by_role("button")).first
    row.get_by_role("button", name=re.compile("核准|审核|审定|同意|通过")).first.click()


@pytest.mark.usefixtures("worker")
def test_a_new_post_reports_is_corrected_and_approved_and_overview_and_briefing_tell_of_it(
    browser: Browser, address: str, town: Town, third: str
) -> None:
    name, office = "丙单位填报员", town.desk.office_names[third]
    reviewer = Actor("丙单位审核员", frozenset({Role.REVIEWER}), frozenset({third}))
    add_post(town.desk, ADMIN, reviewer, PASSWORD)
    leader = visit(browser, address, town.posts["leader"].post, at=f"/?period={PERIOD}")
    before = count_of(leader[0], "not_assessable")

    code = new_post(browser, address, town, name, third)
    opened = arrive(browser, address, LAPTOP)
    with watched(opened, address) as page:
        first_sign_in(page, name, code)
        (refused,) = opened[1].complaints  # the code alone opens nothing
        assert "401" in refused
        opened[1].complaints.clear()
        page.get_by_role("link", name="填报台").click()
        page.locator(f"a[href='/reporting/{third}/{PERIOD}']").first.click()
        page.wait_for_selector("#drop input[type=file]", state="attached")
        which = (third, PERIOD)
        page.set_input_files(
            "#drop input[type=file]", workbook(form_bytes(town.desk, which, wrong))
        )
        verdict = page.locator(".receipt-verdict")
        expect(verdict).to_contain_text("退回")
        expect(page.locator("#drop-result td code").first).to_contain_text("填报!")
        right = workbook(form_bytes(town.desk, which, steady(town)))
        page.set_input_files("#drop input[type=file]", right)
        expect(verdict).to_contain_text("受理")

    for post in (reviewer.post, town.posts["desk"].post):
        with watched(visit(browser, address, post, LAPTOP, at="/reporting"), address) as page:
            approve(page, office)
            expect(page.locator("#said")).to_contain_text(re.compile("已审核|已审定"))

    bureau = visit(browser, address, town.posts["desk"].post, LAPTOP, at="/briefings")
    with watched(bureau, address) as page:
        page.get_by_role("button", name="2024年第三季度").click()
        expect(page.locator("#said")).to_contain_text("已排队")
        draft = page.get_by_role("link", name="2024年第三季度", exact=True).first
        for _ in range(60):
            if draft.count():
                break
            page.wait_for_timeout(500)
            page.reload()
            settle(page)
        draft.click()
        page.wait_for_url(f"**/briefings/{PERIOD}")
        expect(page.locator(".preview")).to_contain_text("纳入监测的")

    page, watch = leader
    page.reload()
    settle(page)
    assert count_of(page, "not_assessable") < before
    assert watch.complaints == []
    page.context.close()


TOUCHED = """one => {
  const at = one.getBoundingClientRect();
  return document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2).className;
}"""


def test_a_leader_learns_in_three_steps_what_lags_by_how_much_whose_and_from_which_cell(
    browser: Browser, address: str, town: Town
) -> None:
    opened = visit(browser, address, town.posts["leader"].post, PHONE, at=f"/?period={PERIOD}")
    with watched(opened, address) as page:
        first = page.locator(".decision").first
        expect(first.locator(".verdict")).to_contain_text("滞后")
        expect(first.locator(".gap")).to_contain_text("差")
        lead = first.locator(".d-lead").inner_text()
        assert lead
        first.scroll_into_view_if_needed()
        assert first.locator(".bullet").evaluate(TOUCHED) == "d-link", "the picture is no way in"
        first.locator(".d-link").click()
        page.wait_for_url("**/indicators/*")
        expect(page.locator(".headline").first).to_contain_text("2024年第三季度")
        page.locator(".cell-link").first.click()
        page.wait_for_url("**/receipts/*")
        expect(page.get_by_role("heading", name="入账数值")).to_be_visible()


def test_the_desk_tries_a_channel_and_reads_what_came_of_it(
    browser: Browser, address: str, town: Town
) -> None:
    opened = visit(browser, address, town.posts["desk"].post, LAPTOP, at="/channels")
    with watched(opened, address) as page:
        page.get_by_role("button", name="试发").first.click()
        expect(page.locator("#said")).to_contain_text("已接收测试消息")
