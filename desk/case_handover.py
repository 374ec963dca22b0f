"""Cases of offices that the plan has ended are handed over to their successors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cases.events import CaseEvent
from cases.follow import Followed
from cases.handover import Heir, hand_over
from cases.kinds import load_kinds
from desk.case_known import folded
from desk.case_told import case_facts
from desk.handle import Desk
from desk.rights import require_role
from ledger import case_log, case_reads, facts
from ledger.case_wanted import Wanted
from ledger.unit import Reading
from observations.identity import Actor, Role
from targets.model import Plan


def hand_over_cases(desk: Desk, actor: Actor) -> tuple[CaseEvent, ...]:
    """Every open case of an office that has ended by today goes to its successor.

    By the plan in force; a second call of the same day does nothing.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    heirs = heirs_on(desk.plan, desk.today())
    if not heirs:
        return ()
    with desk.ledger.read() as reading:
        if not _wanted(desk, actor, reading, heirs):
            return ()
    with desk.ledger.write(actor, desk.now(), "case.hand_over") as unit:
        unit.lock_chain()  # two at once: no case goes over twice
        events = _wanted(desk, actor, unit.reading(), heirs)
        case_log.append(unit, events)
        facts.store(unit, case_facts(desk, events))
    return events


def heirs_on(plan: Plan, day: date) -> Mapping[str, Heir]:
    """Who has the duties of each office that has ended by `day`: the last of a row of heirs."""
    found = {}
    for one in plan.offices:
        heir = one
        while heir.ended is not None and heir.ended <= day:
            heir = plan.office(heir.successor)
        if heir != one and one.ended is not None:
            found[one.id] = Heir(one.name, heir.id, heir.name, one.ended)
    return found


def _wanted(
    desk: Desk, actor: Actor, reading: Reading, heirs: Mapping[str, Heir]
) -> tuple[CaseEvent, ...]:
    by = Followed(actor.post, desk.now(), desk.today(), desk.calendar)
    kinds = {one.id: one for one in load_kinds()}
    known = folded(reading, case_reads.in_order(reading, Wanted(shut=False)))
    return hand_over(known, heirs, kinds, by, desk.plan.version)
