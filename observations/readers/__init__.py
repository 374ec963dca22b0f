"""Readers by kind of content. Runs inside the jail: nothing here imports polars.

A reader takes the open file and its `Content` and returns `RawReport`: cells as written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

from observations.content import Content
from observations.readers.docx import read_docx
from observations.readers.json import read_json
from observations.readers.ods import read_ods
from observations.readers.raw import RawReport
from observations.readers.text import read_text
from observations.readers.xls import read_xls
from observations.readers.xlsx import read_xlsx

Reader = Callable[[BinaryIO, Content], RawReport]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "xlsx": read_xlsx,
        "xls": read_xls,
        "ods": read_ods,
        "docx": read_docx,
        "text": read_text,
        "json": read_json,
    }
)
