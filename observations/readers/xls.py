"""xls and the et of WPS where it is one: values by calamine, the rest from the records."""

from __future__ import annotations

from typing import BinaryIO

from python_calamine import CalamineWorkbook

from observations.content import WORKBOOKS, Content
from observations.ole import Compound
from observations.precheck import Unsafe
from observations.readers.biff import look, read_book
from observations.readers.opened import sheet_of
from observations.readers.raw import RawReport


def read_xls(file: BinaryIO, content: Content) -> RawReport:
    """All worksheets, hidden ones marked; refuses passwords, macros and links."""
    del content
    compound = Compound(file)
    data = compound.stream(next(name for name in WORKBOOKS if name in compound.root))
    book = read_book(data)
    percents = book.percents()
    looks = [look(data, at, percents) if at.is_worksheet else None for at in book.sheets]
    file.seek(0)
    with CalamineWorkbook.from_filelike(file) as opened:
        names = opened.sheet_names
        if len(set(names)) != len(names) or len(names) != len(book.sheets):
            raise Unsafe("file.damaged", "工作表目录对不上")
        sheets = tuple(
            sheet_of(opened.get_sheet_by_name(name), seen, hidden=at.hidden)
            for name, at, seen in zip(names, book.sheets, looks, strict=True)
            if seen is not None
        )
    return RawReport("xls", sheets)
