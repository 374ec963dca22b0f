"""csv, tsv and semicolon text in UTF-8 or UTF-16 (BOM or not) or GB18030."""

from __future__ import annotations

import csv
import io
import re
from statistics import median_low
from typing import BinaryIO

from observations.content import Content
from observations.precheck import Unsafe
from observations.readers.raw import MOST_CELLS, RawReport, RawSheet

_DELIMITERS = (",", "\t", ";")
_DECLARED = re.compile(r'"?sep=([,;\t|])"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_SAMPLE = 16_384
_MOST_COLUMNS = 1_000


def read_text(file: BinaryIO, content: Content) -> RawReport:
    """Every non-blank cell as text: a number keeps the digits it was written with.

    A first line `sep=;` names the delimiter and is no row, as in the spreadsheet programs.
    """
    file.seek(0)
    text = file.read().decode(content.encoding).removeprefix("\ufeff")
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    if not text.strip():
        raise Unsafe("file.empty")
    if "\n" not in text.strip() and not any(mark in text for mark in _DELIMITERS):
        raise Unsafe("file.kind.unsupported", "不成表格的文本")
    csv.field_size_limit(_SAMPLE * 4)
    mark = declared.group(1) if declared else delimiter_of(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    sheet = RawSheet("csv", hidden=False, height=0)
    try:
        for row, line in enumerate(lines):
            if len(line) > _MOST_COLUMNS:
                raise Unsafe("file.damaged", "列数过多")
            sheet.texts += [(row, col, cell, "s") for col, cell in enumerate(line) if cell.strip()]
            sheet.height = row + 1
            if len(sheet.texts) > MOST_CELLS:
                raise Unsafe("file.too_many_cells")
    except csv.Error as bad:
        raise Unsafe("file.damaged", "引号或分隔符不成对") from bad
    return RawReport("csv", (sheet,))


def delimiter_of(text: str) -> str:
    """The delimiter most lines have most of, outside quotes; notes are full of the others."""
    lines = [
        line for line in "".join(text[:_SAMPLE].split('"')[::2]).splitlines() if line.strip()
    ] or [""]

    def seen(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        return median_low(counts), sum(counts)

    return max(_DELIMITERS, key=seen)
