"""Looking for one thing: by its number within the scope, or by its code."""

from __future__ import annotations

from desk import accounts
from desk.handle import Desk
from ledger.findings import MISPLACED
from observations.finding import Finding
from observations.identity import Actor


def covered(desk: Desk, actor: Actor, office: str, subject: str) -> bool:
    """True when the post covers `office`; else the audit keeps that it asked for `subject`."""
    if actor.covers(office):
        return True
    accounts.denied(desk, actor, subject, "不在本岗位范围内")
    return False


def area_name(desk: Desk, code: str) -> str:
    """The name of an area; of one that only bulk deliveries know, its code."""
    return next((area.name for area in desk.plan.areas if area.code == code), code)


def quoted(desk: Desk, finding: Finding) -> str:
    """The value a finding quotes, as people read it: an office by its name, not by its id."""
    if finding.rule != MISPLACED:
        return finding.value
    return desk.office_names.get(finding.value, finding.value)
