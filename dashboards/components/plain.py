"""A tree as HTML that needs no script: texts, tables and links; what is pressed is left out."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import flat
from dashboards.components.punctuation import Way, aloud, way_inside

ROOM = "/plain"
OTHERWISE: dict[type[Component], str] = {
    dcc.Graph: "图表需要较新的浏览器;同样的数值见本页的表。",
    dcc.Upload: "在本页不能交文件;请换用较新的浏览器,或由程序接口报送。",
}
"""What stands in the place of what needs a script; all other of it is left out."""
HTML_ONLY = "dash_html_components"
PRESSED = (html.Button, html.Form, html.Select, html.Script)
OUR_LINK = re.compile(r' href="/(?!files/|login|logout|public|plain)')
MARKUP = "data-markup"


def plain(tree: Any) -> str:
    """The tree's HTML, its links leading to the plain page of where they led."""
    return OUR_LINK.sub(f' href="{ROOM}/', _markup(tree, aloud))


def _markup(tree: Any, way: Way) -> str:
    if tree is None:
        return ""
    if isinstance(tree, (list, tuple)):
        return "".join(_markup(one, way) for one in tree)
    if not isinstance(tree, Component):
        return flat.shown(str(tree), way)
    if isinstance(tree, dcc.Link):
        return flat.markup(tree, way)
    described = tree.to_plotly_json()  # type: ignore[no-untyped-call]
    if isinstance(tree, dcc.Loading):
        return _markup(described["props"].get("children"), way)
    if described["namespace"] != HTML_ONLY or isinstance(tree, PRESSED):
        told = OTHERWISE.get(type(tree))
        return f"<p>{flat.shown(told, way)}</p>" if told else ""
    return _element(described, way)


def _element(described: dict[str, Any], way: Way) -> str:
    """One element; a part that is markup already is taken as it is."""
    props, tag = described["props"], described["type"].lower()
    attributes = "".join(_attribute(name, value) for name, value in props.items())
    if tag in flat.VOID:
        return f"<{tag}{attributes}>"
    ready = props.get(MARKUP)
    inside = ready or _markup(props.get("children"), way_inside(described["type"], props, way))
    return f"<{tag}{attributes}>{inside}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    """What `flat` knows how to write; the names that only scripts use are left out."""
    if name in flat.IGNORED or name == MARKUP or value is None:
        return ""
    if name in ("colSpan", "rowSpan"):
        return f' {name.lower()}="{escape(str(value))}"'
    if name == "id" and not isinstance(value, str):
        return ""
    try:
        return flat.written(name, value)
    except TypeError:
        return ""
