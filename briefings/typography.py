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
