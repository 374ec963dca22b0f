"""代理: who stands in for whom during a leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components import leaves as parts
from dashboards.components.flat import flat
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """Standings in that are not over, and for an administrator the form to name one."""
    from desk import views

    view = views.leaves(desk, who)
    said = "代理由管理员指定;离岗岗位返岗后,本人、代理人或管理员可以提前结束。"
    left = html.Div([parts.running(view), flat(parts.words(view))], className="left")
    right = html.Div([parts.naming(view, desk.today())], className="right")
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div([html.H1("代理"), html.P(said, className="quiet")], className="page-head"),
            html.Div([left, right], className="columns") if view.may else left,
        ],
        className="page-body",
    )
