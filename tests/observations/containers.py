"""OLE containers and BIFF records built by hand, and packages of other families."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def compound(streams: Mapping[str, bytes], identity: bytes = bytes(16)) -> bytes:
    """An OLE file (version 3) with these streams at its root, each in whole sectors."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    blocks = [data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0") for data in padded.values()]
    entries = [_entry("Root Entry", 5, 1 if padded else _FREE, _END, 0, identity)]
    fat: list[int] = []
    for number, (name, data) in enumerate(padded.items(), 1):
        more = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, _FREE, len(fat), len(data), bytes(16), right=more))
        fat += _chained(len(fat), -(-len(data) // _SECTOR))
    directory = b"".join(entries)
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    at = len(fat)
    fat += _chained(at, len(directory) // _SECTOR)
    sectors = 1
    while sectors * 128 < len(fat) + sectors:
        sectors += 1
    places = range(len(fat), len(fat) + sectors)
    fat += [_FAT] * sectors
    fat += [_FREE] * (sectors * 128 - len(fat))
    head = struct.pack("<8s16x5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<LLLLLLLLL", 0, sectors, at, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109L", *places, *[_FREE] * (109 - sectors))
    return head + b"".join(blocks) + directory + struct.pack(f"<{len(fat)}L", *fat)


def _chained(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _entry(
    name: str, kind: int, child: int, start: int, size: int, identity: bytes, *, right: int = _FREE
) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<3L", _FREE, right, child)
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1) + links
    return head + identity + bytes(20) + struct.pack("<LLL", start, size, 0)


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def bof(what: int = 0x10, version: int = 0x600) -> bytes:
    """The record that opens the globals (what 5) or a sheet (0x10)."""
    return record(0x809, struct.pack("<HH12x", version, what))


EOF = record(0x0A)


def biff(sheet: bytes, extra: bytes = b"", *, kind: int = 0, state: int = 0) -> bytes:
    """A workbook stream of one sheet 表 holding these records; `extra` goes to the globals."""
    name = b"\x01\x01" + "表".encode("utf-16-le")
    styles = record(0x42, struct.pack("<H", 1200)) + record(0xE0, bytes(20))
    styles += record(0xE0, struct.pack("<HH16x", 0, 10))
    before = bof(5) + extra + styles
    bound = 4 + 6 + len(name)
    at = len(before) + bound + len(EOF)
    listed = record(0x85, struct.pack("<LBB", at, state, kind) + name)
    return before + listed + EOF + bof() + sheet + EOF


def xls(sheet: bytes = b"", extra: bytes = b"", **listed: int) -> bytes:
    """An xls file around `biff`."""
    return compound({"Workbook": biff(sheet, extra, **listed)})


def number(row: int, col: int, value: float, style: int = 0) -> bytes:
    """A NUMBER record."""
    return record(0x203, struct.pack("<3Hd", row, col, style, value))


def formula(row: int, col: int, result: bytes, flags: int = 0) -> bytes:
    """A FORMULA record (=1) with this cached result."""
    tokens = b"\x1e\x01\x00"
    body = struct.pack("<3H8sH4xH", row, col, 0, result, flags, len(tokens)) + tokens
    return record(0x06, body)


CONTENT = "<office:document-content {spaces}>{before}<office:body><office:spreadsheet>{body}"
CONTENT += "</office:spreadsheet></office:body></office:document-content>"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "script")
)
_SPACES += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
_SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def ods(
    body: str, before: str = "", parts: Mapping[str, bytes | str] | None = None, head: str = ""
) -> bytes:
    """An ods file whose spreadsheet element holds `body`; `head` stands before the root."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        package.writestr("mimetype", kind, zipfile.ZIP_STORED)
        written = CONTENT.format(spaces=_SPACES, before=before, body=body)
        package.writestr("content.xml", head + written)
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def table(*rows: str, name: str = "表", style: str = "") -> str:
    """A table element of rows of cells."""
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{"".join(rows)}</table:table>'


def row(*cells: str, repeated: int = 1) -> str:
    """A table-row element."""
    many = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{many}>{''.join(cells)}</table:table-row>"


def cell(attributes: str = "", inside: str = "") -> str:
    """A table-cell element."""
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"
