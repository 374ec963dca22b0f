"""xlsx by calamine, and a second look at the XML for what calamine does not tell.

calamine gives '' for a formula without cached value and for an error cell alike; both must be
named, so sheets that hold either are scanned once more with expat.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from array import array
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import BinaryIO
from xml.parsers import expat

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from observations.content import Content
from observations.precheck import Unsafe
from observations.readers.raw import NAN, RawReport, RawSheet

_REFUSED_PARTS = re.compile(
    r"^xl/(?:externalLinks/|connections\.xml|queryTables/|macrosheets/)",
    re.IGNORECASE,
)
_DDE_FORMULA = re.compile(r"\b(?:cmd|msexcel|DDE|WEBSERVICE)\b\s*[|(]|\|\s*'", re.IGNORECASE)
_XML = (".xml", ".rels")
_Start = Callable[[str, Mapping[str, str]], None]
_SECOND_LOOK = (b"<f", b":f>", b":f ", b"'e'", b'"e"')
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of the format


def read_xlsx(file: BinaryIO, content: Content) -> RawReport:
    """All worksheets, hidden ones marked; refuses DTDs, external links and DDE."""
    del content
    with zipfile.ZipFile(file) as package:
        marks = _look_over(package)
    file.seek(0)
    with CalamineWorkbook.from_filelike(file) as book:
        if len(set(book.sheet_names)) != len(book.sheet_names):
            raise Unsafe("file.damaged", "工作表重名")  # calamine gives the first one twice
        sheets = tuple(
            _sheet(book.get_sheet_by_name(meta.name), meta.visible, marks.get(meta.name, {}))
            for meta in book.sheets_metadata
            if str(meta.typ).endswith("WorkSheet")
        )
    return RawReport("xlsx", sheets)


def _look_over(package: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """Cells by sheet name that calamine would call blank: kind `f` or `e`."""
    marks: dict[str, dict[tuple[int, int], str]] = {}
    paths = _sheet_paths(package)
    for name in package.namelist():
        if _REFUSED_PARTS.match(name):
            raise Unsafe("file.external_link", name)
        if not name.lower().endswith(_XML):
            continue
        data = package.read(name)
        if name in paths and _needs_second_look(data):
            marks[paths[name]] = _Scan().run(data)
        else:
            _parse(data)
    return marks


def _needs_second_look(data: bytes) -> bool:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return wide or any(mark in data for mark in _SECOND_LOOK)


def _parse(data: bytes, start: _Start | None = None) -> None:
    """Read a whole part: calamine passes over broken XML in silence, and entities may explode."""
    parser = _parser()
    if start is not None:
        parser.StartElementHandler = start
    parser.Parse(data, True)


def _parser() -> expat.XMLParserType:
    def doctype(*_: object) -> None:
        raise Unsafe("file.xml_dtd")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    return parser


def _sheet_paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Part name → sheet name, by workbook.xml and its relationships."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("Relationship"):
            path = attributes["Target"]
            targets[attributes["Id"]] = path[1:] if path.startswith("/") else f"xl/{path}"
            if attributes.get("TargetMode") == "External":
                raise Unsafe("file.external_link", path)

    def sheet(tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("sheet") and "name" in attributes:
            identity = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            names[identity] = attributes["name"]

    for path, handler in (
        ("xl/_rels/workbook.xml.rels", relation),
        ("xl/workbook.xml", sheet),
    ):
        _parse(package.read(path), handler)
    return {targets[identity]: name for identity, name in names.items() if identity in targets}


class _Scan:
    """One pass over a sheet's XML: error cells and formulas without a cached value."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], str] = {}
        self._address = ""
        self._type = ""
        self._tag = ""
        self._formula = self._valued = False
        self._text = ""

    def run(self, data: bytes) -> dict[tuple[int, int], str]:
        """Kinds by zero-based address."""
        parser = _parser()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)
        return self.found

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._tag = tag.rpartition(":")[2]
        if self._tag == "c":
            self._address = attributes.get("r", "")
            self._type = attributes.get("t", "")
            self._formula = self._valued = False
        elif self._tag == "f":
            self._formula, self._text = True, ""

    def _characters(self, text: str) -> None:
        if self._tag == "f":
            self._text += text
        elif self._tag in ("v", "t") and text:
            self._valued = True

    def _end(self, tag: str) -> None:
        ended = tag.rpartition(":")[2]
        self._tag = ""
        if ended == "f" and _DDE_FORMULA.search(self._text):
            raise Unsafe("file.external_link", "公式")
        if ended == "c" and (kind := self._kind()):
            self.found[_position(self._address)] = kind

    def _kind(self) -> str:
        if self._type == "e":
            return "e"
        blank = self._formula and not self._valued and self._type != "str"
        return "f" if blank else ""


def _position(address: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(address)
    if not match:
        raise Unsafe("file.damaged", "单元格没有地址")
    col = 0
    for letter in match.group(1):
        col = col * 26 + ord(letter) - ord("A") + 1
    row = int(match.group(2))
    if row > _MOST_ROWS or col > _MOST_COLUMNS:
        raise Unsafe("file.damaged", "单元格地址越界")
    return row - 1, col - 1


def _sheet(
    sheet: CalamineSheet, visible: SheetVisibleEnum, marks: Mapping[tuple[int, int], str]
) -> RawSheet:
    rows = sheet.to_python(skip_empty_area=False)
    width = max((len(row) for row in rows), default=0)
    raw = RawSheet(sheet.name, visible != SheetVisibleEnum.Visible, len(rows))
    raw.columns = [array("d", [NAN]) * len(rows) for _ in range(width)]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if type(cell) is float or type(cell) is int:
                raw.columns[c][r] = cell
            elif cell != "":
                raw.texts.append((r, c, *_written(cell)))
    raw.texts += [(r, c, "#错误" if kind == "e" else "", kind) for (r, c), kind in marks.items()]
    return raw


def _written(cell: object) -> tuple[str, str]:
    if isinstance(cell, bool):
        return ("TRUE" if cell else "FALSE", "b")
    if isinstance(cell, datetime | date | time):
        return (cell.isoformat(), "d")
    if isinstance(cell, timedelta):
        return (str(cell), "d")
    return (str(cell), "s")
