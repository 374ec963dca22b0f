r"""The digest of rows written as frames: leaves of neighbouring ids, column by column.

A leaf holds the rows with the same id // 2^16, all of one unit: its number is id // 2^24. Its
digest is sha256 over its columns in declared order, each `name rows\n` and then: for text the
lengths in bytes (eight bytes each, little-endian) and the UTF-8 bytes; for numbers one byte a
row telling present from missing and eight little-endian bytes a row (0 where missing; truths as
0 and 1). Lengths and counts come first, so no two different leaves are hashed alike, and no
library's way of printing a number matters. A unit's digest is sha256 over its leaves' digests in
order of id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from ledger.ids import LINE_BITS

LEAF_BITS = 16
ABSENT = -1  # the length of a text that is missing, which none of ours ever is

Ints = npt.NDArray[np.int64]


class Leaf(NamedTuple):
    """What one leaf of one unit comes to."""

    unit: int
    rows: int
    digest: bytes


class Column(Protocol):
    """One column of some rows, ready to be hashed piece by piece."""

    def feed(self, hashed: Any, start: int, end: int) -> None:
        """Hash rows `start` to `end`."""


@dataclass(frozen=True)
class Texts:
    """A column of text: the lengths of its rows in bytes, and all their bytes in one."""

    name: str
    lengths: Ints
    data: bytes

    @cached_property
    def _ends(self) -> Ints:
        return np.concatenate([[0], np.cumsum(np.maximum(self.lengths, 0))])

    def feed(self, hashed: Any, start: int, end: int) -> None:
        """Hash rows `start` to `end`."""
        hashed.update(f"{self.name} {end - start}\n".encode())
        hashed.update(self.lengths[start:end].data)
        hashed.update(memoryview(self.data)[self._ends[start] : self._ends[end]])


@dataclass(frozen=True)
class Numbers:
    """A column of numbers (int64 or float64, little-endian), 0 where not `present`."""

    name: str
    present: npt.NDArray[np.uint8]
    numbers: npt.NDArray[Any]

    def feed(self, hashed: Any, start: int, end: int) -> None:
        """Hash rows `start` to `end`."""
        hashed.update(f"{self.name} {end - start}\n".encode())
        hashed.update(self.present[start:end].data)
        hashed.update(self.numbers[start:end].data)


@dataclass(frozen=True)
class Rows:
    """Rows of one table in order of id, column by column."""

    ids: Ints
    columns: Sequence[Column]

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf, in order."""
        if not len(self.ids):
            return
        changes = np.flatnonzero(np.diff(self.ids >> LEAF_BITS))
        for start, end in pairwise([0, *(changes + 1).tolist(), len(self.ids)]):
            hashed = hashlib.sha256()
            for column in self.columns:
                column.feed(hashed, start, end)
            yield Leaf(int(self.ids[start]) >> LINE_BITS, end - start, hashed.digest())


def digest(frame: pl.DataFrame) -> str:
    """The digest of one unit's rows, which stand in order of id, hex."""
    whole = hashlib.sha256()
    for leaf in rows_of(frame).leaves():
        whole.update(leaf.digest)
    return whole.hexdigest()


def rows_of(frame: pl.DataFrame) -> Rows:
    """The rows of a frame with a column `id`, in its order."""
    columns = [_column(series) for series in frame.iter_columns()]
    return Rows(frame["id"].to_numpy(), columns)


def _column(series: pl.Series) -> Column:
    if series.dtype == pl.String:
        lengths = series.str.len_bytes().cast(pl.Int64).fill_null(ABSENT).to_numpy()
        joined: str = series.str.join("").item() if len(series) else ""
        return Texts(series.name, np.ascontiguousarray(lengths, "<i8"), joined.encode())
    present = series.is_not_null().cast(pl.UInt8).to_numpy()
    if series.dtype.is_float():
        return Numbers(series.name, present, floats(series.fill_null(0.0).to_numpy()))
    whole = series.cast(pl.Int64).fill_null(0).to_numpy()
    return Numbers(series.name, present, np.ascontiguousarray(whole, "<i8"))


def floats(numbers: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Numbers as they are hashed: SQLite does not keep the sign of zero."""
    return np.ascontiguousarray(numbers + 0.0, "<f8")
