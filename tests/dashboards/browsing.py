"""A real browser on the site: how tests open it, log in, and watch what it asks for."""

from __future__ import annotations

import importlib
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from desk.intake import Bench, judge_waiting
from tests.dashboards.town import PASSWORD, Town

CHROMIUM = "/usr/bin/chromium"
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
DESKTOP, LAPTOP, PHONE = (1920, 1080), (1366, 768), (390, 844)
NEEDS_CHROMIUM = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="needs the system's chromium: apt-get install chromium"
)

expect.set_options(timeout=30_000)  # several suites may share the machine


class Watch:
    """Everything a browser context asks for and complains about."""

    def __init__(self, context: BrowserContext) -> None:
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        context.on("request", lambda request: self._asked(request.url))
        context.on("requestfailed", lambda request: self.complaints.append(request.url))
        context.on("console", lambda message: self._said(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _asked(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self.hosts.add(urlsplit(url).netloc)

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)


def arrive(browser: Browser, address: str, size: tuple[int, int] = DESKTOP) -> tuple[Page, Watch]:
    """An empty page of somebody without a session, watched from its first request."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    watch = Watch(context)
    return context.new_page(), watch


def log_in(page: Page, post: str) -> None:
    """Log in through the form, as people do, up to the overview."""
    page.goto("/login")
    page.get_by_label("岗位").fill(post)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")
    settle(page)


def visit(
    browser: Browser, address: str, post: str, size: tuple[int, int] = DESKTOP, *, at: str = "/"
) -> tuple[Page, Watch]:
    """The page `at` an address for one logged in as `post`, watched from its first request.

    The form is sent without its page and the overview after it: those take half of the time.
    """
    page, watch = arrive(browser, address, size)
    given = {"post": post, "password": PASSWORD}
    answer = page.context.request.post(
        "/login", form=given, headers={"Origin": address}, max_redirects=0
    )
    assert answer.status == 303, answer.text()
    page.goto(at)
    settle(page)
    return page, watch


def settle(page: Page) -> None:
    """Wait until a page's first answer replaced the skeleton and nothing more is asked for."""
    page.wait_for_selector("#page > :not(.loading)", state="attached")  # the wall is drawn apart
    page.wait_for_load_state("networkidle")


class Judging:
    """Judge in the background while a page polls."""

    def __init__(self, town: Town) -> None:
        self.thread = threading.Thread(target=self._work, args=(town,))

    def _work(self, town: Town) -> None:
        with Bench(town.desk, name="test") as bench:
            while judge_waiting(bench):
                pass

    def __enter__(self) -> None:
        # Here the worker and the pages share a process: pages must not meet half of an import.
        importlib.import_module("pandas")
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.thread.join(timeout=60)
