"""The document's sections: 四 → 四(一) → 四(一)1, and its indicator table 三·表.

A document of 第四章 and 第一节 has the same names: 四 → 四(一) → 四(一)一 or 四(一)1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from targets.quotes import Folded

_CHAPTER = re.compile(r"([一二三四五六七八九十]+)、")
_PART = re.compile(r"[(\uff08]([一二三四五六七八九十]+)[)\uff09]\s*")
_ITEM = re.compile(r"([0-9]{1,2})[.\uff0e、](?![0-9])\s*")
_BY_CHAPTERS = (
    (1, re.compile(r"第([一二三四五六七八九十]+)章[、\s]*")),
    (2, re.compile(r"第([一二三四五六七八九十]+)节[、\s]*")),
    (3, re.compile(r"([一二三四五六七八九十]+)、|" + _ITEM.pattern)),
)
_BY_MARKS = ((1, _CHAPTER), (2, _PART), (3, _ITEM))
Marks = tuple[tuple[int, re.Pattern[str]], ...]
TABLE = "·表"
_CELLS = 3  # a line with at least so many tab-separated cells is a line of a table


@dataclass(frozen=True)
class Section:
    """A section: `[start, end)` in the document, its own words from `body` on.

    The stretch from `start` to `body` is the heading's ordinal mark. `level`: 0 before the
    first chapter, 1 chapter, 2 part, 3 item; a table has the level of its chapter + 1.
    """

    name: str
    level: int
    start: int
    body: int
    end: int

    @property
    def chapter(self) -> str:
        """The ordinal of the chapter the section belongs to, "" before the first."""
        match = re.match(r"[一二三四五六七八九十]+", self.name)
        return match.group() if match else ""


@dataclass(frozen=True)
class _Heading:
    level: int
    mark: str
    start: int
    body: int


@lru_cache(maxsize=32)
def sections(document: str) -> tuple[Section, ...]:
    """All sections in the order of the text; each ends where the next begins."""
    headings = [_Heading(0, "", 0, 0), *_headings(document)]
    ends = [h.start for h in headings[1:]] + [len(document)]
    path = ["", "", "", ""]
    found: list[Section] = []
    for heading, end in zip(headings, ends, strict=True):
        path[heading.level :] = [heading.mark] + [""] * (3 - heading.level)
        found.append(Section("".join(path), heading.level, heading.start, heading.body, end))
    return tuple(found)


def section_named(document: str, name: str) -> Section | None:
    """The section called `name`, None when the document has none."""
    return next((s for s in sections(document) if s.name == name), None)


@lru_cache(maxsize=512)
def folded_section(document: str, section: Section) -> Folded:
    """The section's words, without white space and without its ordinal mark."""
    return Folded.of(document, section.body, section.end)


def _headings(document: str) -> Iterator[_Heading]:
    caption = (0, "")
    in_table = False
    marks = _marks(document)
    for start, line in _lines(document):
        heading = _heading(start, line, marks)
        if heading:
            in_table = False
            yield heading
        elif line.count("\t") >= _CELLS - 1 and not in_table:
            in_table = True
            yield _Heading(2, TABLE, caption[0], caption[0])
        caption = (start, line)


def _marks(document: str) -> Marks:
    """How the document marks its sections: by 第一章, 第二章 … when it has at least two."""
    chapters = sum(bool(_BY_CHAPTERS[0][1].match(line)) for _, line in _lines(document))
    return _BY_CHAPTERS if chapters > 1 else _BY_MARKS


def _heading(start: int, line: str, marks: Marks) -> _Heading | None:
    if line.count("\t") >= _CELLS - 1:
        return None
    for level, pattern in marks:
        match = pattern.match(line)
        if match:
            written = next(group for group in match.groups() if group)
            mark = written if level != 2 else f"({written})"
            return _Heading(level, mark, start, start + match.end())
    return None


def _lines(document: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in document.splitlines(keepends=True):
        if line.strip():
            yield start, line
        start += len(line)
