"""Supervised targets judged anew within the half hour: what was approved moves their cases."""

from __future__ import annotations

from cases.kinds import load_kinds
from desk.assess import assess_period
from desk.handle import Desk
from desk.rates import asked_periods
from desk.rights import require_role
from desk.run_history import assessed_periods
from ledger import case_counts
from ledger.case_wanted import Wanted
from ledger.unit import Reading
from observations.identity import Actor, Role
from observations.period import ReportingPeriod


def follow_targets(desk: Desk, actor: Actor) -> tuple[ReportingPeriod, ...]:
    """Judge the newest periods by what is approved now, while any target has a case.

    A value that was approved since closes its case, one that fell back reopens it, without
    waiting for the evening's assessment. Nothing new: nothing is kept. On a day off nothing is
    done. The periods, oldest first.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    if not desk.calendar.is_working_day(desk.today()):
        return ()
    with desk.ledger.read() as reading:
        periods = _newest(desk, reading) if _supervised(reading) else ()
    for one in periods:
        assess_period(desk, actor, one)
    return periods


def _supervised(reading: Reading) -> bool:
    kinds = tuple(one.id for one in load_kinds() if one.opens.by == "assessment")
    return case_counts.number_of(reading, Wanted(kinds=kinds)) > 0


def _newest(desk: Desk, reading: Reading) -> tuple[ReportingPeriod, ...]:
    """Periods that end with the newest assessed one, and later ones whose forms were due."""
    known = [ReportingPeriod.parse(one) for one in assessed_periods(reading)]
    if not known:
        return ()
    today, newest = desk.today(), max(one.end for one in known)
    due = {o for o in asked_periods(desk, today) if o.end > newest and desk.due(o) < today}
    again = {one for one in known if one.end == newest}
    return tuple(sorted(due | again, key=lambda one: (one.end, one.start)))
