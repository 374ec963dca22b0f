"""One of the office's sheets: wrong cells get a fill and a note, nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observations.address import Address, a1
from observations.marking.cells import Scan, Spot, anchors, scan
from observations.marking.comments import annotate
from observations.marking.package import Package
from observations.marking.styles import Styles
from observations.marking.xml import Splices, with_attributes

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Mark:
    """What is wrong with one cell: how loud, and the text of its note."""

    severity: str
    text: str


def mark_sheet(
    package: Package, part: str, marks: Mapping[Address, Mark], styles: Styles, *, again: bool
) -> None:
    """Colour and annotate the cells of `marks`.

    `again`: the workbook carries marks of an earlier return; those that no longer hold lose
    their fill and their note says so.
    """
    data = package.read(part)
    marks = _seen(data, marks)
    watched = styles.marked_formats() if again else frozenset()
    found = scan(data, frozenset(marks), watched)
    splices = Splices(data)
    _colour(splices, found, {at: mark.severity for at, mark in marks.items()}, styles)
    _restore(splices, found, frozenset(marks), styles)
    notes = {at: mark.text for at, mark in marks.items()}
    legacy = annotate(package, part, found, notes)
    if legacy:
        where = f'<{found.prefix}legacyDrawing xmlns:r="{_RELATIONS}" r:id="{legacy}"/>'
        splices.insert(found.end if found.late is None else found.late, where)
    package.write(part, splices.done())


def _seen(data: bytes, marks: Mapping[Address, Mark]) -> dict[Address, Mark]:
    """The marks where people see them: of a merged range only the first cell shows."""
    moved, found = anchors(data, marks), dict[Address, Mark]()
    for at, mark in marks.items():
        shown = moved.get(at, at)
        if shown not in found:
            found[shown] = mark
            continue
        one = found[shown]
        loud = "critical" if "critical" in (one.severity, mark.severity) else mark.severity
        found[shown] = Mark(loud, f"{one.text}\n\n{mark.text}")
    return found


def _colour(
    splices: Splices, found: Scan, severities: Mapping[Address, str], styles: Styles
) -> None:
    blanks: dict[tuple[int, int] | None, list[tuple[Address, Spot, int]]] = {}
    for at, spot in sorted(found.spots.items()):
        style = styles.marked(spot.style, severities[at])
        if spot.tag is None:
            blanks.setdefault(spot.row, []).append((at, spot, style))
        else:
            tag = with_attributes(splices.data[slice(*spot.tag)], {"s": str(style)})
            splices.replace(*spot.tag, tag)
    for row_tag, cells in blanks.items():
        if row_tag is None:
            _new_rows(splices, found, cells)
        else:
            _into_row(splices, found, row_tag, cells)


def _into_row(
    splices: Splices, found: Scan, row: tuple[int, int], cells: list[tuple[Address, Spot, int]]
) -> None:
    """Blank cells into a row that is there; its `spans` would no longer be true."""
    tag = with_attributes(splices.data[slice(*row)], {"spans": None})
    if tag.endswith(b"/>"):
        inside = "".join(_cell(found.prefix, at, style) for at, _, style in cells)
        splices.replace(*row, tag[:-2] + f">{inside}</{found.prefix}row>".encode())
        return
    splices.replace(*row, tag)
    for at, spot, style in cells:
        splices.insert(spot.at, _cell(found.prefix, at, style))


def _new_rows(splices: Splices, found: Scan, cells: list[tuple[Address, Spot, int]]) -> None:
    rows: dict[int, tuple[int, str]] = {}
    for at, spot, style in cells:
        before = rows.get(at[0], (spot.at, ""))[1]
        rows[at[0]] = (spot.at, before + _cell(found.prefix, at, style))
    made = [
        (offset, f'<{found.prefix}row r="{row + 1}">{inside}</{found.prefix}row>')
        for row, (offset, inside) in rows.items()
    ]
    start, inner = found.data
    if splices.data[inner - 2 : inner] == b"/>":
        whole = "".join(xml for _, xml in made)
        tag = splices.data[start : inner - 2]
        splices.replace(start, inner, tag + f">{whole}</{found.prefix}sheetData>".encode())
        return
    for offset, xml in made:
        splices.insert(offset, xml)


def _cell(prefix: str, at: Address, style: int) -> str:
    return f'<{prefix}c r="{a1(*at)}" s="{style}"/>'


def _restore(splices: Splices, found: Scan, wrong: frozenset[Address], styles: Styles) -> None:
    """Cells that an earlier return coloured and that are right now look as they did."""
    for at, spot in found.styled.items():
        if at not in wrong and spot.tag is not None:
            plain = styles.unmarked(spot.style, found.used)
            tag = with_attributes(splices.data[slice(*spot.tag)], {"s": str(plain)})
            splices.replace(*spot.tag, tag)
