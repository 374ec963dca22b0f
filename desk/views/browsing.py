"""What the data page offers to choose from, and which moment of the record it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from desk.assess import PUBLISHED_OFFICE
from desk.concern import concerned
from desk.handle import Desk
from desk.lookups import area_choices, area_name
from desk.run_history import assessed_periods
from desk.views.observations import reaches
from desk.views.overview import head_at
from ledger import browse
from observations.calendar import shanghai_day
from observations.identity import Actor
from observations.period import ReportingPeriod, Submitted, parse_submitted

Choice = tuple[str, str]
"""A code and its word."""


@dataclass(frozen=True)
class Offered:
    """Choices within the actor's reach; `periods` newest first, `days` oldest first.

    `days` are those on which values were recorded or a decision on them was taken.
    """

    indicators: tuple[Choice, ...]
    areas: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    days: tuple[date, ...]


def offered(desk: Desk, actor: Actor) -> Offered:
    """What the actor can ask for that leads to values it may see.

    Who only looks is not told of forms and days: they tell of values not approved yet.
    """
    reach = reaches(actor.insider)
    with desk.ledger.read() as reading:
        named = concerned(desk, reading)
        reach = tuple(replace(one, offices=named) if one.offices is None else one for one in reach)
        days = {shanghai_day(moment) for moment in browse.moments(reading, reach)}
        told = browse.form_periods(reading, reach) if reach else assessed_periods(reading)
    return Offered(
        tuple((one.key, one.name) for one in desk.plan.indicators),
        area_choices(desk, actor, None),
        _offices(desk, actor),
        _periods(told),
        tuple(sorted(days)),
    )


def moment_head(desk: Desk, actor: Actor, day: date | None, seen: int | None = None) -> int:
    """The audit sequence shown: of `day`'s end, else of now; never after the one `seen` before."""
    with desk.ledger.read() as reading:
        newest = reading.head
    known = (newest, None if day is None else head_at(desk, actor, day), seen)
    return min(one for one in known if one is not None)


def filters_said(desk: Desk, asked: browse.Asked) -> tuple[Choice, ...]:
    """Every filter with the names of what it asks for, as files and pages write it."""
    indicators = {one.key: one.name for one in desk.plan.indicators}
    offices = {**desk.office_names, PUBLISHED_OFFICE: "公开发布"}
    return (
        ("指标", _named(asked.indicators, indicators)),
        ("地区", _named(asked.areas, {code: area_name(desk, code) for code in asked.areas})),
        ("填报单位", _named(asked.offices, offices)),
        ("报告期", _named(asked.periods, {})),
        ("版本", "已审定" if asked.approved else "最新报送（含未审定）"),
        ("存疑", "只看存疑" if asked.doubted else "全部"),
    )


def _named(codes: frozenset[str], names: dict[str, str]) -> str:
    return "、".join(names.get(code, code) for code in sorted(codes)) or "全部"


def _offices(desk: Desk, actor: Actor) -> tuple[Choice, ...]:
    reporting = set(desk.plan.reporting_offices)
    return tuple(
        (one.id, one.name)
        for one in desk.plan.offices
        if one.id in reporting and actor.covers(one.id)
    )


def _periods(told: Iterable[str]) -> tuple[Choice, ...]:
    found = {one for written in told for one in _each_of(parse_submitted(written))}
    return tuple((str(one), one.label) for one in sorted(found, reverse=True))


def _each_of(submitted: Submitted) -> Iterator[ReportingPeriod]:
    """The periods of one form: of a history several."""
    if isinstance(submitted, ReportingPeriod):
        yield submitted
        return
    one = submitted.first
    while not submitted.last < one:
        yield one
        one = one.next()
