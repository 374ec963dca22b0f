"""Plain tables: numbers right-aligned, empty ones say what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.attributes import data

Cell = Any  # str, number or component: whatever Dash renders
NOTHING = ("", "—")


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    numeric: frozenset[int] = frozenset(),
    caption: str = "",
    empty: str = "没有记录。",
) -> Component:
    """A table; `numeric` names the columns that are right-aligned."""
    if not rows:
        return html.P(empty, className="quiet empty-line")
    head = html.Thead(
        html.Tr(
            [
                html.Th(word, scope="col", className=_side(place, numeric))
                for place, word in enumerate(headings)
            ]
        )
    )
    body = html.Tbody(
        [
            html.Tr(
                [
                    html.Td(
                        cell, className=_kind(cell, place, numeric), **data(label=headings[place])
                    )
                    for place, cell in enumerate(row)
                ]
            )
            for row in rows
        ]
    )
    parts = [html.Caption(caption)] if caption else []
    return html.Div(html.Table([*parts, head, body]), className="table-holder")


def _side(place: int, numeric: frozenset[int]) -> str:
    return "number" if place in numeric else ""


def _kind(cell: Cell, place: int, numeric: frozenset[int]) -> str:
    """A cell that says nothing is left out of the card that a row is on a phone."""
    blank = isinstance(cell, str) and cell in NOTHING
    return " ".join(filter(None, (_side(place, numeric), "blank" if blank else "")))


def facts(pairs: Sequence[tuple[str, Cell]]) -> Component:
    """Name and value pairs; pairs without a value are left out."""
    return html.Dl(
        [
            part
            for name, value in pairs
            if value not in ("", None)
            for part in (html.Dt(name), html.Dd(value))
        ],
        className="facts",
    )


def folded(title: str, inside: Sequence[Component], *, unfolded: bool = False) -> Component:
    """What is shown when somebody asks for it."""
    return html.Details([html.Summary(title), *inside], open=unfolded, className="folded")


def card(title: str, *children: Cell, aside: Cell = None, className: str = "") -> Component:  # noqa: N803 -- Dash's word
    """A titled block."""
    head = [html.H2(title)] + ([html.Span(aside, className="quiet")] if aside else [])
    return html.Section([html.Header(head), *children], className=f"card {className}".strip())
