"""How often the database is asked: a page asks as often for many rows as for few."""

from __future__ import annotations

from sqlalchemy import event

from desk.handle import Desk


class Counting:
    """Counts the statements that the desk's database gets while it is open."""

    def __init__(self, desk: Desk) -> None:
        self._engine = desk.ledger._engine
        self.count = 0

    def __enter__(self) -> Counting:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, *_given: object) -> None:
        self.count += 1
