"""Chinese punctuation in papers: what stands between Chinese words is full-width."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from unicodedata import east_asian_width

_WIDE = {
    ",": "\uff0c",
    ";": "\uff1b",
    ":": "\uff1a",
    "?": "\uff1f",
    "!": "\uff01",
    "(": "\uff08",
    ")": "\uff09",
}
# A comma before three digits and a colon between two belong to the number (12,000, 1:4.1) and
# stay; a comma before a year does not (本期 1.49,2025年…).
_NUMBERS = r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))|(?<=[0-9]):(?=[0-9])"
_MARK = re.compile(_NUMBERS + r"|[ \t]*([,;:?!()])[ \t]*")


def chinese(text: str) -> str:
    """`text` with full-width punctuation and no blanks around it; numbers stay as they are.

    >>> chinese("供水管网漏损率(年) 11.4%,应不高于 1:4.1") == (
    ...     "供水管网漏损率\uff08年\uff0911.4%\uff0c应不高于 1:4.1")
    True
    """
    return _MARK.sub(lambda found: _WIDE[found[1]] if found[1] else found[0], text)


# Control characters XML cannot hold, and marks that would turn the direction of a line.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)


def printable(text: str) -> str:
    """`text` without characters that no paper can show; line breaks stay, tabs become blanks."""
    return _UNPRINTABLE.sub("", text.replace("\t", " "))


def em_width(text: str) -> float:
    """Width of `text` in Chinese characters; Latin letters and digits take half of one."""
    return sum(1.0 if east_asian_width(one) in "WFA" else 0.5 for one in text)


def title_lines(parts: tuple[str, ...], width: float) -> tuple[str, ...]:
    """A title broken between its parts: as few lines as fit, then the most even ones.

    Words are never torn (GB/T 9704-2012, 7.3.1). A part wider than `width` gets its own line.

    >>> title_lines(("关于2024年第三季度", "城市精细化管理三年行动", "推进情况的通报"), 20)
    ('关于2024年第三季度', '城市精细化管理三年行动推进情况的通报')
    """
    for count in range(len(parts)):
        tried = [_cut(parts, cuts) for cuts in combinations(range(1, len(parts)), count)]
        fitting = [lines for lines in tried if all(em_width(line) <= width for line in lines)]
        if fitting:
            return min(fitting, key=_unevenness)
    return parts


def _cut(parts: tuple[str, ...], cuts: tuple[int, ...]) -> tuple[str, ...]:
    edges = (0, *cuts, len(parts))
    return tuple("".join(parts[a:b]) for a, b in pairwise(edges))


def _unevenness(lines: tuple[str, ...]) -> float:
    widths = [em_width(line) for line in lines]
    return max(widths) - min(widths)
