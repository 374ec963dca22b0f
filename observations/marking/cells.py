"""One pass over a sheet's XML: where cells, rows and late children stand, and how they look."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from observations.address import Address, position
from observations.marking.xml import parser, tag_end

_MERGED = re.compile(rb"mergeCell\s+ref=[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)[\"']")
_AFTER_LEGACY = frozenset(
    (
        "legacyDrawing",
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",  # around oleObjects or controls
    )
)


@dataclass(frozen=True)
class Spot:
    """Where a wanted cell stands or would stand.

    `tag` start and end of its start tag when it is written; else `at` is the offset before
    which it belongs, within the row `row` (its start tag) or, when `row` is None, in a new row.
    """

    at: int
    style: int
    tag: tuple[int, int] | None = None
    row: tuple[int, int] | None = None


@dataclass
class Scan:
    """What one pass over a sheet found."""

    prefix: str = ""
    spots: dict[Address, Spot] = field(default_factory=dict)
    used: Counter[int] = field(default_factory=Counter)  # cells by format
    styled: dict[Address, Spot] = field(default_factory=dict)  # in a watched format
    widths: dict[int, float] = field(default_factory=dict)  # by column, in characters
    heights: dict[int, float] = field(default_factory=dict)  # by row, in points
    data: tuple[int, int] = (0, 0)  # start tag of sheetData
    data_end: int = 0
    late: int | None = None  # where a legacy drawing belongs
    legacy: str = ""  # relationship of the legacy drawing that is there
    end: int = 0


def anchors(data: bytes, wanted: Iterable[Address]) -> Mapping[Address, Address]:
    """Of `wanted` cells inside merged ranges the cell that is seen: the range's first."""
    ordered, seen = sorted(wanted), {}
    for written in _MERGED.findall(data):
        first, last = map(position, written.decode().split(":"))
        for at in ordered[bisect_left(ordered, first[:1]) : bisect_left(ordered, (last[0] + 1,))]:
            if first[1] <= at[1] <= last[1]:
                seen[at] = first
    return seen


def scan(data: bytes, wanted: frozenset[Address], watched: frozenset[int]) -> Scan:
    """Find the `wanted` cells, and every cell in one of the `watched` formats."""
    return _Pass(data, wanted, watched).run()


class _Pass:
    def __init__(self, data: bytes, wanted: frozenset[Address], watched: frozenset[int]) -> None:
        self.data, self.watched, self.found = data, watched, Scan()
        self.left: dict[int, list[int]] = {}
        for row, col in sorted(wanted, reverse=True):
            self.left.setdefault(row, []).append(col)  # the last is the next
        self.rows = sorted(self.left, reverse=True)
        self.depth, self.row, self.col = 0, -1, -1
        self.row_tag, self.row_style = (0, 0), 0
        self.columns: dict[int, int] = {}
        self.expat = parser()

    def run(self) -> Scan:
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.Parse(self.data, True)
        return self.found

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        prefix, _, name = tag.rpartition(":")
        self.depth += 1
        if self.depth == 4 and name == "c":
            self._cell(attributes)
        elif self.depth == 3 and name == "row":
            self._row(attributes)
        elif self.depth == 3 and name == "col":
            self._columns(attributes)
        elif self.depth == 2:
            self._part(name, attributes)
        elif self.depth == 1:
            self.found.prefix = prefix and f"{prefix}:"

    def _part(self, name: str, attributes: Mapping[str, str]) -> None:
        at = self.expat.CurrentByteIndex
        if name == "sheetData":
            self.found.data = (at, tag_end(self.data, at))
        if name == "legacyDrawing":
            self.found.legacy = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        if name not in _AFTER_LEGACY:
            self.found.late = None
        elif self.found.late is None:
            self.found.late = at

    def _columns(self, attributes: Mapping[str, str]) -> None:
        first, last = int(attributes["min"]), int(attributes["max"])
        for col in range(first - 1, min(last, first + 1023)):
            self.columns[col] = int(attributes.get("style", "0"))
            if "width" in attributes:
                hidden = attributes.get("hidden") in ("1", "true")
                self.found.widths[col] = 0.0 if hidden else float(attributes["width"])

    def _row(self, attributes: Mapping[str, str]) -> None:
        at = self.expat.CurrentByteIndex
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.col = -1
        while self.rows and self.rows[-1] < self.row:
            self._new_row(self.rows.pop(), at)
        if self.rows and self.rows[-1] == self.row:
            self.rows.pop()
            self.row_tag = (at, tag_end(self.data, at))
        own = attributes.get("customFormat") in ("1", "true")
        self.row_style = int(attributes.get("s", "0")) if own else -1
        if "ht" in attributes:
            self.found.heights[self.row] = float(attributes["ht"])

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.col = position(attributes["r"])[1] if "r" in attributes else self.col + 1
        style = int(attributes.get("s", "0"))
        self.found.used[style] += 1
        columns = self.left.get(self.row)
        if columns:
            self._wanted(columns, style)
        if style in self.watched:
            at = self.expat.CurrentByteIndex
            spot = Spot(at, style, (at, tag_end(self.data, at)))
            self.found.styled[self.row, self.col] = spot

    def _wanted(self, columns: list[int], style: int) -> None:
        at = self.expat.CurrentByteIndex
        while columns and columns[-1] < self.col:
            self._blank(columns.pop(), at)
        if columns and columns[-1] == self.col:
            columns.pop()
            tag = (at, tag_end(self.data, at))
            self.found.spots[self.row, self.col] = Spot(at, style, tag)

    def _blank(self, col: int, at: int) -> None:
        style = self.columns.get(col, 0) if self.row_style < 0 else self.row_style
        self.found.spots[self.row, col] = Spot(at, style, row=self.row_tag)

    def _new_row(self, row: int, at: int) -> None:
        for col in reversed(self.left.pop(row)):
            self.found.spots[row, col] = Spot(at, self.columns.get(col, 0))

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        at = self.expat.CurrentByteIndex
        if self.depth == 3 and name == "row":
            for col in reversed(self.left.pop(self.row, [])):
                self._blank(col, at)
        elif self.depth == 2 and name == "sheetData":
            self.found.data_end = at
            while self.rows:
                self._new_row(self.rows.pop(), at)
        elif self.depth == 1:
            self.found.end = at
            if self.found.late is None:
                self.found.late = at
        self.depth -= 1
