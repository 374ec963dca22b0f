"""What was installed at work: the demo, a page of it, the schedule; all as the units have it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
import urllib.parse
from typing import Any

from deploy.bundle.place import BrokenPromiseError, Place, ran, require, say

PASSWORD = "yanshi-2023-2025"  # noqa: S105 -- the demo's own, printed by it
DEMO_POST = "住建局调度岗"
PATIENCE = 120.0


def rehearse(place: Place) -> None:
    """The demo from the installed wheels, served, and the overview of a post signed in."""
    home = str(place.folder / "home" / "demo")
    ran(place.confined("demo", "--home", home, "--no-serve"), 0)
    say("the demo was replayed")
    port = _free_port()
    process = subprocess.Popen(
        place.confined("serve", "--home", home, "--port", str(port)),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _answers(port, process)
        page = page_of(port)
    finally:
        process.terminate()
        process.wait(60)
    require("演示" in page and "2025年第四季度" in page, "the page shows no record")
    say(f"served; the page of {DEMO_POST} came ({len(page)} characters)")
    _scheduled(place)


def _scheduled(place: Place) -> None:
    """Prefect's server, the deployments and the worker, from what was installed."""
    told = place.folder / "schedule.log"
    with told.open("wb") as log:
        process = subprocess.Popen(
            place.confined("schedule", "--port", str(_free_port())),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    until = time.monotonic() + 2 * PATIENCE
    try:
        while "定时任务已开始" not in told.read_text("utf-8", errors="replace"):
            require(process.poll() is None, f"no schedule: {told.read_text()[-1500:]}")
            require(time.monotonic() < until, f"no schedule: {told.read_text()[-1500:]}")
            time.sleep(0.5)
    finally:
        process.terminate()
        process.wait(60)
    say("the schedule began: Prefect's server, every deployment, a worker")


def page_of(port: int) -> str:
    """The overview without scripts for the demo's post, signed in by the form as a browser does."""
    form = urllib.parse.urlencode({"post": DEMO_POST, "password": PASSWORD})
    heads = {
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", "/login", form, heads)
    answer = line.getresponse()
    answer.read()
    require(answer.status == 303, f"signing in: {answer.status}")
    cookie = "; ".join(
        one.partition(";")[0] for name, one in answer.getheaders() if name.lower() == "set-cookie"
    )
    line.request("GET", "/plain/", headers={"Cookie": cookie})
    answer = line.getresponse()
    text = answer.read().decode()
    require(answer.status == 200, f"the page: {answer.status}")
    line.close()
    return text


def _answers(port: int, process: subprocess.Popen[Any]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise BrokenPromiseError("the dashboard does not answer")


def _free_port() -> int:
    with socket.socket() as plain:
        plain.bind(("127.0.0.1", 0))
        return int(plain.getsockname()[1])
