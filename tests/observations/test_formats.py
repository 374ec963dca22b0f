"""xlsx, xls and ods tell the same of the same sheet; each format's own traps beside it.

The files of tests/sources/formats hold one sheet of every kind of cell, written by xlsxwriter in
both date systems and saved again by LibreOffice as xls and ods.
"""

from __future__ import annotations

import io
import math
import struct
import zipfile
from pathlib import Path

import pytest

from observations.content import content_of
from observations.precheck import Unsafe
from observations.readers import READERS
from observations.readers.formats import is_percent
from tests.observations import containers, files
from tests.observations.containers import cell, formula, number, ods, record, row, table, xls

FOLDER = Path(__file__).resolve().parents[1] / "sources" / "formats"


def read(data):
    file = io.BytesIO(data)
    content = content_of(file, len(data))
    return READERS[content.kind](file, content)


def numbers(sheet):
    """Address → number."""
    return {
        (row, col): value
        for col, column in enumerate(sheet.columns)
        for row, value in enumerate(column)
        if not math.isnan(value)
    }


def texts(sheet):
    """Address → (text, kind)."""
    return {(row, col): (text, kind) for row, col, text, kind in sheet.texts}


TEXTS = {
    (0, 1): ("2024-06-30", "d"),
    (1, 1): ("09:30:00", "d"),
    (2, 1): ("2024-06-30T09:30:00", "d"),
    (3, 1): ("1 day, 12:00:00", "d"),
    (4, 1): ("2024-06-01", "d"),
    (1, 2): ("#错误", "e"),
    (2, 2): ("xy", "s"),
    (6, 2): ("#错误", "e"),
    (0, 3): ("合并", "s"),
    (2, 3): (" 字  两空 ", "s"),
    (4, 3): ("粗细", "s"),
    (5, 3): ("第一行\n第二行", "s"),
    (7, 3): ("网", "s"),
    (49, 26): ("远", "s"),
}
NUMBERS = {(0, 0): 1.5, (1, 0): 0.091, (2, 0): 9.1, (3, 0): 7.0, (0, 2): 3.0, (3, 2): 0.091}
FLAGS = {(3, 3): ("TRUE", "b"), (5, 2): ("TRUE", "b")}
FLAGS_AS_NUMBERS = {(3, 3): 1.0, (5, 2): 1.0}  # so LibreOffice writes a formula's TRUE to ods
BLANK_RESULT = {(4, 2): ("", "f")}  # so xlsxwriter writes a formula's empty text


@pytest.mark.parametrize("dates", ["", "-1904"])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_sheet_says_the_same_in_every_format_and_date_system(kind, dates):
    report = read((FOLDER / f"kinds{dates}.{kind}").read_bytes())
    assert report.kind == kind
    assert [(s.name, s.hidden) for s in report.sheets][:3] == [
        ("数", False), ("藏", True), ("深藏", True),
    ]  # fmt: skip
    sheet = report.sheets[0]
    assert numbers(sheet) == NUMBERS | (FLAGS_AS_NUMBERS if kind == "ods" else {})
    own = {"xlsx": FLAGS | BLANK_RESULT, "xls": FLAGS, "ods": {}}[kind]
    assert texts(sheet) == TEXTS | own
    assert sheet.merged == [(0, 3, 1, 5)]
    assert sheet.percents == [(1, 0), (3, 2)]


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("0%", True),
        ("0.00%;[Red]-0.00%", True),
        ('#,##0"%"', False),
        (r"0.0\%", False),
        ("0_%", False),
        ("[$%-804]0", False),
        ('0"约"%', True),
        ("General", False),
        ('0"%', False),
    ],
)
def test_a_percent_sign_counts_where_it_is_no_literal(code, percent):
    assert is_percent(code) is percent


def test_percent_formats_of_xlsx_are_found_built_in_and_custom():
    def fill(book):
        sheet = book.add_worksheet()
        for place, code in enumerate(("0%", "0.00%", "0.0%", '0.0"%"', "0.0")):
            sheet.write_number(place, 0, 0.091, book.add_format({"num_format": code}))
        sheet.write_blank(9, 0, None, book.add_format({"num_format": "0%"}))
        sheet.write_string(10, 0, "字", book.add_format({"num_format": "0%"}))

    assert read(files.workbook(fill)).sheets[0].percents == [(0, 0), (1, 0), (2, 0)]


def custom(code: bytes, flags: int, length: int):
    """Globals with one custom format, and the style that wears it (the first)."""
    shown = record(0x41E, struct.pack("<HHB", 200, length, flags) + code)
    return shown + record(0xE0, struct.pack("<HH16x", 0, 200))


@pytest.mark.parametrize(
    ("extra", "style", "percent"),
    [
        (b"", 1, True),  # built in
        (b"", 0, False),
        (custom(b"0.0%", 0, 4), 0, True),
        (custom("0.0%".encode("utf-16-le"), 1, 4), 0, True),
        (custom(b'0"%"', 0, 4), 0, False),
    ],
)
def test_percent_formats_of_xls_are_found(extra, style, percent):
    sheet = read(xls(number(2, 1, 0.091, style), extra)).sheets[0]
    assert sheet.percents == ([(2, 1)] if percent else [])


def test_packed_numbers_of_xls_have_their_own_formats():
    two = record(0xBD, struct.pack("<HHHLHLH", 3, 1, 1, 0x3FF00000, 0, 0x40000000, 2))
    sheet = read(xls(two)).sheets[0]
    assert numbers(sheet) == {(3, 1): 1.0, (3, 2): 2.0}
    assert sheet.percents == [(3, 1)]


TEXT_FOLLOWS = b"\0\0\0\0\0\0\xff\xff"
STRING = record(0x207, struct.pack("<HB", 1, 1) + "字".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("records", "told"),
    [
        (formula(0, 0, b"\x02\0\x07\0\0\0\xff\xff"), ("#错误", "e")),
        (record(0x205, struct.pack("<3HBB", 0, 0, 0, 7, 1)), ("#错误", "e")),
        (formula(0, 0, bytes(8), flags=2), ("", "f")),
        (formula(0, 0, TEXT_FOLLOWS), ("", "f")),
        (formula(0, 0, TEXT_FOLLOWS) + number(1, 0, 1), ("", "f")),
        (formula(0, 0, TEXT_FOLLOWS) + STRING, ("字", "s")),
        (record(0x205, struct.pack("<3HBB", 0, 0, 0, 1, 0)), ("TRUE", "b")),
        (formula(0, 0, struct.pack("<d", 2.5), flags=2), None),
        (formula(0, 0, bytes(8)), None),
    ],
)
def test_results_of_xls_formulas_are_what_the_file_holds(records, told):
    sheet = read(xls(records)).sheets[0]
    assert texts(sheet).get((0, 0)) == told
    assert ((0, 0) in numbers(sheet)) is (told is None)


def test_a_workbook_of_excel_95_is_refused_with_its_own_word():
    data = containers.compound({"Book": containers.bof(5, 0x500) + containers.EOF})
    with pytest.raises(Unsafe) as refused:
        read(data)
    assert (refused.value.rule, refused.value.detail) == (
        "file.kind.unsupported",
        "Excel 5.0/95 工作簿",
    )


def one(attributes="", inside=""):
    """The first cell of an ods that holds one: its number or text."""
    sheet = read(ods(table(row(cell(attributes, inside))))).sheets[0]
    return numbers(sheet).get((0, 0), texts(sheet).get((0, 0)))


PARAGRAPH = "<text:p>{}</text:p>"


@pytest.mark.parametrize(
    ("attributes", "inside", "read_as"),
    [
        ('office:value-type="currency" office:value="1.5"', PARAGRAPH.format("¥2"), 1.5),
        ('office:value-type="string"', PARAGRAPH.format("甲") * 2, ("甲\n甲", "s")),
        ('office:value-type="string" office:string-value="乙"', "", ("乙", "s")),
        ("", PARAGRAPH.format("甲<text:s text:c='3'/>乙<text:tab/>丙"), ("甲   乙\t丙", "s")),
        ("", PARAGRAPH.format("<text:span>甲<text:a xlink:href='http://a'>乙</text:a></text:span>"),
         ("甲乙", "s")),
        ("", f"<office:annotation>{PARAGRAPH}</office:annotation>" + PARAGRAPH.format("甲"),
         ("甲", "s")),
        ("", "<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>", None),
        ('office:value-type="boolean" office:boolean-value="false"', "", ("FALSE", "b")),
        ('office:value-type="date" office:date-value="2024-06-30T00:00:00"', "",
         ("2024-06-30", "d")),
        ('office:value-type="time" office:time-value="-PT36H00M00S"', "",
         ("-2 days, 12:00:00", "d")),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"',
         PARAGRAPH.format("#DIV/0!"), ("#错误", "e")),
        ('table:formula="of:=X()"', PARAGRAPH.format("错误:508"), ("#错误", "e")),
        ('table:formula="of:=[.B1]"', "", ("", "f")),
        ('table:formula="of:=&quot;&quot;"', "<text:p/>", None),
        ("table:formula=\"of:=[$'#总'.A1]\" office:value-type='float' office:value='3'", "", 3.0),
    ],
)  # fmt: skip
def test_a_cell_of_ods_is_what_its_type_says(attributes, inside, read_as):
    assert one(attributes, inside) == read_as


def test_repeated_rows_and_cells_of_ods_stand_at_their_addresses():
    value = 'office:value-type="percentage" office:value="0.5"'
    body = table(
        row(cell(), repeated=3),
        row(cell('table:number-columns-repeated="2"'),
            cell(f'{value} table:number-columns-repeated="2"'), repeated=2),
        f'<table:table-row-group>{row(cell("", PARAGRAPH.format("末")))}</table:table-row-group>',
    )  # fmt: skip
    sheet = read(ods(body)).sheets[0]
    at = [(3, 2), (3, 3), (4, 2), (4, 3)]
    assert numbers(sheet) == dict.fromkeys(at, 0.5)
    assert sheet.percents == at
    assert texts(sheet) == {(5, 0): ("末", "s")}


def test_a_sheet_of_ods_is_hidden_by_its_style():
    before = (
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    body = table(name="甲", style="ta1") + table(name="乙", style="ta2")
    assert [(s.name, s.hidden) for s in read(ods(body, before)).sheets] == [
        ("甲", False), ("乙", True),
    ]  # fmt: skip


def test_what_was_deleted_under_tracked_changes_of_ods_is_no_cell():
    deleted = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        '<table:change-track-table-cell office:value-type="float" office:value="8.7"/>'
        "</table:previous></table:cell-content-change></table:tracked-changes>"
    )
    kept = table(row(cell('office:value-type="float" office:value="9.1"')))
    (sheet,) = read(ods(deleted + kept)).sheets
    assert numbers(sheet) == {(0, 0): 9.1}


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (ods(table('<table:dde-links/>')), "file.external_link"),
        (ods(table(row(cell('table:formula="of:=DDE(1)"')))), "file.external_link"),
        (ods('<script:event-listener xlink:href="vnd.sun.star.script:a"/>'), "file.kind.macro"),
        (ods(table(row(cell('office:value-type="float" office:value="1e999"')))), "file.damaged"),
        (ods(table(table())), "file.damaged"),
        (xls(extra=record(0x1AE, b"\x01\0\x01\x04")), None),
        (xls(extra=record(0x1AE, b"\x01\0\x01\x3a")), None),
        (xls(kind=6), "file.kind.macro"),
        (xls(kind=2), None),
    ],
)  # fmt: skip
def test_what_leads_out_of_an_older_or_open_workbook_is_refused(data, rule):
    if rule is None:
        assert read(data).kind == "xls"
        return
    with pytest.raises(Unsafe) as refused:
        read(data)
    assert refused.value.rule == rule


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_texts_in_place_and_prefixed_names_of_xlsx_are_read():
    xml = (
        f'<x:worksheet xmlns:x="{SPACE}"><x:sheetData><x:row r="2">'
        '<x:c r="A2" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c>'
        '<x:c r="B2" t="inlineStr"><x:is><x:r><x:t>粗</x:t></x:r><x:r><x:t>细</x:t></x:r></x:is>'
        '</x:c><x:c r="C2"><x:f>A1</x:f></x:c><x:c r="D2" t="e"><x:v>#N/A</x:v></x:c>'
        '<x:c r="E2"><x:v>9.1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    sheet = read(files.entity(xml.encode())).sheets[0]
    assert numbers(sheet) == {(1, 4): 9.1}
    assert texts(sheet) == {
        (1, 0): ("甲", "s"),
        (1, 1): ("粗细", "s"),
        (1, 2): ("", "f"),
        (1, 3): ("#错误", "e"),
    }


@pytest.mark.parametrize(("kind", "refused"), [("image", True), ("hyperlink", False)])
def test_a_part_of_xlsx_that_lies_elsewhere_is_refused_but_not_a_link_to_click(kind, refused):
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1/a.png" Type="http://'
        f'schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )
    part = "xl/worksheets/_rels/sheet1.xml.rels"
    data = files.patched(files.plain(), {part: lambda _: link.encode()})
    if not refused:
        assert read(data).kind == "xlsx"
        return
    with pytest.raises(Unsafe) as verdict:
        read(data)
    assert verdict.value.rule == "file.external_link"


def test_a_workbook_in_the_strict_dialect_says_the_same():
    dialects = (
        (SPACE.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )

    def strict(data):
        for usual, other in dialects:
            data = data.replace(usual, other)
        return data

    usual = (FOLDER / "kinds.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(usual)) as package:
        parts = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
    again = read(files.patched(usual, dict.fromkeys(parts, strict)))
    for one, other in zip(read(usual).sheets, again.sheets, strict=True):
        assert (one.name, one.hidden, one.merged, one.percents) == (
            other.name, other.hidden, other.merged, other.percents,
        )  # fmt: skip
        assert (numbers(one), texts(one)) == (numbers(other), texts(other))
