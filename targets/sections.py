"""The document's sections: 四 → 四(一) → 四(一)1, and its indicator table 三·表.

A document of 第四章 and 第一节 has the same names: 四 → 四(一) → 四(一)一 or 四(一)1. So has one
of 第四部分 or 肆、; 任务一: or 行动一、 stands for (一). After the last chapter an annex is a
section of its own, named as printed: 附件2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from targets.quotes import Folded

_ONES = "一二三四五六七八九"
_GRAND = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_CHAPTER = re.compile(r"([一二三四五六七八九十]+)、|([壹贰叁肆伍陆柒捌玖拾]+)、")
_PART = re.compile(
    r"[(\uff08]([一二三四五六七八九十]+)[)\uff09]\s*"
    r"|(?:重点|主要|专项)?(?:任务|行动|工程|措施)([一二三四五六七八九十]+)[、:\uff1a]\s*"
)
_ANNEX = re.compile(
    r"(附(?:件|表|录)[0-9一二三四五六七八九十]{0,2})(?:$|[:\uff1a\s](?!.*[。;\uff1b]$))"
)
_ITEM = re.compile(r"([0-9]{1,2})[.\uff0e、](?![0-9])\s*")
_GREAT = re.compile(r"第([一二三四五六七八九十]+)(?:章|部分|篇|编)[、:\uff1a\s]*")
_JIE = re.compile(r"第([一二三四五六七八九十]+)节[、\s]*")
Marks = tuple[tuple[int, re.Pattern[str]], ...]
TABLE = "·表"
FRONT = "文首"  # what stands before the first chapter, as the data name it
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
    """The section called `name` (文首 before the first chapter), None when there is none."""
    wanted = "" if name == FRONT else name
    return next((s for s in sections(document) if s.name == wanted), None)


def task_section(document: str, section: str, number: int) -> str:
    """Where task `number` of `section` stands: the item 四(一)1 or 四(一)一, or the part 四(一).

    The items of a document without chapters are tasks of 文首.
    """
    section = "" if section == FRONT else section
    item = f"{section}{number}"
    others = (f"{section}({ordinal(number)})", f"{section}{ordinal(number)}")
    return next((name for name in (item, *others) if section_named(document, name)), item)


def ordinal(number: int) -> str:
    """1 to 99 in Chinese numerals; "" beyond."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return ""
    ten = ("" if tens == 1 else _ONES[tens - 1]) + "十" if tens else ""
    return ten + (_ONES[ones - 1] if ones else "")


@lru_cache(maxsize=512)
def folded_section(document: str, section: Section) -> Folded:
    """The section's words, without white space and without its ordinal mark."""
    return Folded.of(document, section.body, section.end)


def _headings(document: str) -> Iterator[_Heading]:
    caption = (0, "")
    in_table = False
    marks = _marks(document)
    begun = False
    for start, line in _lines(document):
        heading = _heading(start, line, marks) or (_annex(start, line) if begun else None)
        if heading:
            begun = True
            in_table = False
            yield heading
        elif line.count("\t") >= _CELLS - 1 and not in_table:
            in_table = True
            yield _Heading(2, TABLE, caption[0], caption[0])
        caption = (start, line)


def _marks(document: str) -> Marks:
    """How the document marks its sections: by 第一章 or 第一部分 when it has at least two.

    Its parts are then 第一节, else 一、, else (一); what is left of these marks its items.
    """
    great, jie, plain, bracketed = (
        sum(bool(pattern.match(line)) for _, line in _lines(document))
        for pattern in (_GREAT, _JIE, _CHAPTER, _PART)
    )
    if great < 2:
        return (1, _CHAPTER), (2, _PART), (3, _ITEM)
    within = _JIE if jie else _CHAPTER if plain else _PART
    smaller = _CHAPTER if jie and plain else _PART if (jie or plain) and bracketed else _ITEM
    return (1, _GREAT), (2, within), (3, smaller), (3, _ITEM)


def _heading(start: int, line: str, marks: Marks) -> _Heading | None:
    if line.count("\t") >= _CELLS - 1:
        return None
    for level, pattern in marks:
        match = pattern.match(line)
        if match:
            written = next(group for group in match.groups() if group).translate(_GRAND)
            mark = written if level != 2 else f"({written})"
            return _Heading(level, mark, start, start + match.end())
    return None


def _annex(start: int, line: str) -> _Heading | None:
    """附件2 on a line of its own, or with its title, once the chapters have begun."""
    match = _ANNEX.match(line.strip()) if line.count("\t") < _CELLS - 1 else None
    return _Heading(1, match[1], start, start + match.end(1)) if match else None


def _lines(document: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in document.splitlines(keepends=True):
        if line.strip():
            yield start, line
        start += len(line)
