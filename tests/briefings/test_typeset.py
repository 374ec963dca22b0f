"""The pdf, measured on its pages (GB/T 9704-2012)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefings.briefing import build_briefing
from briefings.page_form import REGION, STANDARD, Letterhead
from briefings.paper import Paragraph, Section, text_of, verbatim
from briefings.paper_form import PaperForm
from briefings.pictures import Pictures
from briefings.typefaces import MISSING_SIGN, ROLES, chosen, colophon
from briefings.typeset import typeset
from tests.briefings.pages import MM, facts, fonts, ink, pages, text

DATED = date(2024, 10, 14)
FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
SIGN = "城"
MANY = Paragraph(verbatim(SIGN * (28 * 60)))
HOSTILE = (
    '#read("/etc/passwd") $x^2$ *b* _i_ @ref <label> = 标题 // 无 \\ `raw` '
    '#import "@preview/x:1.0.0"'
)
STRANGE = "\ue123\u0378"  # of private use; not a character at all


def with_lines(paper, *blocks):
    """The paper with `blocks` as one more part."""
    return replace(paper, sections=(*paper.sections, Section("六、测量", blocks)))


@pytest.fixture(scope="module")
def drawing():
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="590" height="166" viewBox="0 0 590 166">'
        '<rect width="590" height="166" fill="#1b7f5c"/><text x="9" y="90">图中的字</text></svg>'
    )


@pytest.fixture
def paper(card):
    return with_lines(build_briefing(card, DATED, form=FORM), MANY)


_made: dict[str, object] = {}


@pytest.fixture
def printed(paper, drawing, tmp_path_factory):
    """The paper set once for all tests of this file."""
    if "printed" not in _made:
        made = typeset(paper, Pictures(svg={"standing": drawing}, missing=""))
        path = tmp_path_factory.mktemp("typeset") / "paper.pdf"
        path.write_bytes(made.pdf)
        _made["printed"] = made, path
    return _made["printed"]


@pytest.fixture
def path(printed):
    return printed[1]


@pytest.fixture
def full_page(path):
    """A page of nothing but full lines, with its number."""
    found = [
        (number, page)
        for number, page in enumerate(pages(path), 1)
        if len(page.full_lines(SIGN)) == 22
    ]
    return found[0]


def test_every_page_is_a4(path):
    assert {(round(p.width / MM), round(p.height / MM)) for p in pages(path)} == {(210, 297)}


def test_a_page_has_22_lines_of_28_characters_on_the_standard_s_pitch(full_page):
    lines = full_page[1].full_lines(SIGN)
    assert {len(line.text) for line in lines} == {28}
    pitch = (lines[-1].top - lines[0].top) / 21
    assert pitch == pytest.approx(225 / 22 * MM, abs=0.1)
    assert {round(line.bottom - line.top) for line in lines} == {16}


def test_the_type_area_keeps_the_margins_within_a_millimetre(full_page, path):
    left, top, right, bottom = ink(path, full_page[0])
    room = (STANDARD.pitch - 16) / 2 / MM  # half of what lies between two lines
    assert (left, right) == pytest.approx((28, 210 - 26), abs=1)
    assert (top - room, bottom + room) == pytest.approx((37, 297 - 35), abs=1)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages_seven_millimetres_below(path):
    for number, page in enumerate(pages(path), 1):
        word = next(w for w in page.words if w.text == str(number) and w.top > 262 * MM)
        dashes = [w for w in page.words if w.text == "\u2014" and w.top > 262 * MM]
        assert len(dashes) == 2
        middle = (word.top + word.bottom) / 2
        assert middle == pytest.approx((262 + 7) * MM, abs=MM)
        edge = max(w.right for w in dashes) if number % 2 else min(w.left for w in dashes)
        asked = 184 * MM - 14 if number % 2 else 28 * MM + 14
        assert edge == pytest.approx(asked, abs=MM)


def test_every_face_is_free_embedded_as_a_subset_and_searchable(printed, path):
    found = fonts(path)
    assert len(found) >= 3
    assert all(row[1:] == ["yes", "yes", "yes"] for row in found)
    assert set(printed[0].faces) == set(ROLES)
    used = "".join(name for name, *_ in found).replace("-", "")
    assert printed[0].faces["fang"].replace(" ", "").removesuffix("SC") in used


def test_headings_and_title_stand_in_their_own_type(printed, path):
    faces = printed[0].faces
    assert {faces["title"], faces["hei"]} == {"Noto Serif CJK SC", "Noto Sans CJK SC"}
    names = " ".join(name for name, *_ in fonts(path))
    assert "NotoSerifCJKsc-Bold" in names and "NotoSansCJKsc-Regular" in names


def test_it_is_tagged_for_readers_and_kept_for_the_archive(path):
    told = facts(path)
    assert "Tagged:          yes" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told


def test_it_is_dated_like_the_paper_not_like_the_machine(path):
    assert "CreationDate:    D:20241014000000" in facts(path)


def test_every_line_of_the_paper_can_be_found_in_it(paper, path):
    whole = text(path)
    for line in paper.lines:
        assert "".join(text_of(line).split()) in whole, text_of(line)


def test_the_last_page_says_which_type_was_used_in_place_of_the_standard_s(printed, path):
    told = "".join(colophon(printed[0].faces).split())
    assert told in text(path, margins=True)
    assert "仿宋以" in told and "小标宋以" in told


def test_the_nearest_free_face_that_is_there_is_chosen():
    some = chosen({"LXGW WenKai", "Noto Serif CJK SC", "Noto Sans CJK SC", "Tinos"})
    assert (some["fang"], some["kai"], some["latin"]) == ("LXGW WenKai", "LXGW WenKai", "Tinos")
    assert "仿宋以LXGW WenKai代替" in colophon(some) and "楷体以LXGW WenKai排" in colophon(some)
    assert chosen({"FandolFang"})["fang"] == "FandolFang"


def test_a_drawing_is_in_the_pdf_and_comes_back_as_a_picture_for_word(printed, path):
    assert "图中的字" in text(path)
    assert printed[0].png["standing"].startswith(b"\x89PNG")


def test_the_same_paper_gives_the_same_bytes(paper, drawing, printed):
    again = typeset(paper, Pictures(svg={"standing": drawing}, missing=""))
    assert (again.pdf, again.png) == (printed[0].pdf, printed[0].png)


def test_what_others_wrote_is_only_text_on_the_region_s_page_under_a_red_head(
    renamed, recard, tmp_path
):
    made = build_briefing(recard(plan=renamed), DATED, form=FORM)
    blocks = (Paragraph(verbatim(HOSTILE)), Paragraph(verbatim(f"甲{STRANGE}乙")), MANY)
    head = Letterhead("城市精细化管理领导小组办公室文件", "城管办发")
    paper = replace(with_lines(made, *blocks), page=REGION, letterhead=head, serial=7)
    found = typeset(paper)
    path = tmp_path / "hostile.pdf"
    path.write_bytes(found.pdf)
    whole = text(path)
    assert "".join(HOSTILE.split()) in whole
    assert "<script>alert" in whole
    assert f"甲{MISSING_SIGN * len(STRANGE)}乙" in whole
    assert found.lost == tuple(sorted(STRANGE))
    assert f"有{len(STRANGE)}个字没有字形\uff0c以{MISSING_SIGN}代替" in text(path, margins=True)
    assert "图未绘出" in whole
    assert "城管办发〔2024〕7号" in whole
    page = next(p for p in pages(path) if len(p.full_lines(SIGN)) == 23)
    lines = page.full_lines(SIGN)
    assert {len(line.text) for line in lines[1:]} == {28}
    assert (lines[-1].top - lines[0].top) / 22 == pytest.approx(28, abs=0.05)
    number = pages(path).index(page) + 1
    left, top, right, _ = ink(path, number)
    assert (left, right) == pytest.approx((27, 210 - 27), abs=1)
    assert top - 6 / MM == pytest.approx(30, abs=1)
