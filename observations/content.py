"""What a file is, by its bytes and never by its name. Runs inside the jail."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from observations.precheck import Unsafe, precheck

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO = "macroenabled"
_BINARY = "vnd.ms-excel.sheet.binary"
_OPEN_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHER = "file.kind.unsupported"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKUP = re.compile(rb"^\s*(?:<!doctype\s+html|<html|<\?xml|<table|<script)", re.IGNORECASE)

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
)


@dataclass(frozen=True)
class Content:
    """What the bytes are: `kind` (xlsx, text, json) and, for text, its `encoding`."""

    kind: str
    encoding: str = ""


def content_of(file: BinaryIO, size: int) -> Content:
    """The kind of an open file of `size` bytes; `Unsafe` (a rule id with detail) if refused."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise Unsafe("file.empty")
    if head.startswith(b"PK"):
        return _package(file, size)
    if head.startswith(_OLE):
        return _old(file)
    for magic, word in _FOREIGN:
        if head.startswith(magic):
            raise Unsafe("file.kind.unsupported", word)
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise Unsafe("file.kind.unsupported", "网页或 XML 文件")
    return _text(file)


def _package(file: BinaryIO, size: int) -> Content:
    names = precheck(file, size)
    if "[Content_Types].xml" not in names:
        raise _not_ours(file, names)
    with zipfile.ZipFile(file) as package:
        types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    if _BINARY in types.lower():
        raise Unsafe("file.kind.binary_workbook")
    if _MACRO in types.lower() or any(n.lower().endswith("vbaproject.bin") for n in names):
        raise Unsafe("file.kind.macro")
    if _MAIN not in types:
        raise Unsafe("file.kind.unsupported", "不是表格的 Office 文档")
    return Content("xlsx")


def _not_ours(file: BinaryIO, names: Collection[str]) -> Unsafe:
    """A package of another family: an OpenDocument file names its kind in `mimetype`."""
    if "mimetype" not in names:
        return Unsafe("file.kind.unsupported", "压缩包")
    with zipfile.ZipFile(file) as package:
        kind = package.read("mimetype").strip()
    spreadsheet = kind.startswith(_OPEN_SPREADSHEET)
    return Unsafe("file.kind.opendocument") if spreadsheet else Unsafe(_OTHER, "其他办公文档")


def _old(file: BinaryIO) -> Content:
    file.seek(0)
    if _ENCRYPTED in file.read():
        raise Unsafe("file.kind.encrypted")
    raise Unsafe("file.kind.old_workbook")


def _text(file: BinaryIO) -> Content:
    file.seek(0)
    data = file.read()
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise Unsafe("file.kind.unsupported", "二进制文件")
        return Content("json" if text.lstrip().startswith("{") else "text", encoding)
    raise Unsafe("file.kind.unsupported" if b"\0" in data else "file.encoding", "二进制文件")


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")
