"""What is said of a target whose area is not there."""

from __future__ import annotations

from datetime import date

from observations.identity import Area
from targets.model import Plan

Absence = tuple[date, date, str]  # first day, the first after, and what is said of it


def absences(plan: Plan) -> dict[str, tuple[Absence, ...]]:
    """By code of an area the days on which it is not there."""
    if not plan.dated:
        return {}
    found: dict[str, tuple[Absence, ...]] = {}
    for one in (area for area in plan.areas if area.dated):
        before = ((date.min, one.valid_from),) if one.valid_from else ()
        after = ((one.valid_to, date.max),) if one.valid_to else ()
        found[one.code] = tuple((a, b, plan.places.fate(one, a)) for a, b in (*before, *after))
    return found


def area_text(plan: Plan, area: Area, day: date) -> str:
    """Why nothing is judged of `area` on `day`, on which it is not there."""
    said = f"行政区划调整,{plan.places.fate(area, day)}"
    if area.valid_to is None or day < area.valid_to or not area.successors:
        return said
    return f"{said},承接地区的值不代作本地区的值"
