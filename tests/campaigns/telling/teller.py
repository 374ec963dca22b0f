"""A warm process that forks one child after another to tell what waits, so that each can die.

Every line on standard input is an errand in JSON; answered are the child's pid and its exit
code. Apprise is imported before the fork.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import alerts.transport  # noqa: F401 -- half a second once, not once a child
from alerts.channels import Channel, FileChannel, channels_from
from alerts.deliver import deliver
from ledger.opening import open_ledger
from observations.identity import SYSTEM
from tests.campaigns.telling.points import FILE_INSTEAD, POINTS, Watch

PATIENCE = 0.4
"""Seconds a child waits for an answer: the receivers are on this machine."""


@dataclass(frozen=True)
class Errand:
    """Tell what waits in a ledger through channels at a moment; die at a point of one of them."""

    url: str
    urls: str
    now: str
    point: int = -1
    channel: str = ""


class Teller:
    """The other end: one errand after another, in a child of its own."""

    def __init__(self) -> None:
        words = [sys.executable, "-m", "tests.campaigns.telling.teller"]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def send(self, errand: Errand) -> int:
        """Send a child; its pid."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(errand)) + "\n")
        self._process.stdin.flush()
        return self._number()

    def ended(self) -> int:
        """Wait for the child; its exit code."""
        return self._number()

    def end(self) -> None:
        """Nothing more to tell."""
        self._process.communicate(timeout=60)

    def _number(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


def tell(errand: Errand) -> None:
    """What the child does: one pass of the deliverer."""
    ledger = open_ledger(errand.url)
    channels = tuple(_hurried(one) for one in channels_from(errand.urls, "127.0.0.1"))
    if errand.point >= 0:
        point = POINTS[errand.point]
        if errand.channel.startswith("file:"):
            point = replace(FILE_INSTEAD.get(point.name[0], point), name=point.name)
        if point.places:
            Watch(point, errand.channel).begin()
    deliver(ledger, channels, SYSTEM, datetime.fromisoformat(errand.now))
    sys.settrace(None)
    ledger.close()


def _hurried(channel: Channel) -> Channel:
    if isinstance(channel, FileChannel):
        return channel
    hurried: Channel = replace(channel, read_seconds=PATIENCE)  # type: ignore[type-var]
    return hurried


def main() -> None:
    """Serve until standard input ends."""
    for line in sys.stdin:
        errand = Errand(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            tell(errand)
            os._exit(0)
        _say(pid)
        _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
