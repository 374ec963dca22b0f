"""What a child of the jail can be asked to do, by name. Runs inside the jail.

A job takes the open file and an argument (a JSON object) and answers a JSON object without
the key `rule`, and bytes. It refuses by raising `Unsafe`; what it raises because the file is
broken (`DAMAGED`) becomes `file.damaged`. No polars here: the jail's child imports it.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, BinaryIO
from xml.parsers import expat

from python_calamine import CalamineError

from observations import wire
from observations.content import content_of
from observations.marking.job import mark
from observations.precheck import Unsafe
from observations.readers import READERS
from observations.readers.columns import read_columns
from observations.readers.geojson import read_geojson
from observations.readers.plain import read_plain
from observations.readers.raw import RawReport, RawSheet

Job = Callable[[BinaryIO, Mapping[str, Any]], tuple[dict[str, Any], bytes]]

DAMAGED = (
    CalamineError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    UnicodeError,
    LookupError,
    ValueError,
    OSError,
    EOFError,
)


def read(file: BinaryIO, argument: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The cells as `wire.pack` tells them; `argument["cells"]` as in `Limits`."""
    content = content_of(file, os.fstat(file.fileno()).st_size)
    report = READERS[content.kind](file, content)
    if _too_many(report, argument["cells"]):
        raise Unsafe("file.too_many_cells")
    return wire.pack(report)


def _too_many(report: RawReport, cells: int) -> bool:
    sheets = report.sheets
    texts = sum(len(s.texts) + len(s.merged) + len(s.percents) for s in sheets)
    area = sum(_area(sheet) for sheet in sheets)
    letters = sum(len(s.name) + sum(len(text) for *_, text, _ in s.texts) for s in sheets)
    return texts > cells or area > wire.AREA_A_CELL * cells or letters > wire.LETTERS_A_CELL * cells


def _area(sheet: RawSheet) -> int:
    """Cells the sheet spans, those counted that only the second look at the XML found."""
    height = max((row + 1 for row, *_ in sheet.texts), default=0)
    width = max((col + 1 for _, col, *_ in sheet.texts), default=0)
    return max(height, sheet.height) * max(width, len(sheet.columns))


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "read": read,
        "columns": read_columns,
        "mark": mark,
        "map": read_geojson,
        "plain": read_plain,
    }
)
