"""Tables of an official paper: open at the sides, head repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from briefings.docx_page import FANG, HEI, set_fonts
from briefings.paper import Column, Line, Table, TableRow, say, text_of

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_BORDERS = (
    ("top", 8),
    ("left", 0),
    ("bottom", 8),
    ("right", 0),
    ("insideH", 4),
    ("insideV", 4),
)
_ROOM = (("top", 28), ("left", 57), ("bottom", 28), ("right", 57))
GROUP_SHADE = "F2F2F2"


def add_table(document: Document, table: Table) -> None:
    """Append the table in the paper's own order of rows; widths as its columns say."""
    columns = table.columns
    drawn = document.add_table(rows=0, cols=len(columns))
    drawn.autofit = False
    _frame(drawn)
    for place, column in enumerate(columns):
        drawn.columns[place].width = Mm(column.width)
    head = TableRow(tuple(say(column.title) for column in columns))
    _row(drawn, columns, head, style="表头")
    _repeat(drawn.rows[0])
    for row in table.rows:
        if row.group:
            _group(drawn, row)
        else:
            _row(drawn, columns, row, style="表格")


def _frame(drawn: Any) -> None:
    """Rules above and below, thin ones inside, none at the sides; half to one mm of room."""
    rules = "".join(
        f'<w:{side} w:val="{"single" if width else "nil"}" w:sz="{width}" w:space="0" '
        'w:color="000000"/>'
        for side, width in _BORDERS
    )
    room = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in _ROOM)
    properties = drawn._tbl.tblPr
    for xml in (
        '<w:jc {ns} w:val="center"/>',
        f"<w:tblBorders {{ns}}>{rules}</w:tblBorders>",
        '<w:tblLayout {ns} w:type="fixed"/>',
        f"<w:tblCellMar {{ns}}>{room}</w:tblCellMar>",
    ):
        element = parse_xml(xml.replace("{ns}", nsdecls("w")))
        for old in properties.findall(element.tag):
            properties.remove(old)
        properties.append(element)
    look = properties.find(qn("w:tblLook"))
    if look is not None:  # the schema wants it last
        properties.remove(look)
        properties.append(look)


def _row(drawn: Any, columns: Sequence[Column], row: TableRow, *, style: str) -> None:
    added = drawn.add_row()
    _whole(added)
    for cell, column, line in zip(added.cells, columns, row.cells, strict=True):
        cell.width = Mm(column.width)
        align = "center" if style == "表头" else column.align
        _fill(cell, line, style=style, align=align)


def _group(drawn: Any, row: TableRow) -> None:
    added = drawn.add_row()
    _whole(added)
    cell = added.cells[0].merge(added.cells[-1])
    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{GROUP_SHADE}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shade))
    _fill(cell, row.cells[0], style="表头", align="left")
    cell.paragraphs[0].paragraph_format.keep_with_next = True


def _fill(cell: Any, line: Line, *, style: str, align: str) -> None:
    """One paragraph for each line of the cell's text, vertically centred."""
    pieces = text_of(line).split("\n")
    face = HEI if style == "表头" else FANG
    centred = parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>')
    cell._tc.get_or_add_tcPr().append(centred)
    for place, text in enumerate(pieces):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph._p.style = style  # the id is the name; a look-up for each cell takes 1 ms
        paragraph.paragraph_format.alignment = _ALIGN[align]
        if text:
            set_fonts(paragraph.add_run(text)._r.get_or_add_rPr(), face)


def _whole(row: Any) -> None:
    """A row is never broken over two pages."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
