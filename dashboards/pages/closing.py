"""关账: which periods still take reports, and who may report a closed one all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import closing as parts
from dashboards.components import html, marks
from dashboards.components.flat import flat
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk

USUAL_DAYS = 5
"""Working days that an exception usually lasts; whoever grants it may write another day."""


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """Periods, standing exceptions, and for the bureau's desk the forms to change them."""
    from desk import views

    view = views.closing(desk, who)
    until = desk.calendar.add(desk.today(), USUAL_DAYS)
    right = [
        parts.asks(view),
        parts.exceptions(view),
        *([parts.ask(view, until)] if view.own else []),
        *([parts.grant(view, until)] if view.may_grant else []),
    ]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("关账"),
                    html.P(
                        "关账后,该期的报表、更正和撤回不再受理,以收件时刻为准;"
                        "确需补报的,由单位申请、住建局准许例外。",
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            html.Div(
                [
                    html.Div(
                        [parts.periods(view), flat(parts.words(view.words))], className="left"
                    ),
                    html.Div(right, className="right"),
                ],
                className="columns",
            ),
        ],
        className="page-body",
    )
