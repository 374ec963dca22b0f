"""我的账号: every signed-in post's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards import scope
from dashboards.address import Address, segment
from dashboards.components import html, marks
from dashboards.components import own_account as parts
from dashboards.components.flat import flat
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk


def of_post(desk: Desk, post: str) -> list[Component]:
    """What an administrator sees of a post's log-ins and codes, with the buttons that end them."""
    from desk import factors, sessions

    lines = sessions.of_post(desk, post, desk.now())
    cards = [parts.of_another(post, lines, f"{segment(post)}/sessions")]
    if factors.standing(desk, post).on:
        cards.append(parts.factor_of_another(f"{segment(post)}/factor"))
    return cards


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """Who one is, where one is signed in, the own password and codes; a wall screen only looks."""
    from desk.own_account import own_account

    own = own_account(desk, scope.held())
    known = [flat(parts.about(desk, who, own))]
    if not own.wall:
        known += [parts.password_form(), parts.factor(own.factor)]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div([html.H1("我的账号")], className="page-head"),
            parts.sessions(own),
            html.Div(known, className="account-cards"),
        ],
        className="page-body account",
    )
