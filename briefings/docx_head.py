"""What of a Word paper is neither text nor table: the red letterhead and the drawings."""

from __future__ import annotations

import io
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm, Pt, RGBColor

from briefings.docx_page import PICTURE, STYLES, set_fonts
from briefings.page_form import organ_points
from briefings.paper import Chart
from briefings.typography import printable

RED = RGBColor(0xD7, 0x00, 0x0F)
ABOVE = Mm(35)  # from the type area's upper edge to the organ's (GB/T 9704-2012, 7.2.4)
UNDER = 11  # pt between the number and the red line: 4 mm


def add_letterhead(document: Document, organ: str, number: str, width: float) -> None:
    """发文机关标志, two lines below it 发文字号, then the red line, then two lines to the title."""
    size = organ_points(organ, width)
    # Word takes no space before the first paragraph of a page for granted: an own one is.
    room = document.add_paragraph(style="公文正文")
    room.paragraph_format.line_spacing = ABOVE
    head = _centred(document, organ, "公文标题", size=size)
    head.runs[0].font.color.rgb = RED
    head.paragraph_format.line_spacing = Pt(size * 1.2)
    for _ in range(2):
        document.add_paragraph(style="公文正文")
    below = _centred(document, number, "公文正文")
    below._p.get_or_add_pPr().append(
        parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:bottom w:val="single" w:sz="12" w:space="{UNDER}" w:color="{RED}"/></w:pBdr>'
        )
    )
    _in_order(below)
    for _ in range(2):
        document.add_paragraph(style="公文正文")


def add_picture(document: Document, png: bytes, chart: Chart) -> Any:
    """The drawing over the type area's width, with its words for who does not see it."""
    page: Any = document.sections[0]
    width = Emu(page.page_width - page.left_margin - page.right_margin)
    paragraph = document.add_paragraph(style=PICTURE)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=width)
    about = shape._inline.docPr
    about.set("name", chart.id)
    about.set("descr", printable(chart.words))
    return paragraph


def _centred(document: Document, text: str, style: str, *, size: float = 0) -> Any:
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(printable(text))
    set_fonts(run._r.get_or_add_rPr(), STYLES[style][0])
    if size:
        run.font.size = Pt(size)
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _in_order(paragraph: Any) -> None:
    """The schema wants the border before spacing and alignment."""
    properties = paragraph._p.pPr
    border = properties[-1]
    properties.remove(border)
    properties.insert(1, border)
