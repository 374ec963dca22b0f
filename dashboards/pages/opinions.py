"""意见建议: what citizens say, judged by a person, handed over, told back to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks, opinion_forms, opinions
from dashboards.components.flat import flat
from dashboards.components.leaf import leaf
from dashboards.components.tables import card
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk
    from voices.opinion_events import Stage


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """What fits, a leaf at a time; for the desk the forms, for the bureau figures and papers."""
    from desk.views.opinions import listed
    from voices.opinion_events import Stage

    found = listed(desk, who, _stage(address))
    rows = leaf(found.rows, address, "page")
    waiting = listed(desk, who, Stage.TO_GROUP).rows[: opinion_forms.MOST] if found.handles else ()
    count = say("共 {count} 条", count=rows.total)
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("意见建议"),
                    html.P("转办件逐件办理、逐条反馈;转阅件归类研究。", className="quiet"),
                ],
                className="page-head",
            ),
            *([opinion_forms.coming_in(desk)] if found.handles else []),
            *(opinion_forms.study(desk, waiting) if found.handles else []),
            *_told(desk, who),
            flat(opinions.tabs(address, found)),
            flat(card("意见建议", opinions.rows_table(rows.rows), aside=count)),
            *rows.links,
        ],
        className="page-body cases-page",
    )


def _told(desk: Desk, who: Actor) -> list[Component]:
    """The year's figures and papers, for who reads of every office and area."""
    from desk.views.opinions import opinion_figures

    if not who.everywhere(Role.DESK, Role.LEADER):
        return []
    today = desk.today()
    with desk.ledger.read() as reading:
        told = opinion_figures(desk, reading, date(today.year, 1, 1), today, today)
    title = say("{year}年收到的意见建议", year=today.year)
    return [flat(opinions.figures(told, title)), flat(opinions.papers(today.year))]


def _stage(address: Address) -> Stage | None:
    said = address.get("stage")
    if said and said not in opinions.STAGES:
        raise UserError(say("没有条件“{said}”", said=said[:40]), cure="请在筛选里选")
    return opinions.STAGES.get(said)


def render_one(desk: Desk, who: Actor, _address: Address, number: str) -> Component:
    """One opinion, masked, with the forms of what this post may do now."""
    from desk.views.opinions import opinion
    from voices.opinions_rules import load_rules

    view = opinion(desk, who, number)
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            flat(opinions.head(view)),
            *opinion_forms.possible(desk, view, load_rules()),
            *(flat(one) for one in opinions.parts(view)),
        ],
        className="page-body case-page",
    )
