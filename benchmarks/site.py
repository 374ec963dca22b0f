"""The site as it is served, and clients that ask it as a browser of ours does."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlencode, urlsplit

from benchmarks.measure import Invalid
from desk.demo.posts import DESK, PASSWORD
from flows.serve import web_command

PROCESSES, THREADS, CLIENTS = 2, 4, 8
UNLIMITED = (
    "CITYPLAN_ASKER_PER_SECOND",
    "CITYPLAN_SESSION_PER_MINUTE",
    "CITYPLAN_LOGIN_PER_MINUTE",
)
NOWHERE = "/nowhere"
"""An address without a page: the callback does everything but draw one."""


@contextmanager
def served(
    home: Path, database: str = "", said: IO[bytes] | None = None, *, limited: bool = False
) -> Iterator[str]:
    """Gunicorn with two processes of four threads on a free port, stopped by its own pid.

    Its log goes to `said`; without one, to where ours goes. Unless `limited`, one log-in may ask
    as much as eight clients without a pause do.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = list(web_command("127.0.0.1", port))
    command[command.index("--threads") + 1] = str(THREADS)
    env = os.environ | {"CITYPLAN_HOME": str(home.resolve()), "CITYPLAN_INSECURE_COOKIE": "1"}
    if not limited:
        env |= dict.fromkeys(UNLIMITED, "1000000")
    if database:
        env["CITYPLAN_DATABASE_URL"] = database
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=said)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise Invalid("看板没有应答")


@dataclass(frozen=True)
class Answer:
    """One answer: how it went, how long it took, how many bytes came."""

    status: int
    seconds: float
    size: int


class Client:
    """One browser: a connection that stays open and a session."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.host = urlsplit(address).netloc
        self.cookie = cookie
        self._connection = http.client.HTTPConnection(self.host, timeout=120)

    def log_in(self, post: str = DESK.post, password: str = PASSWORD) -> Client:
        """Log in through the form."""
        form = urlencode({"post": post, "password": password}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection = self._ask("POST", "/login", form, kind)
        answer = connection.getresponse()
        answer.read()
        self.cookie = (answer.headers.get("Set-Cookie") or "").partition(";")[0]
        if answer.status != http.client.SEE_OTHER or not self.cookie:
            raise Invalid(f"登录不成:{answer.status}")
        return self

    def anew(self) -> None:
        """Leave a connection that was ended; the next request opens another."""
        self._connection.close()

    def page(self, path: str, search: str = "") -> Answer:
        """The page callback at an address."""
        known = {"address.pathname": path, "address.search": search, "acted.data": 0}
        body = self._body("page.children", known) | {"changedPropIds": ["address.pathname"]}
        text = json.dumps(body).encode()
        return self.timed("POST", "/_dash-update-component", text, "application/json")

    def _body(self, part: str, values: Mapping[str, object]) -> dict[str, object]:
        """What a browser sends to the callback that has `part` among its outputs."""
        connection = self._ask("GET", "/_dash-dependencies", b"", {"Accept-Encoding": "identity"})
        every = json.loads(connection.getresponse().read())
        found = next(one for one in every if part in one["output"].strip(".").split("..."))
        names = [one.rsplit(".", 1) for one in found["output"].strip(".").split("...")]

        def given(one: Mapping[str, str]) -> dict[str, object]:
            value = values.get(f"{one['id']}.{one['property']}")
            return {"id": one["id"], "property": one["property"], "value": value}

        return {
            "output": found["output"],
            "outputs": [{"id": name, "property": what} for name, what in names],
            "inputs": [given(one) for one in found["inputs"]],
            "state": [given(one) for one in found["state"]],
        }

    def timed(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """Any request, its answer read to the end."""
        began = time.perf_counter()
        connection = self._ask(method, path, body, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        data = answer.read()
        return Answer(answer.status, time.perf_counter() - began, len(data))

    def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> http.client.HTTPConnection:
        known = {
            "Origin": f"http://{self.host}", "Sec-Fetch-Site": "same-origin",
            "Cookie": self.cookie, "Accept-Encoding": "gzip, deflate, br", **headers,
        }  # fmt: skip
        self._connection.request(method, path, body or None, known)
        return self._connection


def crowd(
    address: str, cookie: str, ask: Callable[[Client, int], Answer], each: int
) -> list[float]:
    """`CLIENTS` clients without think time, `each` asks of each; seconds of every answer.

    `Invalid` when one of them is not 200.
    """

    def one(place: int) -> list[Answer]:
        client = Client(address, cookie)
        return [ask(client, place * each + n) for n in range(each)]

    with ThreadPoolExecutor(CLIENTS) as many:
        answers = [answer for found in many.map(one, range(CLIENTS)) for answer in found]
    bad = {answer.status for answer in answers} - {http.client.OK}
    if bad:
        raise Invalid(f"有应答不是 200:{sorted(bad)}")
    return [answer.seconds for answer in answers]


def p95(seconds: Sequence[float]) -> float:
    """The time that nineteen of twenty do not exceed."""
    return statistics.quantiles(seconds, n=20)[-1]
