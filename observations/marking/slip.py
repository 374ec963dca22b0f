"""The added sheet: who, what, until when, and every finding with a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from observations.address import a1
from observations.marking.styles import FILLS, Styles
from observations.marking.xml import content, quoted

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_000
_MOST_LINKS = 65_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TONES: Mapping[str, str] = {
    **FILLS, "info": "FFE3E8EE", "heading": "FF1F5FA8"
}  # fmt: skip
_EDGE = '<{0} style="thin"><color rgb="FFB8BEC6"/></{0}>'
_EDGES = "".join(map(_EDGE.format, ("left", "right", "top", "bottom")))
_GRID = f"<border>{_EDGES}<diagonal/></border>"
_BARE = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_FONTS = {
    "": "",
    "bold": "<b/>",
    "link": "<u/>",
    "heading": "<b/>",
    "title": "<b/>",
}
_WIDE = "“”‘’…—·÷×≥≤"
_LINE, _HIGHEST = 13.5, 400.0
_COLORS = {"link": "FF1F5FA8", "heading": "FFFFFFFF"}


class SlipSheet:
    """The sheet of a page as `briefings.slip` composes it."""

    def __init__(self, page: Mapping[str, Any], styles: Styles) -> None:
        self.page, self.styles = page, styles
        self.columns: Sequence[tuple[str, float]] = [(h, w) for h, w in page["columns"]]
        self.rows: list[str] = []
        self.links: list[str] = []
        self._formats: dict[tuple[str, str, bool, bool], int] = {}

    def xml(self, *, selected: bool) -> bytes:
        """The whole part; `selected`: the program opens on it."""
        self._write()
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
            for n, (_, width) in enumerate(self.columns, start=1)
        )
        chosen = ' tabSelected="1"' if selected else ""
        links = f"<hyperlinks>{''.join(self.links)}</hyperlinks>" if self.links else ""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0"{chosen} workbookViewId="0"/></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
            f"<sheetData>{''.join(self.rows)}</sheetData>{links}"
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" '
            'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            "</worksheet>"
        ).encode()

    def _write(self) -> None:
        page = self.page
        self._row([(0, page["title"], self._format("title"))])
        for label, text in page["facts"]:
            self._row([(0, label, self._format("bold")), (2, text, self._format())])
        for table in page["tables"]:
            if table["heading"]:
                self._row([])
                self._row([(0, table["heading"], self._format("bold"))])
            heading = self._format("heading", "heading", grid=True)
            self._row([(n, text, heading) for n, (text, _) in enumerate(self.columns)])
            for line in table["lines"]:
                self._line(line)

    def _line(self, line: Mapping[str, Any]) -> None:
        plain = self._format(grid=True)
        cells = [(n, text, plain) for n, text in enumerate(line["cells"])]
        cells[1] = (1, line["cells"][1], self._format("", line["tone"], grid=True))
        if line["link"] and len(self.links) < _MOST_LINKS:
            cells[2] = (2, line["cells"][2], self._format("link", grid=True))
            where = quoted(line["link"])
            self.links.append(f'<hyperlink ref="C{len(self.rows) + 1}" location="{where}"/>')
        self._row(cells, self._height(line["cells"]))

    def _height(self, texts: Sequence[str | int]) -> float:
        """Points the longest wrapped text takes; LibreOffice fits no row of its own accord."""
        said = zip(texts, self.columns, strict=False)
        lines = max(_lines(str(text), width) for text, (_, width) in said)
        return min(_LINE * lines + 3, _HIGHEST)

    def _row(self, cells: Sequence[tuple[int, str | int, int]], height: float = 0) -> None:
        at = len(self.rows)
        inside = "".join(self._cell(a1(at, col), value, style) for col, value, style in cells)
        high = f' ht="{height}" customHeight="1"' if height else ""
        self.rows.append(f'<row r="{at + 1}"{high}>{inside}</row>')

    def _cell(self, address: str, value: str | int, style: int) -> str:
        if isinstance(value, int):
            return f'<c r="{address}" s="{style}"><v>{value}</v></c>'
        if value.startswith(_FORMULA_STARTS):
            style = self._literal(style)
        text = content(value[:_LONGEST])
        return (
            f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}'
            "</t></is></c>"
        )

    def _literal(self, style: int) -> int:
        """The same format, but what begins like a formula stays text when it is edited."""
        font, tone, grid, _ = next(key for key, number in self._formats.items() if number == style)
        return self._format(font, tone, grid=grid, literal=True)

    def _format(
        self, font: str = "", tone: str = "", *, grid: bool = False, literal: bool = False
    ) -> int:
        key = (font, tone, grid, literal)
        if key not in self._formats:
            self._formats[key] = self.styles.format(self._made(*key))
        return self._formats[key]

    def _made(self, font: str, tone: str, grid: bool, literal: bool) -> str:
        color = f'<color rgb="{_COLORS[font]}"/>' if font in _COLORS else ""
        size = 16 if font == "title" else 10
        letters = f'<font>{_FONTS[font]}<sz val="{size}"/>{color}<name val="宋体"/></font>'
        fonts = self.styles.add("fonts", letters)
        fill = self.styles.fill(_TONES[tone]) if tone else 0
        border = self.styles.add("borders", _GRID if grid else _BARE)
        wrap = ' wrapText="1"' if grid else ""
        prefix = ' quotePrefix="1"' if literal else ""
        return (
            f'<xf numFmtId="0" fontId="{fonts}" fillId="{fill}" borderId="{border}" xfId="0" '
            f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"{prefix}>'
            f'<alignment vertical="center"{wrap}/></xf>'
        )


def _lines(text: str, width: float) -> int:
    """Lines `text` wraps to in a column `width` digits wide; a Chinese letter is two of them."""
    across = (
        sum(1 + (ord(letter) > 0x2E7F or letter in _WIDE) for letter in part)
        for part in text.split("\n")
    )
    return sum(max(1, -(-letters // max(1, int(width) - 2))) for letters in across)
