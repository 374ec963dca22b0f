"""What a page can offer to look at: since when there is a record, and what was assessed by then."""

from __future__ import annotations

from datetime import date

from desk.handle import Desk
from desk.rates import work_began
from desk.run_history import assessed_periods
from observations.identity import Actor


def began(desk: Desk, actor: Actor) -> date | None:
    """The day this installation's record begins; None for nobody's post and an empty one."""
    with desk.ledger.read() as reading:
        return work_began(reading) if actor.roles else None


def assessed(desk: Desk, actor: Actor, head: int | None = None) -> tuple[str, ...]:
    """The periods that were assessed by `head` (now for None), newest first."""
    with desk.ledger.read(head) as reading:
        return assessed_periods(reading) if actor.roles else ()
