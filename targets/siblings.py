"""The same line for neighbours: what the level above promised holds for each of its areas."""

from __future__ import annotations

from dataclasses import replace

from observations.identity import Area
from targets.model import Plan, Target

UPPER_TIER = "市"


def siblings(plan: Plan, code: str) -> tuple[Area, ...]:
    """Areas of the same level under the same parent, the area itself among them, in plan order."""
    own = plan.area_of(code)
    return tuple(one for one in plan.areas if (one.level, one.parent) == (own.level, own.parent))


def lines_everywhere(plan: Plan) -> Plan:
    """The plan of comparison: each line of the tier above once for every sibling of its area.

    The copy for another area is named `T09@150602`. Baselines, reporting and tasks stay: a
    neighbour without a baseline is told met or not, never how far behind its pace.
    """
    lines = (
        one
        for one in plan.targets
        if one.tier == UPPER_TIER and plan.area_of(one.area).level != UPPER_TIER
    )
    copies = (_for(target, area) for target in lines for area in siblings(plan, target.area))
    return replace(plan, targets=tuple(copies))


def line_of(target_id: str) -> str:
    """The plan's own target behind a copy.

    >>> line_of("T09@150602"), line_of("T09")
    ('T09', 'T09')
    """
    return target_id.partition("@")[0]


def _for(target: Target, area: Area) -> Target:
    if area.code == target.area:
        return target
    return replace(target, id=f"{target.id}@{area.code}", area=area.code)
