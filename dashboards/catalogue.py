"""The English of the pages: message catalogues in gettext's PO format, Chinese text as id.

A reader of our own: the format is a page of syntax, and the standard library only reads what a
compiler has made of it before.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent / "locale" / "en"
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[[01]\])?)\s+)?(".*")')
_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
MATCH = "match"
"""Flag of an entry whose placeholders are read back from a text another room has written."""


@dataclass(frozen=True)
class Entry:
    """One message: where it is used (`sense`, mostly empty), its Chinese and its English."""

    text: str
    english: str
    plural: str = ""
    sense: str = ""
    flags: frozenset[str] = frozenset()
    source: str = ""

    def said(self, count: object) -> str:
        """The English for `count` things, with its placeholders."""
        return self.plural if self.plural and str(count) != "1" else self.english

    @property
    def only_marks(self) -> bool:
        """True when there is nothing but marks between the placeholders."""
        return not re.search(r"\w", _PLACE.sub("", self.text))

    @property
    def places(self) -> frozenset[str]:
        """Names of the placeholders."""
        return frozenset(_PLACE.findall(self.text))


@dataclass(frozen=True)
class Catalogue:
    """All entries by sense and Chinese text, and those that are matched with a text."""

    entries: Mapping[tuple[str, str], Entry]
    matched: tuple[tuple[re.Pattern[str], Entry], ...]

    def find(self, text: str, sense: str = "") -> Entry | None:
        """The entry of a Chinese text with its placeholders; None when there is none."""
        return self.entries.get((sense, text))

    def recognise(self, text: str) -> tuple[Entry, dict[str, str]] | None:
        """The entry whose Chinese, placeholders filled, is `text`, and what fills them."""
        for pattern, entry in self.matched:
            if found := pattern.fullmatch(text):
                return entry, found.groupdict()
        return None


@cache
def english() -> Catalogue:
    """The catalogue of the pages; of a text in two files the first one stands."""
    entries: dict[tuple[str, str], Entry] = {}
    for entry in written():
        entries.setdefault((entry.sense, entry.text), entry)
    ways = ((pattern(one.text), one) for one in entries.values() if MATCH in one.flags)
    return Catalogue(entries, tuple(ways))


def written() -> Iterator[Entry]:
    """Every entry of every file, in the files' order."""
    for path in sorted(HOME.glob("*.po")):
        yield from read(path.read_text("utf-8"), path.name)


def read(text: str, source: str) -> Iterator[Entry]:
    """The entries of a PO file; `ValueError` with the line that is none."""
    block = _Block()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if not line.strip():
            yield from block.entry(source)
            block = _Block()
        elif not block.take(line):
            raise ValueError(f"{source}:{number}: not a line of a catalogue: {line}")


@dataclass
class _Block:
    """What the lines of one entry have said so far."""

    parts: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    last: str = ""

    def take(self, line: str) -> bool:
        """Add a line; False when it is no line of a catalogue."""
        if line.startswith("#"):
            self.flags |= set(line[3:].split(", ")) if line.startswith("#, ") else set()
            return True
        found = _LINE.fullmatch(line.strip())
        if not found or not (found[1] or self.last):
            return False
        self.last = found[1] or self.last
        self.parts[self.last] = self.parts.get(self.last, "") + str(ast.literal_eval(found[2]))
        return True

    def entry(self, source: str) -> Iterator[Entry]:
        """The entry, when the block is one: neither a comment nor the head of the file."""
        said = self.parts.get
        if said("msgid"):
            yield Entry(
                text=said("msgid", ""),
                english=said("msgstr") or said("msgstr[0]", ""),
                plural=said("msgstr[1]", ""),
                sense=said("msgctxt", ""),
                flags=frozenset(self.flags),
                source=source,
            )


def pattern(text: str) -> re.Pattern[str]:
    """The texts that `text` with its placeholders filled can be."""
    parts = _PLACE.split(text)
    return re.compile(
        "".join(f"(?P<{one}>.+?)" if at % 2 else re.escape(one) for at, one in enumerate(parts)),
        re.DOTALL,
    )
