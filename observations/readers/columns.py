"""A long or wide table as columns: what a bulk delivery is read with, inside the jail.

No cell has an address of its own here: row n of every column is row n + 2 of the sheet, for
the first row holds the headings. A column travels as doubles (NaN = no number) where it holds
any, and as its texts joined by U+001F where it holds any; the mark itself never comes through.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import zipfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import islice
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook

from observations.content import Content, content_of
from observations.precheck import Unsafe, ZipLimits
from observations.readers.raw import NAN
from observations.readers.text import delimiter_of

MARK = "\x1f"
LARGE = ZipLimits(total=2_147_483_648)
_CHUNK = 65_536
_LONGEST_CELL = 32_767
_FORBIDDEN = ((b"<f", "公式"), (b't="e"', "错误值"), (b"<!DOCTYPE", "实体声明"))
_BLOCK = 1_048_576
_MOST_COLUMNS = 1_000


@dataclass
class _Column:
    """One column, growing by chunks; `numbers` and `texts` stay None until one is met."""

    height: int = 0
    numbers: array[float] | None = None
    texts: list[str] | None = None

    def extend(self, cells: Sequence[Any]) -> None:
        """Append the cells of a chunk of rows."""
        doubles, words = _split(cells)
        if doubles is not None and self.numbers is None:
            self.numbers = array("d", [NAN]) * self.height
        if words is not None and self.texts is None:
            self.texts = [MARK * (self.height - 1)] if self.height else []
        if self.numbers is not None:
            self.numbers.extend(doubles if doubles is not None else array("d", [NAN]) * len(cells))
        if self.texts is not None:
            self.texts.append(MARK.join(words) if words is not None else MARK * (len(cells) - 1))
        self.height += len(cells)

    def packed(self) -> tuple[dict[str, int], bytes]:
        """Sizes in bytes and the bytes: doubles, then texts."""
        doubles = self.numbers.tobytes() if self.numbers is not None else b""
        texts = b"" if self.texts is None else MARK.join(self.texts).encode("utf-8", "replace")
        told = {"doubles": len(doubles), "texts": len(texts), "worded": int(bool(self.texts))}
        return told, doubles + texts


@dataclass
class _Table:
    """Columns under their headings; `cells` bounds how many cells come out."""

    headings: list[str]
    cells: int
    columns: list[_Column] = field(default_factory=list)

    def fill(self, rows: Iterator[Sequence[Any]]) -> None:
        """Read every row in chunks; ragged rows are as wide as the headings or refused."""
        width = len(self.headings)
        if width > _MOST_COLUMNS:
            raise Unsafe("file.damaged", "列数过多")
        self.columns = [_Column() for _ in self.headings]
        read = 0
        while chunk := list(islice(rows, _CHUNK)):
            read += len(chunk)
            if read * width > self.cells:
                raise Unsafe("bulk.too_many_cells")
            for column, cells in zip(self.columns, _turned(chunk, width), strict=True):
                column.extend(cells)

    def answer(self, kind: str, sheet: str) -> tuple[dict[str, Any], bytes]:
        """What crosses the wall."""
        packed = [column.packed() for column in self.columns]
        told = {
            "kind": kind,
            "sheet": sheet,
            "headings": self.headings,
            "rows": self.columns[0].height if self.columns else 0,
            "columns": [sizes for sizes, _ in packed],
        }
        return told, b"".join(block for _, block in packed)


def read_columns(file: BinaryIO, argument: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The job `columns`: the one table of a csv, tsv or xlsx file; `argument`: `{"cells": n}`."""
    content = content_of(file, os.fstat(file.fileno()).st_size, LARGE)
    if content.kind not in _READERS:
        raise Unsafe("file.kind.unsupported", "成批数据只收 xlsx 和 csv")
    return _READERS[content.kind](file, content, argument["cells"])


def _text(file: BinaryIO, content: Content, cells: int) -> tuple[dict[str, Any], bytes]:
    file.seek(0)
    head = file.read(_CHUNK).decode(content.encoding, "ignore")
    file.seek(0)
    csv.field_size_limit(_LONGEST_CELL * 2)
    stream = io.TextIOWrapper(file, content.encoding, newline="")
    lines = csv.reader(stream, delimiter=delimiter_of(head), strict=True)
    try:
        table = _Table([cell.strip() for cell in next(lines, [])], cells)
        table.fill(line or [""] for line in lines)
    except csv.Error as bad:
        raise Unsafe("file.damaged", "引号或分隔符不成对") from bad
    finally:
        stream.detach()
    return table.answer("csv", "csv")


def _workbook(file: BinaryIO, content: Content, cells: int) -> tuple[dict[str, Any], bytes]:
    del content
    with zipfile.ZipFile(file) as package:
        _plain_parts(package)
    file.seek(0)
    with CalamineWorkbook.from_filelike(file) as book:
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        held = [sheet for sheet in sheets if sheet.end is not None]
        if len(held) != 1:
            raise Unsafe("bulk.sheets", "、".join(sheet.name for sheet in held[:5]))
        (sheet,) = held
        if sheet.total_height * sheet.total_width > cells:
            raise Unsafe("bulk.too_many_cells")
        rows = iter(sheet.to_python(skip_empty_area=False))
        table = _Table([str(cell).strip() for cell in next(rows, [])], cells)
        table.fill(rows)
        return table.answer("xlsx", sheet.name)


_READERS = {"text": _text, "xlsx": _workbook}


def _plain_parts(package: zipfile.ZipFile) -> None:
    """Values only: a formula may be stale and an error reads as blank, so neither is taken."""
    for name in package.namelist():
        if not name.lower().endswith(".xml"):
            continue
        marks = _FORBIDDEN if name.lower().startswith("xl/worksheets/") else _FORBIDDEN[2:]
        with package.open(name) as part:
            _search(part, marks)


def _search(part: Any, marks: Iterable[tuple[bytes, str]]) -> None:
    tail = part.read(4)
    if tail.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unsafe("bulk.not_plain", "UTF-16 部件")
    while block := part.read(_BLOCK):
        data = tail + block
        for mark, word in marks:
            if mark in data:
                raise Unsafe("bulk.not_plain", word)
        tail = data[-16:]


def _turned(rows: list[Sequence[Any]], width: int) -> Iterable[Sequence[Any]]:
    """Columns of the rows; a row that is longer than the headings says something they do not."""
    if any(len(row) != width for row in rows):
        rows = [_as_wide(row, width) for row in rows]
    return zip(*rows, strict=True)


def _as_wide(row: Sequence[Any], width: int) -> Sequence[Any]:
    if any(cell != "" for cell in row[width:]):
        raise Unsafe("bulk.ragged")
    return [*row[:width], *[""] * (width - len(row))]


def _split(cells: Sequence[Any]) -> tuple[array[float] | None, list[str] | None]:
    """Doubles (None when no cell is a number) and texts (None when no cell is a text)."""
    kinds = set(map(type, cells))
    if kinds <= {float, int}:
        return array("d", cells), None
    if kinds == {str}:
        return None, _marked(cells) if any(cells) else None
    doubles = array("d", [c if type(c) in (float, int) else NAN for c in cells])
    words = ["" if type(c) in (float, int) else _written(c) for c in cells]
    return (doubles if kinds & {float, int} else None), (_marked(words) if any(words) else None)


def _marked(words: Sequence[str]) -> list[str]:
    """The words without the mark that parts them."""
    if any(MARK in word for word in words):
        return [word.replace(MARK, "\ufffd") for word in words]
    return list(words)


def _written(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
