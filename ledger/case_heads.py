"""Which rows of `case_standing` stood at a head, found without looking at all there ever were.

A row that a later step ended lies from `begins` up to before `ends`. It is kept under its fork
node: of the numbers it lies across the one that the most powers of two divide. Whatever lies
across a head is under one of a few nodes, one for each power (Kriegel, Pötke and Seidl, Managing
Intervals Efficiently in Object-Relational Databases, 2000). A row that still stands has no node.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_

from ledger.tables.cases import case_standing
from ledger.unit import Reading

LEVELS = 40
"""Powers of two beyond any audit sequence."""
_C = case_standing.c
Where = list[ColumnElement[bool]]


def fork(begins: int, ends: int) -> int | None:
    """The node of a row that stood from `begins` up to before `ends`; None: it never stood.

    >>> fork(5, 6), fork(5, 8), fork(5, 9), fork(7, 30), fork(5, 5)
    (5, 6, 8, 16, None)
    """
    last = ends - 1
    if last < begins:
        return None
    level = ((begins - 1) ^ last).bit_length() - 1
    return last >> level << level


def nodes(head: int) -> Iterator[int]:
    """The nodes under which a row may be that lies across `head`, one for each power of two."""
    for level in range(LEVELS):
        above = level + 1
        yield head >> above << above | 1 << level


def stood_at(reading: Reading) -> tuple[Where, ...]:
    """What the rows have that the reading sees, in parts that an index each finds; none twice.

    The newest rows; or of an older head those that still stand, and those under its nodes.
    """
    if reading.live:
        return ([_C.ends.is_(None)],)
    head, across = reading.head, [*nodes(reading.head)]
    before, after = ([n for n in across if n <= head], [n for n in across if n > head])
    return (
        [_C.ends.is_(None), _C.begins <= head],
        [_C.node.is_not(None), _C.node.in_(before), _C.ends > head],
        [_C.node.is_not(None), _C.node.in_(after), _C.begins <= head],
    )


def stood_then(reading: Reading) -> Where:
    """What the rows have that the reading sees, of few that another index finds."""
    if reading.live:
        return [_C.ends.is_(None)]
    return [_C.begins <= reading.head, or_(_C.ends.is_(None), _C.ends > reading.head)]
