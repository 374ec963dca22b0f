"""The record by filters, a page at a time: what the data page and the read interface show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime

import polars as pl

from desk.assess import PUBLISHED_OFFICE
from desk.handle import Desk
from desk.lookups import area_name
from ledger import browse
from ledger.browse import Asked, Key, Reach
from ledger.reporting_offices import codes_ever
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.model import Plan

MOST = 1000
"""Values on one page."""
MOST_EXPORTED = 200_000
_WIDE = (Role.VIEWER, Role.DESK, Role.LEADER, Role.ADMIN)


@dataclass(frozen=True)
class ObservedRow:
    """One value with its key, its words and where it came from; None is a missing number."""

    indicator: str
    indicator_name: str
    area: str
    area_name: str
    period: str
    office: str
    office_name: str
    value: float | None
    unit: str
    numerator: float | None
    denominator: float | None
    printed: str
    note: str
    status: str  # SDMX CL_OBS_STATUS
    doubted: bool
    approved: bool
    demo: bool
    receipt: str
    sheet: str
    cell: str
    revision: str
    recorded_at: datetime


@dataclass(frozen=True)
class ObservationsView:
    """A page of the record: `after` asks for the next one, None on the last."""

    rows: tuple[ObservedRow, ...]
    total: int
    head: int
    after: Key | None


def observations(
    desk: Desk, actor: Actor, asked: Asked, *, head: int | None = None, limit: int = 200
) -> ObservationsView:
    """The values asked for that the actor may see, by indicator, area and period.

    Officials see their areas, narrowed to the offices of their post if it names any; offices see
    what they reported themselves; who only looks what is approved, else `Refused`. `UserError`
    for a code or period that is none.
    """
    _checked(desk.plan, asked)
    reach = _reaching(actor, asked)
    most = min(max(limit, 1), MOST)
    with desk.ledger.read(head) as reading:
        asked = known_keys(desk, reading, asked)
        rows = _page(desk, reading, (asked, reach), most)
        total = browse.counted(reading, replace(asked, after=None), reach)
    return ObservationsView(rows, total, reading.head, _following(rows, most))


def every_observation(
    desk: Desk, actor: Actor, asked: Asked, *, head: int | None = None
) -> tuple[ObservedRow, ...]:
    """All of one moment at once; `UserError` when there are more than MOST_EXPORTED values."""
    _checked(desk.plan, asked)
    reach = _reaching(actor, asked)
    with desk.ledger.read(head) as reading:
        asked = known_keys(desk, reading, asked)
        require_few(browse.counted(reading, replace(asked, after=None), reach))
        frame = browse.observations(reading, asked, reach, MOST_EXPORTED)
        published = browse.published_of(reading, asked, frame)
    return tuple(_rows(desk, frame, published))


def known_keys(desk: Desk, reading: Reading, asked: Asked) -> Asked:
    """`asked` of the keys that any edition of the plan has: a ledger may hold other plans' too."""
    indicators, areas = codes_ever(reading, desk.plan.id)
    return replace(
        asked,
        indicators=asked.indicators or indicators | {one.key for one in desk.plan.indicators},
        areas=asked.areas or areas | {one.code for one in desk.plan.areas},
    )


def require_few(total: int) -> None:
    """`UserError` for more values than one file may hold."""
    if total > MOST_EXPORTED:
        what = f"符合条件的数值有 {total} 条,一次最多导出 {MOST_EXPORTED} 条"
        raise UserError(what, cure="按指标、地区、单位或报告期缩小范围后再导出")


def _page(
    desk: Desk, reading: Reading, which: tuple[Asked, tuple[Reach, ...]], most: int
) -> tuple[ObservedRow, ...]:
    frame = browse.observations(reading, *which, most)
    approved = which[0].approved
    published = frame["revision"] if approved else browse.published_among(reading, frame)
    return tuple(_rows(desk, frame, frozenset(published)))


def _following(rows: tuple[ObservedRow, ...], most: int) -> Key | None:
    """The key that the page behind these rows is asked for; None after a page not full."""
    last = rows[-1] if len(rows) == most else None
    return (last.indicator, last.area, last.period) if last else None


def reaches(actor: Actor) -> tuple[Reach, ...]:
    """What the actor may see of the record, and what those it stands in for may."""
    return tuple(reach for one in actor.each() for reach in _reach(one))


def _reaching(actor: Actor, asked: Asked) -> tuple[Reach, ...]:
    """What the actor may see of the values asked for; of those not approved less."""
    if asked.approved:
        return reaches(actor)
    reach = reaches(actor.insider)
    if not reach:
        raise Refused("本岗位只看已审定的数值", cure="把“版本”改为已审定")
    return reach


def _reach(one: Actor) -> Iterator[Reach]:
    areas = one.areas or None
    if one.roles.intersection(_WIDE):
        yield Reach(one.offices or None, areas)
    elif one.roles:
        yield Reach(one.offices, areas)


def _checked(plan: Plan, asked: Asked) -> None:
    known = {one.key for one in plan.indicators}
    for key in sorted(asked.indicators - known):
        raise UserError(f"没有指标“{key}”", cure="用指标代码,见“指标手册”或 docs/indicators.md")
    offices = {one.id for one in plan.offices}
    for office in sorted(asked.offices - offices):
        raise UserError(f"没有单位“{office}”", cure=f"可用:{'、'.join(sorted(offices))}")
    for period in sorted(asked.periods):
        ReportingPeriod.parse(period)


def _rows(desk: Desk, frame: pl.DataFrame, published: frozenset[str]) -> Iterator[ObservedRow]:
    areas = {code: area_name(desk, code) for code in frame["area"].unique()}
    known = {one.key: one for one in desk.plan.indicators}
    offices = {**desk.office_names, PUBLISHED_OFFICE: "公开发布"}
    taken = [one.name for one in fields(ObservedRow) if one.name in frame.columns]
    for row in frame.iter_rows(named=True):
        indicator = known.get(row["indicator"])
        yield ObservedRow(
            **{name: row[name] for name in taken},
            indicator_name=indicator.name if indicator else row["indicator"],
            unit=indicator.unit if indicator else "",
            area_name=areas[row["area"]],
            office_name=offices.get(row["office"], row["office"]),
            approved=row["revision"] in published,
            demo=desk.is_demo and row["office"] != PUBLISHED_OFFICE,
        )
