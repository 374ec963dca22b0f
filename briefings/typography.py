"""Chinese punctuation in papers: what stands between Chinese words is full-width."""

from __future__ import annotations

import re

_WIDE = {
    ",": "\uff0c",
    ";": "\uff1b",
    ":": "\uff1a",
    "?": "\uff1f",
    "!": "\uff01",
    "(": "\uff08",
    ")": "\uff09",
}
# A comma or colon between two digits belongs to the number (1:4.1, 12,000) and stays.
_MARK = re.compile(r"(?<=[0-9])[,:](?=[0-9])|[ \t]*([,;:?!()])[ \t]*")


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
