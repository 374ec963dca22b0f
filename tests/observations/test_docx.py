"""A document with one table is read as a person sees it; everything passed over is told."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from observations.cells import lines
from observations.content import content_of
from observations.precheck import Unsafe
from observations.readers import READERS
from observations.spool import spool
from tests.observations import files
from tests.observations.forms import VALUES, form_file

W = nsdecls("w")


def document(rows, above=("标题",), below=(), change=None):
    """The bytes of a document with one table of `rows`; `change` may rework it."""
    made = docx.Document()
    for text in above:
        made.add_paragraph(text)
    table = made.add_table(len(rows), len(rows[0]))
    for line, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, cells, strict=True):
            cell.text = text
    for text in below:
        made.add_paragraph(text)
    if change:
        change(made, table)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data):
    file = io.BytesIO(data)
    content = content_of(file, len(data))
    return READERS[content.kind](file, content)


def texts(report):
    return {(row, col): text for row, col, text, _ in report.sheets[0].texts}


ROWS = [["指标", "单位", "本期值"], ["漏损率", "%", "9.1"]]


def test_paragraphs_above_and_below_the_table_are_rows_of_one_cell():
    report = read(document(ROWS, ("月报", "", "填报单位:水务局"), ("填报岗位:市政科经办人",)))
    assert report.kind == "docx"
    assert report.notes == ()
    assert texts(report) == {
        (0, 0): "月报",
        (1, 0): "填报单位:水务局",
        (2, 0): "指标", (2, 1): "单位", (2, 2): "本期值",
        (3, 0): "漏损率", (3, 1): "%", (3, 2): "9.1",
        (4, 0): "填报岗位:市政科经办人",
    }  # fmt: skip
    assert report.sheets[0].merged == []


def test_spans_both_ways_are_merged_ranges_at_their_addresses():
    def change(_, table):
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))

    rows = [["指标", "本期", "", "说明"], ["", "分子", "分母", ""], ["甲", "1", "2", "无"]]
    report = read(document(rows, (), change=change))
    assert report.notes == ()
    assert texts(report) == {
        (0, 0): "指标", (0, 1): "本期", (0, 3): "说明",
        (1, 1): "分子", (1, 2): "分母",
        (2, 0): "甲", (2, 1): "1", (2, 2): "2", (2, 3): "无",
    }  # fmt: skip
    assert sorted(report.sheets[0].merged) == [(0, 0, 1, 0), (0, 1, 0, 2)]


def run(xml):
    """Runs put in place of what a cell of the table says."""

    def change(_, table):
        paragraph = table.cell(1, 2).paragraphs[0]._p
        for old in paragraph.findall(qn("w:r")):
            paragraph.remove(old)
        for new in parse_xml(f"<w:p {W}>{xml}</w:p>"):
            paragraph.append(new)

    return change


REVISED = (
    "<w:del w:author='a' w:id='1'><w:r><w:delText>8.7</w:delText></w:r></w:del>"
    "<w:ins w:author='a' w:id='2'><w:r><w:t>9.1</w:t></w:r></w:ins>"
)
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>8.7</w:t></w:r><w:r><w:t>9.1</w:t></w:r>"
SHOWN = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>9.1</w:t></w:r>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText>'
    '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>9.1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
PLACEHOLDER = (
    "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处</w:t></w:r>"
    "</w:sdtContent></w:sdt><w:r><w:t>9.1</w:t></w:r>"
)
BOX = (
    "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>8.7</w:t></w:r></w:p></w:txbxContent></w:pict>"
    "</w:r><w:r><w:t>9.1</w:t></w:r>"
)
BROKEN = "<w:r><w:t>9</w:t><w:t>.1</w:t></w:r>"


@pytest.mark.parametrize(
    ("xml", "notes"),
    [
        (REVISED, ["file.docx.revisions"]),
        (HIDDEN, ["file.docx.hidden_text"]),
        (SHOWN, []),
        (FIELD, []),
        (PLACEHOLDER, []),
        (BOX, ["file.docx.text_box"]),
        (BROKEN, []),
    ],
    ids=["修订", "隐藏", "未隐藏", "域", "占位", "文本框", "断开"],
)
def test_a_cell_says_what_a_person_sees(xml, notes):
    report = read(document(ROWS, change=run(xml)))
    assert texts(report)[2, 2] == "9.1"
    assert [rule for rule, _ in report.notes] == notes


def test_a_style_that_hides_its_text_hides_it_through_another_style():
    def change(made, table):
        below = made.styles.add_style("藏", 2)
        below.font.hidden = True
        upper = made.styles.add_style("再藏", 2)
        upper.base_style = below
        table.cell(1, 2).paragraphs[0].add_run("8.7").style = upper

    report = read(document(ROWS, change=change))
    assert texts(report)[2, 2] == "9.1"
    assert [rule for rule, _ in report.notes] == ["file.docx.hidden_text"]


@pytest.mark.parametrize(
    ("mark", "rule"), [("w:del", "file.docx.revisions"), ("w:hidden", "file.docx.hidden_text")]
)
def test_a_row_deleted_or_hidden_is_no_row(mark, rule):
    def change(_, table):
        table.rows[1]._tr.get_or_add_trPr().append(OxmlElement(mark))

    report = read(document([*ROWS, ["水质", "%", "99"]], change=change))
    assert [text for *_, text, _ in report.sheets[0].texts][-3:] == ["水质", "%", "99"]
    assert "漏损率" not in texts(report).values()
    assert texts(report)[2, 0] == "水质"
    assert [rule for rule, _ in report.notes] == [rule]


def test_what_a_vertical_merge_covers_is_not_taken_and_told():
    def change(_, table):
        for row, kind in ((0, "restart"), (1, "continue")):
            merge = OxmlElement("w:vMerge")
            merge.set(qn("w:val"), kind)
            table.cell(row, 2)._tc.get_or_add_tcPr().append(merge)

    report = read(document(ROWS, (), change=change))
    assert (1, 2) not in texts(report)
    assert report.sheets[0].merged == [(0, 2, 1, 2)]
    assert [rule for rule, _ in report.notes] == ["file.docx.hidden_text"]


def refused(data):
    with pytest.raises(Unsafe) as verdict:
        read(data)
    return verdict.value.rule


def nested(_, table):
    table.cell(0, 0).add_table(1, 1)


def template(made, _):
    part = next(p for p in made.part.package.iter_parts() if p.partname.endswith("/settings.xml"))
    part.relate_to("file:///c:/x.dotm", "…/attachedTemplate", is_external=True)


def picture(made, _):
    made.part.relate_to("http://127.0.0.1/a.png", "…/image", is_external=True)


def hyperlink(made, _):
    made.part.relate_to("http://127.0.0.1/", "…/relationships/hyperlink", is_external=True)


def chunk(made, _):
    made.element.body.insert(0, parse_xml(f"<w:altChunk {W}/>"))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda made, _: made.add_table(1, 1), "file.docx.tables"),
        (nested, "file.docx.tables"),
        (lambda _, table: table._tbl.getparent().remove(table._tbl), "file.docx.no_table"),
        (template, "file.external_link"),
        (picture, "file.external_link"),
        (chunk, "file.external_link"),
        (run(FIELD.replace("=SUM(ABOVE)", "</w:instrText><w:instrText> DDE</w:instrText>"
                           "<w:instrText>AUTO excel a b")), "file.external_link"),
        (run('<w:fldSimple w:instr="LINK Excel.Sheet.8 a"><w:r/></w:fldSimple>'),
         "file.external_link"),
    ],
    ids=["两表", "套表", "无表", "模板", "外图", "块", "域", "简域"],
)  # fmt: skip
def test_what_leads_out_of_a_document_or_is_not_one_table_is_refused(change, rule):
    assert refused(document(ROWS, change=change)) == rule


def test_a_link_a_person_may_click_is_no_link_a_program_follows():
    assert texts(read(document(ROWS, change=hyperlink)))[2, 2] == "9.1"


@pytest.mark.parametrize(
    ("part", "data", "rule"),
    [
        ("word/document.xml", files.LAUGHS, "file.xml_dtd"),
        ("word/styles.xml", files.OUTSIDE, "file.xml_dtd"),
        ("word/vbaProject.bin", b"x", "file.kind.macro"),
    ],
)
def test_entities_and_macros_are_refused_in_every_part(part, data, rule):
    assert refused(files.patched(document(ROWS), {part: lambda _: data})) == rule


def test_a_macro_document_is_refused_by_its_type():
    data = files.patched(
        document(ROWS),
        {
            "[Content_Types].xml": lambda types: types.replace(
                b"openxmlformats-officedocument.wordprocessingml.document.main",
                b"ms-word.document.macroEnabled.main",
            )
        },
    )
    assert refused(data) == "file.kind.macro"


def test_a_span_without_end_is_refused():
    def change(_, table):
        table.cell(0, 0)._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:gridSpan {W} w:val="1000000"/>')
        )

    assert refused(document(ROWS, change=change)) == "file.damaged"


def test_the_finding_of_a_document_says_what_to_do(judge):
    made = document(ROWS, change=lambda made, _: made.add_table(1, 1))
    (finding,) = judge(made, "二季度.docx").findings
    assert "不止一张表格" in finding.message
    assert ".xlsx" in finding.expected


def test_what_was_passed_over_stands_beside_what_was_found(judge):
    findings = judge(document(ROWS, change=run(REVISED)), "二季度.docx").findings
    assert findings[0].rule == "file.docx.revisions"
    assert findings[0].severity == "info"
    assert "《二季度.docx》" in findings[0].message


def test_a_form_whose_cells_stand_in_a_document_is_accepted_with_the_same_values(
    judge, jail, tmp_path
):
    form = form_file(tmp_path / "form.xlsx")
    rows = lines(jail.read(spool(form, "form.xlsx", tmp_path / "spool")).sheets[0])
    above = [text for row in rows[:3] for text in row if text]
    done = judge(document(rows[3:], above), "二季度.docx")
    assert [f.rule for f in done.findings] == ["form.layout_sheet.missing"]
    values = done.batch.select("indicator", "area", "value").iter_rows()
    assert {(indicator, area): value for indicator, area, value in values} == VALUES
