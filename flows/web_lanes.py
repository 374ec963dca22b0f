"""Who is next: requests wait in two lanes, pages and the rest, and each asker in a line of his own.

A flood waits behind itself. Whatever is asked for beside pages (files, signing in, programs'
questions) has half of the threads at most, and one while a page is being drawn: threads of one
process share its processor. Nobody has more than half of them, nor more than so many a second,
and all who ask for such things together not more than so many either, however many they are: who
asks without pause waits, and costs nothing while waiting.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")
PAGES, REST = "pages", "rest"
LONGEST = 100  # of one asker's line once many wait; a browser of ours never waits for ten
CROWD = 500  # waiting in all; a worker holds a thousand connections
BURST = 4  # seconds: a first page brings its scripts, styles and pictures all at once
REST_BURST = 1  # seconds: thirty offices may fetch their forms in the same one
MOST_KNOWN = 10_000
_SESSION = re.compile(rb"cityplan_session=([^;\s]+)")
_REST = (b"/files/", b"/api/", b"/metrics", b"/logout")
_SIGN_IN = b"/login"


@dataclass(frozen=True)
class Asker:
    """One line: the lane, what for, and whose; the name tells nothing that it was made of."""

    lane: str
    kind: bytes
    name: bytes


def asker_of(head: bytes, address: str) -> Asker:
    """Whose line a request's head belongs to: of its cookie or token, else of its address.

    Nothing here is trusted: who invents cookies gets lines of his own, which lead to the log-in.
    """
    method, _, rest = head[:512].partition(b" ")
    path = rest.partition(b" ")[0]
    kind = next((one for one in _REST if path.startswith(one)), b"")
    if method == b"POST" and path.startswith(_SIGN_IN):
        kind = _SIGN_IN
    session = None if kind == _SIGN_IN else _SESSION.search(_said(head, b"cookie"))
    whose = session[1] if session else b""
    if not whose and kind != _SIGN_IN:
        whose = _said(head, b"authorization")
    whose = whose or _said(head, b"x-forwarded-for").rpartition(b",")[2] or address.encode()
    named = hashlib.blake2b(whose.strip(), digest_size=16).digest()
    return Asker(REST if kind else PAGES, kind, named)


def _said(head: bytes, name: bytes) -> bytes:
    """The value of the first header of that name; empty without one."""
    begin = head.lower().find(b"\r\n" + name + b":")
    if begin < 0:
        return b""
    value = begin + len(name) + 3
    end = head.find(b"\r\n", value)
    return head[value : end if end >= 0 else None]


@dataclass(frozen=True)
class Pace:
    """So many a second, and at once `burst` seconds' worth of them."""

    each_second: int
    burst: float

    @property
    def most(self) -> float:
        """How many one who rested may begin at once, at least one."""
        return max(1.0, self.each_second * self.burst)


class _Credits(Generic[K]):
    """How many more each key may begin; who is not known may begin the most."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._left: dict[K, tuple[float, float]] = {}

    def left(self, key: K, now: float) -> float:
        """What `key` may begin at `now` seconds."""
        most = self._pace.most
        left, since = self._left.get(key, (most, now))
        return min(most, left + (now - since) * self._pace.each_second)

    def spend(self, key: K, now: float) -> None:
        """`key` begins one."""
        self._left[key] = (self.left(key, now) - 1, now)
        if len(self._left) > MOST_KNOWN:
            full = self._pace.most
            self._left = {k: v for k, v in self._left.items() if self.left(k, now) < full}


class Lanes(Generic[T]):
    """Lines of waiting things for `threads` threads; for one thread of control.

    `asker` is the pace of one asker, `rest` that of all together who ask for something else than
    pages; `clock` in seconds.
    """

    def __init__(
        self, threads: int, asker: int, rest: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._threads, self._each = threads, max(1, threads // 2)
        self._clock = clock
        self._askers: _Credits[Asker] = _Credits(Pace(asker, BURST))
        self._rest: _Credits[str] = _Credits(Pace(rest, REST_BURST))
        self._lines: dict[str, OrderedDict[Asker, deque[T]]] = {
            PAGES: OrderedDict(),
            REST: OrderedDict(),
        }
        self._busy: Counter[Asker] = Counter()
        self._turn = REST
        self._waiting = 0

    def __len__(self) -> int:
        """How many wait."""
        return self._waiting

    def put(self, asker: Asker, thing: T) -> bool:
        """Let `thing` wait at the end of its asker's line; False when that is too long in a crowd.

        Without one it may wait however long the line is: who waits asks nothing else meanwhile.
        """
        line = self._lines[asker.lane].setdefault(asker, deque())
        if len(line) >= LONGEST and self._waiting >= CROWD:
            return False
        line.append(thing)
        self._waiting += 1
        return True

    def take(self) -> tuple[Asker, T] | None:
        """The next that may have a thread, which is then its until `done`; None when none may.

        The lanes take turns, in a lane the askers do.
        """
        if self._busy.total() >= self._threads:
            return None
        now = self._clock()
        for lane in self._turns():
            asker = self._first(lane, now)
            if asker is not None:
                self._turn = lane
                self._busy[asker] += 1
                self._askers.spend(asker, now)
                self._rest.spend(lane, now)
                return asker, self._pop(asker)
        return None

    def done(self, asker: Asker) -> None:
        """A thread of this asker is free again."""
        self._busy[asker] -= 1
        if not self._busy[asker]:
            del self._busy[asker]

    def _turns(self) -> tuple[str, str]:
        return (REST, PAGES) if self._turn == PAGES else (PAGES, REST)

    def _first(self, lane: str, now: float) -> Asker | None:
        if lane == REST and not self._rest_may(now):
            return None
        may = (one for one in self._lines[lane] if self._busy[one] < self._each)
        return next((one for one in may if self._askers.left(one, now) >= 1), None)

    def _rest_may(self, now: float) -> bool:
        if self._rest.left(REST, now) < 1:
            return False
        return self._taken(REST) < (1 if self._taken(PAGES) else self._each)

    def _taken(self, lane: str) -> int:
        return sum(count for one, count in self._busy.items() if one.lane == lane)

    def _pop(self, asker: Asker) -> T:
        """Its first; then the asker goes to the end of the others."""
        lane = self._lines[asker.lane]
        line = lane.pop(asker)
        thing = line.popleft()
        self._waiting -= 1
        if line:
            lane[asker] = line
        return thing
