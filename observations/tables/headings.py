"""Headings of one or more rows, merged or not, matched with the columns a layout declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from observations.cells import Address, Cell, a1
from observations.errors import UserError
from observations.layout import folded
from observations.period import ReportingPeriod
from observations.signals import SIGNALS
from observations.tables.model import AREA_MARK, PERIOD_MARK, TableColumn, TableLayout
from observations.tables.periods import period_of
from observations.tables.units import is_unit

Merge = tuple[int, int, int, int]
_SEARCHED_ROWS = 30
MOST_MERGED = 200_000
_UNIT = re.compile(r"^(.*?)[((\[【]([^()()\[\]【】]{1,20})[))\]】]$")
_UNIT_AFTER_MARK = re.compile(r"^(.+?)[,,::](?:单位[::]?)?([^,,::]{1,10})$")


@dataclass(frozen=True)
class Bound:
    """A column of the file: what the layout says of it and what its heading adds.

    `unit` is the unit written in the heading, "" when it writes none.
    """

    col: int
    column: TableColumn
    heading: str
    unit: str = ""
    period: ReportingPeriod | None = None
    area: str = ""


@dataclass(frozen=True)
class TableHeadings:
    """Where the headings stand, and what every column is.

    `unknown`: headings the layout does not declare, with their column; `missing`: declared
    columns that are not there; `twice`: columns found a second time.
    """

    row: int
    last: int
    bound: tuple[Bound, ...]
    unknown: tuple[tuple[int, str], ...] = ()
    missing: tuple[TableColumn, ...] = ()
    twice: tuple[tuple[int, str], ...] = ()


@dataclass
class Grid:
    """A sheet's cells with its merged areas; `inside` says which area covers an address.

    `columns`: row → columns written in it, in order. `UserError` for more merged cells than
    any table has.
    """

    cells: Mapping[Address, Cell]
    merged: tuple[Merge, ...] = ()
    inside: dict[Address, Merge] = field(default_factory=dict)
    columns: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row, col in sorted(self.cells):
            self.columns.setdefault(row, []).append(col)
        # only as far as something is written: an area may be declared over a million rows
        height = 1 + max((row for row, _ in self.cells), default=-1)
        width = 1 + max((col for _, col in self.cells), default=-1)
        for area in self.merged:
            rows = range(area[0], min(area[2] + 1, height))
            cols = range(area[1], min(area[3] + 1, width))
            if len(self.inside) + len(rows) * len(cols) > MOST_MERGED:
                most = f"合并的单元格超过 {MOST_MERGED} 格,读到 {a1(area[0], area[1])} 为止"
                raise UserError(most, cure=SIGNALS["file.too_many_merged"].cure)
            self.inside.update(((row, col), area) for row in rows for col in cols)

    def text(self, row: int, col: int) -> str:
        """What stands at an address, or in the first cell of the merged area around it."""
        area = self.inside.get((row, col))
        cell = self.cells.get(area[:2] if area else (row, col))
        return cell.text.strip() if cell else ""


def find_headings(grid: Grid, layout: TableLayout) -> TableHeadings | None:
    """The heading block with the most declared columns; None where no row has any of them."""
    rows = sorted({row for row, _ in grid.cells if row < _SEARCHED_ROWS})
    tried = [_bind(grid, layout, row) for row in rows]
    best = max(tried, key=_fit, default=None)
    return best if best is not None and best.bound else None


def _fit(headings: TableHeadings) -> tuple[int, int, int]:
    """More declared columns first, then fewer unknown ones, then the higher row."""
    return (len({one.column for one in headings.bound}), -len(headings.unknown), -headings.row)


def paths(grid: Grid, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """Column → its headings from top to bottom in rows `first` to `last`: (供水, 总量).

    A group's heading is that of its merged cells; in a file without merged areas, blank cells
    right of a heading belong to it as long as something stands below them.
    """
    written = {col for row, col in grid.cells if first <= row <= last}
    covered = {col for row, col in grid.inside if first <= row <= last}
    found: dict[int, tuple[str, ...]] = {}
    groups: dict[int, str] = {}
    for col in sorted(written | covered):
        words = [_word(grid, groups, (row, col), last) for row in range(first, last + 1)]
        path = tuple(w for n, w in enumerate(words) if w and w not in words[:n])
        if path:
            found[col] = path
    return found


def _word(grid: Grid, groups: dict[int, str], at: Address, last: int) -> str:
    row, col = at
    text = grid.text(row, col)
    below = any(grid.text(under, col) for under in range(row + 1, last + 1))
    if text:
        groups[row] = text if below else ""
        return text
    if row < last and below and not grid.merged:
        return groups.get(row, "")
    return text


def _bind(grid: Grid, layout: TableLayout, first: int) -> TableHeadings:
    last = first + layout.heading_rows - 1
    bound: list[Bound] = []
    unknown: list[tuple[int, str]] = []
    twice: list[tuple[int, str]] = []
    seen: set[tuple[TableColumn, ReportingPeriod | None, str]] = set()
    for col, path in paths(grid, first, last).items():
        fit = next(_fits(layout, col, path), None)
        if fit is None:
            unknown.append((col, "/".join(path)))
        elif (fit.column, fit.period, fit.area) in seen:
            twice.append((col, fit.heading))
        else:
            seen.add((fit.column, fit.period, fit.area))
            bound.append(fit)
    found = {one.column for one in bound}
    missing = tuple(c for c in layout.columns if c not in found and not c.optional)
    return TableHeadings(first, last, tuple(bound), tuple(unknown), missing, tuple(twice))


def _fits(layout: TableLayout, col: int, path: tuple[str, ...]) -> Iterator[Bound]:
    """Declared columns that a written path is, exact headings before those with a mark."""
    marked = (PERIOD_MARK, AREA_MARK)
    order = sorted(layout.columns, key=lambda c: any(mark in c.heading for mark in marked))
    for words, unit in readings(path):
        for column in order:
            for heading in (column.heading, *column.aliases):
                if (fit := _fit_one(layout, heading, words)) is not None:
                    yield Bound(col, column, "/".join(path), unit, *fit)


def readings(path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(words, unit): the headings as written, then without the unit they end in."""
    yield "/".join(path), ""
    split = [_without_unit(word) for word in path]
    units = [unit for _, unit in split if unit]
    if units:
        yield "/".join(words for words, _ in split if words), units[-1]
    if len(path) > 1 and is_unit(path[-1]):  # the unit has a heading row of its own
        yield "/".join(path[:-1]), path[-1]


def _without_unit(word: str) -> tuple[str, str]:
    for pattern in (_UNIT, _UNIT_AFTER_MARK):
        if (match := pattern.match(word.strip())) and is_unit_word(match.group(2)):
            return match.group(1).strip(), match.group(2).strip()
    return word, ""


def is_unit_word(text: str) -> bool:
    """True for what may stand as a unit behind a heading: a unit, or a count's measure word."""
    return is_unit(text) or (0 < len(folded(text)) <= 3 and not text.strip().isdigit())


def _fit_one(
    layout: TableLayout, heading: str, words: str
) -> tuple[ReportingPeriod | None, str] | None:
    """(period, area) that the marks of `heading` stand for in `words`; None when it is another."""
    if PERIOD_MARK not in heading and AREA_MARK not in heading:
        return (None, "") if folded(heading) == folded(words) else None
    pattern = re.escape(folded(heading))
    for mark, group in ((PERIOD_MARK, "period"), (AREA_MARK, "area")):
        pattern = pattern.replace(re.escape(mark), f"(?P<{group}>.+)")
    match = re.fullmatch(pattern, folded(words))
    if match is None:
        return None
    said = match.groupdict()
    period = period_of(said["period"], layout) if said.get("period") else None
    area = layout.area_codes.get(folded(said["area"]), "") if said.get("area") else ""
    lacks = ("period" in said and period is None) or ("area" in said and not area)
    return None if lacks else (period, area)
