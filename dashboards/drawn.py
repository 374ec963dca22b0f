"""Pages drawn once for a state of the record: until it changes, everybody alike gets the same.

The overview takes 0.1 s of a processor to draw and its ledger changes a few times an hour. What
may be kept is a page that shows the ledger, the plan and the time of day alone; the last to the
minute. Queues, drafts and jobs are not in the chain: for pages that show them, they are looked at.
What was drawn of an earlier minute or head is let go as soon as something later is drawn: nobody
asks for it again, and 128 pages of a large record are tens of megabytes in every process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards import words
from dashboards.address import Address
from ledger.beside import beside
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk

KEPT = frozenset({
    "/", "/tasks", "/tasks/*", "/offices", "/offices/*", "/areas", "/indicators/*", "/final",
    "/quality", "/data", "/alerts", "/cases", "/audit",
})  # fmt: skip
BESIDE = frozenset({"/reporting", "/briefings"})
"""Pages that also show what moves beside the chain."""
MOST = 128
Moment = tuple[datetime, int]
"""A minute and the record's head in it."""


class State(NamedTuple):
    """Everything a page may depend on, its moment apart: what is past is not asked for again."""

    moment: Moment
    rest: Hashable


class Drawn:
    """The pages of the latest moment, by all they depend on; the least recently shown goes first.

    Who asks for a page that another is drawing waits for that drawing: eight who ask at once
    after the record changed cost one drawing, not eight.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._moment: Moment | None = None
        self._kept: OrderedDict[State, Any] = OrderedDict()
        self._drawing: dict[State, Future[Any]] = {}
        self._lock = threading.Lock()

    def page(self, key: State, draw: Callable[[], Any]) -> Any:
        """The page kept under `key`, else the one that `draw` gives; a fault is never kept.

        Whoever waited for a drawing that failed draws for himself.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            other = self._drawing.get(key)
            mine = self._drawing.setdefault(key, Future())
        if other is not None and other.exception() is None:
            return other.result()
        if other is not None:
            return draw()
        return self._drawn(key, draw, mine)

    def _drawn(self, key: State, draw: Callable[[], Any], mine: Future[Any]) -> Any:
        try:
            page = draw()
        except BaseException as fault:
            with self._lock:
                del self._drawing[key]
            mine.set_exception(fault)
            raise
        with self._lock:
            del self._drawing[key]
            self._keep(key, page)
        mine.set_result(page)
        return page

    def _keep(self, key: State, page: Any) -> None:
        if self._moment is None or key.moment > self._moment:
            self._moment = key.moment
            self._kept.clear()
        if key.moment == self._moment:
            self._kept[key] = page
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def state(desk: Desk, who: Actor, address: Address, *, moving: bool = False) -> State:
    """Everything a page may depend on: who reads what, of which record, in which minute.

    The rights are in it themselves: no page drawn for one is ever shown to another. `moving`:
    the page also shows the queue, jobs or drafts.
    """
    minute = desk.now().replace(second=0, microsecond=0)
    said = (address.href(), words.language(), desk.plan.version)
    with desk.ledger.read() as reading:
        return State((minute, reading.head), (who, *said, beside(reading) if moving else None))
