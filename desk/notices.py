"""Alerts that people take note of."""

from __future__ import annotations

from desk.handle import Desk
from desk.rights import acting_for, require_role
from ledger import facts
from observations.errors import UserError
from observations.identity import Actor, Role

LONGEST_TEXT = 2000


def acknowledge(desk: Desk, actor: Actor, fact_id: str, text: str) -> None:
    """Keep that the post took note of an alert and what it says to it."""
    require_role(actor, Role.CLERK, Role.REVIEWER, Role.DESK)
    with desk.ledger.read() as reading:
        found = facts.get(reading, fact_id)
    office = str(found.fact.body.get("office", "")) if found else ""
    if found is None or not actor.covers(office):
        raise UserError(f"没有预警“{fact_id}”", cure="在预警页核对编号")
    acting = acting_for(desk, actor, office, Role.CLERK, Role.REVIEWER, Role.DESK)
    with desk.ledger.write(acting, desk.now(), "acknowledge", fact_id) as unit:
        facts.acknowledge(unit, fact_id, text.strip()[:LONGEST_TEXT])
