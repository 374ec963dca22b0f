"""The rows of a large sheet, put into a workbook that has everything else already.

XlsxWriter takes 20 s and a thread of the site for 200,000 rows of 22 cells, most of it in calls
a cell. The same cells are written here a row at a time, each distinct text made ready once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

SHEET = "xl/worksheets/sheet1.xml"
LONGEST = 32_767  # characters of a cell, Excel's own limit
_END = "</sheetData>"
_STYLE = re.compile(r'<col [^>]*style="(\d+)"')
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
QUICK = 4  # zlib's level; the default one takes twice as long for a tenth less
_CHUNK = 1000  # rows
_KNOWN = 50_000  # texts made ready; then they are forgotten and begin anew

Cell = str | float | None


def filled(shell: bytes, rows: Sequence[Sequence[Cell]]) -> bytes:
    """The workbook with `rows` below those that its first sheet has, in its columns' format."""
    saved = io.BytesIO()
    with (
        ZipFile(io.BytesIO(shell)) as old,
        ZipFile(saved, "w", ZIP_DEFLATED, compresslevel=4) as new,
    ):
        for part in old.infolist():
            data = old.read(part)
            if part.filename != SHEET:
                new.writestr(part, data)
                continue
            before, end, after = data.decode().partition(_END)
            part.compress_type = ZIP_DEFLATED
            with new.open(part, "w") as stream:
                stream.write(before.encode())
                for text in _texts(rows, _style(before), before.count("<row ") + 1):
                    stream.write(text.encode())
                stream.write((end + after).encode())
    return saved.getvalue()


def _style(sheet: str) -> str:
    """The columns' own format, which every cell must name."""
    found = _STYLE.search(sheet)
    return f' s="{found[1]}"' if found else ""


def _texts(rows: Iterable[Sequence[Cell]], style: str, first: int) -> Iterator[str]:
    """The rows as XML, a thousand at a time."""
    known: dict[Cell, str] = {None: ""}
    coming = iter(rows)
    while chunk := list(islice(coming, _CHUNK)):
        if len(known) > _KNOWN:
            known = {None: ""}
        yield "".join(_row(row, first + n, known, style) for n, row in enumerate(chunk))
        first += len(chunk)


def _row(row: Sequence[Cell], number: int, known: dict[Cell, str], style: str) -> str:
    cells: list[str] = []
    for place, cell in enumerate(row):
        ready = known.get(cell) if isinstance(cell, str) or cell is None else _number(cell)
        if ready is None:
            ready = known[cell] = _text(str(cell))
        if ready:
            cells.append(f'<c r="{_column(place)}{number}"{style}{ready}')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _number(cell: float) -> str:
    return f"><v>{float(cell)!r}</v></c>"


def _text(cell: str) -> str:
    """A text is a text, whatever it begins with; what XML cannot hold is written by its number."""
    safe = _ESCAPED.sub(_by_number, cell[:LONGEST])
    space = ' xml:space="preserve"' if safe != safe.strip() else ""
    return f' t="inlineStr"><is><t{space}>{escape(safe)}</t></is></c>'


def _by_number(found: re.Match[str]) -> str:
    sign = found[0]
    return f"_x005F{sign}" if len(sign) > 1 else f"_x{ord(sign):04X}_"


def _column(place: int) -> str:
    """A, B … Z, AA …

    >>> _column(0), _column(25), _column(26), _column(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    high, low = divmod(place, 26)
    return (_column(high - 1) if high else "") + chr(65 + low)
