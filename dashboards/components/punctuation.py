"""Texts as they leave for the browser: in the visitor's language, with its punctuation.

Sentences are written with half-width marks in the code, as those of papers are
(briefings/typography.py), and what stands beside Chinese words becomes full-width here. What
somebody else wrote and must be found again letter by letter stays as it is: quoted values,
names of files, cells, code. For who reads English the catalogue is asked here, and what stays
Chinese is marked with its language, so that it is read aloud as Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from dash.development.base_component import Component

from briefings.typography import chinese
from dashboards import words
from dashboards.components import html
from dashboards.components.described import described

VERBATIM = "verbatim"
"""The class of an element whose text is shown letter by letter."""
SPOKEN = frozenset({"title", "placeholder", "aria-label", "data-label"})
"""Attributes that people read."""
_KEPT_TYPES = frozenset({"Code", "Graph", "Store", "Time"})
_DRAWN = frozenset({"Graph", "Store"})
_ONLY_TEXT = frozenset({"Option"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_KEPT = re.compile(
    r"(^[!?](?: |$)|《[^》]*》|“[^”]*”|[a-z]+://\S*|![A-Z]{1,3}[0-9]+|[0-9]{1,2}(?::[0-9]{2})+)"
)


@lru_cache(maxsize=8192)  # a page says the same words in many rows, and says them again
def spoken(text: str) -> str:
    r"""`text` with full-width marks when it is Chinese.

    >>> spoken("关账后,不再受理(见 填报!I6)") == "关账后\uff0c不再受理\uff08见 填报!I6\uff09"
    True
    >>> spoken("a, b (c)")
    'a, b (c)'
    """
    if not _HAN.search(text):
        return text
    parts = _KEPT.split(text)
    return "".join(one if place % 2 else chinese(one) for place, one in enumerate(parts))


def kept(kind: str, props: Mapping[str, Any]) -> bool:
    """True for an element whose text stays letter by letter."""
    if kind in _KEPT_TYPES:
        return True
    name = props.get("className") or ""
    return VERBATIM in name and VERBATIM in name.split()


def attribute(name: str, value: Any) -> Any:
    """An attribute's value as people read it."""
    if name not in SPOKEN or not isinstance(value, str):
        return value
    return "".join(one for one, _ in aloud(value))


Parts = list[tuple[str, bool]]
"""A text as it is shown; True for what is to be marked as Chinese, on an English page only."""
Way = Callable[[str], Parts]


def aloud(text: str) -> Parts:
    """`text` in the visitor's language."""
    if not words.is_english():
        return [(spoken(text), False)]
    return [(spoken(one) if han else one, han) for one, han in words.pieces(words.told(text))]


def by_letter(text: str) -> Parts:
    """`text` letter by letter."""
    return [(text, words.is_english() and words.HAN.search(text) is not None)]


def its_own(text: str) -> Parts:
    """`text` of an element that says itself that it is Chinese."""
    return [(spoken(text), False)]


def way_inside(kind: str, props: Mapping[str, Any], way: Way) -> Way:
    """How the texts of an element are shown that stands where `way` is the way."""
    if kept(kind, props):
        return by_letter
    return its_own if props.get("lang") == words.CHINESE else way


def read_aloud(tree: Any, way: Way = aloud) -> Any:
    """`tree` with all its texts in the visitor's language; components are changed in place."""
    if isinstance(tree, str):
        shown = _marked(tree, way)
        return shown[0] if len(shown) == 1 else shown
    if isinstance(tree, (list, tuple)):
        read: list[Any] = []
        for one in tree:
            read += _marked(one, way) if isinstance(one, str) else [read_aloud(one, way)]
        return read
    if isinstance(tree, Component):
        _change(tree, way)
    return tree


def _marked(text: str, way: Way) -> list[Any]:
    shown = [html.Span(one, lang=words.CHINESE) if han else one for one, han in way(text)]
    return shown or [text]


def _change(tree: Component, way: Way) -> None:
    said = described(tree)
    kind, props = said["type"], said["props"]
    if kind in _DRAWN:
        return
    inside = way_inside(kind, props, way)
    if inside is not by_letter:
        for name in SPOKEN & set(props):
            setattr(tree, name, attribute(name, props[name]))
    if kind in _ONLY_TEXT:
        _say_in(tree, str(props.get("children") or ""), inside)
    elif "children" in props:
        tree.children = read_aloud(props["children"], inside)


def _say_in(tree: Component, text: str, way: Way) -> None:
    """The text of an element that can hold no other element: marked as a whole."""
    said = way(text)
    tree.children = "".join(one for one, _ in said)
    if any(han for _, han in said):
        setattr(tree, "lang", words.CHINESE)  # noqa: B010  # html.Option has it, Component not
