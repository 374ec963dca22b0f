"""Looking a sheet over for a draft: where the headings end and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from observations.cells import Cell, grid
from observations.identity import Area
from observations.layout import folded
from observations.number import MISSING_WORDS, normal, read_number
from observations.period_words import day_in, months_in
from observations.stations import Sheet
from observations.tables.guess import area_called
from observations.tables.headings import Grid, paths, readings
from observations.tables.units import is_unit

Content = Literal["number", "ordinal", "area", "period", "unit", "text", "blank"]
NOTES = (
    "注",
    "备注",
    "说明",
    "填表",
    "制表",
    "审核",
    "负责人",
    "单位负责人",
    "填报日期",
    "填报人",
    "资料来源",
    "联系",
)
TOTALS = ("合计", "总计", "全旗合计", "全市合计", "累计合计")
SUBTOTALS = ("小计",)
_SEARCHED_ROWS = 40
_MOST_HEADINGS = 3
_AREA_HEADING = re.compile("地区|旗区|区县|乡镇|镇街|行政区|区域")
_YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Column:
    """A column as found: its heading without the unit, the unit, what stands below."""

    col: int
    heading: str
    unit: str
    content: Content


@dataclass(frozen=True)
class Survey:
    """A sheet as found. `rows`: those below the headings up to the notes, without numbering.

    `numbering`: first words of a row 甲 乙 1 2; `end`: first words of the first note.
    """

    sheet: str
    grid: Grid
    title: str
    first: int
    last: int
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    numbering: str = ""
    end: str = ""


def survey(sheet: Sheet, areas: Sequence[Area]) -> Survey | None:
    """What the sheet seems to hold; None when no row looks like data under headings."""
    cells = Grid(grid(sheet), sheet.merged)
    rows = sorted({row for row, _ in cells.cells})
    begins = next((row for row in rows[:_SEARCHED_ROWS] if _is_data(cells, row)), None)
    above = [row for row in rows if begins is not None and row < begins]
    if begins is None or not above:
        return None
    last, numbering = above[-1], ""
    below = [row for row in rows if row >= begins]
    if _is_numbering(cells, begins):
        numbering, below = _first_text(cells, begins), below[1:]
    first = _first_heading(cells, above)
    data, end = _until_notes(cells, below)
    title = " ".join(c.text for (r, _), c in sorted(cells.cells.items()) if r < first)
    columns = tuple(
        _column(cells, col, path, (data, areas)) for col, path in paths(cells, first, last).items()
    )
    return Survey(sheet.name, cells, title, first, last, columns, tuple(data), numbering, end)


def is_number(cell: Cell | None) -> bool:
    """True for a number, stored or written, in any unit."""
    if cell is None or cell.kind not in "ns":
        return False
    if cell.number is not None:
        return True
    text = normal(cell.text)
    problem = read_number(text).problem
    return text not in MISSING_WORDS and problem in ("", "cell.unit")


def _cells(grid: Grid, row: int) -> list[Cell]:
    return [grid.cells[row, col] for col in grid.columns.get(row, ())]


def _is_data(grid: Grid, row: int) -> bool:
    cells = _cells(grid, row)
    numbers = [cell for cell in cells if is_number(cell) and not _is_year(cell)]
    return len(cells) > 1 and bool(numbers)


def _is_year(cell: Cell) -> bool:
    text = normal(cell.text).removesuffix("年")
    return text.isdigit() and int(text) in _YEARS


def _is_numbering(grid: Grid, row: int) -> bool:
    """甲 乙 1 2 3 under the headings."""
    texts = [normal(cell.text) for cell in _cells(grid, row)]
    digits = [int(text) for text in texts if text.isdigit()]
    words = [text for text in texts if not text.isdigit()]
    counted = len(digits) > 1 and digits == list(range(digits[0], digits[0] + len(digits)))
    return counted and digits[0] in (0, 1) and all(word in "甲乙丙丁戊序号" for word in words)


def _first_text(grid: Grid, row: int) -> str:
    return _cells(grid, row)[0].text.strip()


def _first_heading(grid: Grid, above: Sequence[int]) -> int:
    """Up from the last row above the data, as long as it looks like headings and no title."""
    first = above[-1]
    for row in reversed(above[-_MOST_HEADINGS:-1]):
        cells = _cells(grid, row)
        labelled = any(":" in folded(cell.text) for cell in cells)
        if len(cells) < 2 or labelled or row != first - 1:
            break
        first = row
    return first


def _until_notes(grid: Grid, rows: Sequence[int]) -> tuple[list[int], str]:
    for n, row in enumerate(rows):
        text = folded(_first_text(grid, row))
        opens = any(text.startswith(word) for word in NOTES)
        if opens and not any(is_number(cell) for cell in _cells(grid, row)):
            return list(rows[:n]), _opening(text)
    return list(rows), ""


def _opening(text: str) -> str:
    """The word a note opens with, up to its colon."""
    head, colon, _ = text.partition(":")
    return f"{head}{colon}" if colon and len(head) <= 6 else text[:4]


def _column(
    grid: Grid, col: int, path: tuple[str, ...], held: tuple[Sequence[int], Sequence[Area]]
) -> Column:
    words, unit = list(readings(path))[-1]
    rows, areas = held
    below = [grid.cells.get((row, col)) or Cell("s", grid.text(row, col)) for row in rows]
    content = _content(below, areas)
    named = content == "text" and bool(_AREA_HEADING.search(words))
    return Column(col, words, unit, "area" if named else content)


def _content(below: Sequence[Cell], areas: Sequence[Area]) -> Content:
    """What most of the cells of a column are."""
    aside = (*TOTALS, *SUBTOTALS)
    written = [cell for cell in below if cell.text and folded(cell.text) not in aside]
    if not written:
        return "blank"
    if [normal(cell.text) for cell in written] == [str(n) for n in range(1, len(written) + 1)]:
        return "ordinal"
    fitting: tuple[tuple[Content, Callable[[Cell], bool]], ...] = (
        ("period", lambda cell: bool(months_in(cell.text) or day_in(cell.text))),
        ("number", lambda cell: is_number(cell) or normal(cell.text) in MISSING_WORDS),
        ("area", lambda cell: area_called(cell.text, areas) is not None),
        ("unit", lambda cell: is_unit(cell.text)),
    )
    for content, fits in fitting:
        if sum(fits(cell) for cell in written) > len(written) / 2:
            return content
    return "text"
