"""The one table of a document: spans and merges become addresses and ranges."""

from __future__ import annotations

from observations.precheck import Unsafe
from observations.readers.raw import Grid

_MOST_COLUMNS = 1_000


class Table:
    """A table being read into `grid`, its first row at `row`.

    `lines` collects the paragraphs of the open cell. A lost row or cell (deleted, hidden) is
    passed over; closing it gives the rule to tell, "" when nothing was in it.
    """

    def __init__(self, grid: Grid, row: int) -> None:
        self.lines: list[str] = []
        self._grid = grid
        self._row = row
        self._col = 0
        self._width = 1
        self._merge = ""
        self._lost_cell = False
        self._lost_row = ""
        self._texts: list[tuple[int, str]] = []
        self._merges: list[tuple[int, int, str]] = []  # column, width, restart or continue
        self._open: dict[int, list[int]] = {}

    def open_row(self) -> None:
        """A row begins."""
        self._col, self._lost_row = 0, ""
        self._texts, self._merges = [], []

    def skip(self, count: str) -> None:
        """Columns left out at the beginning of the row."""
        self._col += _bounded(count)

    def lose_row(self, rule: str) -> None:
        """The row is deleted or hidden."""
        self._lost_row = rule

    def open_cell(self) -> None:
        """A cell begins."""
        self.lines, self._width, self._merge, self._lost_cell = [], 1, "", False

    def span(self, count: str) -> None:
        """The cell spans that many columns."""
        self._width = max(1, _bounded(count))

    def merge(self, kind: str) -> None:
        """The cell begins (`restart`) or continues a vertical merge."""
        self._merge = kind

    def lose_cell(self) -> None:
        """The cell is deleted."""
        self._lost_cell = True

    def close_cell(self) -> str:
        """Keep the cell's text; the rule to tell when it is not shown."""
        text = "\n".join(self.lines).strip()
        told = ""
        if self._lost_cell or self._merge == "continue":
            lost = "file.docx.revisions" if self._lost_cell else "file.docx.hidden_text"
            told = lost if text else ""
        elif text:
            self._texts.append((self._col, text))
        if self._width > 1 or self._merge:
            self._merges.append((self._col, self._width, self._merge))
        self._col += self._width
        if self._col > _MOST_COLUMNS:
            raise Unsafe("file.damaged", "列数过多")
        self.lines = []
        return told

    def close_row(self) -> str:
        """Write the row; the rule to tell when it was lost and said something."""
        if self._lost_row:
            return self._lost_row if self._texts else ""
        for col, text in self._texts:
            self._grid.put(self._row, col, (text, "s"))
        continued = {}
        for col, width, kind in self._merges:
            above = self._open.get(col)
            if kind == "continue" and above and above[3] == col + width - 1:
                above[2] = self._row
                continued[col] = above
            else:
                continued[col] = [self._row, col, self._row, col + width - 1]
                self._keep(above)
        for col, kept in self._open.items():
            if col not in continued:
                self._keep(kept)
        self._open = continued
        self._row += 1
        return ""

    def close(self) -> int:
        """The table ends; the row after it."""
        for kept in self._open.values():
            self._keep(kept)
        return self._row

    def _keep(self, kept: list[int] | None) -> None:
        if kept and (kept[0] != kept[2] or kept[1] != kept[3]):
            self._grid.merged.append((kept[0], kept[1], kept[2], kept[3]))


def _bounded(count: str) -> int:
    number = int(count)
    if not 0 <= number <= _MOST_COLUMNS:
        raise Unsafe("file.damaged", "列数过多")
    return number
