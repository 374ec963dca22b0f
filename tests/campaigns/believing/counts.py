"""Pieces: running totals, counts of the year, counts of the period alone, yes and no."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from observations.indicator import Indicator
from tests.campaigns.believing.course import Course, poisson
from tests.campaigns.believing.said import Number, printed

_MEANS: Mapping[str, tuple[float, float]] = {
    "pocket_parks": (0.8, 3.0),
    "greenway_length": (1.5, 8.0),
    "charging_facilities": (60, 320),
    "model_sites": (0.3, 1.2),
    "demo_communities": (0.1, 0.5),
    "promo_film": (0.05, 0.2),
    "city_album": (0.05, 0.2),
    "parks_this_year": (1.0, 4.0),
    "trees_this_year": (600, 5000),
    "leading_group_meetings": (0.2, 0.6),
    "long_term_mechanisms": (2.0, 6.0),
}
_PLANTING = (0.15, 1.7, 0.5, 1.3)
"""How much of a usual quarter's planting is done in each quarter of the year."""


def pieces(course: Course, indicator: Indicator, area: str) -> Number:
    """What an office counts at the end of the course."""
    if indicator.cumulative:
        return _total(course, indicator, area)
    if indicator.year_to_date:
        return _of_the_year(course, indicator)
    least = 1 if indicator.key == "leading_group_meetings" else 0
    return least + poisson(list(course.steps(indicator.key))[-1], _mean(course, indicator.key))


def done(course: Course, key: str) -> bool:
    """A milestone reached on some day and never undone."""
    return any(draw.random() < 0.09 for draw in course.steps(f"done:{key}"))


def radius(course: Course, key: str) -> Number:
    """Kilometres to the next charger: shorter with every station that is built."""
    level = course.fixed(key).uniform(2.2, 4.5)
    for draw in course.steps(key):
        level *= 1 - (draw.uniform(0.01, 0.06) if draw.random() < 0.6 else 0.0)
    return printed(level, 2)


def _mean(course: Course, key: str) -> float:
    return course.fixed(f"mean:{key}").uniform(*_MEANS[key])


def _total(course: Course, indicator: Indicator, area: str) -> Number:
    """Everything since the beginning; of the whole banner at least what its town has."""
    added = _MOST[indicator.decimals](course, indicator.key)
    if indicator.key == "demo_communities" and area == "150627":
        added += _MOST[0](course, "demo_communities:elsewhere")
    return printed(added, indicator.decimals)


def _whole_pieces(course: Course, key: str) -> float:
    mean = _mean(course, key.partition(":")[0])
    before = poisson(course.fixed(f"before:{key}"), mean * 4)
    return float(before + sum(poisson(draw, mean) for draw in course.steps(key)))


def _lengths(course: Course, key: str) -> float:
    """Kilometres finished: nothing in most winters, a few at once when a way is opened."""
    mean = _mean(course, key)
    before = course.fixed(f"before:{key}").uniform(2, 8) * mean
    opened = (d.expovariate(1 / mean) if d.random() < 0.8 else 0.0 for d in course.steps(key))
    return before + sum(opened)


_MOST: Mapping[int, Callable[[Course, str], float]] = {0: _whole_pieces, 1: _lengths}


def _of_the_year(course: Course, indicator: Indicator) -> Number:
    mean, total = _mean(course, indicator.key), 0
    planting = indicator.key == "trees_this_year"
    for period, draw in zip(course.periods, course.steps(indicator.key), strict=True):
        share = _PLANTING[period.number - 1] if planting else 1.0
        added = poisson(draw, mean * share)
        added += round(added * draw.gauss(0, 0.25)) if planting else 0
        total = max(0, added) + (0 if period.number == 1 else total)
    return total
