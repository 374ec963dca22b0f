"""Choices as links: each option has an address, works by keyboard and without callbacks."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import html


def menu(label: str, current: str, options: Sequence[tuple[str, str]], key: str) -> Component:
    """A drop-down of (word, href); `key` changes with the page so that it closes on choosing."""
    return html.Details(
        [
            html.Summary(
                [html.Span(label, className="menu-label"), html.Span(current, className="chosen")]
            ),
            html.Div(
                [
                    dcc.Link(word, href=href, className="option" + _mark(word, current))
                    for word, href in options
                ],
                className="options",
            ),
        ],
        className="menu",
        key=f"{label}-{key}",
    )


def _mark(word: str, current: str) -> str:
    return " option-current" if word == current else ""
