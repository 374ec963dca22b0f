"""A real HTTP receiver on the loopback address: it can fail, dawdle, redirect; it keeps keys."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[int], str]  # number of the request, from 1 → what to do


@dataclass
class Receiver:
    """Requests as they came; `shown` is what a reader sees: each key once."""

    port: int = 0
    answer: Answer = lambda number: "ok"
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/hook"

    def take(self, body: dict[str, Any], headers: dict[str, str]) -> str:
        self.requests.append(body)
        self.headers.append(headers)
        outcome = self.answer(len(self.requests))
        if outcome in ("ok", "slow after accept"):
            self.shown.setdefault(headers["Idempotency-Key"], body)
        return outcome


@contextmanager
def receiving(answer: Answer = lambda number: "ok") -> Iterator[Receiver]:
    """A receiver on a free port of 127.0.0.1."""
    receiver = Receiver(answer=answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            outcome = receiver.take(body, dict(self.headers))
            if outcome.startswith("slow"):
                time.sleep(0.8)
            status = {"fail": 500, "redirect": 307}.get(outcome, 200)
            try:
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                pass  # the sender did not wait

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
