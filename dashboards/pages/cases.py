"""督办: the supervised cases in the actor's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components.cases import case_table
from dashboards.components.flat import flat
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """Open cases first, then closed ones."""
    from desk import views

    rows = views.cases(desk, who)
    running = [one for one in rows if one.closed is None]
    closed = [one for one in rows if one.closed is not None]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("督办"),
                    html.P("完成一项销号一项;销号以其后经审定的报送为凭。", className="quiet"),
                ],
                className="page-head",
            ),
            flat(case_table(running, title="办理中")),
            *([flat(case_table(closed, title="已销号"))] if closed else []),
        ],
        className="page-body",
    )
