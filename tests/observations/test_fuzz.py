"""Forms broken at random: one terminal answer each, and no changed value without a finding."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import openpyxl
import pytest

from briefings.form import manifest_of
from observations.jail import Jail
from observations.manifest import ManifestRow, read_manifest
from observations.signals import SIGNALS
from observations.spool import spool
from observations.stations import Verdict, verdict_of
from tests.observations import files
from tests.observations.forms import LAYOUT, VALUES, form_file, prefill
from tests.observations.test_interpret import as_csv, found, values

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    """The bytes of a filled form."""
    return form_file(tmp_path_factory.mktemp("fuzz") / "form.xlsx").read_bytes()


@pytest.fixture(scope="module")
def text(form, tmp_path_factory):
    """The same form as text."""
    with Jail() as jail:
        report = jail.read(spool(form, "form.xlsx", tmp_path_factory.mktemp("text")))
    return as_csv(report).decode("gb18030")


def assert_honest(done, what):
    """Refused, returned, or accepted with the values that were filled in."""
    verdict = verdict_of(done.header, done.findings)
    assert verdict in (Verdict.ACCEPTED, Verdict.RETURNED, Verdict.REFUSED)
    assert all(finding.rule in SIGNALS for finding in done.findings)
    if verdict is not Verdict.ACCEPTED:
        assert done.findings
        return
    for key, value in values(done).items():
        named = any(f.indicator == key[0] and f.area == key[1] for f in done.findings)
        assert value == VALUES[key] or named, (what, key, value)


@pytest.mark.parametrize("seed", range(60))
def test_a_form_with_random_bytes_changed_is_never_misread(judge, form, seed):
    draw = random.Random(seed)
    data = bytearray(form)
    for _ in range(draw.choice((1, 1, 4, 64))):
        data[draw.randrange(len(data))] = draw.randrange(256)
    assert_honest(judge(bytes(data)), seed)


@pytest.mark.parametrize("seed", range(60))
def test_a_text_form_with_one_character_changed_is_never_misread(judge, text, seed):
    draw = random.Random(seed)
    at = draw.randrange(len(text))
    new = draw.choice('0123456789.,;%‰约万- 无是否\n\t"')
    drop = draw.choice((0, 1, 1))
    changed = text[:at] + new + text[at + drop :]
    assert_honest(judge(changed.encode("gb18030")), (at, new, drop, text[at - 8 : at + 8]))


@pytest.mark.parametrize("seed", range(40))
def test_a_form_with_its_xml_changed_is_never_misread(judge, form, seed):
    draw = random.Random(seed)

    def change(data):
        numbers = list(re.finditer(rb"(?<=<v>)[0-9.]+(?=</v>)", data))
        for spot in draw.sample(numbers, 1):
            new = draw.choice((b"1e999", b"-7", b"1e300", b"1e-300", b"0", b"nan", b"", b"999999"))
            data = data[: spot.start()] + new + data[spot.end() :]
        return data

    assert_honest(judge(files.patched(form, {SHEET: change})), seed)


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"1e300", b"1e15"])
def test_a_number_beyond_fifteen_digits_is_named_at_its_cell(judge, form, number):
    def change(data):
        assert data.count(b"<v>3120</v>") == 1
        return data.replace(b"<v>3120</v>", b"<v>" + number + b"</v>")

    done = judge(files.patched(form, {SHEET: change}))
    assert ("cell.too_precise", "I7") in found(done)


def test_a_sheet_that_spans_millions_of_cells_is_refused(judge):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write("A1", 1)
        sheet.write("H1048576", 1)

    done = judge(files.workbook(fill))
    assert [f.rule for f in done.findings] == ["file.too_many_cells"]


def test_a_forged_layout_sheet_with_a_right_checksum_is_still_read_safely(judge, tmp_path):
    honest = manifest_of(LAYOUT, prefill())
    far = "9" * 350
    numbers = (f"[{far},1,1]", f"[1,-{far},1]", "[1e999,1,1]", "[NaN,1,1]", "[1e15,1,1]")
    for known in (*numbers, "[1", "{}", "[" * 5000, "[1,2]", '"x"', "[true,1,1]", "[[],1,1]"):
        rows = tuple(replace(row, known=known) for row in honest.rows)
        assert read_manifest(replace(honest, rows=rows).lines()) is None
    for period in ("0000-Q1", "9999", "2024-13", "", "乱写"):
        path = form_file(tmp_path / "form.xlsx")
        book = openpyxl.load_workbook(path)
        for at, line in enumerate(replace(honest, period=period).lines(), start=1):
            for col, text in enumerate(line, start=1):
                book["_layout"].cell(at, col).value = text or None
        book.save(path)
        done = judge(path)
        assert {f.rule for f in done.findings} <= {"form.unknown", "period.unread"}, period
        assert done.findings, period


def test_a_forged_number_of_350_digits_is_a_changed_layout_sheet(judge, tmp_path):
    honest = manifest_of(LAYOUT, prefill())
    forged = replace(honest.rows[0], known="[" + "9" * 350 + ",1,1]")
    path = form_file(tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(path)
    lines = replace(honest, rows=(forged, *honest.rows[1:])).lines()
    for at, line in enumerate(lines, start=1):
        for col, text in enumerate(line, start=1):
            cell = book["_layout"].cell(at, col)
            cell.value, cell.data_type = text or None, "s"
    book.save(path)
    done = judge(path)
    assert ("form.layout_sheet.changed", "") in found(done)
    assert verdict_of(done.header, done.findings) is Verdict.RETURNED


def far_formula(address):
    """A formula no program has computed, at `address`."""
    row = re.sub("[A-Z]", "", address)
    cell = f'<row r="{row}"><c r="{address}"><f>1</f></c></row></sheetData>'.encode()
    return lambda data: data.replace(b"</sheetData>", cell)


@pytest.mark.parametrize("part", [SHEET, "xl/worksheets/sheet3.xml"], ids=["form", "layout"])
@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("XFD1048576", "file.too_many_cells"),
        ("ZZZ9999999", "file.damaged"),
        ("A1048577", "file.damaged"),
        ("XFE1", "file.damaged"),
    ],
)
def test_a_formula_without_value_in_a_far_corner_is_refused(judge, form, part, address, rule):
    done = judge(files.patched(form, {part: far_formula(address)}))
    assert [f.rule for f in done.findings] == [rule]


@pytest.mark.parametrize("address", ["A6000", "BA2"])
def test_a_layout_sheet_stretched_by_one_cell_counts_as_changed(judge, form, address):
    done = judge(files.patched(form, {"xl/worksheets/sheet3.xml": far_formula(address)}))
    assert ("form.layout_sheet.changed", "") in found(done)


def test_two_sheets_of_one_name_are_refused(judge, form):
    def rename(data):
        assert "口径".encode() in data
        return data.replace("口径".encode(), "填报".encode())

    done = judge(files.patched(form, {"xl/workbook.xml": rename}))
    assert [f.rule for f in done.findings] == ["file.damaged"]
    assert "工作表重名" in done.findings[0].message


def test_a_text_of_too_many_letters_is_refused(judge):
    long = "字" * 60_000
    done = judge("\n".join(["序号,指标", *(f"{n},{long}" for n in range(150))]).encode())
    assert [f.rule for f in done.findings] == ["file.too_many_cells"]


def test_a_manifest_row_without_locked_values_knows_none():
    assert ManifestRow("1", "a", "b", "名", "%").known_values() == ()
