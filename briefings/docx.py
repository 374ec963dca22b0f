"""The briefing as a Word file in the layout of GB/T 9704-2012; equal papers, equal bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from briefings.docx_head import add_letterhead, add_picture
from briefings.docx_page import CHARACTER_PITCH, STYLES, TWIPS, set_fonts, set_up
from briefings.docx_table import add_table
from briefings.numerals import full_date
from briefings.paper import (
    Annex,
    Block,
    Briefing,
    Chart,
    Line,
    Paragraph,
    Span,
    Table,
    say,
    verbatim,
)
from briefings.pictures import NO_PICTURES, Pictures
from briefings.typography import title_lines

TITLE_CHARACTERS = 19  # of 20: digits between Chinese characters take a little more
_LEVELS = {0: "公文正文", 1: "一级标题", 2: "二级标题", 3: "三级标题"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(briefing: Briefing, path: Path) -> None:
    """Write the paper to `path`, overwriting it."""
    path.write_bytes(docx_bytes(briefing))


def docx_bytes(briefing: Briefing, pictures: Pictures = NO_PICTURES) -> bytes:
    """The paper as the bytes of a .docx; the same values give the same bytes anywhere."""
    document = docx.Document()
    set_up(document, mark=briefing.mark, form=briefing.page)
    _properties(document, briefing)
    if briefing.letterhead is not None:
        add_letterhead(document, briefing.letterhead.organ, briefing.number, briefing.page.width)
    _head(document, briefing)
    for section in briefing.sections:
        if section.title:
            head = _text(document, say(section.title), "一级标题", indent=2)
            head.paragraph_format.keep_with_next = True
        _blocks(document, section.blocks, pictures)
    _together(document)  # the signature never stands on a page without text (7.3.5)
    _annex_list(document, briefing.annexes)
    _signature(document, briefing)
    for annex in briefing.annexes:
        _annex(document, annex, pictures)
    return _same_bytes(document)


def _properties(document: Document, briefing: Briefing) -> None:
    moment = datetime.combine(briefing.dated, time())
    facts = document.core_properties
    facts.title, facts.author = briefing.title, briefing.signature
    facts.last_modified_by, facts.comments = briefing.signature, ""
    facts.created = facts.modified = facts.last_printed = moment
    facts.language, facts.revision = "zh-CN", 1
    facts.subject = f"{briefing.period} 截至账本第{briefing.head}号"


def _head(document: Document, briefing: Briefing) -> None:
    lines = title_lines(briefing.title_parts, TITLE_CHARACTERS)
    title = _text(document, verbatim("\n".join(lines)), "公文标题")
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if briefing.number and briefing.letterhead is None:
        number = _text(document, say(briefing.number), "公文正文")
        number.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _blank(document)
    _text(document, say(briefing.addressee), "公文正文")
    _text(document, briefing.opening, "公文正文", indent=2)


def _blocks(document: Document, blocks: tuple[Block, ...], pictures: Pictures) -> None:
    for block in blocks:
        if isinstance(block, Table):
            _table(document, block)
        elif isinstance(block, Chart):
            _chart(document, block, pictures)
        else:
            _paragraph(document, block)


def _paragraph(document: Document, block: Paragraph) -> None:
    drawn = _text(document, block.line, _LEVELS[block.level], indent=2)
    drawn.paragraph_format.keep_with_next = block.level > 0


def _chart(document: Document, chart: Chart, pictures: Pictures) -> None:
    """The drawing over its caption, or what stands in its place."""
    drawn = pictures.png.get(chart.id)
    if drawn is None:
        above = _text(document, say(pictures.instead()), "表题")
    else:
        above = add_picture(document, drawn, chart)
    above.paragraph_format.keep_with_next = True
    caption = _text(document, say(chart.caption), "表题")
    for one in (above, caption):
        one.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Document, table: Table) -> None:
    if table.caption:
        caption = _text(document, say(table.caption), "表题")
        caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        caption.paragraph_format.keep_with_next = True
    add_table(document, table)
    note = _text(document, table.note, "表格")
    note.paragraph_format.space_before = Pt(3)
    note.paragraph_format.space_after = Pt(6)


def _together(document: Document) -> None:
    """The last paragraph stays on the page of what follows."""
    if document.paragraphs:
        document.paragraphs[-1].paragraph_format.keep_with_next = True


def _annex_list(document: Document, annexes: tuple[Annex, ...]) -> None:
    """`附件:1.指标进展表`, two characters in, titles under each other, no full stops."""
    if not annexes:
        return
    _blank(document).paragraph_format.keep_with_next = True
    for place, annex in enumerate(annexes):
        mark = "附件:" if place == 0 else ""
        line = _text(document, say(mark, f"{annex.number}.{annex.title}"), "公文正文")
        line.paragraph_format.keep_with_next = True
        _indent(line, left=5, hanging=0 if place else 3)


def _signature(document: Document, briefing: Briefing) -> None:
    """The date four characters from the right, the body two, kept on one page (7.3.5)."""
    for _ in range(2):
        _blank(document).paragraph_format.keep_with_next = True
    for text, right in ((briefing.signature, 2), (full_date(briefing.dated), 4)):
        line = _text(document, say(text), "公文正文")
        line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.keep_with_next = right == 2
        _indent(line, right=right)


def _annex(document: Document, annex: Annex, pictures: Pictures) -> None:
    """Mark at the top left of a new page, title on the third line (7.3.7)."""
    mark = _text(document, say(f"附件{annex.number}"), "附件标识")
    mark.paragraph_format.page_break_before = True
    _blank(document)
    title = _text(document, say(annex.title), "公文标题")
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _blank(document)
    _blocks(document, annex.blocks, pictures)


def _text(document: Document, line: Line, style: str, *, indent: int = 0) -> Any:
    """A paragraph of `style` with a run for each span; first line `indent` characters in."""
    paragraph = document.add_paragraph(style=style)
    face = STYLES[style][0]
    for span in line:
        _run(paragraph, span, face)
    if indent:
        _indent(paragraph, first=indent)
    return paragraph


def _run(paragraph: Any, span: Span, face: str) -> None:
    set_fonts(paragraph.add_run(span.text)._r.get_or_add_rPr(), face)


def _blank(document: Document) -> Any:
    return document.add_paragraph(style="公文正文")


def _indent(
    paragraph: Any, *, left: int = 0, right: int = 0, first: int = 0, hanging: int = 0
) -> None:
    """Indents counted in characters of the grid, with their width for programs without one."""
    element = paragraph._p.get_or_add_pPr().get_or_add_ind()
    counts = {"left": left, "right": right, "firstLine": first, "hanging": hanging}
    for name, characters in counts.items():
        if characters:
            element.set(qn(f"w:{name}Chars"), str(characters * 100))
            element.set(qn(f"w:{name}"), str(round(characters * CHARACTER_PITCH * TWIPS)))


def _same_bytes(document: Document) -> bytes:
    """The saved package with fixed times, so that a re-run is byte-identical."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return packed.getvalue()
