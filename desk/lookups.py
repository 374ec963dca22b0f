"""Looking for one thing: by its number within the scope, or by its code."""

from __future__ import annotations

from datetime import date

from desk import accounts
from desk.handle import Desk
from ledger.findings import MISPLACED
from observations.areas import Areas
from observations.finding import Finding
from observations.identity import Actor
from targets.model import Plan


def covered(desk: Desk, actor: Actor, office: str, subject: str) -> bool:
    """True when the post covers `office`; else the audit keeps that it asked for `subject`."""
    if actor.covers(office):
        return True
    accounts.denied(desk, actor, subject, "不在本岗位范围内")
    return False


def area_name(desk: Desk, code: str) -> str:
    """The name of an area; of one that only bulk deliveries know, its code."""
    return next((area.name for area in desk.plan.areas if area.code == code), code)


def fates(plan: Plan, day: date) -> tuple[str, ...]:
    """What became of each area of the plan that is not there on `day`; mostly nothing."""
    if not plan.dated:
        return ()
    known = Areas(plan.areas)
    return tuple(said for one in plan.areas if (said := known.fate(one, day)))


def area_choices(desk: Desk, actor: Actor, day: date | None) -> tuple[tuple[str, str], ...]:
    """(code, name) of the areas the actor may see, in plan order, as on `day`, None for today.

    An area that has ended stays to be chosen and says so; one that is not yet there does not.
    """
    plan, on = desk.plan, day or desk.today()
    known = Areas(plan.areas if plan.dated else ())
    return tuple(
        (one.code, known.fate(one, on) or one.name)
        for one in plan.areas
        if (one.valid_from is None or one.valid_from <= on) and actor.covers_area(one.code)
    )


def quoted(desk: Desk, finding: Finding) -> str:
    """The value a finding quotes, as people read it: an office by its name, not by its id."""
    if finding.rule != MISPLACED:
        return finding.value
    return desk.office_names.get(finding.value, finding.value)
