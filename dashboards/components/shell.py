"""The frame around every page: name, navigation, who is logged in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.words import OTHER, language, listed, say, say_as
from observations.identity import Actor, Role
from targets.model import Plan


class Entry(Protocol):
    """What the navigation needs of a page."""

    @property
    def path(self) -> str:
        """Its address."""

    @property
    def menu(self) -> str:
        """Its word in the navigation."""

    @property
    def under(self) -> str:
        """The word under which the navigation keeps it folded; empty for a tab of its own."""


NAME = ["城市精细化管理", html.Wbr(), "三年行动监测"]
LOOKS = {"auto": "自动", "light": "浅色", "dark": "深色"}


def header(plan: Plan, who: Actor | None, pages: Sequence[Entry], look: str) -> Component:
    """The bar on top; without an actor only the name stands there.

    On a phone all but the name is behind one button (menu.js).
    """
    return html.Header(
        [
            html.A("跳到正文", href="#page", className="skip"),
            dcc.Link(
                [
                    html.Span([html.I(), html.I(), html.I()], className="emblem"),
                    html.Span(
                        ["城市精细化管理", html.Wbr(), "三年行动监测"], className="brand-name"
                    ),
                ],
                href="/",
                className="brand",
                title=plan.title,
            ),
            html.Button(
                "菜单",
                id="menu-button",
                className="menu-button",
                **aria(expanded="false", controls="bar-menu"),
            ),
            html.Div(
                [
                    _tabs(pages),
                    html.Div(
                        [looks(look), toggle(), *([_who(who)] if who else [])],
                        className="bar-tools",
                    ),
                ],
                id="bar-menu",
                className="bar-menu",
            ),
        ],
        className="topbar",
    )


def _tabs(pages: Sequence[Entry]) -> Component:
    return html.Nav(
        [
            *(_tab(page) for page in pages if not page.under),
            *(_folded(word, pages) for word in dict.fromkeys(map(_under, pages)) if word),
        ],
        className="tabs",
        **aria(label="主菜单"),
    )


def looks(chosen: str) -> Component:
    """Light, dark or as the system asks; choosing comes back to the same address."""
    buttons = [
        html.Button(
            word,
            type="submit",
            name="to",
            value=key,
            className="option look-option" + (" option-current" if key == chosen else ""),
            **aria(pressed=str(key == chosen).lower()),
        )
        for key, word in LOOKS.items()
    ]
    sign = html.Span(className=f"look-sign look-{chosen}", **aria(hidden="true"))
    word = html.Span(say("明暗:{look}", look=LOOKS[chosen]), className="look-word")
    return html.Details(
        [
            html.Summary([sign, word], className="look-now", title="明暗"),
            html.Form(buttons, action="/look", method="POST", className="options"),
        ],
        className="menu looks",
    )


def _under(page: Entry) -> str:
    return page.under


def _tab(page: Entry) -> Component:
    return dcc.Link(say_as("menu", page.menu), href=page.path, className="tab")


def _folded(word: str, pages: Sequence[Entry]) -> Component:
    """Pages that are opened seldom, behind one word that opens by mouse and keyboard."""
    inside = [page for page in pages if page.under == word]
    links = [
        dcc.Link(say_as("menu", page.menu), href=page.path, className="option tab-inside")
        for page in inside
    ]
    return html.Details(
        [html.Summary(word, className="tab"), html.Div(links, className="options")],
        className="menu tab-more",
    )


def toggle() -> Component:
    """The other language, written in itself; choosing it comes back to the same address."""
    wanted, word = OTHER[language()]
    return html.Form(
        [
            dcc.Input(type="hidden", name="to", value=wanted),
            html.Button(word, type="submit", className="language", lang=wanted),
        ],
        action="/language",
        method="POST",
    )


def _who(who: Actor) -> Component:
    order = list(Role)
    held = {role for one in (who, *who.stands_for) for role in one.roles}
    words = listed(say_as("role", role.label) for role in sorted(held, key=order.index))
    absent = listed(who.standing_in)
    acting = [html.Span(say("代 {absent}", absent=absent), className="role acting")]
    return html.Div(
        [
            html.Span(
                [
                    dcc.Link(html.Strong(who.post), href="/account", title="我的账号"),
                    *(acting if absent else []),
                    html.Span(words, className="role"),
                ],
                className="who-name",
            ),
            html.Form(
                html.Button("退出", type="submit", className="leave"),
                action="/logout",
                method="POST",
            ),
        ],
        className="who",
    )
