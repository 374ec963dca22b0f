"""Pages drawn once for a state of the record: until it changes, everybody alike gets the same.

The overview takes 0.1 s of a processor to draw and its ledger changes a few times an hour. What
may be kept is a page that shows the ledger, the plan and the time of day alone; the last to the
minute. Queues, drafts and jobs are not in the chain: for pages that show them, they are looked at.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

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


class Drawn:
    """The pages drawn last, by everything they depend on; the least recently shown goes first.

    Who asks for a page that another is drawing waits for that drawing: eight who ask at once
    after the record changed cost one drawing, not eight.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._drawing: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    def page(self, key: Hashable, draw: Callable[[], Any]) -> Any:
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

    def _drawn(self, key: Hashable, draw: Callable[[], Any], mine: Future[Any]) -> Any:
        try:
            page = draw()
        except BaseException as fault:
            with self._lock:
                del self._drawing[key]
            mine.set_exception(fault)
            raise
        with self._lock:
            del self._drawing[key]
            self._kept[key] = page
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        mine.set_result(page)
        return page


def state(desk: Desk, who: Actor, address: Address, *, moving: bool = False) -> Hashable:
    """Everything a page may depend on: who reads what, of which record, in which minute.

    The rights are in it themselves: no page drawn for one is ever shown to another. `moving`:
    the page also shows the queue, jobs or drafts.
    """
    minute = desk.now().replace(second=0, microsecond=0)
    said = (address.href(), words.language(), desk.plan.version)
    with desk.ledger.read() as reading:
        return (who, *said, minute, reading.head, beside(reading) if moving else None)
