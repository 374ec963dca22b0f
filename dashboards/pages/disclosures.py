"""公开: what the public may read, put forward by one post and approved by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import disclosing as parts
from dashboards.components import html, marks
from dashboards.components.flat import flat
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """Periods with their state, and at `?period=` what waits there, word by word."""
    from desk import views

    view = views.disclosures(desk, who, address.get("period"))
    where = (
        html.Span(["公开页:", html.A("/public", href="/public")])
        if view.public
        else "公开页没有开放:由管理这台机器的人设 CITYPLAN_PUBLIC=true 后重启,"
        "批准的内容才能被外面看到。"
    )
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("公开"),
                    html.P(
                        [
                            "公众只看得到在这里批准的内容,一字不差;台账以后的变动不会自动公开。"
                            "提请和批准须是两个岗位。",
                            " ",
                            where,
                        ],
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            *(parts.preview(view) if view.waiting else []),
            parts.periods(view),
            *(parts.packages() if any(one.now.shown for one in view.lines) else []),
            flat(parts.words(view)),
            html.P(dcc.Link("返回通报", href="/briefings"), className="quiet"),
        ],
        className="page-body",
    )
