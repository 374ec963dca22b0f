"""总览: on pace or not, what lags, whose, what now — in two minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from briefings.rows import Row
from briefings.scorecard import Group, Scorecard, Tally, tallies
from dashboards.address import Address, keep
from dashboards.asked import Asked, asked
from dashboards.components import as_of, decisions, html, marks, notices, overview, standings
from dashboards.components.flat import flat
from dashboards.words import say
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk

FIRST = 8
TOLD = (Role.CLERK, Role.REVIEWER, Role.DESK, Role.LEADER, Role.ADMIN)
"""Whose matter it is what waits; a viewer reads results alone."""


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The overview at the address's period, as-of day, area and filters."""
    from desk import views

    here = asked(desk, who, address)
    known = views.assessed(desk, who, here.head)
    if not known:
        return html.Div([_heading(), as_of.bar(here), as_of.band(here), *_nothing(here, who)])
    period = here.period or ReportingPeriod.parse(known[0])
    card = views.overview(here.desk, who, period, here.head)
    areas = area_options(desk, who, here.day)
    to_wall = dcc.Link("大屏", href=keep(address, "/wall", "period"), className="to-wall")
    bar = as_of.bar(here, known, areas, to_wall)
    if card is None:
        nothing = _unassessed(period, known, address)
        return html.Div([_heading(), bar, as_of.band(here), nothing])
    below = body(within(card, here.area), address, who.sees(), told=who.has(*TOLD))
    said = as_of.chosen(here, known, areas)
    top = [_heading(), html.P(said, className="printed")]
    return flat(html.Div([*top, bar, as_of.band(here), *below], className="overview"))


def _heading() -> Component:
    return html.H1("总览", className="for-readers")


def _nothing(here: Asked, who: Actor) -> list[Component]:
    if here.day is not None:
        step = notices.link("看今天的记录", here.address.href(asof=None), primary=True)
        words = "那时还没有评估过;请看今天的记录,或选以后的日子。"
        return [notices.notice("empty", "这一天还没有评估结果", words, step)]
    way = notices.link("去填报台", "/reporting", primary=True) if who.has(*TOLD) else None
    words = "下一步:各单位在填报台报送,双人审定后由调度岗位运行评估。"
    return [notices.notice("empty", "还没有评估结果", words, way)]


def _unassessed(period: ReportingPeriod, known: Sequence[str], address: Address) -> Component:
    """The period was never assessed, or by another plan: the newest that was is a step away."""
    newest = ReportingPeriod.parse(known[0]).label
    step = notices.link(say("看{period}", period=newest), address.href(period=None), primary=True)
    title = say("{period}还没有评估", period=period.label)
    return notices.notice("empty", title, "请选择其他报告期,或把“截至”改为今天。", step)


def area_options(desk: Desk, who: Actor, day: date | None = None) -> tuple[tuple[str, str], ...]:
    """(code, name) of the areas with targets that the actor may see, the plan's own first.

    As on `day`, None for today: what became of an area that has ended stands in place of its name.
    """
    from desk import views

    used = {target.area for target in desk.plan.targets}
    found = [one for one in views.area_choices(desk, who, day) if one[0] in used]
    return tuple(sorted(found, key=lambda pair: pair[0] != desk.plan.area))


def within(card: Scorecard, area: str) -> Scorecard:
    """The card with the rows of one area only; unchanged for no area."""
    if not area:
        return card
    groups = tuple(
        replace(group, rows=tuple(row for row in group.rows if row.target.area == area))
        for group in card.groups
    )
    inside = tuple(row for row in card.decisions if row.target.area == area)
    return replace(card, groups=groups, decisions=inside, tallies=_counted(card, groups))


def _counted(card: Scorecard, groups: Iterable[Group]) -> tuple[Tally, ...]:
    rows = [row for group in groups for row in group.rows]
    before = [row.previous for row in rows if row.previous is not None]
    return tallies([row.assessment for row in rows], before if card.previous_period else None)


def body(
    card: Scorecard,
    address: Address,
    offices: frozenset[str] | None = None,
    *,
    told: bool = True,
) -> list[Component]:
    """Everything below the choices; pure.

    `offices`: whose cases the reader may see, None for all; `told`: what waits is told too.
    """
    chosen = filtered(card, address)
    narrowed = any(address.get(name) for name in ("level", "change"))
    limit = None if address.get("all") or narrowed else FIRST
    lagging = [row for row in card.decisions if row.target.id in chosen]
    groups = [
        replace(group, rows=tuple(row for row in group.rows if row.target.id in chosen))
        for group in card.groups
    ]
    empty = not any(group.rows for group in groups)
    return [
        marks.demo_band(card.demo),
        overview.time_bar(card),
        *([overview.final_link(address)] if card.period.end >= card.plan.end else []),
        overview.counts_line(card),
        html.Div(
            [overview.counts(card, address), overview.changes(card, address, told=told)],
            className="glance",
        ),
        *([overview.filter_note(len(chosen), address)] if len(chosen) < len(card.rows) else []),
        decisions.decisions(lagging, address, limit=limit, offices=offices),
        overview.legend(),
        notices.notice("empty", "没有符合条件的目标", "下一步:取消筛选。")
        if empty
        else standings.groups(groups, address, whole=narrowed or bool(address.get("prose"))),
    ]


def filtered(card: Scorecard, address: Address) -> frozenset[str]:
    """Ids of the targets the address's filters leave."""
    rows: Sequence[Row] = card.rows
    level, change = address.get("level"), address.get("change")
    if level:
        rows = [row for row in rows if row.assessment.level.value == level]
    if change in ("newly_met", "turned_behind"):
        moved = {row.target.id for row in getattr(card.changes, change)}
        rows = [row for row in rows if row.target.id in moved]
    if change == "revised":
        keys = {(one.indicator, one.area) for one in card.changes.revised}
        rows = [row for row in rows if (row.indicator.key, row.target.area) in keys]
    return frozenset(row.target.id for row in rows)
