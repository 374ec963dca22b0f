"""Gunicorn's threaded worker, patient: a thread is given to a request whose head has arrived.

Gunicorn's own gives a thread to every connection; as many silent ones as there are threads stop
the site. And it gives them in the order they come: two hundred requests of one asker are two
hundred that everybody else waits for. Ours takes the askers in turn (`web_lanes`).
"""

from __future__ import annotations

import socket
import struct
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from desk.settings import load_settings
from flows.web_lanes import Asker, Lanes, asker_of

HEAD_SECONDS = 10.0  # from the first byte asked for to the empty line after the head
BODY_SECONDS = 5  # without a byte of the body
MAX_HEAD = 64 * 1024  # beyond it Gunicorn's parser decides, which has limits of its own
CHUNK = 8192
HEAD_END = b"\r\n\r\n"
ACCEPTED = 50
WAKING = 0.1  # seconds between two looks while anybody waits
_TOLD = "请求过于频繁，请5秒后再试".encode()
REFUSAL = b"\r\n".join((
    b"HTTP/1.1 429 Too Many Requests",
    b"Retry-After: 5",
    b"Content-Type: text/plain; charset=utf-8",
    b"X-Content-Type-Options: nosniff",
    b"Cache-Control: no-store",
    b"Connection: close",
    b"Content-Length: %d" % len(_TOLD),
    b"",
    _TOLD,
))  # fmt: skip


@dataclass
class _Head:
    """What has come of a request's head, and when we stop waiting for the rest."""

    deadline: float
    data: bytearray = field(default_factory=bytearray)

    @property
    def whole(self) -> bool:
        return HEAD_END in self.data or len(self.data) >= MAX_HEAD


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Heads are read on the event loop; who does not finish one in time is hung up on."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._heads: dict[TConn, _Head] = {}
        self._came = 0
        found = load_settings()
        self._lanes: Lanes[TConn] = Lanes(
            self.cfg.threads, found.asker_per_second, found.rest_per_second
        )

    def accept(self, listener: socket.socket) -> None:
        """As many as wait, a few dozen at a time: Gunicorn's takes one a turn of the loop.

        A flood of connections would else fill the kernel's queue, and who meets that waits seconds.
        """
        for _ in range(ACCEPTED):
            before = self._came
            super().accept(listener)
            if self._came == before:
                return

    def enqueue_req(self, conn: TConn) -> None:
        """Wait for the head of the connection's next request, then give it to a thread."""
        self._came += 1
        head = _Head(time.monotonic() + HEAD_SECONDS)
        if conn.parser is not None:
            head.data += conn.parser.unreader.take_buffered()
        conn.sock.setblocking(False)
        self._heads[conn] = head
        self.poller.register(conn.sock, EVENT_READ, partial(self._more, conn))
        if head.whole:
            self._give(conn)
        else:
            self._more(conn, conn.sock)

    def murder_pending(self) -> None:
        """Hang up on who did not finish a head in time; on everybody unfinished at the end."""
        super().murder_pending()
        now = time.monotonic()
        late = [c for c, head in self._heads.items() if head.deadline < now or not self.alive]
        for conn in late:
            self._drop(conn)

    def _more(self, conn: TConn, _socket: object) -> None:
        head = self._heads[conn]
        try:
            data = conn.sock.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        head.data += data
        if not data:
            self._drop(conn)
        elif head.whole:
            self._give(conn)

    def _give(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        head = self._heads.pop(conn)
        conn.sock.setblocking(True)
        # A limit of the kernel's: Gunicorn sets the socket blocking again and keeps it.
        limit = struct.pack("@ll", BODY_SECONDS, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        conn.init()
        conn.parser.unreader.unread(bytes(head.data))
        conn.data_ready = True
        address = conn.client[0] if isinstance(conn.client, tuple) else ""
        if self._lanes.put(asker_of(bytes(head.data), address), conn):
            self._begin()
        else:
            self._refuse(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As Gunicorn's, but who waits for his next second is looked after in between."""
        super().wait_for_and_dispatch_events(min(timeout, WAKING) if self._lanes else timeout)
        self._begin()

    def _begin(self) -> None:
        """Give the threads that are free to those whose turn it is."""
        while (found := self._lanes.take()) is not None:
            ended = partial(self.method_queue.defer, self._end, *found)
            self.tpool.submit(self.handle, found[1]).add_done_callback(ended)

    def _end(self, asker: Asker, conn: TConn, done: Future[object]) -> None:
        self._lanes.done(asker)
        self.finish_request(conn, done)
        self._begin()

    def _refuse(self, conn: TConn) -> None:
        """Too many of this asker wait in a crowd: one line of text, and the end."""
        with suppress(OSError):
            conn.sock.setblocking(False)
            conn.sock.send(REFUSAL)
        self.nr_conns -= 1
        conn.close()

    def _drop(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        del self._heads[conn]
        self.nr_conns -= 1
        conn.close()
