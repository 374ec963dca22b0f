"""How much may be asked for: a bucket a session, a token and an address, room for what is heavy.

Each web process counts for itself: two of them let up to twice as much pass.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk.settings import Settings

BIG = 1024 * 1024  # bytes of a body that waits for room
EACH = 2  # big bodies of one holder at once: nobody takes all the room
MOST_KEYS = 10_000
TOLD_PER_MINUTE = 6  # lines in the log about one address that guesses: a flood of them is one too
ORDERED = 4  # heavy files being written or waiting for it: each of them holds a thread


class Buckets:
    """Token buckets by key: `at_once` of them (None: `per_minute`), refilled evenly.

    `clock` in seconds.
    """

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        at_once: int | None = None,
    ) -> None:
        self._most, self._rate, self._clock = float(at_once or per_minute), per_minute / 60, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Seconds until the next is free; 0.0 when this one was, and is taken."""
        with self._lock:
            now = self._clock()
            left = self._now(self._left.get(key, (self._most, now)), now)
            if left < 1:
                return (1 - left) / self._rate
            if len(self._left) >= MOST_KEYS:
                self._forget(now)
            self._left[key] = (left - 1, now)
            return 0.0

    def _now(self, kept: tuple[float, float], now: float) -> float:
        left, since = kept
        return min(self._most, left + (now - since) * self._rate)

    def _forget(self, now: float) -> None:
        """A full bucket is as good as none; where none is full, all begin anew."""
        waiting = {k: kept for k, kept in self._left.items() if self._now(kept, now) < self._most}
        self._left = waiting if len(waiting) < MOST_KEYS else {}


class Room:
    """Room for `most` big bodies at once, `EACH` of one holder."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, Counter[str]()
        self._lock = threading.Lock()

    @contextmanager
    def place(self, holder: str) -> Iterator[bool]:
        """True while one of the places is taken; False, and none is, when there is none."""
        with self._lock:
            free = self._held.total() < self._most and self._held[holder] < EACH
            self._held[holder] += free
        try:
            yield free
        finally:
            with self._lock:
                self._held[holder] -= free
                self._held = +self._held  # forgets who holds nothing


@dataclass(frozen=True)
class Limits:
    """The limits of one web process: programs', of logging in, of those who are logged in."""

    tokens: Buckets
    addresses: Buckets
    bodies: Room
    logins: Buckets
    told: Buckets
    files: Room
    sessions: Buckets
    downloads: Buckets


def log_ins_at_once(per_minute: int) -> int:
    """Ten seconds' worth, at least ten: each costs the check of a password, a tenth of a second."""
    return min(per_minute, max(10, per_minute // 6))


def limits_of(settings: Settings) -> Limits:
    """The limits as the settings have them."""
    return Limits(
        Buckets(settings.api_token_per_minute),
        Buckets(settings.api_address_per_minute),
        Room(settings.api_big_bodies),
        Buckets(settings.login_per_minute, at_once=log_ins_at_once(settings.login_per_minute)),
        Buckets(TOLD_PER_MINUTE),
        Room(ORDERED),
        Buckets(settings.session_per_minute),
        Buckets(settings.downloads_per_minute),
    )
