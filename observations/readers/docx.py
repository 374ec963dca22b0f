"""docx with exactly one table, by expat: its cells, and the paragraphs around it as rows.

Every paragraph with text above the table is a row of one cell, then come the table's rows, then
the paragraphs below. Read as a person sees the document: unaccepted insertions and the results
of fields are in, deletions, hidden text and text boxes are out, and that is told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

from observations.content import Content
from observations.precheck import Unsafe
from observations.readers.docx_parts import OFF, Attributes, Names, hidden_styles, main_part
from observations.readers.docx_table import Table
from observations.readers.raw import Grid, RawReport
from observations.readers.xml import PARTS, parse, parser, targets

_REVISED = "file.docx.revisions"
_HIDDEN = "file.docx.hidden_text"
_BOX = "file.docx.text_box"
_ASIDE: Mapping[str, str] = MappingProxyType(
    {
        "w:del": _REVISED,
        "w:moveFrom": _REVISED,
        "w:drawing": _BOX,
        "w:pict": _BOX,
        "w:object": _BOX,
        "mc:Fallback": "",  # says once more what mc:Choice said
        "w:rt": "",  # how to pronounce the word below it
        "w:rPrChange": "",
        "w:pPrChange": "",
        "w:tcPrChange": "",
        "w:trPrChange": "",
    }
)
_PRINTED = MappingProxyType(
    {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "w:ptab": "\t"}
)
_FOREIGN_FIELD = re.compile(
    r"^\s*(?:DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|RD)\b", re.IGNORECASE
)


def read_docx(file: BinaryIO, content: Content) -> RawReport:
    """The table and the paragraphs around it; `Unsafe` without or with several tables."""
    del content
    with zipfile.ZipFile(file) as package:
        main = main_part(package)
        for name in package.namelist():
            if name.lower().endswith(".rels"):
                targets(package, name)
            elif name.lower().endswith(PARTS) and name != main:
                parse(package.read(name))
        scan = _Scan(hidden_styles(package))
        made = parser(" ")
        made.StartElementHandler = scan.start
        made.EndElementHandler = scan.end
        made.CharacterDataHandler = scan.characters
        with package.open(main) as part:
            made.ParseFile(part)
    if not scan.tables:
        raise Unsafe("file.docx.no_table")
    notes = tuple((rule, "") for rule in sorted(scan.notes))
    return RawReport("docx", (scan.grid.sheet("docx", hidden=False),), notes)


class _Scan:
    """The state of one pass over the document."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self.grid = Grid()
        self.tables = 0
        self.notes: set[str] = set()
        self._names = Names()
        self._styles = hidden
        self._row = 0
        self._table: Table | None = None
        self._aside = 0
        self._why = self._text = self._tag = ""
        self._in_run = self._run_hidden = self._paragraph_hidden = self._in_row_properties = False
        self._placeholders: list[bool] = []
        self._fields: list[str | None] = []  # the instruction, None once the result begins
        self._starts: Mapping[str, Callable[[Attributes], None]] = self._table_of_starts()
        self._ends: Mapping[str, Callable[[], None]] = {
            "w:p": self._paragraph_done,
            "w:r": self._run_done,
            "w:tbl": self._table_done,
            "w:tr": self._row_done,
            "w:trPr": self._row_properties_done,
            "w:tc": self._cell_done,
            "w:sdt": self._content_done,
        }

    def _table_of_starts(self) -> Mapping[str, Callable[[Attributes], None]]:
        return {
            "w:p": lambda _: self._paragraph(),
            "w:r": lambda _: self._run(),
            "w:vanish": self._vanish,
            "w:rStyle": self._style,
            "w:pStyle": self._style,
            "w:tbl": lambda _: self._open_table(),
            "w:tr": lambda _: self._in_table().open_row(),
            "w:trPr": lambda _: self._row_properties(),
            "w:gridBefore": lambda a: self._in_table().skip(a["val"]),
            "w:hidden": lambda _: self._row_is(_HIDDEN),
            "w:ins": lambda _: self.notes.add(_REVISED),
            "w:tc": lambda _: self._in_table().open_cell(),
            "w:gridSpan": lambda a: self._in_table().span(a["val"]),
            "w:vMerge": lambda a: self._in_table().merge(a.get("val", "continue")),
            "w:cellDel": lambda _: self._in_table().lose_cell(),
            "w:sdt": lambda _: self._placeholders.append(False),
            "w:showingPlcHdr": lambda _: self._placeholder(),
            "w:fldChar": self._field,
            "w:fldSimple": lambda a: _refuse_field(a.get("instr", "")),
            "w:altChunk": lambda _: _refuse_chunk(),
        }

    def start(self, tag: str, raw: Attributes) -> None:
        """An element opens."""
        name = self._names[tag]
        self._tag = name
        if self._aside:
            self._aside += 1
        elif self._in_row_properties and name == "w:del":
            self._row_is(_REVISED)
        elif name in _ASIDE:
            self._aside, self._why = 1, _ASIDE[name]
        elif name in _PRINTED and self._in_run:
            self._take(_PRINTED[name])
        elif handler := self._starts.get(name):
            handler({key.rpartition(" ")[2]: value for key, value in raw.items()})

    def end(self, tag: str) -> None:
        """An element closes."""
        self._tag = ""
        if self._aside:
            self._aside -= 1
        elif handler := self._ends.get(self._names[tag]):
            handler()

    def characters(self, text: str) -> None:
        """Text: of a run, of a field's instruction, or passed over and told."""
        if self._tag == "w:instrText" and not self._aside:
            if self._fields and (before := self._fields[-1]) is not None:
                self._fields[-1] = before + text
        elif self._tag in ("w:t", "m:t", "w:delText"):
            if not self._aside:
                self._take(text)
            elif self._why and text.strip():
                self.notes.add(self._why)

    def _take(self, text: str) -> None:
        if any(self._placeholders) or any(field is not None for field in self._fields):
            return
        if self._run_hidden:
            if text.strip():
                self.notes.add(_HIDDEN)
            return
        self._text += text

    def _paragraph(self) -> None:
        self._text, self._paragraph_hidden = "", False

    def _paragraph_done(self) -> None:
        if self._table is not None:
            self._table.lines.append(self._text)
        elif self._text.strip():
            self.grid.put(self._row, 0, (self._text.strip(), "s"))
            self._row += 1
        self._text = ""

    def _run(self) -> None:
        self._in_run, self._run_hidden = True, self._paragraph_hidden

    def _run_done(self) -> None:
        self._in_run = self._run_hidden = False

    def _vanish(self, attributes: Attributes) -> None:
        if self._in_run:  # elsewhere it hides a paragraph's mark alone
            self._run_hidden = attributes.get("val", "") not in OFF

    def _style(self, attributes: Attributes) -> None:
        if attributes.get("val") in self._styles:
            self._run_hidden = self._in_run
            self._paragraph_hidden |= not self._in_run

    def _in_table(self) -> Table:
        if self._table is None:
            raise Unsafe("file.damaged", "表格之外的单元格")
        return self._table

    def _open_table(self) -> None:
        self.tables += 1
        if self.tables > 1:
            raise Unsafe("file.docx.tables")
        self._table = Table(self.grid, self._row)

    def _table_done(self) -> None:
        self._row = self._in_table().close()
        self._table = None

    def _row_done(self) -> None:
        if rule := self._in_table().close_row():
            self.notes.add(rule)

    def _row_properties(self) -> None:
        self._in_row_properties = True

    def _row_properties_done(self) -> None:
        self._in_row_properties = False

    def _row_is(self, rule: str) -> None:
        if self._in_row_properties:
            self._in_table().lose_row(rule)

    def _cell_done(self) -> None:
        if rule := self._in_table().close_cell():
            self.notes.add(rule)

    def _placeholder(self) -> None:
        if self._placeholders:
            self._placeholders[-1] = True

    def _content_done(self) -> None:
        self._placeholders.pop()

    def _field(self, attributes: Attributes) -> None:
        kind = attributes.get("fldCharType")
        if kind == "begin":
            self._fields.append("")
        elif self._fields and kind in ("separate", "end"):
            _refuse_field(self._fields[-1] or "")
            self._fields[-1] = None
            if kind == "end":
                self._fields.pop()


def _refuse_field(instruction: str) -> None:
    if _FOREIGN_FIELD.match(instruction):
        raise Unsafe("file.external_link", "域")


def _refuse_chunk() -> None:
    raise Unsafe("file.external_link", "嵌入的文档")
