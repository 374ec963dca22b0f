"""The Word file as another program prints it: opened without repair, measured on its pages."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date

import pytest

from briefings.briefing import build_briefing
from briefings.docx import docx_bytes
from briefings.page_form import REGION, STANDARD, Letterhead
from briefings.paper import Paragraph, Section, verbatim
from briefings.paper_form import PaperForm
from tests.briefings.pages import MM, fonts, ink, pages, text

pytestmark = pytest.mark.campaign
FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
SIGN = "城"
MANY = Paragraph(verbatim(SIGN * (28 * 60)))
HEAD = Letterhead("城市精细化管理领导小组办公室文件", "城管办发")
_MADE: dict[str, object] = {}


@pytest.fixture
def printed(card, tmp_path_factory):
    """Both forms of the page, printed by LibreOffice in one go."""
    if not _MADE:
        folder = tmp_path_factory.mktemp("docx")
        paper = build_briefing(card, date(2024, 10, 14), form=FORM)
        paper = replace(paper, sections=(*paper.sections, Section("六、测量", (MANY,))))
        for form in (STANDARD, REGION):
            head = HEAD if form is REGION else None
            made = replace(paper, page=form, letterhead=head, serial=7)
            (folder / f"{form.name}.docx").write_bytes(docx_bytes(made))
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
            + ["--convert-to", "pdf", "--outdir", str(folder)]
            + [str(folder / f"{form.name}.docx") for form in (STANDARD, REGION)],
            check=True,
            capture_output=True,
            timeout=240,
        )
        _MADE.update({form.name: folder / f"{form.name}.pdf" for form in (STANDARD, REGION)})
    return _MADE


@pytest.mark.parametrize(("form", "count"), [(STANDARD, 22), (REGION, 23)], ids=["gb", "region"])
def test_lines_characters_pitch_and_margins_are_those_of_the_form(printed, form, count):
    path = printed[form.name]
    found = pages(path)
    number, page = next(
        (n, one) for n, one in enumerate(found, 1) if len(one.full_lines(SIGN)) >= count
    )
    lines = page.full_lines(SIGN)
    assert len(lines) == count
    assert {len(line.text) for line in lines[1:]} == {28}
    pitch = (lines[-1].top - lines[0].top) / (count - 1)
    assert pitch == pytest.approx(form.pitch, abs=0.1)
    left, top, right, _ = ink(path, number)
    assert (left, right) == pytest.approx((form.left, 210 - form.right), abs=1)
    room = (form.pitch - 16) / 2 / MM
    assert top - room == pytest.approx(
        form.top, abs=1.1
    )  # where in its pitch a line stands differs
    assert {(round(p.width / MM), round(p.height / MM)) for p in found} == {(210, 297)}


def test_page_numbers_change_sides(printed):
    for number, page in enumerate(pages(printed["gb"]), 1):
        word = next(w for w in page.words if w.text == str(number) and w.top > 262 * MM)
        assert (word.left > 105 * MM) == bool(number % 2)
        assert (word.top + word.bottom) / 2 == pytest.approx((262 + 7) * MM, abs=1.5 * MM)


def test_the_letterhead_and_its_number_stand_over_the_title(printed):
    told = text(printed["region"])
    assert told.startswith("城市精细化管理领导小组办公室文件城管办发〔2024〕7号关于2024年")
    assert all(row[1:] == ["yes", "yes", "yes"] for row in fonts(printed["region"]))
