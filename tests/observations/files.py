"""Files an office might send that are no form: each a function giving its bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import xlsxwriter


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook drawn by `fill`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        fill(book)
    return out.getvalue()


def patched(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A package with some parts changed (or added, from b"")."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
        for name in set(changes) - set(old.namelist()):
            new.writestr(name, changes[name](b""))
    return out.getvalue()


def far_corner() -> bytes:
    """A1 and XFD1048576: a few kilobytes that ask calamine for half a terabyte.

    The corner is moved there afterwards: a writer walks through the million rows before it.
    """

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write("A1", 1)
        sheet.write("B2", 1)

    def moved(sheet: bytes) -> bytes:
        far = sheet.replace(b"B2", b"XFD1048576").replace(b'<row r="2"', b'<row r="1048576"')
        return far.replace(b'spans="1:2"', b'spans="1:16384"')

    return patched(workbook(fill), {"xl/worksheets/sheet1.xml": moved})


def plain() -> bytes:
    """An ordinary workbook that is no form."""
    return workbook(lambda book: book.add_worksheet("Sheet1").write("A1", "会议通知"))


def macro() -> bytes:
    """A macro workbook, whatever its name says."""
    return patched(
        plain(),
        {
            "[Content_Types].xml": lambda data: data.replace(
                b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                b"ms-excel.sheet.macroEnabled.main",
            )
        },
    )


def vba_inside() -> bytes:
    """A plain content type with a macro project beside it."""
    return patched(plain(), {"xl/vbaProject.bin": lambda _: b"\xd0\xcf"})


def binary_workbook() -> bytes:
    """xlsb by its content type."""
    return patched(
        plain(),
        {
            "[Content_Types].xml": lambda data: data.replace(
                b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"ms-excel.sheet.binary.macroEnabled.main",
            )
        },
    )


def external_link() -> bytes:
    """A link to another workbook or a program (DDE)."""
    return patched(plain(), {"xl/externalLinks/externalLink1.xml": lambda _: b"<externalLink/>"})


def dde_formula() -> bytes:
    """A formula that starts a program when somebody agrees to update links."""

    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_formula("A1", "=cmd|'/c calc'!A0", None, 1)

    return workbook(fill)


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<worksheet>&x;</worksheet>"""


def entity(xml: bytes) -> bytes:
    """A workbook whose first sheet is `xml`."""
    return patched(plain(), {"xl/worksheets/sheet1.xml": lambda _: xml})


def bomb() -> bytes:
    """A workbook with a part that swells a thousandfold."""
    return patched(plain(), {"xl/media/image1.png": lambda _: b"\0" * 60_000_000})


def without_workbook() -> bytes:
    """A package of the right type with its heart missing."""
    data = plain()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != "xl/workbook.xml":
                new.writestr(name, old.read(name))
    return out.getvalue()


def converted(path: Path, kind: str, folder: Path) -> Path:
    """`path` saved again as `kind` by LibreOffice, which recalculates it."""
    import subprocess

    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / "out"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / "out" / f"{path.stem}.{kind.partition(':')[0]}"
