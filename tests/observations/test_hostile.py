"""The same attacks in every format: refused by content, before anything swells or leads out."""

from __future__ import annotations

import io
import socket
import struct
import tracemalloc
import zipfile

import docx
import pytest

from observations.content import content_of
from observations.precheck import Unsafe
from tests.observations import containers, files

CELL = 'office:value-type="float" office:value="1"'
MANY = "table:number-columns-repeated"
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c></row>'
    b"</sheetData>%s</worksheet>"
)


def document():
    """A plain docx with a table."""
    made, out = docx.Document(), io.BytesIO()
    made.add_table(1, 1).cell(0, 0).text = "甲"
    made.save(out)
    return out.getvalue()


def sheet_of_one():
    """A plain ods with one number."""
    return containers.ods(containers.table(containers.row(containers.cell(CELL))))


PACKAGES = {"xlsx": files.plain, "ods": sheet_of_one, "docx": document}
BODIES = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml", "docx": "word/document.xml"}
packages = pytest.mark.parametrize("kind", PACKAGES)


def rules(report):
    return [finding.rule for finding in report.findings]


@packages
def test_a_thousandfold_bomb_is_refused_in_little_memory(kind):
    swollen = files.patched(PACKAGES[kind](), {"a/b.bin": lambda _: b"\0" * 60_000_000})
    tracemalloc.start()
    try:
        with pytest.raises(Unsafe) as refused:
            content_of(io.BytesIO(swollen), len(swollen))
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert refused.value.rule == "file.zip_bomb"


def test_a_hundred_thousand_parts_are_refused_unread():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(100_000):
            package.writestr(zipfile.ZipInfo(str(number)), b"")
    tracemalloc.start()
    try:
        with pytest.raises(Unsafe) as refused:
            content_of(out, len(out.getvalue()))
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert refused.value.rule == "file.zip_bomb"


@packages
@pytest.mark.parametrize("name", ["a/b.zip", "a/b.docx", "a/harmless.png"])
def test_an_archive_inside_is_known_by_its_name_and_by_its_bytes(read, kind, name):
    nested = files.patched(PACKAGES[kind](), {name: lambda _: PACKAGES[kind]()})
    assert rules(read(nested)) == ["file.zip_unsafe"]


@packages
def test_a_part_named_outside_the_package_is_refused(read, kind):
    climbing = files.patched(PACKAGES[kind](), {"../../etc/x": lambda _: b"x"})
    assert rules(read(climbing)) == ["file.zip_unsafe"]


@packages
def test_a_header_that_lies_about_its_size_is_refused(read, kind):
    data = bytearray(PACKAGES[kind]())
    struct.pack_into("<L", data, 22, 999_999)  # the size the first local header declares
    assert rules(read(bytes(data))) == ["file.zip_unsafe"]


@packages
def test_entities_are_refused_in_every_part_and_nothing_outside_is_asked(read, kind):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/x".encode()
        outside = files.OUTSIDE.replace(b"file:///etc/passwd", address)
        for xml in (files.LAUGHS, outside):
            for part in (BODIES[kind], "docProps/extra.xml", "custom/a.rels"):
                assert rules(read(files.patched(PACKAGES[kind](), {part: lambda _, x=xml: x}))) == [
                    "file.xml_dtd"
                ]
        with pytest.raises(BlockingIOError):
            canary.accept()


@packages
def test_a_package_that_is_also_another_file_is_refused(read, kind):
    data = PACKAGES[kind]()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.bin", b"%PDF-1.7\n1 0 obj")
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            for name in old.namelist():
                package.writestr(name, old.read(name))
    assert rules(read(out.getvalue())) == ["file.kind.polyglot"]
    assert rules(read(b"%PDF-1.7\n" + data)) == ["file.kind.unsupported"]
    assert rules(read(b"MZ" + data)) == ["file.kind.unsupported"]
    assert rules(read(data + b"\nrm -rf /")) == ["file.zip_damaged"]
    assert rules(read(containers.xls() + data)) == ["file.kind.polyglot"]


FAR = {
    "xlsx 远角": (files.far_corner(), "file.killed"),
    "xls 远角": (
        containers.xls(containers.number(0, 0, 1) + containers.number(65_535, 255, 1)),
        "file.too_many_cells",
    ),
    "xls 谎称尺寸": (
        containers.xls(
            containers.record(0x200, struct.pack("<LLHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
            + containers.number(0, 0, 1)
        ),
        "file.killed",
    ),
    "ods 远角": (
        containers.ods(
            containers.table(
                containers.row(containers.cell(), repeated=1_048_575),
                containers.row(containers.cell(f'{MANY}="16383"'), containers.cell(CELL)),
            )
        ),
        "file.too_many_cells",
    ),
    "ods 重复的行": (
        containers.ods(containers.table(containers.row(containers.cell(CELL), repeated=2_000_000))),
        "file.too_many_cells",
    ),
    "ods 重复的空格": (
        containers.ods(
            containers.table(
                containers.row(
                    containers.cell("", '<text:p><text:s text:c="99999999999"/></text:p>')
                )
            )
        ),
        "file.damaged",
    ),
}


@pytest.mark.parametrize(("data", "rule"), FAR.values(), ids=FAR)
def test_a_far_corner_is_a_finding_and_the_next_file_is_read(read, data, rule):
    assert rules(read(data)) == [rule]
    assert rules(read(files.plain())) == []


BLANKS = containers.row(containers.cell(f'{MANY}="16384"'), repeated=1_048_574)
FULL = {
    "xlsx": files.entity(SHEET % (b'<dimension ref="A1:XFD1048576"/>', b"")),
    "xls": containers.xls(
        containers.record(0x200, struct.pack("<LLHHH", 0, 65_536, 0, 256, 0))
        + containers.number(0, 0, 1)
        + containers.number(1, 2, 2)
    ),
    "ods": containers.ods(
        containers.table(
            containers.row(containers.cell(CELL), containers.cell(f'{MANY}="16383"')),
            containers.row(
                containers.cell(f'{MANY}="2"'), containers.cell(CELL.replace('"1"', '"2"'))
            ),
            BLANKS,
        )
    ),
}


@pytest.mark.parametrize("kind", FULL)
def test_a_sheet_formatted_to_its_last_corner_holds_what_is_written(read, kind):
    (sheet,) = read(FULL[kind]).sheets
    assert sheet.numbers.rows() == [(1.0, None, None), (None, None, 2.0)]


def merges(count):
    """A sheet with that many merged ranges, most of them far below its cells."""
    ranges = b"".join(b'<mergeCell ref="A%d:C%d"/>' % (n, n) for n in range(1, count + 1))
    return files.entity(SHEET % (b"", b"<mergeCells>" + ranges + b"</mergeCells>"))


def test_sixty_five_thousand_merged_ranges_are_cut_to_the_cells_there_are(read):
    (sheet,) = read(merges(65_000)).sheets
    assert sheet.merged == ((0, 0, 0, 2), (1, 0, 1, 2))


def test_a_range_over_the_whole_sheet_covers_the_cells_there_are(read):
    whole = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (sheet,) = read(files.entity(SHEET % (b"", whole))).sheets
    assert sheet.merged == ((0, 0, 1, 2),)
    spanned = f'{CELL} table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'
    body = containers.row(containers.cell(spanned), containers.cell(CELL))
    (sheet,) = read(containers.ods(containers.table(body))).sheets
    assert sheet.merged == ((0, 0, 0, 1),)


def test_a_hostile_name_is_shown_clean_in_the_message(read):
    name = "../../etc/\u202eslx.报表" + "长" * 300 + "\0.xlsx"
    (finding,) = read(b"", name).findings
    assert not set("\u202e\0/") & set(finding.message)
    assert len(finding.message) < 300
