"""The green areas of a year: three kinds of green that make the total, under one canopy."""

from __future__ import annotations

from collections.abc import Mapping

from tests.campaigns.believing.course import Course
from tests.campaigns.believing.said import Number, printed
from tests.campaigns.believing.wholes import built_up

_SHARES: Mapping[str, tuple[float, float]] = {
    "park_green_area": (0.12, 0.2),
    "attached_green_area": (0.13, 0.19),
    "protective_green_area": (0.05, 0.1),
}
_CANOPY = (0.012, 0.045)


def green(course: Course) -> Mapping[str, Number]:
    """Hectares by indicator; the total is the sum of its parts, the canopy is wider."""
    area = built_up(course)
    parts = {key: _part(course, key, area * _share(course, key)) for key in _SHARES}
    total = printed(sum(parts.values()), 2)
    canopy = total + area * course.fixed("canopy").uniform(*_CANOPY)
    last = list(course.steps("canopy"))[-1]
    cover = printed(canopy + area * last.uniform(-0.003, 0.003), 2)
    return {**parts, "green_area": total, "greening_cover_area": cover}


def _share(course: Course, key: str) -> float:
    return course.fixed(key).uniform(*_SHARES[key])


def _part(course: Course, key: str, area: float) -> Number:
    """New green every year, a little of it lost again."""
    started = area * 0.85
    for draw in course.steps(key):
        started *= 1 + max(-0.004, draw.gauss(0.012, 0.009))
    return printed(started, 2)
