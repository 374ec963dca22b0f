"""Forms: labelled fields, a button, and the place where a mistake is told.

All parts of a form are `on` one subject, so that a page may hold many; a `Label` holds its
field, so that both are bound whatever their ids are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.attributes import aria, data

LONGEST = 2000
DAY = "2024-12-31"


def form(subject: str, title: str, *parts: Component) -> Component:
    """The parts of one form, with the place for what is said about it under them."""
    told = html.Div(id={"told": subject}, className="told", role="alert")
    return html.Div(
        [*parts, told], id={"form": subject}, className="form", role="group", **aria(label=title)
    )


def field(label: str, name: str, subject: str, **more: Any) -> Component:
    """A line of text; `more` are properties of `dcc.Input`."""
    given: dict[str, Any] = {"maxLength": LONGEST, "type": "text", "autoComplete": "off"} | more
    own = dcc.Input(id={"text": name, "on": subject}, className="field-input", **given)
    return _labelled(label, own)


def text(label: str, name: str, subject: str, value: str = "", *, longest: int) -> Component:
    """Some sentences, at most `longest` characters."""
    own = dcc.Textarea(
        id={"text": name, "on": subject},
        value=value,
        maxLength=longest,
        rows=4,
        className="field-input",
    )
    return _labelled(label, own)


def day(label: str, name: str, subject: str, value: str = "") -> Component:
    """A day, picked or typed."""
    return field(label, name, subject, type="date", value=value, placeholder=DAY)


def choice(
    label: str, name: str, subject: str, options: Sequence[tuple[str, str]], value: str = ""
) -> Component:
    """One of `options` (value, word), as the browser's own list.

    Dash's list cannot be reached with the Tab key and hides its label from readers. `page.js`
    carries what was chosen into the hidden field, which is the one the server is told.
    """
    identity = {"text": name, "on": subject}
    words = [("", "请选择"), *options] if not value else list(options)
    own = html.Select(
        [html.Option(word, value=key, selected=key == value) for key, word in words],
        className="field-choice",
        **data(field=json.dumps(identity)),
        **aria(label=label),
    )
    return html.Div([_labelled(label, own), dcc.Input(id=identity, type="hidden", value=value)])


def hidden(name: str, subject: str, value: str) -> Component:
    """What the form says of itself, not for people to write; checked like all the rest."""
    return dcc.Input(id={"text": name, "on": subject}, type="hidden", value=value)


def _labelled(label: str, own: Component) -> Component:
    return html.Label([html.Span(label, className="field-name"), own], className="field")


def submit(word: str, act: str, subject: str, *, primary: bool = True) -> Component:
    """The button that does `act` with what the fields of the form say."""
    return html.Button(
        word,
        id={"do": act, "on": subject},
        type="button",
        className="button primary" if primary else "button",
    )


def folded(word: str, inside: Component) -> Component:
    """A form that opens where it is needed: a list of many stays calm."""
    return html.Details([html.Summary(word, className="button small"), inside], className="act")
