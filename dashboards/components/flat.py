"""A static tree as one component that carries markup instead of thousands of components.

Dash tells every mounted component of every other one: an overview of 2,200 components kept the
browser busy for 4 s after each click, as markup 0.1 s. The tree stays the thing that is written
and tested; `page.js` puts the markup in its place. Everything is escaped here, only the tags
and attributes named here pass, links lead inside the site, and the policy forbids inline code.
"""

from __future__ import annotations

from html import escape
from typing import Any

from dash import dcc
from dash.development.base_component import Component
from markupsafe import Markup

from dashboards.address import own_path
from dashboards.components.attributes import data
from dashboards.components.described import described
from dashboards.components.punctuation import Way, aloud, attribute, by_letter, way_inside
from dashboards.words import CHINESE, say, told

ATTRIBUTES = {"className": "class", "dateTime": "datetime"}
PLAIN = frozenset({"title", "role", "scope", "id", "lang"})
SWITCHES = frozenset({"open"})
IGNORED = frozenset({"children", "key"})
VOID = frozenset({"br", "wbr", "hr"})


def flat(tree: Component) -> Component:
    """The same element with its content as markup; `TypeError` for anything interactive."""
    props = described(tree)["props"]
    content = markup(props.pop("children", None))
    return type(tree)(**{**props, **data(markup=content)})


def markup(tree: Any, way: Way = aloud) -> str:
    """HTML of a tree of `html` components and links, every text and attribute escaped.

    `way` gives the texts their language and punctuation.
    """
    if tree is None:
        return ""
    if isinstance(tree, (list, tuple)):
        return "".join(markup(one, way) for one in tree)
    if isinstance(tree, Component):
        return _element(tree, way)
    return shown(str(tree), way)


def shown(text: str, way: Way = aloud) -> str:
    """A text as HTML, what is Chinese on an English page marked."""
    return "".join(
        f'<span lang="{CHINESE}">{escape(one)}</span>' if han else escape(one)
        for one, han in way(text)
    )


def in_markup(text: str, **values: object) -> Markup:
    """A text of a template, with its marks as they are written there."""
    return Markup(shown(say(text, **values) if values else told(text), by_letter))  # noqa: S704  # every part is escaped


def _element(tree: Component, way: Way) -> str:
    said = described(tree)
    tag = _tag(tree, said)
    props = said["props"]
    attributes = "".join(
        written(name, value) for name, value in props.items() if name not in IGNORED
    )
    if tag in VOID:
        return f"<{tag}{attributes}>"
    inside = way_inside(said["type"], props, way)
    return f"<{tag}{attributes}>{markup(props.get('children'), inside)}</{tag}>"


def _tag(tree: Component, said: dict[str, Any]) -> str:
    if isinstance(tree, dcc.Link):
        return "a"
    name = str(said["type"])
    if said["namespace"] != "dash_html_components" or name in ("Button", "Script"):
        raise TypeError(f"{name} is interactive and cannot be markup")
    return name.lower()


def written(name: str, value: Any) -> str:
    """An attribute of an element, escaped; `TypeError` for a name that has no markup."""
    if value is None:
        return ""
    if name == "href":
        return f' href="{escape(own_path(str(value)))}"'
    if name == "style":
        rules = ";".join(f"{rule}:{setting}" for rule, setting in value.items())
        return f' style="{escape(rules)}"'
    if name in SWITCHES:
        return f" {name}" if value else ""
    if name in ATTRIBUTES or name in PLAIN or name.startswith(("aria-", "data-")):
        return f' {ATTRIBUTES.get(name, name)}="{escape(str(attribute(name, value)))}"'
    raise TypeError(f"attribute {name} has no markup")
