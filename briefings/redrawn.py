"""An office's own sheets drawn again: the wrong cells orange, everything else as it was.

Only what carries findings is drawn, and no more than MOST_CELLS: a return sheet is asked for
by a click, and the original keeps the rest.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from observations.cells import a1, grid
from observations.finding import Finding, Severity
from observations.layout import FORM_SHEET
from observations.stations import Sheet

MOST_CELLS = 20_000
LONGEST_TEXT = 32_000
LOUD = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}
COLOR = {Severity.CRITICAL: "#F4A261", Severity.WARNING: "#D9CBF0", Severity.INFO: "#E3E8EE"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_LONGEST_SHEET_NAME = 31  # UTF-16 units
_RESERVED = ("history",)
Note = Callable[[Sequence[Finding]], str]
"""The text of a cell's note from its findings."""


@dataclass(frozen=True)
class Drawing:
    """One sheet to draw: under which name, which findings on its cells, from which row cut."""

    name: str
    sheet: Sheet
    findings: tuple[Finding, ...]
    cut: int | None = None  # first row left out; None = the whole sheet


def drawings(
    sheets: Sequence[Sheet], findings: Sequence[Finding], taken: str
) -> tuple[tuple[Drawing, ...], bool]:
    """What to draw of `sheets`, and whether anything written in a visible sheet is left out.

    Drawn are the form's sheet and those with findings on their cells, each down to the row
    where MOST_CELLS are spent. `taken` is the workbook's own sheet name.
    """
    visible = [sheet for sheet in sheets if not sheet.hidden]
    found: list[Drawing] = []
    left, partly = MOST_CELLS, False
    for sheet, about in zip(visible, _by_sheet(visible, findings), strict=True):
        if not about and sheet.name != FORM_SHEET:
            partly |= _cells_by_row(sheet).height > 0
            continue
        cut, spent = _cut(sheet, left)
        left, partly = left - spent, partly or cut is not None
        found.append(Drawing("", sheet, about, cut))
    names = sheet_names([one.sheet.name for one in found], taken)
    return tuple(replace(d, name=n) for d, n in zip(found, names, strict=True)), partly


def _by_sheet(
    sheets: Sequence[Sheet], findings: Sequence[Finding]
) -> Iterator[tuple[Finding, ...]]:
    """The findings on cells of each sheet; of two sheets with one name the first has them."""
    by_name: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.cell:
            by_name.setdefault(finding.sheet, []).append(finding)
    for sheet in sheets:
        yield tuple(by_name.pop(sheet.name, ()))


def sheet_names(written: Sequence[str], taken: str) -> tuple[str, ...]:
    """Names a workbook admits, in order; none twice (whatever the case), none is `taken`."""
    used = {taken.lower(), *_RESERVED}
    names = []
    for place, original in enumerate(written, start=1):
        name = _admitted(original)
        if not name or name.lower() in used:
            name = _free(f"原表{place}", used)
        used.add(name.lower())
        names.append(name)
    return tuple(names)


def _admitted(name: str) -> str:
    units = name.translate(_FORBIDDEN).strip().encode("utf-16-le", "replace")
    return units[: 2 * _LONGEST_SHEET_NAME].decode("utf-16-le", "ignore").strip("' ")


def _free(name: str, used: set[str]) -> str:
    numbered = (f"{name}_{count}" for count in itertools.count(2))
    return next(one for one in itertools.chain([name], numbered) if one.lower() not in used)


def _cells_by_row(sheet: Sheet) -> pl.DataFrame:
    """Columns row, cells: how many cells are written in each row that has any, in order."""
    parts = [sheet.texts.select(pl.col("row").cast(pl.Int64), cells=pl.lit(1, pl.Int64))]
    if sheet.numbers.width:
        counted = sheet.numbers.select(
            row=pl.int_range(pl.len(), dtype=pl.Int64),
            cells=pl.sum_horizontal(pl.all().is_not_null()).cast(pl.Int64),
        )
        parts.append(counted.filter(pl.col("cells") > 0))
    return pl.concat(parts).group_by("row").agg(pl.col("cells").sum()).sort("row")


def _cut(sheet: Sheet, most: int) -> tuple[int | None, int]:
    """The first row that goes beyond `most` cells (None: all fit), and the cells above it."""
    rows = _cells_by_row(sheet).with_columns(total=pl.col("cells").cum_sum())
    fit = rows.filter(pl.col("total") <= most)
    spent = int(fit["total"].max() or 0)  # type: ignore[arg-type]  # a column of ints
    return (int(rows["row"][fit.height]) if fit.height < rows.height else None, spent)


class Texts:
    """Writes what an office wrote as text that stays text, whatever it begins with."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """A format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
            self._styles[key] = self.book.add_format(base | properties)
        return self._styles[key]

    def write(self, sheet: Worksheet, at: tuple[int, int], text: str, **properties: Any) -> None:
        """One text cell; `quote_prefix` keeps it text when somebody edits it."""
        if text.startswith(_FORMULA_STARTS):
            properties["quote_prefix"] = True
        sheet.write_string(*at, text[:LONGEST_TEXT], self.style(**properties))


class Redrawn:
    """One sheet of the office, cell by cell; the wrong ones orange and commented."""

    def __init__(self, book: Workbook, drawing: Drawing, note: Note) -> None:
        self.texts, self.note = Texts(book), note
        self.sheet = book.add_worksheet(drawing.name)
        self.drawing = drawing
        self.wrong: dict[str, list[Finding]] = {}
        for finding in drawing.findings:
            self.wrong.setdefault(finding.cell, []).append(finding)

    def write(self) -> None:
        """All cells above the cut, then the findings on cells that are blank or below it."""
        whole, cut = self.drawing.sheet, self.drawing.cut
        self.sheet.set_column(0, max(whole.numbers.width, 12), 16)
        left = dict(self.wrong)
        for (row, col), cell in sorted(grid(_above(whole, cut)).items()):
            found = left.pop(a1(row, col), [])
            style = {"bg_color": loudest(found)} if found else {}
            if cell.number is None or not math.isfinite(cell.number):
                self.texts.write(self.sheet, (row, col), cell.text, **style)
            else:
                self.sheet.write_number(row, col, cell.number, self.texts.style(**style))
            self._comment(a1(row, col), found)
        for address, found in left.items():
            self._left(address, found, below=cut is not None)

    def _left(self, address: str, found: Sequence[Finding], *, below: bool) -> None:
        """A cell below the cut shows what its finding quotes of it."""
        shown = found[0].value if below else ""
        style = self.texts.style(bg_color=loudest(found), quote_prefix=bool(shown))
        if shown:
            self.sheet.write_string(address, shown[:LONGEST_TEXT], style)
        else:
            self.sheet.write_blank(address, None, style)
        self._comment(address, found)

    def _comment(self, address: str, found: Sequence[Finding]) -> None:
        if found:
            text = self.note(found)[:LONGEST_TEXT]
            self.sheet.write_comment(address, text, {"x_scale": 3, "y_scale": 2})


def links(drawn: Sequence[Drawing]) -> Mapping[str, str]:
    """The office's sheet name → the name under which the first such sheet is drawn."""
    return {one.sheet.name: one.name for one in reversed(drawn)}


def loudest(found: Sequence[Finding]) -> str:
    """The colour of the loudest of `found`."""
    return COLOR[min((f.severity for f in found), key=LOUD.__getitem__)]


def _above(sheet: Sheet, cut: int | None) -> Sheet:
    if cut is None:
        return sheet
    return replace(
        sheet, numbers=sheet.numbers.head(cut), texts=sheet.texts.filter(pl.col("row") < cut)
    )
