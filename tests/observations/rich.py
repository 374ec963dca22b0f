"""A workbook with everything an office may put beside its figures."""

from __future__ import annotations

import io
import struct
import zlib

import xlsxwriter

from tests.observations.files import patched

PERSON = "{11111111-2222-3333-4444-555555555555}"
THREAD = "{66666666-7777-8888-9999-000000000000}"
_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_RELATED = "http://schemas.microsoft.com/office/2017/10/relationships/"


def seal() -> bytes:
    """A small red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\0" + b"\xc0\x20\x20" * 40 for _ in range(40))
    head = struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def rich_workbook() -> bytes:
    """Sheets 填报 (first, selected), 附图, and the hidden _layout."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        form, pictures = book.add_worksheet("填报"), book.add_worksheet("附图")
        hidden = book.add_worksheet("_layout")
        hidden.hide()
        hidden.write("A1", "x")
        _form(book, form)
        pictures.insert_image("A1", "x.png", {"image_data": io.BytesIO(seal())})
        pictures.write("C1", 3)
        pictures.write_comment("C2", "第二张")
        book.define_name("全局", "=填报!$B$2")
        book.define_name("附图!局部", "=附图!$A$1")
    return _with_conversation(out.getvalue())


def _form(book: xlsxwriter.Workbook, form: xlsxwriter.workbook.Worksheet) -> None:
    entry = book.add_format(
        {
            "num_format": "0.00",
            "border": 1,
            "bg_color": "#FFF4B8",
            "font_name": "楷体",
            "locked": False,
        }
    )
    form.write_row("A1", ["指标", "值", "备注"])
    for row in range(1, 8):
        form.write(row, 0, f"指标{row}")
        form.write_number(row, 1, row * 1.5, entry)
    form.write_formula("B9", "=SUM(B2:B8)", entry, 42)
    form.write_comment("B3", "原有批注", {"author": "经办"})
    form.write_comment("A5", "别动")
    form.write_comment("B7", "[线程批注]", {"author": f"tc={THREAD}"})
    red = book.add_format({"font_color": "red"})
    form.conditional_format("B2:B8", {"type": "cell", "criteria": ">", "value": 9, "format": red})
    form.data_validation("B2:B8", {"validate": "decimal", "criteria": ">", "value": 0})
    form.insert_image("E2", "seal.png", {"image_data": io.BytesIO(seal())})
    form.insert_textbox("E6", "公章:市政科")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=填报!$B$2:$B$8"})
    form.insert_chart("H2", chart)
    form.protect("x")
    form.merge_range("A12:C12", "合并")
    form.set_header("&L页眉")
    form.print_area("A1:C12")
    form.repeat_rows(0)


def _with_conversation(data: bytes) -> bytes:
    """The note on B7 is the shadow of a threaded comment, as Excel 365 writes it."""
    thread = (
        f'<ThreadedComments xmlns="{_THREADED}"><threadedComment ref="B7" dT="2024-07-01T09:00:00" '
        f'personId="{PERSON}" id="{THREAD}"><text>请核对</text></threadedComment>'
        "</ThreadedComments>"
    )
    people = (
        f'<personList xmlns="{_THREADED}"><person displayName="经办" id="{PERSON}"/></personList>'
    )

    def relation(kind: str, target: str) -> bytes:
        tag = f'<Relationship Id="rIdT" Type="{_RELATED}{kind}" Target="{target}"/>'
        return tag.encode() + b"</Relationships>"

    to_thread = relation("threadedComment", "../threadedComments/threadedComment1.xml")
    to_people = relation("person", "persons/person.xml")
    end = b"</Relationships>"
    return patched(
        data,
        {
            "xl/threadedComments/threadedComment1.xml": lambda _: thread.encode(),
            "xl/persons/person.xml": lambda _: people.encode(),
            "xl/worksheets/_rels/sheet1.xml.rels": lambda old: old.replace(end, to_thread),
            "xl/_rels/workbook.xml.rels": lambda old: old.replace(end, to_people),
        },
    )
