"""The page of an official paper by GB/T 9704-2012: grid, margins, fonts, header, page numbers.

A4; with the standard's form margins 37/35/28/26 mm, 22 lines of 28 characters: line pitch
28.95 pt, character pitch 15.75 pt (domain.md B.6). The pitch is set on the type itself (16 pt
less 0.25 pt), not by a character grid: LibreOffice gives a 16 pt character two cells of a narrower
grid. The names of the national standard's typefaces stand in the file; each has another face in
the font table.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from briefings.page_form import STANDARD, PageForm

SONG_TITLE = "方正小标宋简体"
HEI = "黑体"
KAI = "楷体_GB2312"
FANG = "仿宋_GB2312"
SONG = "宋体"
LATIN = "Times New Roman"

LINE_PITCH = STANDARD.pitch
CHARACTER_PITCH = 15.75
TWIPS = 20
BODY_SIZE = 16

STYLES: dict[str, tuple[str, float, float]] = {
    "公文标题": (SONG_TITLE, 22, 36),
    "公文正文": (FANG, 16, LINE_PITCH),
    "一级标题": (HEI, 16, LINE_PITCH),
    "二级标题": (KAI, 16, LINE_PITCH),
    "三级标题": (FANG, 16, LINE_PITCH),
    "附件标识": (HEI, 16, LINE_PITCH),
    "表题": (HEI, 12, 22),
    "表格": (FANG, 9, 12.5),
    "表头": (HEI, 9, 12.5),
    "页码": (SONG, 14, 18),
    "演示标识": (HEI, 12, 16),
}
"""Paragraph styles: East Asian typeface, size in pt, exact line pitch in pt.

What stands on the standard's pitch stands on that of the paper's own form.
"""

PICTURE = "插图"

_LATER = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
_AFTER_SWITCHES = {
    "autoSpaceDE": ("w:autoSpaceDN", "w:snapToGrid", *_LATER),
    "autoSpaceDN": ("w:snapToGrid", *_LATER),
    "snapToGrid": _LATER,
}
_ALTERNATIVES = {
    SONG_TITLE: "Noto Serif CJK SC",
    HEI: "Noto Sans CJK SC",
    KAI: "楷体",
    FANG: "仿宋",
    SONG: "Noto Serif CJK SC",
}


def set_fonts(properties: Any, face: str) -> None:
    """Name the East Asian face and the Latin one on run or style properties."""
    fonts = properties.get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:cs"), LATIN)
    fonts.set(qn("w:eastAsia"), face)


def set_up(document: Document, *, mark: str, form: PageForm = STANDARD) -> None:
    """Page, grid, styles and page numbers; `mark` stands in every page's header when given."""
    _geometry(document, form)
    _defaults(document)
    for name, (face, size, pitch) in STYLES.items():
        _style(document, name, face, size, form.pitch if pitch == LINE_PITCH else pitch)
    picture = document.styles.add_style(PICTURE, WD_STYLE_TYPE.PARAGRAPH)
    picture.base_style = document.styles["Normal"]
    _switch_off(picture, ("snapToGrid",))
    _alternatives(document)
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        _page_number(footer.paragraphs[0], document, odd=odd)
    for header in (section.header, section.even_page_header):
        _mark(header.paragraphs[0], document, mark)


def _geometry(document: Document, form: PageForm) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(form.top), Mm(form.bottom)
    section.left_margin, section.right_margin = Mm(form.left), Mm(form.right)
    # The dash of the page number lies 7 mm below the type area: less that and half its own line.
    section.header_distance, section.footer_distance = Mm(form.top - 19), Mm(form.bottom - 9.8)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    if form != STANDARD:
        return  # lines that do not fill the type area would be moved to its middle by a grid
    grid = f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{round(form.pitch * TWIPS)}"/>'
    section._sectPr.append(parse_xml(grid))


def _defaults(document: Document) -> None:
    """Document language and base style: the grid counts from its 16 pt type."""
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    set_fonts(normal.element.get_or_add_rPr(), FANG)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # otherwise Word titles the paper 兼容模式
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)


def _style(document: Document, name: str, face: str, size: float, pitch: float) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(size)
    set_fonts(style.element.get_or_add_rPr(), face)
    shape = style.paragraph_format
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(pitch)
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = False
    _switch_off(style, ("autoSpaceDE", "autoSpaceDN"))
    if size != BODY_SIZE:  # the grid of lines is the body text's
        _switch_off(style, ("snapToGrid",))
    if size == BODY_SIZE:
        narrower = round((CHARACTER_PITCH - BODY_SIZE) * TWIPS)
        tight = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{narrower}"/>')
        style.element.rPr.insert_element_before(tight, "w:sz", "w:szCs")


def _switch_off(style: Any, names: tuple[str, ...]) -> None:
    """Blanks between Chinese and Latin, the line grid for small type: not on this paper."""
    properties = style.element.get_or_add_pPr()
    for name in names:
        off = parse_xml(f'<w:{name} {nsdecls("w")} w:val="0"/>')
        properties.insert_element_before(off, *_AFTER_SWITCHES[name])


def _alternatives(document: Document) -> None:
    """Faces to use where the named ones are not installed (w:altName)."""
    part = next(
        rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable")
    )
    entries = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for face, other in _ALTERNATIVES.items()
    )
    part._blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:fonts {nsdecls('w')}>{entries}</w:fonts>"
    ).encode()


def _page_number(paragraph: Any, document: Document, *, odd: bool) -> None:
    """`— 1 —`, right on odd pages and left on even ones, one character in."""
    paragraph.style = document.styles["页码"]
    shape = paragraph.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
    if odd:
        shape.right_indent = Pt(14)
    else:
        shape.left_indent = Pt(14)
    _run(paragraph, "— ")
    run = _run(paragraph, "")
    for kind, code in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        run._r.append(parse_xml(_field(kind, code)))
    _run(paragraph, " —")


def _field(kind: str, code: str) -> str:
    if kind == "text":
        return f"<w:t {nsdecls('w')}>{code}</w:t>"
    if not kind:
        return f'<w:instrText {nsdecls("w")} xml:space="preserve"> {code} </w:instrText>'
    return f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'


def _run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    fonts = run._r.get_or_add_rPr()
    set_fonts(fonts, SONG)
    fonts.rFonts.set(qn("w:ascii"), SONG)
    fonts.rFonts.set(qn("w:hAnsi"), SONG)
    return run


def _mark(paragraph: Any, document: Document, mark: str) -> None:
    paragraph.style = document.styles["演示标识"]
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if mark:
        run = paragraph.add_run(mark)
        set_fonts(run._r.get_or_add_rPr(), HEI)
