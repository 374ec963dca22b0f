"""In which order offices stand: the ranking by its printed rule, and the orders to look by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from expectations.reporting import Rate

if TYPE_CHECKING:
    from desk.views.offices import OfficeRow


def placed(rows: Iterable[OfficeRow]) -> tuple[OfficeRow, ...]:
    """The rows with their places: punctuality, then quality, then fewer open cases.

    Offices alike in all three share a place, the next ones come as many later; an office of
    which no form was due has none, and one whose forms never came no quality (0).
    """
    every = tuple(rows)
    keys = {one.id: _standing(one) for one in every if one.punctuality.denominator}
    return tuple(
        replace(one, place=1 + sum(other < keys[one.id] for other in keys.values()))
        if one.id in keys
        else one
        for one in every
    )


def _standing(one: OfficeRow) -> tuple[Fraction, Fraction, int]:
    return -_share(one.punctuality), -_share(one.quality), one.open_cases


def _share(rate: Rate) -> Fraction:
    return Fraction(rate.numerator, rate.denominator) if rate.denominator else Fraction(0)


def _by(key: Callable[[OfficeRow], Any]) -> Callable[[OfficeRow], Any]:
    """Order by `key`, the unranked last; alike ones in the order of the ranking, then by name."""

    def whole(one: OfficeRow) -> tuple[Any, ...]:
        unranked = not one.punctuality.denominator
        return key(one), unranked, one.place or 0, one.name

    return whole


SORTS: Mapping[str, Callable[[OfficeRow], Any]] = {
    "": _by(lambda one: not one.punctuality.denominator),
    "punctuality": _by(lambda one: (not one.punctuality.denominator, -_share(one.punctuality))),
    "quality": _by(lambda one: (not one.quality.denominator, -_share(one.quality))),
    "cases": _by(lambda one: -one.open_cases),
    "alerts": _by(lambda one: -one.open_alerts),
    "lagging": _by(lambda one: -one.lagging),
    "burden": _by(lambda one: -one.cells_a_year),
    "name": lambda one: one.name,
}
"""Orders of the list by their name in the address; the ranking's own has none."""
