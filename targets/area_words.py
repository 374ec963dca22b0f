"""What became of an area that is not there on a day, in words."""

from __future__ import annotations

from datetime import date

from observations.identity import Area
from targets import wording
from targets.model import Plan


def area_text(plan: Plan, area: Area, day: date) -> str:
    """Why nothing is judged of `area` on `day`, on which it is not there."""
    said = f"行政区划调整,{fate(plan, area, day)}"
    if area.valid_to is None or day < area.valid_to or not area.successors:
        return said
    return f"{said},承接地区的值不代作本地区的值"


def fate(plan: Plan, area: Area, day: date) -> str:
    """When the area ended and whose it is now, or since when there is one; empty while it is."""
    if area.valid_to is not None and area.valid_to <= day:
        heirs = "、".join(plan.area_of(code).name for code in area.successors or ())
        went = f"划归{heirs}" if heirs else "没有承接的地区"
        return f"{area.name}自{wording.date_text(area.valid_to)}起撤销,{went}"
    if area.valid_from is not None and day < area.valid_from:
        return f"{area.name}自{wording.date_text(area.valid_from)}起才设立"
    return ""
