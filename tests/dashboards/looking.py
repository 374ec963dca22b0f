"""What a page looks like to people with other eyes and hands: axe-core and a few measures.

The site's own policy stays in force: axe's script is not loaded by the page, it is evaluated by
the browser's debugger in the test's context, which no policy of a page concerns.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

SEVERE = ("serious", "critical")
RULES = "axe.run(document, {resultTypes: ['violations']})"
SHIFTED = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 100);
})"""
"""The sum of layout shifts since the page was opened (CLS is never more than this)."""


@cache
def script() -> str:
    """axe-core, as the development dependency brings it."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def severe(page: Page) -> list[str]:
    """Serious and critical violations of the page as it is now, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(script())
    return list(_told(page.evaluate(RULES)))


def _told(found: Any) -> Iterator[str]:
    for violation in found["violations"]:
        if violation["impact"] in SEVERE:
            for node in violation["nodes"]:
                why = node["any"][0]["message"] if node["any"] else violation["help"]
                yield f"{violation['id']}: {node['html'][:120]} ({why})"


def shifted(page: Page) -> float:
    """How far the page's parts moved while it was loading."""
    return float(page.evaluate(SHIFTED))
