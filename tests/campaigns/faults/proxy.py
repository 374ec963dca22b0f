"""A wire to PostgreSQL that can be cut in the middle of a COMMIT."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url

_COMMIT = b"COMMIT\x00"
_BLOCK = 65_536
FORWARDED, ANSWERED = "forwarded", "answered"


class Proxy:
    """Passes bytes on between 127.0.0.1 and the server's socket.

    `cut_at`: at the so many-th COMMIT that passes from now on the connection is cut, right
    after it was `forwarded`, or after the server had `answered` (it is certainly kept then).
    """

    def __init__(self, server: Path) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self.passed, self._cut_at, self._when = 0, 0, FORWARDED
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def url(self, straight: str) -> str:
        """The address of a database, by this wire."""
        parsed = make_url(straight).set(host="127.0.0.1", port=self.port, query={})
        return parsed.render_as_string(hide_password=False)

    def cut_at(self, number: int, when: str) -> None:
        """Count from here; 0 cuts nothing."""
        with self._lock:
            self.passed, self._cut_at, self._when = 0, number, when

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake who accepts
        self._thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """One connection until either end hangs up, the server is away or the wire is cut."""
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(str(self._server))
            ends = {client: server, server: client}
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    block = ready.recv(_BLOCK)
                    if not block:
                        return
                    ends[ready].sendall(block)
                    if ready is client and _COMMIT in block and self._is_the_one():
                        if self._when == ANSWERED:
                            server.recv(_BLOCK)
                        return

    def _is_the_one(self) -> bool:
        with self._lock:
            self.passed += 1
            return self.passed == self._cut_at


@contextmanager
def proxied(server: Path) -> Iterator[Proxy]:
    """A wire to the server's socket, closed at the end."""
    made = Proxy(server)
    try:
        yield made
    finally:
        made.close()
