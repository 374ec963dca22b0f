"""ods by expat: calamine loses error cells, percents, booleans and merges of this format.

Repeated rows and cells are counted before they are written out; what a cell shows beside its
value (notes, drawings) is no part of it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from typing import BinaryIO

from observations.content import Content
from observations.precheck import Unsafe
from observations.readers.ods_cells import put
from observations.readers.ods_names import Attributes, Names, refuse_links
from observations.readers.raw import MOST_CELLS, MOST_COLUMNS, Grid, RawReport, RawSheet
from observations.readers.xml import PARTS, parse, parser

_LONGEST = 32_767  # letters a cell may hold, in every program


def read_ods(file: BinaryIO, content: Content) -> RawReport:
    """All sheets, hidden ones marked; refuses DTDs, links to other files, DDE and scripts."""
    del content
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            if name.lower().endswith(PARTS) and name != "content.xml":
                parse(package.read(name), refuse_links)
        scan = _Scan()
        made = parser(" ")
        made.StartElementHandler = scan.start
        made.EndElementHandler = scan.end
        made.CharacterDataHandler = scan.characters
        with package.open("content.xml") as part:
            made.ParseFile(part)
    return RawReport("ods", tuple(scan.sheets))


class _Scan:
    """The state of one pass over content.xml."""

    def __init__(self) -> None:
        self.sheets: list[RawSheet] = []
        self._names = Names()
        self._hidden: set[str] = set()
        self._style = ""
        self._grid: Grid | None = None
        self._title = ("", False)
        self._row = self._col = self._aside = self._budget = 0
        self._repeat = 1
        self._cell: Attributes | None = None
        self._line: list[tuple[int, int, Attributes, str | None]] = []
        self._paragraphs: list[str] = []
        self._writing = 0
        self._starts: Mapping[str, Callable[[Attributes], None]] = {
            "style:style": self._a_style,
            "style:table-properties": self._properties,
            "table:table": self._table,
            "table:table-row": self._a_row,
            "table:table-cell": self._a_cell,
            "table:covered-table-cell": self._a_cell,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            "table:table": self._table_done,
            "table:table-row": self._row_done,
            "table:table-cell": self._cell_done,
            "table:covered-table-cell": self._cell_done,
        }

    def start(self, tag: str, raw: Attributes) -> None:
        """An element opens."""
        name = self._names[tag]
        attributes = {self._names[key]: value for key, value in raw.items()}
        refuse_links(name, attributes)
        if self._aside:
            self._aside += 1
        elif self._cell is not None:
            self._inside(name, attributes)
        elif handler := self._starts.get(name):
            handler(attributes)

    def end(self, tag: str) -> None:
        """An element closes."""
        if self._aside:
            self._aside -= 1
            return
        name = self._names[tag]
        if self._writing and name != "text:p":
            return
        if name == "text:p":
            self._writing = 0
        elif handler := self._ends.get(name):
            handler()

    def characters(self, text: str) -> None:
        """Text, of interest inside a cell's paragraphs."""
        if self._writing and not self._aside:
            self._paragraphs[-1] += text

    def _inside(self, name: str, attributes: Attributes) -> None:
        """Paragraphs of a cell and their spans; everything else in it stands aside."""
        if name == "text:p" and not self._writing:
            self._paragraphs.append("")
            self._writing = 1
        elif self._writing and name in ("text:s", "text:tab", "text:line-break"):
            many = min(_count(attributes, "text:c"), _LONGEST)
            self._paragraphs[-1] += {"text:s": " " * many, "text:tab": "\t"}.get(name, "\n")
        elif not (self._writing and name.startswith("text:")) or name == "text:note":
            self._aside = 1

    def _a_style(self, attributes: Attributes) -> None:
        self._style = attributes.get("style:name", "")

    def _properties(self, attributes: Attributes) -> None:
        if attributes.get("table:display") == "false":
            self._hidden.add(self._style)

    def _table(self, attributes: Attributes) -> None:
        if self._grid is not None:
            raise Unsafe("file.damaged", "表中套表")
        style = attributes.get("table:style-name", "")
        self._grid, self._row = Grid(), 0
        self._title = (attributes.get("table:name", ""), style in self._hidden)

    def _table_done(self) -> None:
        if self._grid is not None:
            name, hidden = self._title
            self.sheets.append(self._grid.sheet(name, hidden=hidden))
            self._grid = None

    def _a_row(self, attributes: Attributes) -> None:
        self._repeat = _count(attributes, "table:number-rows-repeated")
        self._line, self._col = [], 0

    def _a_cell(self, attributes: Attributes) -> None:
        if self._grid is not None:
            self._cell, self._paragraphs = attributes, []

    def _cell_done(self) -> None:
        if self._cell is None:
            return
        many = _count(self._cell, "table:number-columns-repeated")
        text = "\n".join(self._paragraphs) if self._paragraphs else None
        spans = any(key.endswith("-spanned") for key in self._cell)
        if text or spans or "office:value-type" in self._cell or "table:formula" in self._cell:
            self._budget += many * self._repeat
            if self._budget > MOST_CELLS or self._col + many > MOST_COLUMNS:
                raise Unsafe("file.too_many_cells")
            self._line.append((self._col, many, self._cell, text))
        self._col += many
        self._cell = None

    def _row_done(self) -> None:
        if self._grid is None:
            return
        for down in range(self._repeat if self._line else 0):
            for first, many, cell, text in self._line:
                for col in range(first, first + many):
                    put(self._grid, (self._row + down, col), cell, text)
        self._row += self._repeat
        self._line = []


def _count(attributes: Attributes, name: str) -> int:
    many = int(attributes.get(name, "1"))
    if not 1 <= many <= MOST_CELLS * 2:
        raise Unsafe("file.damaged", "重复次数")
    return many
