"""Cells as a reader found them, in plain Python: what crosses the wall of the jail."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

NAN = float("nan")


@dataclass
class RawSheet:
    """One sheet: a column of doubles each (NaN = no number) and the odd cells as texts.

    `texts`: (row, col, text, kind), kind s | b | d | e | f as in `stations.Sheet`.
    """

    name: str
    hidden: bool
    height: int
    columns: list[array[float]] = field(default_factory=list)
    texts: list[tuple[int, int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class RawReport:
    """What a file holds; `kind` is the content's name for the archive (xlsx, csv)."""

    kind: str
    sheets: tuple[RawSheet, ...]
