"""Addresses of cells, A1 style. No polars here: the jail's child imports it."""

from __future__ import annotations

import re

Address = tuple[int, int]
_WRITTEN = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def a1(row: int, col: int) -> str:
    """A1-style address of a zero-based position.

    >>> a1(6, 8), a1(0, 27)
    ('I7', 'AB1')
    """
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def position(address: str) -> Address:
    """Zero-based (row, column) of an A1 address; `ValueError` for anything else.

    >>> position("AB12")
    (11, 27)
    """
    match = _WRITTEN.fullmatch(address)
    if match is None:
        raise ValueError("no address of a cell")
    col = 0
    for letter in match.group(1):
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)) - 1, col - 1
