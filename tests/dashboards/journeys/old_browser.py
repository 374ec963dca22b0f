"""An old Chromium, driven over its own pipe: today's Playwright does not speak to it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
PATIENCE = 60.0  # seconds for one answer
TOLD = ("Runtime.exceptionThrown", "Log.entryAdded")


class OldBrowser:
    """One page of a running browser; messages are JSON ended by a zero byte."""

    def __init__(self, writing: int, reading: int) -> None:
        self.writing, self.reading = writing, reading
        self.number, self.rest, self.session = 0, b"", ""
        self.complaints: list[str] = []

    def send(self, method: str, **given: Any) -> Any:
        """Ask, and wait for the answer; `AssertionError` with the browser's own words."""
        self.number += 1
        asked = {"id": self.number, "method": method, "params": given}
        if self.session:
            asked["sessionId"] = self.session
        os.write(self.writing, json.dumps(asked).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for told in self.heard(1.0):
                if told.get("id") == self.number:
                    assert "error" not in told, told
                    return told["result"]
        raise AssertionError(f"no answer to {method}")

    def heard(self, seconds: float) -> list[Any]:
        """What came within `seconds`; complaints of the page are kept."""
        if select.select([self.reading], [], [], seconds)[0]:
            self.rest += os.read(self.reading, 1 << 20)
        *whole, self.rest = self.rest.split(b"\0")
        told = [json.loads(one) for one in whole]
        self.complaints += [json.dumps(one) for one in told if _is_complaint(one)]
        return told

    def open_tab(self, width: int, height: int) -> None:
        """A page of a size of its own."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **size)

    def go(self, address: str) -> None:
        self.send("Page.navigate", url=address)

    def evaluate(self, script: str) -> Any:
        told = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until `script` is true; also while a page is being left."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.heard(0.2)
            if self.evaluate(script):
                return
        raise AssertionError(f"never: {script}; {self.evaluate('document.body.innerText')[:200]}")

    @property
    def version(self) -> int:
        """The major version."""
        product = self.send("Browser.getVersion")["product"]
        return int(product.partition("/")[2].partition(".")[0])


def _is_complaint(told: Any) -> bool:
    if told.get("method") not in TOLD:
        return False
    entry = told["params"].get("entry", {})
    return "exceptionDetails" in told["params"] or entry.get("level") == "error"


@contextmanager
def running(binary: Path) -> Iterator[OldBrowser]:
    """The browser at `binary`, its own libraries beside it."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    libraries = {**os.environ, "LD_LIBRARY_PATH": str(binary.parent / "lib")}
    pipes = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    process = subprocess.Popen(
        ["bash", "-c", pipes, str(binary), *ARGUMENTS, "--remote-debugging-pipe", "about:blank"],
        pass_fds=(theirs_in, theirs_out),
        env=libraries,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield OldBrowser(ours_out, ours_in)
    finally:
        process.terminate()
        process.wait(timeout=20)
        os.close(ours_out)
        os.close(ours_in)
