"""One period's 通报: the draft, what people wrote in, the decisions, the archive, the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components import papers as parts
from dashboards.components.flat import flat
from dashboards.components.jobs import asked
from dashboards.components.states import state
from dashboards.components.tables import card
from dashboards.pages.briefings import archive
from dashboards.words import say
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, _address: Address, period: str) -> Component:
    """The paper of the period named in the address."""
    from desk import jobs, views
    from desk.views import papers

    when = ReportingPeriod.parse(period)
    view = papers.paper(desk, who, when)
    issued = tuple(one for one in views.briefings(desk, who) if one.period == str(when))
    under_way = [one for one in jobs.listing(desk, who) if one.period == str(when)]
    head = [
        html.H1(say("{period}通报", period=when.label)),
        html.P(
            [state(*parts.STATES[view.state]), " ", "批准的是哪一稿,印发的就是哪一稿,一字不差。"],
            className="quiet",
        ),
        *parts.to_do(view),
    ]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(head, className="page-head"),
            *(
                [card("核验进程的工作", asked(under_way, f"/briefings/{when}"))]
                if under_way
                else []
            ),
            parts.text(view),
            parts.paragraphs(view),
            *parts.decide(view),
            *([flat(archive(issued, papers.numbers(desk, who)))] if issued else []),
            *(flat(one) for one in parts.changes(view)),
            flat(parts.history(view)),
            html.P(dcc.Link("返回通报", href="/briefings"), className="quiet"),
        ],
        className="page-body",
    )
