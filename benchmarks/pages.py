"""How long a leader waits: the overview in a real Chromium, warm, beside an empty page."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.measure import bounded, line, timed
from desk.demo.posts import DESK, PASSWORD

HOME = Path("var/demo")
CHROMIUM = "/usr/bin/chromium"


def run(folder: Path) -> None:
    """Log in once, then open the overview again and again; usable = its rows are drawn."""
    del folder
    if not (HOME / "demo.complete").exists():
        line("总览可用", "没有演示数据,先运行 make demo SERVE=0")
        return
    with _served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        _log_in(page, address)
        _open(page, address)
        empty = timed(lambda: page.goto(f"{address}/healthz"))
        line("空页(参照)", f"中位 {empty.median:.3f} s")
        bounded("总览可用(热,1920×1080)", timed(lambda: _open(page, address)), 1.5)
        browser.close()


def _log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/login")
    page.fill("input[name=post]", DESK.post)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")


def _open(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_text("供水管网漏损率").first.wait_for()


@contextmanager
def _served() -> Iterator[str]:
    """`cityplan serve` on a free port, stopped by its own pid."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("cityplan")), "serve", "--port", str(port)]
    env = os.environ | {"CITYPLAN_HOME": str(HOME.resolve())}
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("看板没有应答:测量无效")
