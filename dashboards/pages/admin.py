"""管理: posts, tokens, and what the installation goes by; for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import accounts, html, in_force, marks
from dashboards.components.flat import flat
from dashboards.components.tables import card, facts
from dashboards.pages import account
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """The lists, and the forms to create a post and to issue a token."""
    from desk.views.admin import admin

    view = admin(desk, who)
    said = "岗位、口令和令牌的每次改动都记入审计;口令和令牌只在办理时显示一次。"
    tokens = html.Div([accounts.token_table(view.tokens)], className="left")
    issue = html.Div([accounts.new_token(view.posts)], className="right")
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div([html.H1("管理"), html.P(said, className="quiet")], className="page-head"),
            flat(accounts.post_table(desk, view.posts)),
            accounts.new_post(desk),
            html.Div([tokens, issue], className="columns"),
            flat(in_force.in_force(view.in_force)),
            flat(in_force.settings(desk, view.in_force.settings)),
            flat(in_force.offices(view.in_force)),
        ],
        className="page-body admin",
    )


def render_one(desk: Desk, who: Actor, _address: Address, name: str) -> Component:
    """One post, and the forms to change it."""
    from desk.views.admin import one_post

    one = one_post(desk, who, name)
    known = flat(card("现状", facts(accounts.about(desk, one))))
    if not one.post.active:
        return _page(desk, name, [known, accounts.state_form(one)])
    password = accounts.own_password() if name in who.names else accounts.password_form(one)
    left = html.Div([accounts.rights_form(desk, one)], className="left")
    right = html.Div([known, password, accounts.state_form(one)], className="right")
    signed_in = account.of_post(desk, name)
    return _page(desk, name, [*signed_in, html.Div([left, right], className="columns")])


def _page(desk: Desk, name: str, parts: list[Component]) -> Component:
    head = [html.H1(name), html.P(dcc.Link("返回管理", href="/admin"), className="quiet")]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(head, className="page-head"),
            *parts,
        ],
        className="page-body admin",
    )
