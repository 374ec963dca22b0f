"""Stations on a file's way where a process can be made to die or to stop, watched from outside.

Nothing in the program knows of them: a trace function in the test's own child looks at which
function is entered and left. They are named by module, function, before or after.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any


@dataclass(frozen=True)
class Point:
    """A station: `place` is `module:function`; `since` is the station that must be the last one.

    A function that everybody calls (a commit) is told apart by where its caller came from.
    """

    name: str
    place: str
    when: str  # before | after
    since: str = ""


_SPOOL = "observations.spool"
_CLOSE = "ledger.unit:Unit.close"
_COMMIT = "sqlalchemy.engine.default:DefaultDialect.do_commit"
_ACK = "tests.campaigns.faults.tasks:acknowledge"

POINTS = (
    Point("01 before spooling", f"{_SPOOL}:spool", "before"),
    Point("02 bytes copied, not synced", f"{_SPOOL}:_copy", "after"),
    Point("03 synced, without its name", f"{_SPOOL}:_settle", "before"),
    Point("04 after spooling", f"{_SPOOL}:spool", "after"),
    Point("05 before the receipt", "ledger.receipts:receive", "before"),
    Point("06 after the receipt's row", "ledger.receipts:receive", "after"),
    Point("07 receipt before its link", _CLOSE, "before", "06 after the receipt's row"),
    Point("08 receipt after its link", _CLOSE, "after", "07 receipt before its link"),
    Point("09 receipt before commit", _COMMIT, "before", "08 receipt after its link"),
    Point("10 receipt after commit", _COMMIT, "after", "09 receipt before commit"),
    Point("11 before the acknowledgement", _ACK, "before"),
    Point("12 after the acknowledgement", _ACK, "after"),
    Point("13 before the lease", "ledger.receipts:lease", "before"),
    Point("14 lease before commit", _COMMIT, "before", "13 before the lease"),
    Point("15 lease after commit", _COMMIT, "after", "14 lease before commit"),
    Point("16 after reading", "desk.intake:Bench.understand", "after"),
    Point("17 after checking", "expectations.check:check", "after"),
    Point("18 before recording", "ledger.record:record", "before"),
    Point("19 mid-write, judgement in", "ledger.record:_judge", "after"),
    Point("20 mid-write, values in", "ledger.record:_revise", "after"),
    Point("21 after recording", "ledger.record:record", "after"),
    Point("22 verdict before its link", _CLOSE, "before", "21 after recording"),
    Point("23 verdict after its link", _CLOSE, "after", "22 verdict before its link"),
    Point("24 verdict before commit", _COMMIT, "before", "23 verdict after its link"),
    Point("25 verdict after commit", _COMMIT, "after", "24 verdict before commit"),
)
BY_NAME = {point.name: place for place, point in enumerate(POINTS)}
START = len(POINTS)
"""The station of a child that has not passed any."""


def code_of(place: str) -> CodeType:
    """The code of a function named `module:function`; AttributeError when it has moved."""
    module, _, path = place.partition(":")
    found: Any = importlib.import_module(module)
    for name in path.split("."):
        found = getattr(found, name)
    code: CodeType = found.__code__
    return code


class Watch:
    """Follows one thread from station to station and tells each of them to `passed`."""

    def __init__(self, passed: Callable[[int], None]) -> None:
        self._passed = passed
        self._last = ""
        self._table: dict[int, tuple[list[int], list[int]]] = {}
        for number, point in enumerate(POINTS):
            before, after = self._table.setdefault(id(code_of(point.place)), ([], []))
            (before if point.when == "before" else after).append(number)

    def begin(self) -> None:
        """Watch this thread from now on."""
        sys.settrace(self._entered)

    def _entered(self, frame: FrameType, _event: str, _arg: object) -> Any:
        known = self._table.get(id(frame.f_code))
        if known is None:
            return None
        frame.f_trace_lines = False
        self._meet(known[0])
        return self._left if known[1] else None

    def _left(self, frame: FrameType, event: str, _arg: object) -> Any:
        if event == "return":
            self._meet(self._table[id(frame.f_code)][1])
        return self._left

    def _meet(self, numbers: list[int]) -> None:
        for number in numbers:
            if POINTS[number].since in ("", self._last):
                self._last = POINTS[number].name
                self._passed(number)
                return
