"""A wire to PostgreSQL that can be cut in the middle of a COMMIT."""

from __future__ import annotations

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
        threading.Thread(target=self._accept, daemon=True).start()

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
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # closed
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self._server))
            except OSError:  # the server is away
                client.close()
                continue
            for act in (self._upstream, self._downstream):
                threading.Thread(target=act, args=(client, server), daemon=True).start()

    def _upstream(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while block := client.recv(_BLOCK):
                cut = _COMMIT in block and self._is_the_one()
                if cut and self._when == ANSWERED:
                    _hang_up(client)
                server.sendall(block)
                if cut:
                    if self._when == ANSWERED:
                        _until_quiet(server)
                    break
        _hang_up(client)
        _hang_up(server)

    def _downstream(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while block := server.recv(_BLOCK):
                client.sendall(block)
        _hang_up(client)

    def _is_the_one(self) -> bool:
        with self._lock:
            self.passed += 1
            return self.passed == self._cut_at


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def _until_quiet(server: socket.socket) -> None:
    """The other thread fails to hand the answer on and ends; give it the time to get one."""
    server.settimeout(2.0)
    with suppress(OSError):
        server.recv(1)


@contextmanager
def proxied(server: Path) -> Iterator[Proxy]:
    """A wire to the server's socket, closed at the end."""
    made = Proxy(server)
    try:
        yield made
    finally:
        made.close()
