"""Where a process that tells alerts dies: in itself, or when the receiver has heard so much.

Nothing in the program knows of them: a trace function in the test's own child looks at which
function is entered and left while the channel under test is told.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from types import FrameType
from typing import Any

from tests.campaigns.faults.points import code_of

_SENDS = (
    "alerts.files:FileChannel.send",
    "alerts.hooks:HookChannel.send",
    "alerts.mail:MailChannel.send",
    "alerts.robots:RobotChannel.send",
)
_COMMIT = "sqlalchemy.engine.default:DefaultDialect.do_commit"


@dataclass(frozen=True)
class Point:
    """A station; `where` is `child` (functions in the child) or what the receiver has heard."""

    name: str
    where: str = "child"
    places: tuple[str, ...] = ()
    when: str = "before"
    since: str = ""


_CONNECT = ("urllib3.connection:HTTPConnection.connect", "smtplib:SMTP.connect")
_KEPT = ("ledger.facts:delivered",)
POINTS = (
    Point("1 message fixed, nothing sent", places=_SENDS),
    Point("2 connected, nothing said", places=_CONNECT, when="after"),
    Point("3 in the middle of the exchange", where="begun"),
    Point("4 taken by the receiver, not answered", where="taken"),
    Point("5 answered, not recorded", places=_SENDS, when="after"),
    Point("6 recorded, not committed", places=_KEPT, when="after", since="5"),
    Point("7 recorded and committed", places=(_COMMIT,), when="after", since="6"),
)
FILE_INSTEAD = {
    "2": Point("2", places=("alerts.files:_append",)),
    "3": Point("3", places=("alerts.files:_write_whole",)),
    "4": Point("4", places=("alerts.files:_write_whole",), when="after"),
}
"""Where a file stands for a receiver."""


class Watch:
    """Kills this process at a point of telling one channel."""

    def __init__(self, point: Point, channel: str) -> None:
        self._point, self._channel = point, channel
        self._now, self._passed = "", {""}
        self._sends = {id(code_of(place)) for place in _SENDS}
        self._stations = [
            one for one in POINTS if one.where == "child" and one.name[0] in (point.since, "5")
        ]
        self._here = {id(code_of(place)) for place in point.places}
        self._before = {id(code_of(place)): one for one in self._stations for place in one.places}

    def begin(self) -> None:
        """Watch this thread from now on."""
        sys.settrace(self._entered)

    def _entered(self, frame: FrameType, _event: str, _arg: object) -> Any:
        code = id(frame.f_code)
        if code in self._sends:
            self._now = frame.f_locals["self"].name
        if self._now != self._channel or not ({code} & (self._here | set(self._before))):
            return None
        frame.f_trace_lines = False
        if code in self._here and self._point.when == "before":
            _die()
        return self._left

    def _left(self, frame: FrameType, event: str, _arg: object) -> Any:
        if event != "return":
            return self._left
        code = id(frame.f_code)
        ours = code in self._here and self._point.when == "after"
        if ours and self._point.since in self._passed:
            _die()
        if code in self._before:
            self._passed.add(self._before[code].name[0])
        return self._left


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
