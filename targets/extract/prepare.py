"""A document's text made ready: clean lines, no page furniture, table rows on one line each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from observations.errors import UserError
from targets.extract.boxes import with_boxes_open
from targets.extract.cells import with_rows_joined
from targets.extract.rows import with_tables
from targets.extract.words import narrow

MOST_CHARACTERS = 200_000
_MOST_IN_LINE = 20_000
_PAGE = re.compile(
    r"[-·. ]*(?:第 *)?[0-9]{1,4}(?: */ *[0-9]{1,4})?(?: *页)?(?:[,/ ]*共 *[0-9]{1,4} *页)?[-·. ]*"
)
_BREAK = "\ue00c"  # stands for a page break
# 第一章 发展环境……3: a line of the table of contents
_CONTENTS = re.compile(r".{1,60}?(?:\u2026{2,}|\.{5,}|\u00b7{5,}|_{5,}) *[0-9]{1,4}")
_LABELLED = re.compile(r"[。;:,|、]")
_TITLE_LIKE = re.compile(r"(?:方案|计划|规划|要点|意见|纲要|清单|措施|文件)(?:\([^()]{4,20}\))?$")


def prepare(raw: str) -> str:
    """The text all quotes are taken from: white space, page numbers and table marks settled.

    No other character changes. `UserError` when there is nothing to read or far too much.
    """
    if len(raw) > MOST_CHARACTERS:
        what = f"原文 {len(raw)} 字,超过 {MOST_CHARACTERS} 字"
        raise UserError(what, cure="只放方案正文,或分成几份")
    if not raw.strip():
        raise UserError("原文是空的", cure="放入方案正文")
    lines = list(_clean(raw))
    if any(len(line) > _MOST_IN_LINE for line in lines):
        raise UserError(f"有一行超过 {_MOST_IN_LINE} 字", cure="检查是不是方案正文")
    return "\n".join(with_tables(lines)) + "\n"


def _clean(raw: str) -> Iterator[str]:
    """Lines without page numbers and running headers.

    A running header stands beside a page number or a page break; elsewhere a line that comes
    back thrice is one only when it looks like a title: office names come back too.
    """
    trimmed = [_trimmed(line) for line in raw.replace("\f", f"\n{_BREAK}\n").splitlines()]
    trimmed = [line for line in trimmed if not _CONTENTS.fullmatch(line)]
    pages = list(
        with_rows_joined(list(with_boxes_open(trimmed)))
    )  # first: a cell of digits looks like a page number
    repeated = Counter(line for line in pages if 4 <= len(line) <= 40 and "\t" not in line)
    marks = [bool(line) and bool(_PAGE.fullmatch(narrow(line))) for line in pages]
    seen: set[str] = set()
    for at, line in enumerate(pages):
        if marks[at] or line == _BREAK:
            continue
        beside = any(marks[i] or pages[i] == _BREAK for i in _around(pages, at))
        again = repeated[line] >= (2 if beside else 3) and not _LABELLED.search(narrow(line))
        if again and line in seen and (beside or _TITLE_LIKE.search(narrow(line))):
            continue
        seen.add(line)
        yield line


def _around(lines: list[str], at: int) -> Iterator[int]:
    """The nearest line with words on either side."""
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(lines) and not lines[near] and abs(near - at) < 4:
            near += step
        if 0 <= near < len(lines):
            yield near


def _trimmed(line: str) -> str:
    """Without white space around; a leading tab is an empty first cell and stays."""
    kept = line.rstrip().lstrip(" \u3000\xa0\ufeff\u200b")
    return kept if kept.strip() else ""
