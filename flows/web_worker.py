"""Gunicorn's threaded worker, patient: a thread is given to a request whose head has arrived.

Gunicorn's own gives a thread to every connection; as many silent ones as there are threads stop
the site.
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass, field
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

HEAD_SECONDS = 10.0  # from the first byte asked for to the empty line after the head
BODY_SECONDS = 5  # without a byte of the body
MAX_HEAD = 64 * 1024  # beyond it Gunicorn's parser decides, which has limits of its own
CHUNK = 8192
HEAD_END = b"\r\n\r\n"


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

    def enqueue_req(self, conn: TConn) -> None:
        """Wait for the head of the connection's next request, then give it to a thread."""
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
        super().enqueue_req(conn)

    def _drop(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        del self._heads[conn]
        self.nr_conns -= 1
        conn.close()
