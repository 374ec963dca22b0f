"""Several words in one line of a form: as they are written there, and read again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BETWEEN = re.compile(r"[\s,\uff0c、;\uff1b]+")


def in_line(words: Iterable[str]) -> str:
    """The words as one line.

    >>> in_line(["垃圾分类", "物业管理"])
    '垃圾分类、物业管理'
    """
    return "、".join(words)


def of_line(text: str) -> tuple[str, ...]:
    """The words of a line, parted by commas, stops or blanks of either width; each once.

    >>> of_line("垃圾分类, 物业管理、垃圾分类")
    ('垃圾分类', '物业管理')
    """
    return tuple(dict.fromkeys(one for one in _BETWEEN.split(text) if one))
