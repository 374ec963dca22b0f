"""Files that change a setting: the calendar with its upload, the map's, and what came of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html
from dashboards.components import settings as parts
from dashboards.components.attributes import aria
from dashboards.components.flat import flat
from dashboards.components.states import state
from dashboards.components.tables import card, facts, table
from dashboards.components.times import moment
from dashboards.words import say

if TYPE_CHECKING:
    from desk.area_map import Outline
    from desk.views.settings import CalendarYear
    from ledger.proposals import Word


IN_USE = "map-in-use"
"""The id of what says which map is in use: a map that is loaded takes its place at once."""


def calendar_years(years: tuple[CalendarYear, ...]) -> Component:
    """Every year with the days that weekends alone do not tell."""
    body = [
        [
            html.Strong(str(one.year)),
            state("已有安排", "open") if one.known else state("未公布", "shut"),
            _days(one, works=False),
            _days(one, works=True),
        ]
        for one in years
    ]
    heads = ["年份", "放假安排", "放假的工作日", "上班的周末"]
    return card("工作日历", table(heads, body), aside="期限按工作日数,改日历即改期限")


def _days(one: CalendarYear, *, works: bool) -> Component:
    found = [day for day, working in one.irregular if working == works]
    said = ", ".join(f"{day:%m-%d}" for day in found)
    return html.Span(said or "—", className="days")


def map_in_use(one: Outline | None) -> Component:
    """The map that the areas' page is drawn by."""
    known: list[tuple[str, Component | str]] = [("现状", "没有载入地图,地区页用方格图")]
    if one:
        known = [("载入时间", moment(one.at)), ("岗位", one.post), ("文件", html.Code(one.source))]
    return flat(card("现用", facts(known)))


def _size(most: int) -> str:
    return f"{most >> 20} MB" if most >> 20 else f"{most >> 10} KB"


def upload(what: str, title: str, limits: tuple[str, int]) -> Component:
    """Where a file is handed in; `what` says to which use case, `limits` = (kinds, most bytes)."""
    kinds, most = limits
    return card(
        title,
        html.Div(
            [
                dcc.Store(id="load-what", data=what),
                html.Ul(
                    [
                        html.Li(kinds),
                        html.Li(say("大小:不超过 {size}", size=_size(most))),
                    ],
                    className="limits",
                ),
                dcc.Upload(
                    html.Div([html.Strong("把文件拖到这里"), html.Span("或点此选择文件")]),
                    id="load",
                    className="drop",
                    className_active="drop drop-active",
                    style={},
                    style_active={},
                    style_reject={},
                ),
                html.Div(id="loaded", className="drop-result", **aria(live="polite")),
            ]
        ),
    )


def asked(word: Word) -> Component:
    """What was asked for, in the place of the upload."""
    return html.Div(
        [
            html.P([html.Strong("已提请:"), word.title]),
            *parts.details(word),
            html.P("另一调度岗位批准后生效。", className="quiet"),
            html.A("去办理", href=parts.PAGE, className="button"),
        ],
        role="status",
    )


def map_fields(chosen: str) -> Component:
    """Which property of a feature holds the adcode; the usual names as links."""
    links = [
        dcc.Link(
            one,
            href=f"{parts.PAGE}/map?field={segment(one)}",
            className="button small primary" if one == chosen else "button small",
        )
        for one in dict.fromkeys(("adcode", "code", "id", "gb", chosen))
    ]
    return html.P(["行政区划代码在属性", " ", *(part for one in links for part in (one, " "))])
