"""The leaves of a JSON document by their place: what `readers.json` found, ready to be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from observations.readers.json import LITERAL, PATH, STRING
from observations.stations import Sheet

_Key = TypeVar("_Key")
_VALUE = re.compile(r"values\[([0-9]+)\]\.([a-z]+)")


class Leaf(NamedTuple):
    """One leaf as written: a text, a number's digits, or a word (true, null, {} …).

    A document has hundreds: named tuples are made in a third of a frozen dataclass's time.
    """

    column: int
    text: str

    @property
    def is_text(self) -> bool:
        """True for a JSON string."""
        return self.column == STRING

    @property
    def is_word(self) -> bool:
        """True for true, false, null and for an empty object or list."""
        return self.column == LITERAL

    @property
    def is_null(self) -> bool:
        """True for null, which says as little as a key left out."""
        return self.is_word and self.text == "null"


@dataclass(frozen=True)
class Leaves:
    """`whole`: by key of the document; `values`: by number and key of each value; no nulls.

    `places`: numbers of the values in the order written; `strange`: paths nobody agreed on.
    """

    whole: Mapping[str, Leaf]
    values: Mapping[tuple[int, str], Leaf]
    places: tuple[int, ...]
    strange: tuple[str, ...]

    def text(self, key: str) -> str:
        """A text of the document itself; "" when it is none."""
        leaf = self.whole.get(key)
        return leaf.text if leaf is not None and leaf.is_text else ""

    def of(self, place: int, key: str) -> str:
        """A text of one value; "" when it is none."""
        leaf = self.values.get((place, key))
        return leaf.text if leaf is not None and leaf.is_text else ""


def leaves_of(sheet: Sheet, whole: tuple[str, ...], each: tuple[str, ...]) -> Leaves:
    """The leaves of a JSON report's one sheet; `whole` and `each` are the agreed keys."""
    found: dict[str, Leaf] = {}
    values: dict[tuple[int, str], Leaf] = {}
    strange = []
    for path, leaf in _written(sheet).items():
        match = _VALUE.fullmatch(path)
        if match and match[2] in each:
            values[int(match[1]), match[2]] = leaf
        elif path in whole:
            found[path] = leaf
        elif path != "values" or leaf != _NO_VALUES:
            strange.append(path)
    places = tuple(dict.fromkeys(place for place, _ in values))
    return Leaves(_said(found), _said(values), places, tuple(strange))


_NO_VALUES = Leaf(LITERAL, "[]")


def _said(leaves: Mapping[_Key, Leaf]) -> dict[_Key, Leaf]:
    return {key: leaf for key, leaf in leaves.items() if not leaf.is_null}


def _written(sheet: Sheet) -> dict[str, Leaf]:
    paths: dict[int, str] = {}
    leaves: dict[int, Leaf] = {}
    for row, column, text in zip(*(sheet.texts[n] for n in ("row", "col", "text")), strict=True):
        if column == PATH:
            paths[row] = text
        else:
            leaves[row] = Leaf(column, text)
    return {path: leaves[row] for row, path in paths.items()}
