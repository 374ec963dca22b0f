"""xlsx by calamine, and a second look at the XML for what calamine does not tell.

calamine gives '' for a formula without cached value and for an error cell alike, and no number
formats; sheets that hold any of these are scanned once more with expat.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from observations.content import Content
from observations.precheck import Unsafe
from observations.readers.formats import BUILT_IN_PERCENTS, is_percent
from observations.readers.opened import sheet_of
from observations.readers.raw import MOST_COLUMNS, MOST_ROWS, Look, RawReport
from observations.readers.xml import PARTS, local, parse, parser, targets

_REFUSED_PARTS = re.compile(
    r"^xl/(?:externalLinks/|connections\.xml|queryTables/|macrosheets/)",
    re.IGNORECASE,
)
_DDE_FORMULA = re.compile(r"\b(?:cmd|msexcel|DDE|WEBSERVICE)\b\s*[|(]|\|\s*'", re.IGNORECASE)
_SECOND_LOOK = (b"<f", b":f>", b":f ", b"'e'", b'"e"')
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_BOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_NOTHING = Look()


def read_xlsx(file: BinaryIO, content: Content) -> RawReport:
    """All worksheets, hidden ones marked; refuses DTDs, external links and DDE."""
    del content
    with zipfile.ZipFile(file) as package:
        looks = _look_over(package)
    file.seek(0)
    with CalamineWorkbook.from_filelike(file) as book:
        if len(set(book.sheet_names)) != len(book.sheet_names):
            raise Unsafe("file.damaged", "工作表重名")  # calamine gives the first one twice
        sheets = tuple(
            sheet_of(
                book.get_sheet_by_name(meta.name),
                looks.get(meta.name, _NOTHING),
                hidden=meta.visible != SheetVisibleEnum.Visible,
            )
            for meta in book.sheets_metadata
            if str(meta.typ).endswith("WorkSheet")
        )
    return RawReport("xlsx", sheets)


def _look_over(package: zipfile.ZipFile) -> dict[str, Look]:
    """By sheet name, what calamine would not tell; every XML part is read whole."""
    names = package.namelist()
    paths = _sheet_paths(package)
    percents = _percent_styles(package.read(_STYLES)) if _STYLES in names else frozenset()
    looks: dict[str, Look] = {}
    for name in names:
        if _REFUSED_PARTS.match(name):
            raise Unsafe("file.external_link", name)
        if not name.lower().endswith(PARTS):
            continue
        if name.lower().endswith(".rels"):
            targets(package, name)
            continue
        data = package.read(name)
        if name in paths and _needs_second_look(data, percents):
            looks[paths[name]] = _Scan(percents).run(data)
        else:
            parse(data)
    return looks


def _needs_second_look(data: bytes, percents: frozenset[str]) -> bool:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if wide or any(mark in data for mark in _SECOND_LOOK):
        return True
    styles = "|".join(sorted(percents))
    return bool(percents) and re.search(rf"\bs=[\"'](?:{styles})[\"']".encode(), data) is not None


def _percent_styles(data: bytes) -> frozenset[str]:
    """The cell styles (numbers in `cellXfs`) that show percent."""
    percents = set(map(str, BUILT_IN_PERCENTS))
    found: list[bool] = []
    inside = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        name = local(tag)
        if name == "numFmt" and is_percent(attributes.get("formatCode", "")):
            percents.add(attributes["numFmtId"])
        elif name == "numFmt":
            percents.discard(attributes.get("numFmtId", ""))
        elif name.endswith("Xfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            found.append(attributes.get("numFmtId", "") in percents)

    parse(data, start)
    return frozenset(str(number) for number, percent in enumerate(found) if percent)


def _sheet_paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Part name → sheet name, by workbook.xml and its relationships."""
    names: dict[str, str] = {}

    def sheet(tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("sheet") and "name" in attributes:
            identity = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            names[identity] = attributes["name"]

    parts = targets(package, "xl/_rels/workbook.xml.rels")
    parse(package.read(_BOOK), sheet)
    return {parts[identity]: name for identity, name in names.items() if identity in parts}


class _Scan:
    """One pass over a sheet's XML: error cells, formulas without cached value, percents."""

    def __init__(self, percents: frozenset[str]) -> None:
        self.found = Look()
        self._percents = percents
        self._address = self._type = self._tag = self._text = ""
        self._formula = self._valued = False

    def run(self, data: bytes) -> Look:
        """What was found, by zero-based address."""
        made = parser()
        made.StartElementHandler = self._start
        made.EndElementHandler = self._end
        made.CharacterDataHandler = self._characters
        made.Parse(data, True)
        return self.found

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._tag = local(tag)
        if self._tag == "c":
            self._address = attributes.get("r", "")
            self._type = attributes.get("t", "")
            self._formula = self._valued = False
            if attributes.get("s") in self._percents:
                self.found.percents.append(_position(self._address))
        elif self._tag == "f":
            self._formula, self._text = True, ""

    def _characters(self, text: str) -> None:
        if self._tag == "f":
            self._text += text
        elif self._tag in ("v", "t") and text:
            self._valued = True

    def _end(self, tag: str) -> None:
        ended = local(tag)
        self._tag = ""
        if ended == "f" and _DDE_FORMULA.search(self._text):
            raise Unsafe("file.external_link", "公式")
        if ended == "c" and (kind := self._kind()):
            self.found.marks[_position(self._address)] = kind

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
    if row > MOST_ROWS or col > MOST_COLUMNS:
        raise Unsafe("file.damaged", "单元格地址越界")
    return row - 1, col - 1
