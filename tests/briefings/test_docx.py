from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from briefings.briefing import build_briefing
from briefings.docx import docx_bytes, write_docx
from briefings.docx_page import FANG, HEI, KAI, SONG_TITLE
from briefings.paper import Chart, Paragraph, Table, say, text_of
from briefings.paper_form import PaperForm
from briefings.pictures import NO_PICTURES

FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture
def paper(card):
    return build_briefing(card, date(2024, 10, 14), form=FORM)


@pytest.fixture
def opened(paper):
    return docx.Document(io.BytesIO(docx_bytes(paper)))


def body(document):
    """Paragraph texts and table cell texts in document order; merged cells once."""
    found = []
    for block in document.iter_inner_content():
        if isinstance(block, docx.table.Table):
            found += [
                "\n".join(p.text for p in docx.table._Cell(cell, block).paragraphs)
                for row in block.rows
                for cell in row._tr.tc_lst
            ]
        else:
            found.append(block.text)
    return [text for text in found if text]


def expected(paper):
    def blocks(parts):
        for part in parts:
            if isinstance(part, Paragraph):
                yield text_of(part.line)
            elif isinstance(part, Chart):
                yield from (text_of(say(NO_PICTURES.instead())), part.caption)
            else:
                yield from (part.caption, *(column.title for column in part.columns))
                yield from (text_of(cell) for row in part.rows for cell in row.cells)
                yield text_of(part.note)

    yield from (paper.addressee, text_of(paper.opening))
    for section in paper.sections:
        yield section.title
        yield from blocks(section.blocks)
    for place, annex in enumerate(paper.annexes):
        yield ("" if place else "附件\uff1a") + f"{annex.number}.{annex.title}"
    yield from (paper.signature, "2024年10月14日")
    for annex in paper.annexes:
        yield from (f"附件{annex.number}", annex.title)
        yield from blocks(annex.blocks)


def test_every_number_read_back_from_the_file_is_the_papers_own(paper, opened):
    told = [text for text in expected(paper) if text]
    assert body(opened)[1:] == told
    assert NUMBER.findall("".join(body(opened)[1:])) == NUMBER.findall("".join(told))
    assert len(NUMBER.findall("".join(told))) > 150


def test_the_title_breaks_between_words(paper, opened):
    title = body(opened)[0]
    assert title.replace("\n", "") == paper.title


def test_the_page_is_a4_with_the_margins_of_the_standard(opened):
    section = opened.sections[0]
    sizes = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    for got, millimetres in zip(sizes, (210, 297, 37, 35, 28, 26), strict=True):
        assert got == pytest.approx(Mm(millimetres), abs=Mm(0.1))


def test_22_lines_of_28_characters_fit_the_type_area(opened):
    style = opened.styles["公文正文"]
    assert 22 * style.paragraph_format.line_spacing.pt <= 225 / 25.4 * 72
    assert 23 * style.paragraph_format.line_spacing.pt > 225 / 25.4 * 72
    spacing = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    pitch = style.font.size.pt + spacing
    assert 28 * pitch <= 156 / 25.4 * 72 < 28.5 * pitch


def test_every_run_names_its_east_asian_typeface(opened):
    document, faces = opened.element.body, set()
    for run in document.iter(qn("w:r")):
        fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
        faces.add(fonts.get(qn("w:eastAsia")))
    assert faces == {SONG_TITLE, HEI, KAI, FANG}


def test_headings_title_and_text_have_the_typefaces_of_the_standard(opened):
    faces = {
        paragraph.text: paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia"))
        for paragraph in opened.paragraphs
        if paragraph.runs
    }
    assert faces["一、总体进展"] == HEI
    assert faces["\uff08一\uff09约束性指标"] == KAI
    assert faces["各有关部门\uff1a"] == FANG


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(opened):
    section = opened.sections[0]
    assert opened.settings.odd_and_even_pages_header_footer
    for footer, alignment in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment == alignment
        assert paragraph.text == "— 1 —"
        assert " PAGE " in [i.text for i in paragraph._p.iter(qn("w:instrText"))]


def test_demo_data_is_named_in_the_header_of_odd_and_even_pages(recard, measure):
    demo = build_briefing(recard(measured=measure(demo=True)), date(2024, 10, 14), form=FORM)
    section = docx.Document(io.BytesIO(docx_bytes(demo))).sections[0]
    assert section.header.paragraphs[0].text == "演示数据"
    assert section.even_page_header.paragraphs[0].text == "演示数据"


def test_real_data_has_an_empty_header(opened):
    section = opened.sections[0]
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == ""


def test_word_opens_it_without_compatibility_mode(opened):
    modes = [
        one.get(qn("w:val"))
        for one in opened.settings.element.iter(qn("w:compatSetting"))
        if one.get(qn("w:name")) == "compatibilityMode"
    ]
    assert modes == ["15"]


def test_each_annex_begins_a_page_with_its_mark(opened, paper):
    marks = [p.text for p in opened.paragraphs if p.paragraph_format.page_break_before]
    assert marks == [f"附件{annex.number}" for annex in paper.annexes]


def test_table_heads_repeat_rows_stay_whole_and_widths_fill_the_type_area(opened, paper):
    tables = opened.tables
    assert len(tables) == sum(
        isinstance(block, Table)
        for part in (*paper.sections, *paper.annexes)
        for block in part.blocks
    )
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert sum(column.width for column in table.columns) == pytest.approx(Mm(156), abs=Mm(0.5))


def test_the_same_paper_gives_the_same_bytes(paper):
    first = docx_bytes(paper)
    assert first == docx_bytes(paper)
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {info.date_time[0] for info in package.infolist()} == {1980}
        assert package.testzip() is None


def test_the_file_is_dated_like_the_paper_not_like_the_machine(opened):
    facts = opened.core_properties
    assert (facts.created.date(), facts.modified.date()) == (date(2024, 10, 14),) * 2
    assert facts.author == "领导小组办公室"


def test_hostile_names_are_plain_text(card, renamed, recard, tmp_path):
    paper = build_briefing(recard(plan=renamed), date(2024, 10, 14), form=FORM)
    path = tmp_path / "a.docx"
    write_docx(paper, path)
    text = "".join(body(docx.Document(str(path))))
    assert "<script>alert" in text
    with zipfile.ZipFile(path) as package:
        assert b"<script" not in package.read("word/document.xml")
