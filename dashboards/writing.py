"""Heavy files: written by a process beside ours, one at a time, and kept for who asks again.

What is kept is kept under everything it depends on: the post with all its rights, what it asks
for, the head of the record. Nobody is ever given what was written for another.
"""

from __future__ import annotations

import atexit
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from observations import wire
from observations.errors import TryLater

if TYPE_CHECKING:
    from dashboards.limits import Room
    from desk.files import FileOut
    from desk.scribe import Order
    from desk.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds that a request waits for its turn
LONGEST = 90.0  # seconds that one file may take
ENDING = 5.0
KEPT_BYTES = 64 * 1_048_576
KEPT_SECONDS = 600.0
_ROOT = Path(__file__).resolve().parent.parent
_GONE = (EOFError, ConnectionError, ValueError)


@dataclass(frozen=True)
class _Child:
    process: subprocess.Popen[bytes]
    orders: socket.socket


class Scribe:
    """A writing process beside this one: started by the first order, ended by `close`.

    It also ends by itself when this process does, and after some minutes without an order.
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._turn = threading.Lock()
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """The writing process, None before the first order."""
        return self._child.process.pid if self._child else None

    def write(self, settings: Settings, order: Order) -> FileOut:
        """The file; raises as the use case does, and `TryLater` while others' are being written."""
        if not self._turn.acquire(timeout=self._patience):
            raise busy()
        try:
            return self._written(settings, order)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the writing process."""
        with self._turn:
            self._end()

    def _written(self, settings: Settings, order: Order) -> FileOut:
        from desk.scribe import FILE, as_message, file_of

        message = {**as_message(order), "settings": settings.model_dump(mode="json")}
        try:
            answer = self._asked(message, FILE)
        except TimeoutError as slow:
            self._end(0.0)
            raise TryLater("文件在限定的时间内没有写完", cure="缩小范围,或稍后再下载") from slow
        return file_of(*answer)

    def _asked(
        self, message: Mapping[str, object], room: wire.Room
    ) -> tuple[dict[str, Any], bytes]:
        """The answer; a process that ended meanwhile is started anew, once."""
        with suppress(*_GONE):
            return self._put(message, room)
        self._end()
        try:
            return self._put(message, room)
        except _GONE as gone:
            log.exception("the writing process ended twice over one order")
            self._end()
            raise TryLater("文件没有写成", cure="请稍后再下载") from gone

    def _put(self, message: Mapping[str, object], room: wire.Room) -> tuple[dict[str, Any], bytes]:
        child = self._child or self._started()
        child.orders.settimeout(LONGEST)
        wire.send(child.orders, message)
        return wire.receive(child.orders, LONGEST, room)

    def _started(self) -> _Child:
        ours, theirs = socket.socketpair()
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "desk.scribe", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                env=os.environ | {"PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C at the terminal is ours to handle
            )
        self._child = _Child(process, ours)
        return self._child

    def _end(self, seconds: float = ENDING) -> None:
        """It ends when nobody is left to order; one that does not within `seconds` is killed."""
        child, self._child = self._child, None
        if child is None:
            return
        child.orders.close()
        try:
            child.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


@cache
def scribe() -> Scribe:
    """The one writing process of this process, whatever it serves."""
    one = Scribe()
    atexit.register(one.close)
    return one


class Writing:
    """How heavy files are made here: who may wait for one, who writes it, what is kept."""

    def __init__(self, settings: Settings, room: Room, scribe: Scribe) -> None:
        self._settings, self._room, self._scribe = settings, room, scribe
        self.kept = Kept()

    def write(self, order: Order) -> FileOut:
        """The file; `TryLater` at once where enough wait already, of this post or of all."""
        with self._room.place(order.actor.post) as free:
            if not free:
                raise busy()
            return self._scribe.write(self._settings, order)


def busy() -> TryLater:
    """Others' files come first."""
    return TryLater("正在为别人生成文件", cure="请几秒钟后再下载")


class Kept:
    """Files written lately, by everything they depend on; bounded in bytes and in age."""

    def __init__(
        self,
        most: int = KEPT_BYTES,
        seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._files: OrderedDict[Hashable, tuple[float, FileOut]] = OrderedDict()
        self._lock = threading.Lock()

    def file(self, key: Hashable, write: Callable[[], FileOut]) -> FileOut:
        """The file kept under `key`, else the one that `write` gives; a refusal is never kept."""
        with self._lock:
            self._forget()
            if key in self._files:
                return self._files[key][1]
        made = write()
        with self._lock:
            if len(made.data) <= self._most // 2:
                self._files[key] = self._clock(), made
            self._forget()
        return made

    def _forget(self) -> None:
        """The oldest go: those too old, and as many more as take too much room."""
        oldest = self._clock() - self._seconds
        size = sum(len(one.data) for _, one in self._files.values())
        while self._files:
            key, (since, one) = next(iter(self._files.items()))
            if since >= oldest and size <= self._most:
                return
            size -= len(one.data)
            del self._files[key]
