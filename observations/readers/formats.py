"""What a number format says about its numbers."""

from __future__ import annotations

import re

BUILT_IN_PERCENTS = frozenset((9, 10))
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)


def is_percent(code: str) -> bool:
    r"""True when a spreadsheet program shows the number times a hundred.

    >>> is_percent("0.0%"), is_percent('0.0"%"'), is_percent(r"0.0\\%"), is_percent("0;[Red]-0%")
    (True, False, False, True)
    """
    return "%" in code and "%" in _LITERAL.sub("", code)
