"""A document's text made ready: clean lines, no page furniture, table rows on one line each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from observations.errors import UserError
from targets.extract.words import narrow

MOST_CHARACTERS = 200_000
_MOST_IN_LINE = 20_000
_PAGE = re.compile(r"[-·. ]*(?:第 *)?[0-9]{1,4}(?: */ *[0-9]{1,4})?(?: *页)?[-·. ]*")
_HEADINGS = ("指标", "指标名称", "主要指标", "目标名称", "项目")
_VALUES = re.compile(r"目标|指标值|20[0-9]{2}年?|单位|属性")
_SUFFIXES = {"以上", "以内", "以下", "左右", "及以上", "及以下"}
_ATTRIBUTE = re.compile(r"约束性?|预期性?")
_NEW_PART = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、](?![0-9])|第.{1,3}[章节]"
)

Cells = list[str]


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
    return "\n".join(_with_tables(lines)) + "\n"


def _clean(raw: str) -> Iterator[str]:
    stripped = [_trimmed(line) for line in raw.replace("\f", "\n").splitlines()]
    repeated = Counter(line for line in stripped if 4 <= len(line) <= 40 and "\t" not in line)
    seen: set[str] = set()
    for line in stripped:
        if line and _PAGE.fullmatch(narrow(line)):
            continue
        header = repeated[line] >= 3 and not re.search(r"[。;:,:;,|]", line)
        if header and line in seen:
            continue
        seen.add(line)
        yield line


def _trimmed(line: str) -> str:
    """Without white space around; a leading tab is an empty first cell and stays."""
    kept = line.rstrip().lstrip(" \u3000\xa0\ufeff\u200b")
    return kept if kept.strip() else ""


def _with_tables(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        split = _splitter(lines[at])
        if split is None:
            yield lines[at].lstrip("\t") if lines[at].count("\t") < 2 else lines[at]
            at += 1
            continue
        end = _table_end(lines, at)
        yield from ("\t".join(row) for row in _rows(lines[at:end], split))
        at = end


def is_heading(cells: Cells) -> bool:
    """True for the heading row of an indicator table."""
    named = any(cell in _HEADINGS for cell in cells)
    return len(cells) >= 3 and named and sum(bool(_VALUES.search(c)) for c in cells) >= 2


def _splitter(line: str) -> Callable[[str], Cells] | None:
    for split in (_by_tab, _by_pipe, _by_gap, _by_space):
        if is_heading(split(line)):
            return split
    return None


def _by_tab(line: str) -> Cells:
    return [cell.strip() for cell in line.split("\t")]


def _by_pipe(line: str) -> Cells:
    return [cell.strip() for cell in re.split("[|\uff5c]", line.strip("|\uff5c "))]


def _by_gap(line: str) -> Cells:
    return re.split(r"[ \u3000]{2,}", line.strip())


def _by_space(line: str) -> Cells:
    return line.split()


def _table_end(lines: list[str], start: int) -> int:
    """The first line after the table: a new part or a sentence; blank lines do not end it."""
    end = start + 1
    for at in range(start + 1, len(lines)):
        line = narrow(lines[at])
        if not line:
            continue
        cut = "\t" in line or "|" in line
        if not cut and (_NEW_PART.match(line) or "。" in line or len(line) > 60):
            break
        end = at + 1
    return end


def _rows(lines: list[str], split: Callable[[str], Cells]) -> Iterator[Cells]:
    """Rows of as many cells as the heading has; a wrapped row is put together again."""
    heading = split(lines[0])
    waiting: Cells = []
    for line in lines:
        cells = split(line)
        if not line.strip() or all(not c.strip("-: ") for c in cells):
            continue
        if is_heading(cells):
            heading, waiting = cells, []
            yield cells
            continue
        waiting = [*waiting[:-1], waiting[-1] + cells[0], *cells[1:]] if waiting else cells
        row = _fitted(waiting, heading, split is _by_space)
        if row:
            yield row
            waiting = []
    if waiting:
        yield waiting


def _fitted(cells: Cells, heading: Cells, spaced: bool) -> Cells | None:
    """The row under its heading; None while it is not whole yet."""
    wide = len(heading)
    if spaced:
        cells = _joined(cells)
        if len(cells) > wide:
            left = 1 if re.fullmatch(r"[0-9]{1,3}", cells[0]) else 0
            extra = len(cells) - wide
            cells = [*cells[:left], " ".join(cells[left : left + extra + 1]),
                     *cells[left + extra + 1 :]]  # fmt: skip
    if len(cells) == wide - 1 and "类别" in heading[0] and len(cells) >= 3:
        return ["", *cells] if _whole(cells) else None
    return cells if len(cells) >= wide else None


def _whole(cells: Cells) -> bool:
    return bool(_ATTRIBUTE.fullmatch(cells[-1]) or re.search(r"[0-9]", cells[-1]))


def _joined(cells: Cells) -> Cells:
    joined: Cells = []
    for cell in cells:
        if cell in _SUFFIXES and joined:
            joined[-1] += cell
        else:
            joined.append(cell)
    return joined
