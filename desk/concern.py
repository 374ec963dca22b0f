"""Whose matters a page shows: of a ledger that holds a country, the plan's own offices."""

from __future__ import annotations

from desk.assess import PUBLISHED_OFFICE
from desk.handle import Desk
from desk.rates import names_ever
from ledger.unit import Reading
from observations.identity import SYSTEM, Actor


def concerned(desk: Desk, reading: Reading, actor: Actor = SYSTEM) -> frozenset[str]:
    """Every office that the plan ever named and that the actor covers.

    With the publisher of open data, and "": the desk itself and senders that nobody knows.
    """
    every = {*names_ever(desk, reading), PUBLISHED_OFFICE, ""}
    return frozenset(one for one in every if actor.covers(one))
