"""总览: on pace or not, what lags, whose, what now — in two minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from briefings.rows import Row
from briefings.scorecard import Group, Scorecard, Tally, tallies
from dashboards import scope
from dashboards.address import Address
from dashboards.components import decisions, marks, notices, overview, standings
from dashboards.components.choices import choices
from dashboards.components.flat import flat
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk

FIRST = 8


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The overview at the address's period, as-of day, area and filters."""
    from desk import views

    known = views.periods(desk, who)
    if not known:
        return notices.notice(
            "empty",
            "还没有评估结果",
            "下一步:各单位在填报台报送,双人审定后由调度岗位运行评估。",
            notices.link("去填报台", "/reporting", primary=True),
        )
    period = ReportingPeriod.parse(address.get("period") or known[0])
    day = asked_day(address)
    head = views.head_at(desk, who, day) if day else None
    card = views.overview(views.on_day(desk, day), who, period, head)
    bar = choices(address, known, (day, desk.today()), area_options(desk, who))
    if card is None:
        return html.Div(
            [
                bar,
                notices.notice(
                    "empty", f"{period.label}还没有评估", "请选择其他报告期,或把“截至”改为今天。"
                ),
            ]
        )
    area = address.get("area")
    if area:
        scope.require_area(who, area)
    below = body(within(card, area), address, who.sees() or frozenset())
    return flat(html.Div([bar, *below], className="overview"))


def asked_day(address: Address) -> date | None:
    """The as-of day of an address; None for today's record (also when it is misspelt)."""
    try:
        return date.fromisoformat(address.get("asof"))
    except ValueError:
        return None


def area_options(desk: Desk, who: Actor) -> tuple[tuple[str, str], ...]:
    """(code, name) of the areas with targets that the actor may see, the plan's own first."""
    used = {target.area for target in desk.plan.targets}
    found = [
        (a.code, a.name) for a in desk.plan.areas if a.code in used and who.covers_area(a.code)
    ]
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
    card: Scorecard, address: Address, offices: frozenset[str] = frozenset()
) -> list[Component]:
    """Everything below the choices; pure. `offices`: whose cases the reader may see."""
    chosen = filtered(card, address)
    limit = None if address.get("all") or address.get("level") or address.get("change") else FIRST
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
            [overview.counts(card, address), overview.changes(card, address)], className="glance"
        ),
        *([overview.filter_note(len(chosen), address)] if len(chosen) < len(card.rows) else []),
        decisions.decisions(lagging, address, limit=limit, offices=offices),
        overview.legend(),
        notices.notice("empty", "没有符合条件的目标", "下一步:取消筛选。")
        if empty
        else standings.groups(groups, address),
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
