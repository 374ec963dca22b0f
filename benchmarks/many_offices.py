"""A plan of the same kind with many offices: each has an area and its own monthly indicators."""

from __future__ import annotations

from dataclasses import replace

from desk.handle import Desk, open_desk
from desk.settings import Settings
from observations.identity import Actor, Area, Office, Role
from observations.indicator import Indicator
from observations.period import Frequency
from targets.model import Plan, Reporting


def many(plan: Plan, offices: int, values: int) -> Plan:
    """`plan` with `offices` offices that report `values` indicators each, for an area each."""
    indicators = tuple(
        Indicator(f"i{n:03d}", f"指标{n}", "%", "rate", "up", Frequency.MONTH,
                  hard_min=0, hard_max=100)
        for n in range(values)
    )  # fmt: skip
    areas = tuple(Area(f"{150627500 + n}", f"第{n}片区", "镇", "150627") for n in range(offices))
    named = tuple(Office(f"office{n:03d}", f"第{n}单位") for n in range(offices))
    reporting = tuple(
        Reporting(one.key, area.code, office.id)
        for office, area in zip(named, areas, strict=True)
        for one in indicators
    )
    return replace(
        plan, indicators=indicators, areas=(*plan.areas, *areas), offices=named,
        reporting=reporting, targets=(),
    )  # fmt: skip


def desk_of(home: Settings, offices: int, values: int) -> Desk:
    """The desk of a started installation, with that plan."""
    desk = open_desk(home)
    return replace(desk, plan=many(desk.plan, offices, values))


def clerk_of(office: str) -> Actor:
    """The post that reports for an office."""
    return Actor(f"{office}填报岗", frozenset({Role.CLERK}), frozenset({office}))
