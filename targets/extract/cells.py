"""Tables pasted with one cell on a line, as from a word processor: rows put on one line each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from targets.extract.rows import (
    Cells,
    is_breakdown_heading,
    is_heading,
    is_work_heading,
    looks_like_heading,
)
from targets.extract.words import narrow

_MOST_COLUMNS = 12
_MOST_TRIED = 300  # lines of a document that could begin such a table
_WINDOWS = (100, 800, 6_000)  # cells looked at: more only while the rows go on to their end
_NUMBER = re.compile(r"[(]?([0-9]{1,3})[).\uff0e、]?")
_VALUE = re.compile(r"[^0-9]{0,6}[0-9][^,;。]{0,14}|[-/无]+|-")
_LABEL = re.compile(
    r"(?:完成)?(?:时限|时间)|备注|责任(?:人|单位)|完成时限|属性|单位|[^0-9]{2,10}[(\uff08][^0-9()]{1,6}[)\uff09]"
)
_SENTENCE = re.compile(r"[^。]*。[^。]+")
_CHAPTER = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|第.{1,3}[章节]|附[件表]|(?:备?注|说明):"
)


def with_rows_joined(lines: Sequence[str]) -> Iterator[str]:
    """The lines, every row of such a table on one of them with a tab between its cells.

    A heading is one only when the lines after it are rows under it; nothing else changes.
    """
    at = tried = 0
    while at < len(lines):
        promising = tried < _MOST_TRIED and looks_like_heading(lines[at])
        tried += promising
        rows, after = _table(lines, at) if promising else ([], at)
        yield from ("\t".join(row) for row in rows)
        if not rows:
            yield lines[at]
        at = after if rows else at + 1


def _table(lines: Sequence[str], start: int) -> tuple[list[Cells], int]:
    """The heading and the rows, and the line after them; no rows when there is no table.

    A look at the next few lines comes first, so that reading stays linear.
    """
    wide, blanks = _shape(lines, start)
    if not wide:
        return [], start
    for most in _WINDOWS:
        filled = _filled(lines, start, most, blanks=blanks)
        cells = [lines[at].strip() for at in filled]
        rows = list(_rows(cells[wide:], cells[:wide]))
        used = wide + sum(size for size, _ in rows)
        if len(filled) < most or used + 2 * wide < most:
            break
    return [cells[:wide], *(row for _, row in rows)], filled[used - 1] + 1


def _shape(lines: Sequence[str], start: int) -> tuple[int, bool]:
    """How many columns, and whether an empty line is an empty cell; 0 columns for no table.

    The shape whose rows cover most of the next lines: a heading of 乡镇, 户数, 完成时限 must not
    be cut short, and empty lines may only stand between the cells.
    """
    best = (0, 0, False)
    for blanks in (False, True):
        filled = _filled(lines, start, 3 * _MOST_COLUMNS, blanks=blanks)
        if blanks and all(lines[at] for at in filled):
            break
        near = [lines[at].strip() for at in filled]
        for wide in range(3, _MOST_COLUMNS + 1):
            covered = _covered(near, wide)
            best = (covered, wide, blanks) if covered > best[0] else best
    return best[1:]


def _covered(cells: Sequence[str], wide: int) -> int:
    """How many filled cells the rows hold under the first `wide` as heading; 0 for none."""
    heading = list(cells[:wide])
    known = len(heading) == wide and all(heading) and _heads(heading)
    rows = _rows(cells[wide:], heading) if known else ()
    return sum(sum(map(bool, row)) for _, row in rows)


def _filled(lines: Sequence[str], start: int, most: int, *, blanks: bool) -> list[int]:
    """At most `most` lines from `start` on, up to a new chapter or a real table.

    Empty ones are left out unless `blanks`.
    """
    kept: list[int] = []
    for at in range(start, min(len(lines), start + 4 * most)):
        line = narrow(lines[at]).strip()
        if "\t" in line or "|" in line or _CHAPTER.match(line) or len(kept) == most:
            break
        kept += [at] if line or blanks else []
    return kept


def _heads(cells: Cells) -> bool:
    if any(_NUMBER.fullmatch(narrow(cell)) for cell in cells):
        return False
    return is_heading(cells) or is_work_heading(cells) or is_breakdown_heading(cells)


def _rows(cells: Sequence[str], heading: Cells) -> Iterator[tuple[int, Cells]]:
    """Rows with how many lines each takes; numbered ones begin with the next number."""
    wide = len(heading)
    numbered = bool(re.search("序号|编号", heading[0]))
    at, number = 0, 1
    while at + wide <= len(cells) or (numbered and at < len(cells)):
        end = _end_of(cells, at, number, wide) if numbered else at + wide
        row = list(cells[at:end])
        if numbered and _counted(row[0]) != number:
            return
        row = _fitted(row, wide)
        if len(row) != wide or not _fits(row, heading):
            return
        yield end - at, row
        at, number = end, number + 1


def _end_of(cells: Sequence[str], at: int, number: int, wide: int) -> int:
    """Where the row after number `number` begins; the last row has as many cells as its heading."""
    for end in range(at + wide, min(at + 2 * wide, len(cells))):
        if _counted(cells[end]) == number + 1:
            return end
    return min(at + wide, len(cells))


def _counted(cell: str) -> int:
    match = _NUMBER.fullmatch(narrow(cell).strip())
    return int(match[1]) if match else 0


def _fitted(row: Cells, wide: int) -> Cells:
    """A row with too many lines: its longest cell goes on over them."""
    extra = len(row) - wide
    if extra <= 0 or wide < 3:
        return row
    first = max(range(1, len(row) - extra), key=lambda i: len("".join(row[i : i + extra + 1])))
    return [*row[:first], "".join(row[first : first + extra + 1]), *row[first + extra + 1 :]]


def _fits(row: Cells, heading: Cells) -> bool:
    """A row of an indicator table holds its values under 目标 and under years."""
    empty = not (row[0] or row[1]) or 2 * sum(map(bool, row)) < len(row)
    if empty or any(_LABEL.fullmatch(cell) for cell in row):
        return False
    if is_work_heading(heading):
        return not any(_SENTENCE.fullmatch(cell) for cell in row[1:2])
    under = [
        narrow(cell)
        for cell, head in zip(row, heading, strict=True)
        if re.search(r"20[0-9]{2}|目标值|指标值", head) or is_breakdown_heading(heading)
    ]
    under = under[1:] if is_breakdown_heading(heading) else under
    told = sum(bool(_VALUE.fullmatch(cell)) for cell in under if cell)
    under = [cell for cell in under if cell] or under
    named = not _VALUE.fullmatch(narrow(row[1])) or bool(re.search("[一-鿿]", row[0] + row[1]))
    return named and told >= max(1, len(under) - 1)
