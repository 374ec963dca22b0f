"""Hostile files: archives, markup, far corners, disguises. Name → how it is made, its rules."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.sources.compound import compound
from tests.sources.hall import FILES
from tests.sources.packages import Change, patched, zipped

_SHEET, _TYPES = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
_PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>'
_ZIP = frozenset({"file.zip_bomb", "file.zip_unsafe", "file.zip_damaged"})
_LINK = frozenset({"file.xml_dtd", "file.external_link"})
_LARGE = frozenset({"file.too_many_cells", "file.killed", "file.damaged", "file.zip_bomb"})


@dataclass(frozen=True)
class Attack:
    """A hostile file and the rules that may speak of it.

    `refused` False: what is hostile about it is harmless here, and it may be read as it is.
    """

    make: Callable[[], bytes]
    rules: frozenset[str]
    refused: bool = True


def _file(name: str) -> bytes:
    return (FILES / name).read_bytes()


def _form() -> bytes:
    return _file("form-as-saved.xlsx")


def _with(name: str, data: bytes) -> Callable[[], bytes]:
    """A form with one more part."""
    return lambda: patched(_form(), {name: lambda _: data})


def _changed(part: str, change: Change, name: str = "form-as-saved.xlsx") -> Callable[[], bytes]:
    return lambda: patched(_file(name), {part: change})


# ---- archives --------------------------------------------------------------------------------


def bomb(size: int = 60_000_000) -> bytes:
    return patched(_form(), {"xl/media/image1.png": lambda _: bytes(size)})


def lying_bomb() -> bytes:
    """A part of thirty megabytes that both headers declare as a thousand bytes."""
    real = 30_000_000
    data = patched(_form(), {"xl/media/image1.png": lambda _: bytes(real)})
    return data.replace(struct.pack("<L", real), struct.pack("<L", 1000))


def many_parts(count: int = 100_000) -> bytes:
    """The directory of so many empty parts, written by hand: a library takes a minute."""
    local, directory, at = [], [], 0
    for n in range(count):
        name = b"%06d" % n
        head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0) + name
        local.append(head)
        directory.append(
            struct.pack(
                "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 6, 0, 0, 0, 0, 0, at
            )
            + name
        )
        at += len(head)
    body = b"".join(directory)
    short = min(count, 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, short, short, len(body), at, 0)
    return b"".join(local) + body + end


def overlapping() -> bytes:
    """Two directory entries share one part's bytes, as in the bombs that quote each other."""
    data = bytearray(zipped({"a.xml": b"same" * 99, "b.xml": b"same" * 99}, zipfile.ZIP_STORED))
    second = data.rfind(b"PK\1\2")
    first = data.find(b"PK\1\2")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def other_name_inside() -> bytes:
    """The local header calls the part otherwise than the directory."""
    data = bytearray(_form())
    at = data.find(b"xl/workbook.xml")
    data[at : at + 15] = b"xl/evilbook.xml"
    return bytes(data)


def two_directories() -> bytes:
    """A second archive in the comment of the first: readers differ in which they see."""
    inner = zipped({"evil.xml": b"<a/>"})
    data = _form()
    return data[:-2] + struct.pack("<H", len(inner)) + inner


def doubled_part() -> bytes:
    out = io.BytesIO(_form())
    with zipfile.ZipFile(out, "a") as package:
        info = zipfile.ZipInfo(_SHEET.upper())
        package.writestr(info, b"<worksheet/>")
    return out.getvalue()


ARCHIVES: Mapping[str, Attack] = {
    "a thousand to one": Attack(bomb, _ZIP),
    "lies about its size": Attack(lying_bomb, _ZIP),
    "a bomb in an ods": Attack(
        lambda: patched(
            _file("form-opendocument.ods"), {"Pictures/a.png": lambda _: bytes(60_000_000)}
        ),
        _ZIP,
    ),
    "a bomb in a docx": Attack(
        lambda: patched(_file("form-word.docx"), {"word/media/a.png": lambda _: bytes(60_000_000)}),
        _ZIP,
    ),
    "an archive inside": Attack(_with("xl/embeddings/a.zip", zipped({"b": b"c"})), _ZIP),
    "an archive inside under another name": Attack(
        _with("xl/embeddings/a.bin", zipped({"b.bin": zipped({"c": b"d"})})),
        frozenset(),
        refused=False,
    ),
    "a hundred thousand parts": Attack(many_parts, _ZIP),
    "parts that overlap": Attack(overlapping, _ZIP),
    "two directories up": Attack(_with("../../evil.xml", b"<a/>"), _ZIP),
    "an absolute name": Attack(_with("/etc/evil.xml", b"<a/>"), _ZIP),
    "a name with backslashes": Attack(_with("xl\\..\\..\\evil.xml", b"<a/>"), _ZIP),
    "a name on a drive": Attack(_with("C:/evil.xml", b"<a/>"), _ZIP),
    "another name inside": Attack(other_name_inside, _ZIP),
    "an archive in the comment": Attack(two_directories, _ZIP),
    "a part twice but for capitals": Attack(doubled_part, _ZIP),
    "a program in front": Attack(
        lambda: b"MZ" + bytes(510) + _form(), frozenset({"file.kind.unsupported", *_ZIP})
    ),
}

# ---- markup ----------------------------------------------------------------------------------

MARKED: Mapping[str, tuple[str, str]] = {
    "xlsx sheet": ("form-as-saved.xlsx", _SHEET),
    "xlsx workbook": ("form-as-saved.xlsx", "xl/workbook.xml"),
    "xlsx properties": ("form-as-saved.xlsx", "docProps/core.xml"),
    "ods content": ("form-opendocument.ods", "content.xml"),
    "ods styles": ("form-opendocument.ods", "styles.xml"),
    "docx document": ("form-word.docx", "word/document.xml"),
}


def doctypes(canary: str) -> Mapping[str, bytes]:
    """Document type declarations; `canary` is the address that nobody may ask for."""
    grow = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    address = canary.encode()
    return {
        "billion laughs": b'<!DOCTYPE x [<!ENTITY l0 "ha">' + grow + b"]>",
        "external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "' + address + b'">]>',
        "a file as entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        "external subset": b'<!DOCTYPE x SYSTEM "' + address + b'">',
        "parameter entity": b'<!DOCTYPE x [<!ENTITY % p SYSTEM "' + address + b'"> %p;]>',
        "empty declaration": b"<!DOCTYPE x>",
    }


def declared(doctype: bytes, *, wide: bool = False) -> Change:
    """The part with a document type declaration, in UTF-16 when `wide`."""

    def change(data: bytes) -> bytes:
        body = re.sub(rb"^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*\?>", b"", data)
        if wide:
            text = '<?xml version="1.0" encoding="UTF-16"?>' + (doctype + body).decode("utf-8")
            return text.encode("utf-16")
        return _PROLOG + doctype + body

    return change


def markup(canary: str) -> Mapping[str, Attack]:
    """Every declaration in every part, and relations that lead outside."""
    found = {
        f"{doctype} in {part}": Attack(
            _changed(path, declared(text, wide=wide), name), frozenset({"file.xml_dtd"})
        )
        for part, (name, path) in MARKED.items()
        for doctype, text in doctypes(canary).items()
        for wide in ((False, True) if doctype == "billion laughs" else (False,))
    }
    return found | {
        f"{kind} leads outside": Attack(_changed(path, _outside(canary), name), _LINK)
        for kind, (name, path) in {
            "a workbook": ("form-as-saved.xlsx", "xl/_rels/workbook.xml.rels"),
            "a document": ("form-word.docx", "word/_rels/document.xml.rels"),
        }.items()
    }


def _outside(canary: str) -> Change:
    relation = (
        '<Relationship Id="rId99" TargetMode="External" Type="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships/attachedTemplate" Target="{canary}"/></Relationships>'
    )
    return lambda data: data.replace(b"</Relationships>", relation.encode())


# ---- far corners -----------------------------------------------------------------------------


def _sheet(inside: bytes) -> Change:
    return lambda data: data.replace(b"</sheetData>", inside + b"</sheetData>")


def _merges(count: int) -> Change:
    cells = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(20, 20 + count))
    return lambda data: re.sub(
        rb"<mergeCells.*</mergeCells>", b"<mergeCells>" + cells + b"</mergeCells>", data
    )


def _repeated(rows: int, columns: int) -> Change:
    row = (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-'
        f'columns-repeated="{columns}" office:value-type="float" office:value="1"><text:p>1'
        "</text:p></table:table-cell></table:table-row></table:table>"
    )
    return lambda data: data.replace(b"</table:table>", row.encode(), 1)


def _strings(count: int) -> Change:
    more = b"".join(b"<si><t>%d</t></si>" % n for n in range(count))
    return lambda data: data.replace(b"</sst>", more + b"</sst>")


FAR: Mapping[str, Attack] = {
    "the far corner": Attack(lambda: _file("far-corner.xlsx"), _LARGE),
    "a value in the far corner": Attack(
        _changed(_SHEET, _sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), _LARGE
    ),
    "a dimension of everything": Attack(
        _changed(
            _SHEET,
            lambda data: re.sub(
                rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', data
            ),
        ),
        frozenset(),
        refused=False,
    ),
    "sixty-five thousand merged ranges": Attack(
        _changed(_SHEET, _merges(65_000)), frozenset(), refused=False
    ),
    "everything merged": Attack(
        _changed(_SHEET, lambda data: data.replace(b'ref="A1:L1"', b'ref="A1:XFD1048576"')),
        frozenset(),
        refused=False,
    ),
    "a million rows repeated": Attack(
        _changed("content.xml", _repeated(1_048_576, 1_000), "form-opendocument.ods"), _LARGE
    ),
    "repeated beyond every format": Attack(
        _changed("content.xml", _repeated(10**12, 10**12), "form-opendocument.ods"), _LARGE
    ),
    "half a million strings": Attack(
        _changed("xl/sharedStrings.xml", _strings(500_000)), _LARGE, refused=False
    ),
    "nested a hundred thousand deep": Attack(
        _changed(_SHEET, _sheet(b"<a>" * 100_000 + b"</a>" * 100_000)), _LARGE, refused=False
    ),
    "a line of a hundred thousand cells": Attack(
        lambda: b"\r\n".join([b"a," * 100_000] * 3), _LARGE
    ),
    "one cell of ten megabytes": Attack(
        lambda: b'a,b\r\n"' + b"x" * 10_000_000 + b'",1\r\n', _LARGE
    ),
    "three million short lines": Attack(lambda: b"1,2\r\n" * 3_000_000, _LARGE),
}

# ---- disguises -------------------------------------------------------------------------------

_OTHER = frozenset({"file.kind.unsupported", "file.kind.polyglot", "file.kind.macro", *_ZIP})


def _both() -> bytes:
    """A workbook that is an OpenDocument file too."""
    return patched(
        _form(), {"mimetype": lambda _: b"application/vnd.oasis.opendocument.spreadsheet"}
    )


DISGUISES: Mapping[str, Attack] = {
    "a macro workbook": Attack(lambda: _file("macro.xlsm"), frozenset({"file.kind.macro"})),
    "a macro project in a plain workbook": Attack(
        _with("xl/VBAProject.bin", b"\xd0\xcf"), frozenset({"file.kind.macro"})
    ),
    "a binary workbook": Attack(
        lambda: _file("binary.xlsb"), frozenset({"file.kind.binary_workbook"})
    ),
    "an xls with macros": Attack(
        lambda: compound({"Workbook": b"\x09\x08\x10\0" + bytes(60), "_VBA_PROJECT_CUR": b"\1"}),
        frozenset({"file.kind.macro"}),
    ),
    "an ods with macros": Attack(
        lambda: patched(
            _file("form-opendocument.ods"), {"Basic/Standard/Module1.xml": lambda _: b"<a/>"}
        ),
        frozenset({"file.kind.macro"}),
    ),
    "a program called xlsx": Attack(lambda: b"MZ\x90\0" + bytes(4_000), _OTHER),
    "a Linux program": Attack(lambda: b"\x7fELF\2\1\1" + bytes(4_000), _OTHER),
    "a picture with a workbook behind it": Attack(lambda: _file("photo.jpg") + _form(), _OTHER),
    "a PDF with a workbook behind it": Attack(lambda: b"%PDF-1.7\n" + _form(), _OTHER),
    "a workbook with a PDF behind it": Attack(lambda: _form() + _file("scan.pdf"), _OTHER),
    "a workbook that is an ods too": Attack(_both, _OTHER),
    "an xls with a workbook behind it": Attack(lambda: _file("form-excel97.xls") + _form(), _OTHER),
    "a page called xls": Attack(lambda: _file("web-export.xls"), _OTHER),
    "a script called csv": Attack(lambda: b"<script>alert(1)</script>\n1,2\n", _OTHER),
    "an installer": Attack(lambda: compound({"\5SummaryInformation": b"Installer"}), _OTHER),
}
