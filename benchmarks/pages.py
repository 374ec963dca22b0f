"""How long a leader waits, in a real Chromium before gunicorn 2×4: weight, paint, use, answer.

Each run opens a page in a new browser without any cache; `usable` ends when what the page is for
has been drawn. With CITYPLAN_BENCH_VIZRO (the interpreter of an environment that has Vizro) a
Vizro page of the same table and chart is measured in the same run.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.figures import figure
from benchmarks.measure import REPEATS, line, told
from benchmarks.site import Client, served
from benchmarks.vizro_beside import COOKIE_FREE, beside

HOME = Path(os.environ.get("CITYPLAN_BENCH_HOME", "var/demo"))
CHROMIUM = "/usr/bin/chromium"
OBSERVED = """
window.cityplanSeen = {shift: 0, events: []};
new PerformanceObserver(function (found) {
  found.getEntries().forEach(function (one) {
    if (!one.hadRecentInput) cityplanSeen.shift += one.value;
  });
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(function (found) {
  found.getEntries().forEach(function (one) {
    if (one.interactionId) cityplanSeen.events.push(one.duration);
  });
}).observe({type: "event", buffered: true, durationThreshold: 16});
"""
PAGES = (
    ("总览", "/", ".overview .figures, .overview h2"),
    ("指标", "/indicators/leakage_rate?area=150627", "#series .main-svg"),
    ("数据", "/data", ".record tbody tr"),
)
LIMITS = {"重量": 1_500, "首次绘制": 500, "可用": 1_500, "交互到绘制": 200, "布局移动": 0.1}
UNITS = {"重量": "kB", "布局移动": ""}


@dataclass(frozen=True)
class Opened:
    """One opening: compressed kilobytes, milliseconds, the sum of layout shifts."""

    weight: float
    paint: float
    usable: float
    answer: float
    shift: float


def run(folder: Path) -> None:
    """Three pages of the site, then Vizro's."""
    if not (HOME / "demo.complete").exists():
        line("页面", "没有演示数据,先运行 make demo SERVE=0")
        return
    peer = os.environ.get("CITYPLAN_BENCH_VIZRO", "")
    with served(HOME) as address, _chromium() as browser:
        cookie = Client(address).log_in().cookie
        for name, path, drawn in PAGES:
            Client(address, cookie).page(*_parts(path))  # the first drawing is not timed
            _told(name, [_opened(browser, f"{address}{path}", drawn, cookie) for _ in _runs()])
        with beside(peer, HOME, folder) if peer else nullcontext() as other:
            if other is None:
                line("  Vizro", "未量:设 CITYPLAN_BENCH_VIZRO 为装有 Vizro 的解释器")
                return
            for name, path, drawn in other.pages:
                found = [
                    _opened(browser, f"{other.address}{path}", drawn, COOKIE_FREE) for _ in _runs()
                ]
                _told(f"  Vizro {name}", found)


def _parts(path: str) -> tuple[str, str]:
    before, mark, query = path.partition("?")
    return before, f"{mark}{query}"


def _runs() -> range:
    return range(REPEATS)


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _opened(browser: Browser, url: str, drawn: str, cookie: str) -> Opened:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": urljoin(url, "/")}])
    context.add_init_script(OBSERVED)
    try:
        return _measured(context, url, drawn)
    finally:
        context.close()


def _measured(context: BrowserContext, url: str, drawn: str) -> Opened:
    page = context.new_page()
    sizes: list[float] = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(drawn).first.wait_for(state="attached", timeout=60_000)
    usable = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    weight = sum(sizes) / 1000
    paint = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0]"
    )
    shift = page.evaluate("cityplanSeen.shift")
    return Opened(weight, paint, usable * 1000, _answered(page), shift)


def _answered(page: Page) -> float:
    """The longest way from an input to the next paint; 16 ms when none took longer."""
    for _ in range(2):
        page.mouse.click(400, 400)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
    events: Any = json.loads(page.evaluate("JSON.stringify(cityplanSeen.events)"))
    return float(max([16.0, *events]))


def _told(name: str, runs: list[Opened]) -> None:
    columns = (
        ("重量", [one.weight for one in runs]),
        ("首次绘制", [one.paint for one in runs]),
        ("可用", [one.usable for one in runs]),
        ("交互到绘制", [one.answer for one in runs]),
        ("布局移动", [one.shift for one in runs]),
    )
    for what, found in columns:
        unit, limit = UNITS.get(what, "ms"), LIMITS[what]
        middle, worst = statistics.median(found), max(found)
        shown = (f"{one:.3f}" if limit < 1 else f"{one:.0f} {unit}" for one in (middle, worst))
        about = f"{name} {what}"
        word = told(figure(about, found, limit, unit))
        line(about, "中位 {},最差 {}".format(*shown) + f",限 {limit} {unit} → {word}")
