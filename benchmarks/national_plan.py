"""A plan of the same kind for the whole nation: counties in cities, offices in every county."""

from __future__ import annotations

from dataclasses import replace

from desk.handle import Desk, open_desk
from desk.settings import Settings
from observations.identity import Area, Office
from observations.indicator import Indicator
from observations.period import Frequency
from targets.model import Plan, Reporting

COUNTIES, IN_A_CITY, OFFICES, VALUES = 2_843, 9, 20, 15
NATION = COUNTIES * OFFICES
"""Offices of the nation, each with a form a month."""


def national(plan: Plan, offices: int = NATION) -> Plan:
    """`plan` with the first `offices` offices of the nation, twenty a county.

    Each reports `VALUES` indicators of its own kind for its county, each county is a part of a
    city.
    """
    counties = range(-(-offices // OFFICES))
    cities = [Area(_city(n), f"第{n}市", "市", None) for n in range(-(-len(counties) // IN_A_CITY))]
    areas = [Area(_county(n), f"第{n}旗", "旗区", _city(n // IN_A_CITY)) for n in counties]
    kinds = [[_indicator(kind, n) for n in range(VALUES)] for kind in range(OFFICES)]
    named = [office(n) for n in range(offices)]
    return replace(
        plan,
        indicators=tuple(one for kind in kinds for one in kind),
        areas=(*plan.areas, *cities, *areas),
        offices=tuple(Office(one, f"第{n // OFFICES}旗第{n % OFFICES}单位")
                      for n, one in enumerate(named)),
        reporting=tuple(
            Reporting(one.key, _county(n // OFFICES), name)
            for n, name in enumerate(named)
            for one in kinds[n % OFFICES]
        ),
        targets=(),
    )  # fmt: skip


def national_desk(settings: Settings, offices: int = NATION) -> Desk:
    """The desk of a started installation, with that plan."""
    desk = open_desk(settings)
    return replace(desk, plan=national(desk.plan, offices))


def office(number: int) -> str:
    """The id of the nation's office of this number."""
    return f"office{number:05d}"


def _city(number: int) -> str:
    return f"{8_000_000 + number}"


def _county(number: int) -> str:
    return f"{9_000_000 + number}"


def _indicator(kind: int, number: int) -> Indicator:
    return Indicator(
        f"i{kind:02d}x{number:02d}", f"指标{kind}之{number}", "%", "rate", "up", Frequency.MONTH,
        hard_min=0, hard_max=100,
    )  # fmt: skip
