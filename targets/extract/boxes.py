"""Tables drawn with lines (│ and ─): every row of them on one line, a tab between its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from targets.extract.rows import WRAPPED, begins_office, ends_office

_RULE = re.compile(r"[\u2500-\u257f\s-]*[\u250c-\u257f][\u2500-\u257f\s-]*")
_UPRIGHT = re.compile("[\u2502\u2503\u2506\u2507\u250a\u250b\u2551]")
_LEAST = 3  # cells of a row

Cells = list[str]


def with_boxes_open(lines: Sequence[str]) -> Iterator[str]:
    r"""The lines; rules go, and a row wrapped inside its cells stands on one line.

    >>> list(with_boxes_open(["├─┼─┼─┤", "│1│甲厂│3│", "│ │产量│ │", "└─┴─┴─┘"]))
    ['1\t甲厂产量\t3']
    """
    row: Cells = []
    for line in lines:
        cells = _cells(line)
        if cells and row and _goes_on(cells, row):
            row = [_put(one, two) for one, two in zip(row, cells, strict=True)]
            continue
        if row:
            yield "\t".join(row)
        row = cells
        if not cells and not _is_rule(line):
            yield line
    if row:
        yield "\t".join(row)


def _is_rule(line: str) -> bool:
    return bool(line) and bool(_RULE.fullmatch(line))


def _cells(line: str) -> Cells:
    """The cells of a drawn row; none for any other line."""
    if len(_UPRIGHT.findall(line)) < _LEAST - 1:
        return []
    cells = [cell.strip() for cell in _UPRIGHT.split(line.strip())]
    begin = 1 if not cells[0] and _UPRIGHT.match(line.strip()) else 0
    end = len(cells) - 1 if not cells[-1] and _UPRIGHT.match(line.strip()[-1]) else len(cells)
    return cells[begin:end] if end - begin >= _LEAST else []


def _goes_on(cells: Cells, row: Cells) -> bool:
    """The rest of a row: as many cells, most of them empty, the first among them."""
    filled = sum(map(bool, cells))
    return len(cells) == len(row) and not cells[0] and 2 * filled <= len(cells)


def _put(one: str, two: str) -> str:
    apart = bool(two) and ends_office(one) and begins_office(two)
    return f"{one}{WRAPPED}{two}" if apart else one + two
