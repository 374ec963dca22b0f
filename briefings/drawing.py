"""A paper's figures drawn by the machine's own browser, if it has one."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException

from briefings.paper import Briefing, Chart
from briefings.pictures import NO_PICTURES, Pictures
from briefings.svg import UnsafeDrawingError, clean

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NONE = "none"
PATIENCE = 60.0
MM_PER_PIXEL = 25.4 / 96
_ROOT = Path(__file__).resolve().parent.parent
_FAILED = (OSError, ValueError, TimeoutError, DefusedXmlException, UnsafeDrawingError)


def draw(briefing: Briefing, browser: str = "") -> Pictures:
    """The drawings of the paper's figures; without a browser none, and the reason why.

    `browser`: a program, `none` for no drawings, empty for the first that is found.
    """
    if not briefing.charts or browser == NONE:
        return NO_PICTURES
    program = browser or next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None or not shutil.which(program):
        return Pictures(missing="本机没有可用的浏览器")
    return _artist(program).draw(briefing)


@cache
def _artist(program: str) -> Artist:
    artist = Artist(program)
    atexit.register(artist.close)
    return artist


class Artist:
    """One child with one browser for many papers, from any thread; it ends by itself."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def draw(self, briefing: Briefing) -> Pictures:
        """The drawings; none, with the reason, when the browser does not do it in time."""
        asked = {one.id: _sized(one, briefing.page.width) for one in briefing.charts}
        with self._lock:
            try:
                told = self._ask(json.dumps(asked, ensure_ascii=False).encode() + b"\n")
                drawn = {name: clean(text, name) for name, text in told["svg"].items()}
            except _FAILED as failed:
                self._end()
                return Pictures(missing=f"浏览器没有画成({type(failed).__name__})")
        return Pictures(svg=drawn, missing="", browser=told["browser"])

    def close(self) -> None:
        """End the child and its browser."""
        with self._lock:
            self._end()

    def _ask(self, line: bytes) -> dict[str, Any]:
        """The child's answer; a child that went to rest meanwhile is followed by a new one."""
        child = self._ready()
        assert child.stdin is not None and child.stdout is not None  # noqa: S101 -- piped
        child.stdin.write(line)
        child.stdin.flush()
        if not select.select([child.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError
        found: dict[str, Any] = json.loads(child.stdout.readline())
        return found

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "briefings.drawing_child", self._program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env=_environment(),
                start_new_session=True,  # its browser ends with it
            )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _environment() -> dict[str, str]:
    """What a browser needs and no more: none of our settings, no proxy."""
    kept = ("PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR", "FONTCONFIG_FILE")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C.UTF-8"}


def _sized(chart: Chart, width: float) -> Mapping[str, Any]:
    """The figure with the size it has on the page."""
    size = {
        "width": round(width / MM_PER_PIXEL),
        "height": round(chart.height / MM_PER_PIXEL),
    }
    return {**chart.figure, "layout": {**chart.figure["layout"], **size}}
