"""Rows with a numerator and a denominator: the share moves, the parts are counted."""

from __future__ import annotations

import random
from collections.abc import Mapping

from observations.indicator import Indicator
from tests.campaigns.believing.course import Course
from tests.campaigns.believing.green import green
from tests.campaigns.believing.processes import PROCESSES, Start
from tests.campaigns.believing.said import Key, Number, Said, printed
from tests.campaigns.believing.wholes import WHOLES, built_up, whole

BANNER = "150627"
_TOWN = 0.55  # of the banner's streets and land
_LEVELS: Mapping[str, tuple[float, float]] = {
    "road_condition_rate": (88, 97),
    "main_road_lighting_rate": (94, 99),
    "minor_road_lighting_rate": (90, 98),
    "street_lighting_intact_rate": (90, 98),
    "landscape_lighting_intact_rate": (88, 97),
    "mechanized_sweeping_rate": (68, 90),
    "leakage_rate": (8, 16),
    "raw_waste_landfill_rate": (8, 35),
    "waste_recycling_rate": (22, 40),
    "charger_parking_share": (6, 16),
    "charger_vehicle_ratio": (18, 34),
    "pipe_smart_monitoring_rate": (6, 18),
    "sponge_city_share": (18, 45),
    "cim_3d_coverage": (25, 70),
    "committee_party_member_share": (28, 55),
    "park_service_coverage": (70, 86),
    "bus_stop_coverage": (62, 85),
}
_USUAL = (45, 85)
_DECIMALS: Mapping[str, int] = {
    "公顷": 2,
    "公里": 2,
    "万立方米": 2,
    "吨": 1,
    "万吨": 3,
    "平方公里": 2,
}
_COMPOSED: Mapping[str, tuple[str, ...]] = {
    "生活垃圾产生量(可用清运量代)": ("生活垃圾清运量",),
    "可回收物回收量+生活垃圾清运量": ("可回收物回收量", "生活垃圾清运量"),
}
_LAND: Mapping[str, float] = {
    "建成区面积": 1.0,
    "建成区居住用地总面积": 0.33,
    "建成区面积(扣除不适合设站用地)": 0.86,
}
_GREEN: Mapping[str, str] = {
    "green_space_rate": "green_area",
    "greening_coverage": "greening_cover_area",
    "park_area_per_capita": "park_green_area",
}


def share(course: Course, indicator: Indicator, area: str) -> Said:
    """The row as the office fills it: two parts, sometimes the value typed beside them."""
    below = denominator(course, indicator, area)
    above, note = _numerator(course, indicator, (indicator.key, area), below)
    said = Said(None, above, below, note)
    typing = course.fixed(f"typing:{indicator.key}").random() < 0.15
    if not typing or not below:
        return said
    value = printed(above / below * indicator.scale, indicator.decimals)
    return Said(value, above, below, note)


def denominator(course: Course, indicator: Indicator, area: str) -> Number:
    """The whole, equal wherever it has the same name and area."""
    name, town = indicator.denominator, area != BANNER
    if name in _LAND:
        hectares = built_up(course) * _LAND[name] * (0.8 if town else 1.0)
        return printed(hectares / (100 if indicator.denominator_unit == "平方公里" else 1), 2)
    if town:
        return round(whole(course, name, BANNER) * _TOWN)
    parts = _COMPOSED.get(name, (name,))
    decimals = max(WHOLES[part].decimals for part in parts)
    return printed(sum(whole(course, part, area) for part in parts), decimals)


def nature(indicator: Indicator) -> str:
    """How the denominator moves."""
    if indicator.denominator in _LAND:
        return "surveyed"
    return WHOLES[_COMPOSED.get(indicator.denominator, (indicator.denominator,))[0]].nature


def _numerator(course: Course, indicator: Indicator, key: Key, below: Number) -> tuple[Number, str]:
    if indicator.key in _GREEN:
        area = green(course)[_GREEN[indicator.key]]
        return (round(area * 10_000) if indicator.kind == "amount" else area), ""
    if indicator.kind == "density":
        return _toilets(course, below), ""
    level, note = _path(course, indicator, key)
    above = printed(level / 100 * below, _DECIMALS.get(indicator.numerator_unit, 0))
    return (above if indicator.kind == "ratio" else min(above, below)), note


def _path(course: Course, indicator: Indicator, key: Key) -> tuple[float, str]:
    name = f"rate:{key[0]}:{key[1]}"
    made = course.fixed(f"{name}:start")
    process = PROCESSES[_process(made, indicator)]
    low, high = _LEVELS.get(indicator.key, _USUAL)
    sense = -1 if indicator.direction == "down" else 1
    return process(course, Start(name, made.uniform(low, high), sense))[-1]


def _process(made: random.Random, indicator: Indicator) -> str:
    """Falling and low rates do not saturate; what is surveyed knows no season."""
    low = _LEVELS.get(indicator.key, _USUAL)[0] < 40
    names = [n for n in sorted(PROCESSES) if not (low and n == "saturating")]
    if indicator.frequency.value == "A":
        names.remove("seasonal")
    return made.choice(names)


def _toilets(course: Course, below: Number) -> int:
    count = below * course.fixed("toilets").uniform(3.0, 5.0)
    for draw in course.steps("toilets"):
        count += draw.choice((0, 0, 1, 1, 2, 4))
    return round(count)
