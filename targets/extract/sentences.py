"""The prose of a section as sentences: folded, in half width, every character with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from targets.extract.words import narrow
from targets.sections import TABLE, Section, sections

_STOP = re.compile(r"[。!?;]")
_MOST_IN_SENTENCE = 2_000  # a longer one is no sentence; reading stays linear
_LABEL = re.compile(
    r"^[(\[【]?[一-鿿]{2,8}(?:单位|部门|时限|时间|期限|主办|协办|牵头|配合)[\]】]?:"
)


@dataclass(frozen=True)
class Stretch:
    """Some folded half-width text of one section and where each character stands."""

    text: str
    offsets: tuple[int, ...]
    section: str
    heading: bool = False  # the section's own title

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the prepared text of `text[start:end]`."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def cut(self, start: int, end: int) -> Stretch:
        """A part of it."""
        return Stretch(self.text[start:end], self.offsets[start:end], self.section, self.heading)


@dataclass(frozen=True)
class Part:
    """A section's own words: its sentences, and the whole for clauses that span them."""

    section: Section
    whole: Stretch
    sentences: tuple[Stretch, ...]

    @property
    def title(self) -> str:
        """The heading's words, without its mark and without a full stop."""
        return self.sentences[0].text.rstrip("。!?;") if self.sentences else ""


def parts(text: str) -> tuple[Part, ...]:
    """Every section of the prepared text that is prose, with its sentences."""
    found = []
    for section in sections(text):
        if section.name.endswith(TABLE):
            whole = _folded(text, section.body, section.end, section.name, tables=False)
        else:
            whole = _folded(text, section.body, section.end, section.name)
        found.append(Part(section, whole, tuple(_sentences(text, whole, section))))
    return tuple(found)


def _folded(text: str, start: int, end: int, name: str, *, tables: bool = True) -> Stretch:
    """The characters that are no white space; lines of a table are left out of prose."""
    kept: list[int] = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        if line.count("\t") < 2 and (tables or line.rstrip().endswith(("。", ")"))):
            kept += [at + i for i, c in enumerate(line) if not c.isspace()]
        at += len(line)
    folded = narrow("".join(text[i] for i in kept))
    return Stretch(folded, tuple(kept), name)


def _sentences(text: str, whole: Stretch, section: Section) -> Iterator[Stretch]:
    start = 0
    breaks = _hard_breaks(text, whole)
    for at, character in enumerate(whole.text):
        closing = character in "。!?" or at in breaks or at - start >= _MOST_IN_SENTENCE
        if closing:
            yield from _one(whole, start, at + 1)
            start = at + 1
    yield from _one(whole, start, len(whole.text))


def _one(whole: Stretch, start: int, end: int) -> Iterator[Stretch]:
    if end > start:
        one = whole.cut(start, end)
        yield Stretch(one.text, one.offsets, one.section, heading=start == 0)


def _hard_breaks(text: str, whole: Stretch) -> set[int]:
    """Line ends at which no sentence goes on: titles, and lines that begin with a label."""
    breaks: set[int] = set()
    begin, fresh = 0, True
    for at in range(1, len(whole.offsets)):
        gap = text[whole.offsets[at - 1] + 1 : whole.offsets[at]]
        if "\n" not in gap:
            continue
        line, following = whole.text[begin:at], whole.text[at : at + 16]
        title = fresh and len(line) <= 30 and not re.search(r"[,。;:、]", line)
        ended = bool(_STOP.search(line[-1:])) or (line.endswith(")") and "\n\n" in gap)
        if title or ended or _LABEL.match(following) or _LABEL.match(line):
            breaks.add(at - 1)
        fresh = (at - 1) in breaks
        begin = at
    return breaks


def line_ends(text: str, whole: Stretch) -> frozenset[int]:
    """Indices into `whole.text` of the last character of each line."""
    pairs = enumerate(zip(whole.offsets, whole.offsets[1:], strict=False))
    return frozenset(at for at, (one, two) in pairs if "\n" in text[one + 1 : two])
