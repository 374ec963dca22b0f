"""What a file is, by its bytes and never by its name. Runs inside the jail."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from observations.ole import MAGIC, Compound
from observations.precheck import LIMITS, Unsafe, ZipLimits, precheck

_HEAD = 4096
_ZIP, _ZIP_END = b"PK", b"PK\x05\x06"
_END_SIZE = 22
_TYPES, _MIMETYPE = "[Content_Types].xml", "mimetype"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAINS = (
    (f"{_OFFICE}spreadsheetml.sheet.main+xml", "xlsx"),
    (f"{_OFFICE}wordprocessingml.document.main+xml", "docx"),
)
_MACRO = "macroenabled"
_BINARY = "vnd.ms-excel.sheet.binary"
_OPEN_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_BASIC = re.compile(r"^(?:Basic/.*(?<!/script-lb)(?<!/script-lc)\.xml|Scripts/.+[^/])$")
_OTHER = "file.kind.unsupported"
_TWO = "file.kind.polyglot"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKUP = re.compile(rb"^\s*(?:<!doctype\s+html|<html|<\?xml|<table|<script)", re.IGNORECASE)
_WIDE = ("utf-16-le", "utf-16-be")

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
_OLD_KINDS: tuple[tuple[str, str, str], ...] = (
    ("EncryptedPackage", "file.kind.encrypted", ""),
    ("_VBA_PROJECT_CUR", "file.kind.macro", ""),
    ("_VBA_PROJECT", "file.kind.macro", ""),
    ("WordDocument", _OTHER, "旧版 Word 文档(doc)"),
    ("PowerPoint Document", _OTHER, "旧版演示文稿(ppt)"),
    ("VisioDocument", _OTHER, "Visio 图"),
    ("__properties_version1.0", _OTHER, "邮件(msg)"),
)
_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
WORKBOOKS = ("Workbook", "Book")


@dataclass(frozen=True)
class Content:
    """What the bytes are: `kind` (xlsx, xls, ods, docx, text, json); a text's `encoding`."""

    kind: str
    encoding: str = ""


def content_of(file: BinaryIO, size: int, limits: ZipLimits = LIMITS) -> Content:
    """The kind of an open file of `size` bytes; `Unsafe` (a rule id with detail) if refused."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise Unsafe("file.empty")
    if head.startswith(_ZIP):
        return _package(file, size, limits)
    if head.startswith(MAGIC):
        return _old(file)
    for magic, word in _FOREIGN:
        if head.startswith(magic):
            raise Unsafe(_OTHER, word)
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise Unsafe(_OTHER, "网页或 XML 文件")
    return _text(file)


def _package(file: BinaryIO, size: int, limits: ZipLimits) -> Content:
    names = precheck(file, size, limits)
    file.seek(0)
    if b"%PDF-" in file.read(1024):  # where PDF readers look
        raise Unsafe(_TWO, "PDF 文件")
    if _TYPES in names and _MIMETYPE in names:
        raise Unsafe(_TWO)
    if _MIMETYPE in names:
        return _open_document(file, names)
    if _TYPES not in names:
        raise Unsafe(_OTHER, "压缩包")
    return _office(file, names)


def _office(file: BinaryIO, names: Collection[str]) -> Content:
    with zipfile.ZipFile(file) as package:
        types = package.read(_TYPES).decode("utf-8", "replace")
    if _BINARY in types.lower():
        raise Unsafe("file.kind.binary_workbook")
    if _MACRO in types.lower() or any(n.lower().endswith("vbaproject.bin") for n in names):
        raise Unsafe("file.kind.macro")
    kinds = [kind for main, kind in _MAINS if main in types]
    if len(kinds) > 1:
        raise Unsafe(_TWO)
    if not kinds:
        raise Unsafe(_OTHER, "不是表格的 Office 文档")
    return Content(kinds[0])


def _open_document(file: BinaryIO, names: Collection[str]) -> Content:
    """An OpenDocument file names its kind in `mimetype`; only its parts tell a password."""
    with zipfile.ZipFile(file) as package:
        kind = package.read(_MIMETYPE).strip()
        listed = "META-INF/manifest.xml"
        manifest = package.read(listed) if listed in names else b""
    if kind != _OPEN_SPREADSHEET:
        raise Unsafe(_OTHER, "其他办公文档")
    if b"encryption-data" in manifest or b"encrypted-key" in manifest:
        raise Unsafe("file.kind.encrypted")
    if any(_BASIC.match(name) for name in names):
        raise Unsafe("file.kind.macro")
    return Content("ods")


def _old(file: BinaryIO) -> Content:
    """xls, the et of WPS, or another family of the same container."""
    compound = Compound(file)
    file.seek(0)
    tail = file.read()[-65_557:]
    end = tail.rfind(_ZIP_END)
    comment = int.from_bytes(tail[end + 20 : end + 22], "little")
    if compound.carries_more() or (end >= 0 and end + _END_SIZE + comment == len(tail)):
        raise Unsafe(_TWO)
    for name, rule, word in _OLD_KINDS:
        if name in compound.root:
            raise Unsafe(rule, word)
    if compound.identity == _INSTALLER:
        raise Unsafe(_OTHER, "安装程序(msi)")
    found = [name for name in WORKBOOKS if name in compound.root]
    if len(found) > 1:
        raise Unsafe(_TWO, "新旧两种工作簿")
    if not found or not compound.root[found[0]].is_stream:
        raise Unsafe(_OTHER, "不是表格的旧版 Office 文档")
    return Content("xls")


def _text(file: BinaryIO) -> Content:
    file.seek(0)
    data = file.read()
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise Unsafe(_OTHER, "二进制文件")
        return Content("json" if text.lstrip().startswith("{") else "text", encoding)
    raise Unsafe(_OTHER if b"\0" in data else "file.encoding", "二进制文件")


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    wide = [code for code in _WIDE if b"\0" in data and _is_table(data, code)]
    return (wide[0],) if len(wide) == 1 else ("utf-8-sig", "gb18030")


def _is_table(data: bytes, encoding: str) -> bool:
    """True when the text has delimiters and no control character; the other order has neither."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return any(mark in text for mark in ",;\t\n") and not _CONTROL.search(text)
