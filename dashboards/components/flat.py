"""A static tree as one component that carries markup instead of thousands of components.

Dash tells every mounted component of every other one: an overview of 2,200 components kept the
browser busy for 4 s after each click, as markup 0.1 s. The tree stays the thing that is written
and tested; `page.js` puts the markup in its place. Everything is escaped here, only the tags
and attributes named here pass, links lead inside the site, and the policy forbids inline code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from dash import dcc
from dash.development.base_component import Component
from markupsafe import Markup

from dashboards.address import own_path
from dashboards.components import html
from dashboards.components.attributes import data
from dashboards.components.described import described
from dashboards.components.punctuation import Way, aloud, attribute, by_letter, way_inside
from dashboards.words import CHINESE, language, say, told

ATTRIBUTES = {"className": "class", "dateTime": "datetime"}
PLAIN = frozenset({"title", "role", "scope", "id", "lang"})
SWITCHES = frozenset({"open"})
IGNORED = frozenset({"children", "key", *vars(html.Div())})
"""What is no attribute: what is inside, and what Dash notes on every component."""
VOID = frozenset({"br", "wbr", "hr"})
MOST, LONG = 16_384, 400
"""Of texts and attributes this many are kept as markup, none longer: pages repeat themselves."""


def flat(tree: Component) -> Component:
    """The same element with its content as markup; `TypeError` for anything interactive."""
    props = described(tree)["props"]
    content = markup(props.pop("children", None))
    return type(tree)(**{**props, **data(markup=content)})


def markup(tree: Any, way: Way = aloud) -> str:
    """HTML of a tree of `html` components and links, every text and attribute escaped.

    `way` gives the texts their language and punctuation.
    """
    parts: list[str] = []
    _Writer(parts.append, language()).write(tree, way)
    return "".join(parts)


def shown(text: str, way: Way = aloud) -> str:
    """A text as HTML, what is Chinese on an English page marked."""
    return (_shown if len(text) > LONG else _shown_again)(text, way, language())


def in_markup(text: str, **values: object) -> Markup:
    """A text of a template, with its marks as they are written there."""
    return Markup(shown(say(text, **values) if values else told(text), by_letter))  # noqa: S704  # every part is escaped


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes trees for a reader of one language."""

    put: Callable[[str], object]
    language: str

    def write(self, tree: Any, way: Way) -> None:
        """Texts, elements and lists of both."""
        if isinstance(tree, str):
            self.put((_shown if len(tree) > LONG else _shown_again)(tree, way, self.language))
        elif isinstance(tree, (list, tuple)):
            for one in tree:
                self.write(one, way)
        elif isinstance(tree, Component):
            self._element(tree, way)
        elif tree is not None:
            self.put(shown(str(tree), way))

    def _element(self, tree: Component, way: Way) -> None:
        props = vars(tree)
        tag, names = _start(type(tree), tuple(props))
        self.put(f"<{tag}{''.join([written(name, props[name]) for name in names])}>")
        if tag not in VOID:
            self.write(props.get("children"), way_inside(tree._type, props, way))
            self.put(f"</{tag}>")


@lru_cache(maxsize=1024)
def _start(kind: type[Component], names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """An element's tag, and its attributes among `names` in Dash's own order."""
    return _tag(kind), tuple(sorted(set(names) - IGNORED, key=_rank))


def _rank(name: str) -> tuple[bool, bool, str]:
    """In Dash's own order: the id, the others by name, those of `aria` and `data`."""
    return "-" in name, name != "id", name


def _tag(kind: type[Component]) -> str:
    if issubclass(kind, dcc.Link):
        return "a"
    if kind._namespace != "dash_html_components" or kind._type in ("Button", "Script"):
        raise TypeError(f"{kind._type} is interactive and cannot be markup")
    return str(kind._type).lower()


def written(name: str, value: Any) -> str:
    """An attribute of an element, escaped; `TypeError` for a name that has no markup."""
    if value is None:
        return ""
    if name in SWITCHES:
        return f" {name}" if value else ""
    if name == "style":
        rules = ";".join(f"{rule}:{setting}" for rule, setting in value.items())
        return f' style="{escape(rules)}"'
    text = str(value)
    return (_written if len(text) > LONG else _written_again)(name, text, language())


def _written(name: str, value: str, _language: str) -> str:
    if name == "href":
        return f' href="{escape(own_path(value))}"'
    if name in ATTRIBUTES or name in PLAIN or name.startswith(("aria-", "data-")):
        return f' {ATTRIBUTES.get(name, name)}="{escape(attribute(name, value))}"'
    raise TypeError(f"attribute {name} has no markup")


def _shown(text: str, way: Way, _language: str) -> str:
    return "".join(
        f'<span lang="{CHINESE}">{escape(one)}</span>' if han else escape(one)
        for one, han in way(text)
    )


_shown_again, _written_again = lru_cache(MOST)(_shown), lru_cache(MOST)(_written)
