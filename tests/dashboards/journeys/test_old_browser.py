"""The oldest browser that the pages are made for, and one below it (docs/browsers.md).

Run with `CITYPLAN_OLD_CHROMIUM` naming the binary of a headless Chromium:
`python -m pytest -m campaign tests/dashboards/journeys/test_old_browser.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboards.browsing import LAPTOP
from tests.dashboards.journeys.old_browser import OldBrowser, running
from tests.dashboards.town import PASSWORD, Town

OLDEST = 86
BINARY = os.environ.get("CITYPLAN_OLD_CHROMIUM", "")
DRAWN = "!!document.querySelector('#page > [id^=view-]')"
PATHS = ("/tasks", "/offices", "/areas", "/reporting", "/cases", "/alerts", "/quality", "/data")

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(not BINARY, reason="CITYPLAN_OLD_CHROMIUM names no browser"),
]


@pytest.fixture
def old(address: str, town: Town) -> Iterator[OldBrowser]:
    """The browser, logged in as the desk."""
    with running(Path(BINARY)) as browser:
        browser.open_tab(*LAPTOP)
        browser.go(f"{address}/login")
        browser.until("!!document.querySelector('#password')")
        browser.evaluate(
            f"document.querySelector('#post').value = {town.posts['desk'].post!r};"
            f"document.querySelector('#password').value = {PASSWORD!r};"
            "document.querySelector('#password').form.submit()"
        )
        browser.until("location.pathname !== '/login' && document.readyState === 'complete'")
        yield browser


def test_every_page_opens_with_its_chart_and_its_menus_or_leads_to_the_plain_one(
    old: OldBrowser, address: str, town: Town
) -> None:
    if old.version < OLDEST:
        old.until("location.pathname === '/plain/'")
        assert "Chromium 86" in old.evaluate("document.querySelector('.old').innerText")
        for path in PATHS:
            old.go(f"{address}{path}")
            old.until(f"location.pathname === '/plain{path}' && !!document.querySelector('h1')")
        return
    for path in PATHS:
        old.go(f"{address}{path}")
        old.until(f"location.pathname === '{path}' && {DRAWN}")
        assert old.evaluate("document.documentElement.scrollWidth") <= LAPTOP[0]
    old.go(f"{address}/indicators/leakage_rate?period=2024-Q3")
    old.until("!!document.querySelector('.main-svg')")
    old.evaluate("document.querySelector('details.menu summary').click()")
    old.evaluate("document.querySelector(\".option[href*='2024-Q1']\").click()")
    old.until("document.querySelector('.menu .chosen').innerText.indexOf('第一季度') > 0")
    old.go(f"{address}/reporting/{town.office}/2024-Q3")
    old.until("!!document.querySelector('#drop input[type=file]')")
    assert old.complaints == []
