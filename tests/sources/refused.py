"""Recipes: what comes in the post and is no table, or no table anybody should open."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from docx import Document

from tests.sources.compound import compound
from tests.sources.filled import Recipe
from tests.sources.forms import issued
from tests.sources.office_suite import converted
from tests.sources.packages import parts, patched, swapped, zipped

_TYPES = "[Content_Types].xml"
_PLAIN = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
_PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">
</head><body><table border="1"><tr><td>地区</td><td>供水总量</td></tr>
<tr><td>全旗</td><td>1520.5</td></tr></table></body></html>"""
_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>"""


def _form(folder: Path) -> bytes:
    return issued(folder / "form.xlsx").read_bytes()


def _macro(folder: Path) -> bytes:
    kind = swapped(_PLAIN, b"ms-excel.sheet.macroEnabled.main")
    project = compound({"VBA/dir": b"\1"})
    return patched(_form(folder), {_TYPES: kind, "xl/vbaProject.bin": lambda _: project})


def _binary(folder: Path) -> bytes:
    kind = swapped(_PLAIN + b"+xml", b"ms-excel.sheet.binary.macroEnabled.main")
    return patched(_form(folder), {_TYPES: kind})


def _encrypted(folder: Path) -> bytes:
    """The container a password makes of a workbook; the cipher text stands for any."""
    body = bytes((n * 37 + n // 251) % 256 for n in range(6_000))
    return compound({"EncryptionInfo": b"\4\0\4\0@\0\0\0<encryption/>", "EncryptedPackage": body})


def _linked(folder: Path) -> bytes:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return patched(_form(folder), {"xl/externalLinks/externalLink1.xml": lambda _: link})


def _dde(folder: Path) -> Path:
    path = folder / "dde.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_formula("A1", "=cmd|'/c calc'!A0", None, 1)
    return path


def _far(folder: Path) -> Path:
    path = folder / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", 1)
        sheet.write("XFD1048576", 1)
    return path


def _scan(folder: Path) -> Path:
    return converted(issued(folder / "form.xlsx"), "pdf", folder)


def _photo(folder: Path) -> Path:
    """The printed form as a picture, as a telephone or a scanner sends it."""
    page = ["-r", "30", "-gray", "-jpeg", "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run(["pdftoppm", *page, str(_scan(folder)), str(folder / "photo")], check=True)
    return folder / "photo.jpg"


def _letter(folder: Path) -> Path:
    document = Document()
    document.add_paragraph("关于报送第三季度指标的说明:数据见附件。")
    path = folder / "letter.docx"
    document.save(str(path))
    return path


REFUSED: Mapping[str, Recipe] = {
    "truncated.xlsx": lambda folder: _form(folder)[:6_000],
    "truncated.xls": lambda folder: converted(
        issued(folder / "form.xlsx"), "xls", folder
    ).read_bytes()[:9_000],
    "macro.xlsm": _macro,
    "binary.xlsb": _binary,
    "encrypted.xlsx": _encrypted,
    "scan.pdf": _scan,
    "photo.jpg": _photo,
    "web-export.xls": lambda _: _PAGE.encode(),
    "several-forms.zip": lambda folder: zipped({"环保办.xlsx": _form(folder)}),
    "renamed-program.xlsx": lambda _: b"MZ\x90\0\3" + bytes(300),
    "linked-workbook.xlsx": _linked,
    "starts-a-program.xlsx": _dde,
    "far-corner.xlsx": _far,
    "entities.xlsx": lambda folder: patched(
        _form(folder), {"xl/worksheets/sheet1.xml": lambda _: _LAUGHS}
    ),
    "missing-workbook.xlsx": lambda folder: zipped(
        {k: v for k, v in parts(_form(folder)).items() if k != "xl/workbook.xml"}
    ),
    "letter.docx": _letter,
    "nothing.xlsx": lambda _: b"",
    "one-sentence.txt": lambda _: "数据见昨天的电话。".encode("gb18030"),
}
