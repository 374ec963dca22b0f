"""The choices over a page, and the band that says until which day its record goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.choices import EVERYWHERE, TODAY, area_menu, as_of_menu, period_menu
from dashboards.words import listed, say
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from dashboards.asked import Asked


def bar(
    asked: Asked,
    periods: Sequence[str] = (),
    areas: Sequence[tuple[str, str]] = (),
    *own: Component,
    period: Component | None = None,
) -> Component:
    """Period, as of and area as on the overview, then the page's own menus.

    `period` is the page's own menu of periods where it offers others than the assessed ones.
    """
    key, address = asked.address.href(), asked.address
    menus = [
        *([period_menu(address, periods, key)] if periods else []),
        *([period] if period is not None else []),
        as_of_menu(address, asked.day, asked.today, asked.since),
        *([area_menu(address, areas, key)] if areas else []),
        *own,
    ]
    summary = html.Summary(html.Span(chosen(asked, periods, areas), className="chosen"))
    folded = html.Details(
        [summary, html.Div(menus, className="choices")],
        className="folded-choices",
        key=f"folded-{key}",
    )
    return html.Div([html.Div(menus, className="choices"), folded], className="choice-bar")


def chosen(asked: Asked, periods: Sequence[str], areas: Sequence[tuple[str, str]]) -> str:
    """What the menus say, in one line: on the phone they are folded behind it."""
    period = str(asked.period or "") or next(iter(periods), "")
    words = [
        *([ReportingPeriod.parse(period).label] if period else []),
        say("截至{day}", day=asked.day.isoformat() if asked.day else TODAY),
        *([dict(areas).get(asked.area, EVERYWHERE)] if areas else []),
    ]
    return listed(words, " · ")


def band(asked: Asked) -> Component:
    """Says loudly that a page shows an earlier record, and leads back to today's."""
    if asked.day is None:
        return html.Div(className="no-band")
    day = asked.day.isoformat()
    early = asked.since is not None and asked.day < asked.since
    told = (
        say("台账自{since}起才有记录,这一天还没有。", since=asked.since)
        if early
        else "数值、目标、评估、督办都照当时已知的列出,此后的修订和调整不在内。"
    )
    return html.Div(
        [
            html.Strong(say("截至{day}的记录", day=day)),
            html.Span(told),
            dcc.Link("看今天", href=asked.address.href(asof=None), className="band-link"),
        ],
        className="as-of-band",
        role="note",
    )
