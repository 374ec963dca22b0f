"""Numbers of kept rows: the unit that wrote it and the line within the unit.

Inside the database one 64-bit integer (unit × 2²⁴ + line), outside the text `unit-line`.
Known before the row is sent, ascending within a unit, and readable on a page.
"""

from __future__ import annotations

LINE_BITS = 24
LINES = 1 << LINE_BITS


def number(unit: int, line: int) -> int:
    """The stored number of `line` (from 1) of `unit`."""
    if not 0 < line < LINES:
        raise ValueError(f"line {line} does not fit a unit of {LINES - 1} rows")
    return (unit << LINE_BITS) + line


def written(stored: int) -> str:
    """The text form of a stored number.

    >>> written(number(12, 3))
    '12-3'
    """
    return f"{stored >> LINE_BITS}-{stored & (LINES - 1)}"


def stored(text: str) -> int | None:
    """The stored number of a text form; None when the text is none.

    >>> stored("12-3") == number(12, 3), stored("x")
    (True, None)
    """
    unit, dash, line = text.partition("-")
    digits = dash and unit.isascii() and unit.isdigit() and line.isascii() and line.isdigit()
    if not digits or len(unit) > 12 or not 0 < int(line) < LINES:
        return None
    return (int(unit) << LINE_BITS) + int(line)
