"""An office's own workbook comes back with fills, notes and one sheet more; nothing else moves."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from observations.finding import Finding
from observations.jail import Jail
from observations.jail_child import Limits
from observations.marking.comments import CORRECTED
from observations.marking.job import mark
from observations.marking.xml import Splices, parse, with_attributes
from observations.spool import spool
from tests.observations.files import converted, macro, patched, plain, workbook
from tests.observations.rich import rich_workbook, seal

ORANGE, VIOLET, YELLOW = "FFF4A261", "FFD9CBF0", "FFFFF4B8"
WRONG = {"B3": "critical", "B5": "warning", "B7": "critical", "B9": "critical", "D20": "warning"}
TOUCHED = {
    "[Content_Types].xml",
    "docProps/app.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
}


def argument(wrong=None, *, sheet="填报", replace=False, lines=None):
    """What the jail's job is asked to do."""
    wrong = WRONG if wrong is None else wrong
    marks = [
        {"sheet": sheet, "cell": c, "severity": s, "text": f"【退回单】\n规则:r\n问题:{c}错"}
        for c, s in wrong.items()
    ]
    told = lines or [
        {"cells": [n, "退回", f"{sheet}!{c}", "x", "问题", "应为", "r"], "tone": s,
         "link": f"'{sheet}'!{c}"}
        for n, (c, s) in enumerate(wrong.items(), start=1)
    ]  # fmt: skip
    page = {
        "name": "退回单",
        "replace": replace,
        "title": "退回单",
        "facts": [["编号", "退R1"]],
        "columns": [[h, 12] for h in ("序号", "程度", "单元格", "填报", "问题", "应为", "规则")],
        "tables": [{"heading": "", "lines": told}],
    }
    return {"page": page, "marks": marks}


def marked(data, asked, folder):
    """The answer of the job for a file of these bytes."""
    path = Path(folder) / "in.xlsx"
    path.write_bytes(data)
    with path.open("rb") as file:
        return mark(file, asked)


def patch(data, asked, folder):
    """The marked workbook's bytes."""
    told, made = marked(data, asked, folder)
    assert told == {}
    return made


def parts(data):
    """Every part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """The rich workbook's bytes and those of its marked copy."""
    data = rich_workbook()
    return data, patch(data, argument(), tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="module")
def opened(rich):
    return openpyxl.load_workbook(io.BytesIO(rich[1]))


def test_every_part_but_the_marked_ones_is_the_same_bytes(rich):
    before, after = parts(rich[0]), parts(rich[1])
    assert {name for name in before if before[name] != after[name]} == TOUCHED
    assert set(after) - set(before) == {"xl/worksheets/sheet4.xml"}
    kinds = ("media/", "charts/", "drawings/drawing", "theme/", "threadedComments/", "persons/")
    assert all(any(kind in name for name in before) for kind in kinds)


def test_only_the_fill_of_a_wrong_cell_changes(opened):
    sheet = opened["填报"]
    colours = {cell: sheet[cell].fill.fgColor.rgb for cell in (*WRONG, "B2")}
    expected = {"critical": ORANGE, "warning": VIOLET}
    assert colours == {**{c: expected[s] for c, s in WRONG.items()}, "B2": YELLOW}
    for cell in ("B3", "B5", "B9"):
        one = sheet[cell]
        assert (one.number_format, one.font.name, one.border.left.style) == ("0.00", "楷体", "thin")
        assert one.protection.locked is False


def test_values_formulas_and_cached_values_stay(rich, opened):
    assert opened["填报"]["B9"].value == "=SUM(B2:B8)"
    kept = openpyxl.load_workbook(io.BytesIO(rich[1]), data_only=True)["填报"]
    assert [kept[f"B{n}"].value for n in range(2, 10)] == [1.5, 3, 4.5, 6, 7.5, 9, 10.5, 42]
    assert kept["D20"].value is None


def test_notes_join_those_that_are_there_and_a_conversation_is_left_alone(opened):
    sheet = opened["填报"]
    assert sheet["B3"].comment.text == "原有批注\n\n【退回单】\n规则:r\n问题:B3错"
    assert sheet["D20"].comment.text.startswith("【退回单】")
    assert sheet["A5"].comment.text == "别动"
    assert sheet["B7"].comment.text == "[线程批注]"
    assert opened["附图"]["C2"].comment.text == "第二张"


def test_every_note_has_one_box_with_a_number_of_its_own(rich):
    drawings = [data for name, data in parts(rich[1]).items() if name.endswith(".vml")]
    ids = [n for data in drawings for n in re.findall(rb'id="_x0000_s(\d+)"', data)]
    assert len(ids) == len(set(ids)) == 4 + 3
    blocks = {int(n) // 1024 for n in ids}
    listed = {int(n) for d in drawings for n in re.findall(rb'data="([\d,]+)"', d)[0].split(b",")}
    assert blocks <= listed


def test_the_new_sheet_is_first_and_everything_counted_by_place_moves_along(rich, opened):
    assert opened.sheetnames == ["退回单", "填报", "附图", "_layout"]
    assert opened.active.title == "退回单"
    assert [bool(sheet.sheet_view.tabSelected) for sheet in opened] == [True, False, False, False]
    assert opened["填报"].print_area == "'填报'!$A$1:$C$12"
    assert opened["填报"].print_title_rows == "$1:$1"
    assert "局部" in opened["附图"].defined_names
    assert "全局" in opened.defined_names
    assert opened["_layout"].sheet_state == "hidden"
    assert opened["填报"].protection.sheet is True
    titles = parts(rich[1])["docProps/app.xml"].decode()
    assert 'size="8" baseType="lpstr"><vt:lpstr>退回单</vt:lpstr><vt:lpstr>填报' in titles
    assert "Worksheets</vt:lpstr></vt:variant><vt:variant><vt:i4>4<" in titles


def test_validation_formats_and_merges_stay(opened):
    sheet = opened["填报"]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["B2:B8"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["B2:B8"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A12:C12"]


def test_the_table_of_the_new_sheet_links_to_the_cells(opened):
    sheet = opened["退回单"]
    assert [cell.value for cell in sheet[3]][:3] == ["序号", "程度", "单元格"]
    assert sheet["C4"].hyperlink.location == "'填报'!B3"
    assert [cell.value for cell in sheet[4]] == [1, "退回", "填报!B3", "x", "问题", "应为", "r"]


def test_a_long_sentence_gets_the_lines_it_needs(tmp_path):
    asked = argument()
    line = asked["page"]["tables"][0]["lines"][0]
    width = dict(asked["page"]["columns"])["问题"]
    line["cells"] = ["供水管网漏损率" * 20 if c == "问题" else c for c in line["cells"]]
    sheet = openpyxl.load_workbook(io.BytesIO(patch(rich_workbook(), asked, tmp_path)))["退回单"]
    lines = 2 * 7 * 20 / width
    assert sheet.row_dimensions[4].height >= 12 * lines
    assert sheet.row_dimensions[1].height is None


def test_libreoffice_and_calamine_open_it_with_colours_and_notes(rich, tmp_path):
    path = tmp_path / "marked.xlsx"
    path.write_bytes(rich[1])
    again = openpyxl.load_workbook(converted(path, "xlsx", tmp_path))
    assert again.sheetnames == ["退回单", "填报", "附图", "_layout"]
    assert again["填报"]["B3"].fill.fgColor.rgb == ORANGE
    assert again["填报"]["B3"].comment.text.startswith("原有批注")
    assert again["填报"]["B9"].value == "=SUM(B2:B8)"
    read = CalamineWorkbook.from_path(path).get_sheet_by_name("退回单").to_python()
    assert read[1][2] == "退R1"


PAYLOADS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("x")']


def test_nothing_in_the_added_sheet_becomes_a_formula(tmp_path):
    lines = [
        {"cells": [n, "退回", p, p, p, p, p], "tone": "critical", "link": None}
        for n, p in enumerate(PAYLOADS)
    ]
    data = workbook(lambda book: book.add_worksheet("填报").write("A1", 1))
    made = patch(data, argument({}, lines=lines), tmp_path)
    path = tmp_path / "r.xlsx"
    path.write_bytes(made)
    for written in (path, converted(path, "xlsx", tmp_path)):
        sheet = openpyxl.load_workbook(written)["退回单"]
        rows = [row[3] for row in sheet.iter_rows(min_row=4)]
        assert {cell.data_type for cell in rows} == {"s"}
        said = [cell.value.replace("_x000D_", "").strip() for cell in rows]
        assert said == [p.strip() for p in PAYLOADS]
        assert written != path or all(cell.quotePrefix for cell in rows)


def bare(sheet_xml):
    """A workbook whose only sheet has exactly this data."""
    start, end = b"<sheetData>", b"</sheetData>"

    def changed(data):
        return data[: data.index(start)] + sheet_xml + data[data.index(end) + len(end) :]

    data = workbook(lambda book: book.add_worksheet("填报").write("A1", 1))
    return patched(data, {"xl/worksheets/sheet1.xml": changed})


@pytest.mark.parametrize(
    "data",
    [
        b"<sheetData/>",
        b"<sheetData></sheetData>",
        b'<sheetData><row r="3"/></sheetData>',
        b'<sheetData><row r="3" spans="1:1"><c r="A3"><v>5</v></c></row></sheetData>',
        b'<sheetData><row r="2"><c r="E2"><v>5</v></c></row><row r="9"/></sheetData>',
        b"<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>",
    ],
)
def test_a_blank_wrong_cell_is_written_where_it_belongs(tmp_path, data):
    wrong = {"B1": "warning", "B3": "critical", "C3": "critical", "D12": "critical"}
    made = patch(bare(data), argument(wrong), tmp_path)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["填报"]
    assert {c: sheet[c].fill.fgColor.rgb == ORANGE for c in wrong} == {
        "B1": False, "B3": True, "C3": True, "D12": True,
    }  # fmt: skip
    assert all(sheet[cell].comment for cell in wrong)
    rows = parse(parts(made)["xl/worksheets/sheet1.xml"]).child("sheetData").children
    numbers = [int(row.attributes.get("r", n)) for n, row in enumerate(rows, start=1)]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_new_blank_cell_looks_like_its_row_or_column(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("填报")
        sheet.write("A1", 1)
        sheet.set_column("C:C", 10, book.add_format({"num_format": "0.0%"}))
        sheet.set_row(4, 20, book.add_format({"num_format": "0.000"}))

    made = patch(workbook(fill), argument({"C3": "critical", "D5": "critical"}), tmp_path)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["填报"]
    assert (sheet["C3"].number_format, sheet["D5"].number_format) == ("0.0%", "0.000")


def test_a_mark_inside_a_merged_range_is_put_where_it_is_seen(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("填报")
        sheet.merge_range("B2:C4", "合并")
        sheet.write("D3", 1)

    wrong = {"C3": "warning", "B4": "critical", "D3": "warning"}
    made = patch(workbook(fill), argument(wrong), tmp_path)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["填报"]
    assert sheet["B2"].fill.fgColor.rgb == ORANGE
    assert "C3错" in sheet["B2"].comment.text
    assert "B4错" in sheet["B2"].comment.text
    assert sheet["D3"].fill.fgColor.rgb == VIOLET


def test_a_drawing_whose_shapes_declare_their_own_namespaces_takes_ours_too(tmp_path):
    path = tmp_path / "openpyxl.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "填报"
    book.active["A1"] = 1
    book.active["A1"].comment = openpyxl.comments.Comment("原有", "经办")
    book.save(path)
    made = patch(path.read_bytes(), argument({"A1": "critical", "B2": "warning"}), tmp_path)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["填报"]
    assert sheet["A1"].comment.text.startswith("原有\n\n【退回单】")
    assert sheet["B2"].comment.text.startswith("【退回单】")
    (drawing,) = (data for name, data in parts(made).items() if name.endswith(".vml"))
    assert parse(drawing).name == "xml"  # every prefix is declared
    assert drawing.count(b'ObjectType="Note"') == 2


def test_a_first_note_stands_behind_the_pictures_and_before_the_tables(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("填报")
        sheet.add_table("A1:B3")
        sheet.insert_image("D1", "x.png", {"image_data": io.BytesIO(seal())})

    made = patch(workbook(fill), argument({"A2": "critical"}), tmp_path)
    order = [one.name for one in parse(parts(made)["xl/worksheets/sheet1.xml"]).children]
    assert order[-3:] == ["drawing", "legacyDrawing", "tableParts"]
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book["填报"]["A2"].comment.text.startswith("【退回单】")
    assert list(book["填报"].tables) == ["Table1"]


def test_a_second_return_takes_back_the_marks_that_no_longer_hold(rich, tmp_path):
    made = patch(rich[1], argument({"B5": "warning"}, replace=True), tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["退回单", "填报", "附图", "_layout"]
    sheet = book["填报"]
    assert [sheet[c].fill.fgColor.rgb for c in ("B3", "B5", "B9")] == [YELLOW, VIOLET, YELLOW]
    assert sheet["B3"].comment.text == f"原有批注\n\n{CORRECTED}"
    assert sheet["B5"].comment.text == "【退回单】\n规则:r\n问题:B5错"
    assert sheet["B9"].comment.text == CORRECTED
    assert [row[2].value for row in book["退回单"].iter_rows(min_row=4)] == ["填报!B5"]


def test_a_sheet_that_stays_untouched_stays_the_one_that_is_selected(tmp_path):
    def fill(book):
        book.add_worksheet("填报").write("A1", 1)
        book.add_worksheet("别的").activate()

    data = workbook(fill)
    book = openpyxl.load_workbook(io.BytesIO(patch(data, argument({"A1": "critical"}), tmp_path)))
    assert book.active.title == "别的"  # two selected sheets would be edited as one
    assert [bool(s.sheet_view.tabSelected) for s in book] == [False, False, True]


def test_a_workbook_without_styles_gets_some(tmp_path):
    data = workbook(lambda book: book.add_worksheet("填报").write("A1", 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in parts(data).items():
            if name != "xl/styles.xml":
                package.writestr(name, re.sub(rb"<\w+ [^>]*styles\.xml[^>]*>", b"", part))
    made = patch(out.getvalue(), argument({"A1": "critical"}), tmp_path)
    assert openpyxl.load_workbook(io.BytesIO(made))["填报"]["A1"].fill.fgColor.rgb == ORANGE


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"_xmlsignatures/sig1.xml": lambda _: b"<a/>"}, "文件带数字签名或修订记录"),
        ({"xl/styles.xml": lambda _: b"<styleSheet/>"}, "文件的样式表不完整"),
        (
            {"xl/workbook.xml": lambda old: old.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main")},
            "文件是“严格”格式",
        ),
    ],
)  # fmt: skip
def test_what_is_not_to_be_patched_says_why(tmp_path, changes, why):
    told, made = marked(patched(rich_workbook(), changes), argument(), tmp_path)
    assert (told, made) == ({"why": why}, b"")


def test_a_sheet_an_office_calls_so_is_never_overwritten(tmp_path):
    data = workbook(lambda book: book.add_worksheet("退回单").write("A1", "我们的"))
    told, made = marked(data, argument({}), tmp_path)
    assert (told, made) == ({"why": "已有同名工作表"}, b"")


def test_a_part_that_the_workbook_only_speaks_of_is_not_written_by_that_name(tmp_path):
    data = workbook(lambda book: book.add_worksheet("退回单").write("A1", "退回单"))
    outside = b'<Relationship Id="x" Type="worksheet" Target="../../../etc/cron.d/x"/>'
    changes = {
        "xl/workbook.xml": lambda old: re.sub(
            rb'(name="\xe9\x80\x80[^>]*?) r:id', rb'\1 xmlns:q="urn:q" q:id="x" r:id', old
        ),
        "xl/_rels/workbook.xml.rels": lambda old: old.replace(
            b"</Relationships>", outside + b"</Relationships>"
        ),
    }
    told, made = marked(patched(data, changes), argument({}, replace=True), tmp_path)
    assert (told, made) == ({"why": "文件结构不常见"}, b"")


def test_a_drawing_of_nothing_but_beginnings_costs_no_more_than_another(tmp_path):
    drawing = b"<xml " + b"<v:idmap abcdefghijklmnopqrstuvwxyz" * 20_000 + b"></xml>"
    changes = {"xl/drawings/vmlDrawing1.vml": lambda _: drawing}
    path = tmp_path / "in.xlsx"
    path.write_bytes(patched(rich_workbook(), changes))
    with Jail(Limits(cpu=3)) as jail:
        answer = jail.work("mark", spool(path, path.name, tmp_path / "spool"), argument())
    assert not isinstance(answer, Finding)


def test_the_jail_marks_and_refuses(tmp_path):
    data = rich_workbook()
    good = spool(data, "表.xlsx", tmp_path / "a")
    bad = spool(macro(), "宏.xlsx", tmp_path / "b")
    entities = patched(plain(), {"xl/styles.xml": lambda d: b'<!DOCTYPE x [<!ENTITY a "b">]>' + d})
    with Jail() as jail:
        told, made = jail.work("mark", good, argument())
        assert made == patch(data, argument(), tmp_path)
        assert told == {}
        refused = [
            jail.work("mark", one, argument({}))
            for one in (bad, spool(entities, "实体.xlsx", tmp_path / "c"))
        ]
    assert [one.rule for one in refused if isinstance(one, Finding)] == [
        "file.kind.macro",
        "file.xml_dtd",
    ]


def test_five_thousand_wrong_cells_are_all_marked(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("填报")
        for row in range(5_000):
            sheet.write_row(row, 0, [f"行{row}", row, row * 2.5])

    data = workbook(fill)
    wrong = {f"C{n}": "critical" for n in range(1, 5_001)}
    source = spool(data, "大.xlsx", tmp_path / "spool")
    with Jail() as jail:
        told, made = jail.work("mark", source, argument(wrong))
    assert told == {}
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book["填报"]
    assert sum(cell.comment is not None for (cell,) in sheet["C1:C5000"]) == 5_000
    assert {cell.fill.fgColor.rgb for (cell,) in sheet["C1:C5000"]} == {ORANGE}
    assert book["退回单"].max_row == 3 + 5_000


def test_attributes_are_set_kept_and_taken_away():
    tag = b'<c r="A1" s=\'4\' t="s"/>'
    assert with_attributes(tag, {"s": "9", "t": None}) == b'<c r="A1" s="9"/>'
    assert with_attributes(b"<c>", {"s": "1"}) == b'<c s="1">'
    assert with_attributes(b"<c/>", {"s": '"<'}) == b'<c s="&quot;&lt;"/>'


def test_changes_that_overlap_are_a_fault():
    splices = Splices(b"abcdef")
    splices.replace(1, 4, b"x")
    splices.replace(3, 5, b"y")
    with pytest.raises(ValueError, match="overlap"):
        splices.done()


def test_elements_under_a_prefix_stay_under_it(tmp_path):
    def prefix(data):
        text = data.decode().replace(
            'xmlns="http://schemas.openxmlformats.org/spreadsheetml',
            'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
        )
        return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text).encode()

    data = patched(
        workbook(lambda book: book.add_worksheet("填报").write("A1", 1)),
        dict.fromkeys(("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"), prefix),
    )
    wrong = {"A1": "critical", "C1": "warning", "B4": "critical"}
    made = patch(data, argument(wrong), tmp_path)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["填报"]
    assert [sheet[c].fill.fgColor.rgb for c in wrong] == [ORANGE, VIOLET, ORANGE]
    assert all(sheet[cell].comment for cell in wrong)
