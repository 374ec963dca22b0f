"""A real host of group robots on the loopback address, with the vendors' ways of answering."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[int], str]
"""Number of the request, from 1 → ok, an HTTP status, `code N words`, slow, slow after accept …"""
_NUMBER = re.compile(r"(?:编号:|No\.: )(\S+)\Z")
_YES = {
    "/cgi-bin/webhook/send": {"errcode": 0, "errmsg": "ok"},
    "/robot/send": {"errcode": 0, "errmsg": "ok"},
    "/open-apis/bot/v2/hook": {"code": 0, "msg": "success", "data": {}},
}


@dataclass
class RobotHost:
    """Texts as they came; `shown` is what a reader sees: each number once.

    `taken` is called when a text is kept and not answered yet.
    """

    port: int = 0
    answer: Answer = lambda number: "ok"
    begun: int = 0
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    kept: int = 0
    taken: Callable[[], object] = lambda: None

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [text_in(body) for body in self.bodies]


def text_in(body: bytes) -> str:
    """What a group sees of a request."""
    said: dict[str, Any] = json.loads(body)
    if "message" in said:  # a web hook's
        return str(said["message"])
    return str((said.get("text") or said.get("content"))[_key(said)])


def number_in(text: str) -> str:
    """The de-duplication key a reader sees."""
    found = _NUMBER.search(text)
    assert found, f"no number in {text!r}"
    return found[1]


def _key(said: dict[str, Any]) -> str:
    return "content" if "text" in said else "text"


class _Handler(BaseHTTPRequestHandler):
    host: RobotHost

    def do_POST(self) -> None:
        self.host.begun += 1
        outcome = self.host.answer(self.host.begun)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.host.paths.append(self.path)
        self.host.headers.append(dict(self.headers))
        self.host.bodies.append(body)
        if outcome in ("ok", "slow after accept"):
            text = text_in(body)
            self.host.shown.setdefault(number_in(text), text)
            self.host.kept += 1
            self.host.taken()
        if outcome.startswith("slow"):
            time.sleep(0.8)
        with suppress(OSError):  # the sender did not wait
            self._say(outcome)

    def _say(self, outcome: str) -> None:
        words = outcome.split(maxsplit=2)
        status = int(words[0]) if words[0].isdigit() else 200
        said = next((yes for path, yes in _YES.items() if self.path.startswith(path)), {})
        if words[0] == "code":
            told = words[2] if len(words) > 2 else "no"
            names = ("errcode", "errmsg") if "errcode" in said else ("code", "msg")
            said = {names[0]: int(words[1]), names[1]: told}
        text = json.dumps(said) if words[0] != "html" else "<html>portal</html>"
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.host.at}/elsewhere")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if words[0] == "drip":
            for one in text * 100:
                self.wfile.write(one.encode())
                time.sleep(0.05)
        self.wfile.write(text.encode())

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def hosting(answer: Answer = lambda number: "ok") -> Iterator[RobotHost]:
    """A host of robots on a free port of 127.0.0.1."""
    host = RobotHost(answer=answer)
    handler = type("Handler", (_Handler,), {"host": host})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    host.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
