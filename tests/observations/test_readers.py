"""The readers alone, outside the jail: kinds of cells, delimiters, encodings, refusals."""

from __future__ import annotations

import io
import math
from datetime import date, time

import pytest

from observations.content import Content, content_of
from observations.jobs import DAMAGED
from observations.precheck import Unsafe
from observations.readers import READERS
from tests.observations import files
from tests.observations.test_door import BAD

KILLING = ("远角",)  # only a jail survives it
LATER = ("form.unknown",)  # readable; refused by `interpret`


def read(data):
    """The report in `data`, or the refusal."""
    file = io.BytesIO(data)
    content = content_of(file, len(data))
    return READERS[content.kind](file, content)


@pytest.mark.parametrize(
    ("data", "rule"),
    [BAD[name] for name in BAD if name not in KILLING],
    ids=[name for name in BAD if name not in KILLING],
)
def test_each_reader_refuses_by_a_named_rule(data, rule):
    try:
        report = read(data)
    except Unsafe as refused:
        assert refused.rule == rule
    except DAMAGED:
        assert rule == "file.damaged"
    else:
        assert report.sheets and rule in LATER


def test_every_kind_of_cell_keeps_its_kind_and_place():
    def fill(book):
        sheet = book.add_worksheet("数")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        hour = book.add_format({"num_format": "hh:mm"})
        sheet.write_number("A1", 1.5)
        sheet.write_number("A3", -2)
        sheet.write_boolean("B1", True)
        sheet.write_datetime("B2", date(2024, 6, 30), day)
        sheet.write_datetime("B3", time(9, 30), hour)
        sheet.write_string("C1", "  字 ")
        sheet.write_formula("D1", "=A1*2", None, 3)
        sheet.write_formula("D2", "=A1*2", None, "")
        sheet.write_formula("D3", "=1/0", None, "#DIV/0!")
        book.add_worksheet("藏").hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=数!$A$1:$A$3"})
        book.add_chartsheet("图").set_chart(chart)

    report = read(files.workbook(fill))
    assert [(s.name, s.hidden) for s in report.sheets] == [("数", False), ("藏", True)]
    sheet = report.sheets[0]
    numbers = [[None if math.isnan(x) else x for x in column] for column in sheet.columns]
    assert (numbers[0], numbers[3]) == ([1.5, None, -2.0], [3.0, None, None])
    assert {(row, col): (text, kind) for row, col, text, kind in sheet.texts} == {
        (0, 1): ("TRUE", "b"),
        (1, 1): (date(2024, 6, 30).isoformat(), "d"),
        (2, 1): ("09:30:00", "d"),
        (0, 2): ("  字 ", "s"),
        (1, 3): ("", "f"),
        (2, 3): ("#错误", "e"),
    }


@pytest.mark.parametrize(
    ("written", "encoding", "kept"),
    [
        ("序号,指标\n1,漏损率", "utf-8", "utf-8-sig"),
        ("序号,指标\n1,漏损率", "utf-8-sig", "utf-8-sig"),
        ("序号,指标\n1,漏损率", "gb18030", "gb18030"),
        ("序号,指标\n1,䶮", "gb18030", "gb18030"),
        ("序号,指标\n1,漏损率", "utf-16", "utf-16"),
        ("序号,指标\n1,漏损率", "utf-16-le", "utf-16-le"),
        ("序号,指标\n1,漏损率", "utf-16-be", "utf-16-be"),
        ("序号,指标\n一,一一一", "utf-16-le", "utf-16-le"),
    ],
)
def test_text_is_read_in_the_encoding_it_has(written, encoding, kept):
    data = written.encode(encoding)
    assert content_of(io.BytesIO(data), len(data)) == Content("text", kept)
    sheet = read(data).sheets[0]
    assert [text for *_, text, _ in sheet.texts] == written.replace("\n", ",").split(",")


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_the_one_outside_quotes(delimiter):
    text = delimiter.join(("甲", '"一,二;三\t四,五;六"', "乙"))
    sheet = read(f"{text}\n{text}".encode()).sheets[0]
    assert [(row, col) for row, col, *_ in sheet.texts] == [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2),
    ]  # fmt: skip


def test_a_line_break_inside_quotes_is_one_cell():
    sheet = read('甲,"一\n二"\n乙,三'.encode()).sheets[0]
    assert (0, 1, "一\n二", "s") in sheet.texts
    assert sheet.height == 2


def test_a_text_of_too_many_columns_is_refused():
    with pytest.raises(Unsafe) as refused:
        read((",".join("数" * 2000) + "\n1").encode())
    assert refused.value.rule == "file.damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_first_line_that_names_the_delimiter_is_obeyed_and_no_row(encoding, mark, end):
    text = end.join((f"sep={mark}", f"甲{mark}乙", f'"一{mark}二"{mark}三,四;五'))
    if mark in ",;":
        text = text.replace("三,四;五", "三")
    sheet = read(text.encode(encoding)).sheets[0]
    assert sheet.texts[:3] == [(0, 0, "甲", "s"), (0, 1, "乙", "s"), (1, 0, f"一{mark}二", "s")]
    assert sheet.height == 2


def test_a_file_that_only_names_its_delimiter_is_empty():
    with pytest.raises(Unsafe) as refused:
        read(b"sep=;\r\n")
    assert refused.value.rule == "file.empty"


def test_commas_in_the_notes_of_a_semicolon_file_are_no_delimiters():
    text = "序号;指标;说明\n1;漏损率;一,二,三,四,五,六\n2;水质;无"
    assert {col for _, col, *_ in read(text.encode()).sheets[0].texts} == {0, 1, 2}


def test_the_mark_of_gb18030_is_no_part_of_the_first_cell():
    sheet = read("\ufeff序号,指标\n1,漏损率".encode("gb18030")).sheets[0]
    assert sheet.texts[0] == (0, 0, "序号", "s")
