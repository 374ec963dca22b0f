"""What tells an issued paper from a draft stands in every format: number, or the draft's mark."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import docx
import openpyxl
import pytest

from briefings.briefing import build_briefing
from briefings.document import briefing_json
from briefings.docx import docx_bytes
from briefings.html import html_text
from briefings.page_form import Letterhead
from briefings.paper import DRAFT_MARK, Briefing
from briefings.typeset import typeset
from briefings.workbook import xlsx_bytes
from tests.briefings.pages import text
from tests.briefings.test_briefing import DATED, FORM

HEAD = Letterhead("城市精细化管理领导小组办公室文件", "伊城管通报")


@pytest.fixture
def paper(card):
    return build_briefing(card, DATED, form=FORM)


def said(paper: Briefing, tmp_path) -> dict[str, str]:
    """All that each format says, running heads included, without blanks."""
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(typeset(paper).pdf)
    word = docx.Document(io.BytesIO(docx_bytes(paper)))
    heads = [p.text for one in word.sections for p in one.header.paragraphs]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(paper)))
    cells = [str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row]
    cells += [sheet.oddHeader.right.text or "" for sheet in book]
    words = {
        "docx": "".join([*heads, *(p.text for p in word.paragraphs)]),
        "pdf": text(pdf, margins=True),
        "html": html_text(paper),
        "xlsx": "".join(cells),
        "json": json.dumps(briefing_json(paper), ensure_ascii=False),
    }
    return {kind: "".join(whole.split()) for kind, whole in words.items()}


@pytest.mark.parametrize(
    ("head", "number"), [(None, f"{DATED.year}年第3号"), (HEAD, f"伊城管通报〔{DATED.year}〕3号")]
)
def test_an_issued_paper_bears_its_number_in_every_format(paper, head, number, tmp_path):
    for kind, whole in said(replace(paper, letterhead=head, serial=3), tmp_path).items():
        assert number in whole, kind
        assert DRAFT_MARK not in whole, kind


def test_a_draft_says_so_in_every_format_and_has_no_number(paper, tmp_path):
    for kind, whole in said(replace(paper, draft=True), tmp_path).items():
        assert "".join(DRAFT_MARK.split()) in whole.replace("\uff08", "(").replace("\uff09", ")"), (
            kind
        )
        assert not re.search(r"年第[0-9]+号", whole), kind
