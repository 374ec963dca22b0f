"""What a page says in English, and what of it is still ours in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

from dashboards.catalogue import Entry, pattern, written
from dashboards.components.flat import VOID
from dashboards.components.punctuation import SPOKEN, spoken
from dashboards.words import CHINESE, HAN

SKIPPED = frozenset({"id", "key", "href", "value", "data-field", "data-values", "className"})
LEAST = 3  # Chinese signs that a sentence with places must have of its own to be told by them


@dataclass(frozen=True)
class Shown:
    """A text that a page shows; `marked` where it says that it is Chinese."""

    text: str
    marked: bool


class _Markup(HTMLParser):
    """The texts of markup, with the language of the element they stand in."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[Shown] = []
        self.open: list[bool] = [False]
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        marked = held.get("lang") == CHINESE or (self.open[-1] and "lang" not in held)
        self.found += [Shown(held[one] or "", True) for one in SPOKEN & set(held)]
        if tag not in VOID:
            self.open.append(marked)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.found.append(Shown(data, self.open[-1]))


def shown(tree: Any, *, marked: bool = False) -> Iterator[Shown]:
    """Every text with Chinese in it that a callback's answer shows.

    What only an attribute says counts as marked: an attribute has no language of its own.
    """
    return (one for one in _texts(tree, marked=marked) if HAN.search(one.text))


def _texts(tree: Any, *, marked: bool) -> Iterator[Shown]:
    if isinstance(tree, str):
        yield Shown(tree, marked)
    elif isinstance(tree, list):
        for one in tree:
            yield from _texts(one, marked=marked)
    elif isinstance(tree, dict):
        props = tree.get("props", {} if "type" in tree else tree)
        own = marked or props.get("lang") == CHINESE
        for name, value in props.items():
            if name == "data-markup":
                yield from _Markup(value).found
            elif name in SPOKEN or name == "figure":
                yield from (Shown(one, True) for one in _strings(value))
            elif name not in SKIPPED and isinstance(value, (str, list, dict)):
                yield from _texts(value, marked=own)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


@cache
def _ours() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Texts that have English, as a Chinese page shows them."""
    entries = tuple(written())
    whole = frozenset(spoken(one.text) for one in entries if not one.places)
    return whole, tuple(pattern(spoken(one.text)) for one in entries if _telling(one))


def _telling(entry: Entry) -> bool:
    alone = re.sub(r"\{[a-z_0-9]+\}", "", entry.text)
    return bool(entry.places) and len(re.findall(r"[\u4e00-\u9fff]", alone)) >= LEAST


def left(texts: Iterable[Shown]) -> list[str]:
    """Texts that are Chinese without saying so, or Chinese though they have English."""
    whole, shapes = _ours()
    return [
        one.text
        for one in texts
        if not one.marked
        or spoken(one.text.strip()) in whole
        or any(shape.fullmatch(spoken(one.text.strip())) for shape in shapes)
    ]
