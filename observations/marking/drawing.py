"""The legacy drawing (VML) that gives every note its box."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from observations.address import Address
from observations.marking.cells import Scan
from observations.marking.xml import CannotMark

# Bounded: of a drawing made of nothing but beginnings each would be followed to the end.
_IDS = re.compile(rb"<[\w.-]{1,40}:idmap\b[^>]{0,200}?\bdata=(\"[^\"]{0,2000}\"|'[^']{0,2000}')")
_TYPE = b'id="_x0000_t202"'
_IN_A_BLOCK = 1_023
_WIDE, _HIGH = 330, 150  # pixels of a note's box
_COLUMN, _ROW = 64, 20  # pixels of a plain column and row
_NAMESPACES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml"',
    b'xmlns:o="urn:schemas-microsoft-com:office:office"',
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"',
)
_SPACES = " " + b" ".join(_NAMESPACES).decode()
_SHAPE_TYPE = (
    '<v:shapetype{spaces} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape{spaces} id="_x0000_s{id}" type="#_x0000_t202" style=\'position:absolute;'
    "margin-left:60pt;margin-top:2pt;width:248pt;height:112pt;z-index:{z};visibility:hidden' "
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    "<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
)


def new_drawing() -> bytes:
    """A drawing without shapes."""
    layout = '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout>'
    return b"<xml " + b" ".join(_NAMESPACES) + b">" + layout.encode() + b"</xml>"


def with_notes(
    drawing: bytes, cells: Sequence[Address], found: Scan, all_drawings: Sequence[bytes]
) -> bytes:
    """`drawing` with a hidden box for each of `cells`, numbered apart from all other shapes."""
    end = drawing.rfind(b"</xml>")
    if end < 0:
        raise CannotMark("批注的图形部件不常见")
    known = drawing[: drawing.find(b">")].replace(b"'", b'"')
    spaces = "" if all(one in known for one in _NAMESPACES) else _SPACES
    first = 1 + max((n for one in all_drawings for n in _blocks(one)), default=0)
    blocks = range(first, first + -(-len(cells) // _IN_A_BLOCK))
    shapes = "" if _TYPE in drawing else _SHAPE_TYPE.format(spaces=spaces)
    shapes += "".join(
        _SHAPE.format(spaces=spaces, **_shape(n, cell, blocks[n // _IN_A_BLOCK], found))
        for n, cell in enumerate(cells)
    )
    return _registered(drawing[:end], blocks) + shapes.encode() + drawing[end:]


def _blocks(drawing: bytes) -> list[int]:
    return [int(n) for found in _IDS.findall(drawing) for n in re.findall(rb"[0-9]+", found)]


def _registered(head: bytes, blocks: range) -> bytes:
    """The numbers of the new blocks join the drawing's list, where it has one."""

    def longer(found: re.Match[bytes]) -> bytes:
        numbers = [*re.findall(rb"[0-9]+", found.group(1)), *(str(n).encode() for n in blocks)]
        return found.group()[: -len(found.group(1))] + b'"' + b",".join(numbers) + b'"'

    return _IDS.sub(longer, head, count=1)


def _shape(n: int, cell: Address, block: int, found: Scan) -> dict[str, object]:
    row, col = cell
    right, right_rest = _reach(col + 1, 15 + _WIDE, lambda at: _width(found, at))
    top = max(row - 1, 0)
    bottom, bottom_rest = _reach(top, 10 + _HIGH, lambda at: _height(found, at))
    anchor = f"{col + 1}, 15, {top}, 10, {right}, {right_rest}, {bottom}, {bottom_rest}"
    identity = block * 1024 + 1 + n % _IN_A_BLOCK
    return {"id": identity, "z": n + 1, "anchor": anchor, "row": row, "col": col}


def _reach(start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The column or row, and the pixels into it, that lie `pixels` behind the start of `start`."""
    at = start
    while pixels > size(at) and at < start + 200:
        pixels -= size(at)
        at += 1
    return at, min(pixels, size(at))


def _width(found: Scan, col: int) -> int:
    return int(found.widths[col] * 7 + 5) if col in found.widths else _COLUMN


def _height(found: Scan, row: int) -> int:
    return int(found.heights[row] * 4 / 3) if row in found.heights else _ROW
