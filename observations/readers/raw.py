"""Cells as a reader found them, in plain Python: what crosses the wall of the jail."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from observations.precheck import Unsafe

NAN = float("nan")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of every format read here
MOST_AREA, MOST_CELLS = 5_000_000, 1_000_000  # what a reader of ours builds before it gives up

Range = tuple[int, int, int, int]


@dataclass
class RawSheet:
    """One sheet: a column of doubles each (NaN = no number) and the odd cells as texts.

    `texts`: (row, col, text, kind), kind s | b | d | e | f as in `stations.Sheet`. `merged`
    and `percents` as there.
    """

    name: str
    hidden: bool
    height: int
    columns: list[array[float]] = field(default_factory=list)
    texts: list[tuple[int, int, str, str]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    percents: list[tuple[int, int]] = field(default_factory=list)

    def number(self, row: int, col: int) -> float:
        """The number at an address, NaN when there is none."""
        inside = col < len(self.columns) and row < self.height
        return self.columns[col][row] if inside else NAN


@dataclass
class Look:
    """What a second look found: error cells and formulas without value (kind e or f), and
    cells shown as percent, numbers or not.
    """

    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class RawReport:
    """What a file holds; `kind` is the content's name for the archive (xlsx, csv).

    `notes`: (rule, detail) of what the reader passed over and must be told.
    """

    kind: str
    sheets: tuple[RawSheet, ...]
    notes: tuple[tuple[str, str], ...] = ()


class Grid:
    """A sheet under construction, cell by cell; refuses before it grows beyond the limits."""

    def __init__(self) -> None:
        self.texts: list[tuple[int, int, str, str]] = []
        self.merged: list[Range] = []
        self.percents: list[tuple[int, int]] = []
        self._columns: list[array[float]] = []
        self._cells = 0

    def put(self, row: int, col: int, written: float | tuple[str, str]) -> None:
        """A number, or a text with its kind; `Unsafe` for one cell too far or too many."""
        self._cells += 1
        self._within(row + 1, col + 1)
        if isinstance(written, tuple):
            self.texts.append((row, col, *written))
            return
        while len(self._columns) <= col:
            self._columns.append(array("d"))
        column = self._columns[col]
        column.extend([NAN] * (row + 1 - len(column)))
        column[row] = written

    def _within(self, height: int, width: int) -> None:
        if height > MOST_ROWS or width > MOST_COLUMNS:
            raise Unsafe("file.damaged", "单元格地址越界")
        if height * width > MOST_AREA or self._cells > MOST_CELLS:
            raise Unsafe("file.too_many_cells")

    def sheet(self, name: str, *, hidden: bool) -> RawSheet:
        """The finished sheet."""
        height = max((len(column) for column in self._columns), default=0)
        self._within(height, len(self._columns))
        for column in self._columns:
            column.extend([NAN] * (height - len(column)))
        return RawSheet(name, hidden, height, self._columns, self.texts, self.merged, self.percents)
