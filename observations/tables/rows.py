"""Rows of a third party's table: data, control totals, notes below, rows left out on purpose."""

from __future__ import annotations

from dataclasses import replace

from observations.cells import a1
from observations.layout import folded
from observations.number import PROBLEMS, Reading
from observations.stations import stores_numbers
from observations.tables.headings import Bound
from observations.tables.keys import RowKey, key_labels, row_key
from observations.tables.merged import entry_cell, tell_merged
from observations.tables.model import TableLayout, Total
from observations.tables.numbers import Wanted, as_written, exact, in_own_unit, unit_of
from observations.tables.page import Mark, TablePage
from observations.tables.totals import check_total
from observations.tables.units import same_unit


def read_rows(page: TablePage) -> None:
    """Every row below the headings: its numbers as marks, everything else said or left out."""
    ended = False
    _skip_blank_periods(page)
    for row in page.rows():
        labels = key_labels(page, row)
        ended = ended or _opens_notes(page, row)
        if ended or labels & _folded_words(page.layout.ignored_rows):
            page.leave_out(row)
            continue
        total = next((t for t in page.layout.totals if folded(t.label) in labels), None)
        if total is not None:
            _read_total(page, row, total)
        elif (key := row_key(page, row)) is not None:
            _read_data(page, row, key)
        else:
            page.drop(page.left_in(row))


def _skip_blank_periods(page: TablePage) -> None:
    """A column for a period in which nothing at all is written yet is not reported yet."""
    filled = {col for row, col in page.cells if row > page.headings.last}
    kept = []
    for bound in page.headings.bound:
        if bound.period is not None and bound.col not in filled:
            address = a1(page.headings.last, bound.col)
            page.note("table.ignored", "为报告期列,整列没有填数,不作缺报", address)
        else:
            kept.append(bound)
    page.headings = replace(page.headings, bound=tuple(kept))


def _folded_words(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(folded(word) for word in words)


def _opens_notes(page: TablePage, row: int) -> bool:
    text = folded(page.cells[page.left_in(row)[0]].text)
    return any(text.startswith(folded(word)) for word in page.layout.end)


def _read_total(page: TablePage, row: int, total: Total) -> None:
    check_total(page, row, total)
    if total.area:
        _read_data(page, row, RowKey(area=total.area), counted=False)
    else:
        keys = [b.col for b in page.headings.bound if b.column.role != "data"]
        page.drop([(row, col) for col in keys])
        left = page.left_in(row)
        for address in left:
            page.note(
                "table.ignored", f"在“{total.label}”行而不是该行的合计列,未采用", a1(*address)
            )
        page.drop(left)


def _read_data(page: TablePage, row: int, key: RowKey, *, counted: bool = True) -> None:
    note = " ".join(
        page.grid.text(row, b.col) for b in page.headings.bound if b.column.role == "note"
    ).strip()
    page.drop([(row, b.col) for b in page.headings.bound if b.column.role != "data"])
    for bound in page.headings.bound:
        if bound.column.role == "data":
            _read_number(page, (row, bound), key, note=note, counted=counted)


def _read_number(
    page: TablePage, at: tuple[int, Bound], key: RowKey, *, note: str, counted: bool
) -> None:
    row, bound = at
    page.drop([(row, bound.col)])
    period = bound.period or key.period or page.period
    wanted = _wanted(page, bound, key)
    if wanted is None or period is None:
        return
    area = key.area or bound.area or bound.column.area or _row_area(key) or page.layout.area
    about = (wanted.indicator.key, area, period)
    cell = entry_cell(page, row, bound)
    reading = _taken(page, at, key, wanted)
    if reading is None:
        page.refuse(about, bound.col)
        return
    if counted and reading.value is not None:
        for sums in (page.written, page.group):
            sums.setdefault(bound.col, []).append(exact(reading))
    own, printed = in_own_unit(reading, wanted), cell.text if cell else ""
    page.marks.append(Mark(*about, wanted.part, own, printed, a1(row, bound.col), note))


def _taken(page: TablePage, at: tuple[int, Bound], key: RowKey, wanted: Wanted) -> Reading | None:
    """The number of an entry as written; None, told, where merging, unit or text forbid it."""
    row, bound = at
    if tell_merged(page, row, bound) or not _unit_agrees(page, bound, key, wanted):
        return None
    cell = entry_cell(page, row, bound)
    reading = as_written(cell, wanted)
    if reading.problem:
        shown = cell.text[:40] if cell else ""
        about = f"“{bound.heading}”列填的“{shown}”{PROBLEMS[reading.problem]}"
        said = f",表样的单位是“{wanted.unit}”" if reading.problem == "cell.unit" else ""
        page.tell(reading.problem, about + said, a1(row, bound.col), value=shown)
        return None
    _note_reading(page, at, reading, wanted)
    return reading


def _row_area(key: RowKey) -> str:
    return key.name.area if key.name else ""


def _wanted(page: TablePage, bound: Bound, key: RowKey) -> Wanted | None:
    """The indicator, part and unit of a cell: the row's name says them, else the column."""
    said = key.name if key.name is not None else bound.column
    indicator = page.indicators.get(said.indicator)
    if indicator is None:
        return None
    return Wanted(indicator, said.part, said.unit or unit_of(indicator, said.part))


def _unit_agrees(page: TablePage, bound: Bound, key: RowKey, wanted: Wanted) -> bool:
    """The unit written in the row or heading must be the one the layout declares."""
    written = key.unit if key.unit is not None else bound.unit
    if not written or same_unit(written, wanted.unit):
        return True
    cell = key.unit_cell or a1(page.headings.last, bound.col)
    about = f"单位写的是“{written}”,表样写的是“{wanted.unit}”"
    page.tell_once("table.unit", about, cell, value=written)
    return False


def _note_reading(page: TablePage, at: tuple[int, Bound], reading: Reading, wanted: Wanted) -> None:
    """Infos about numbers that were understood, one a column: text, percent, conversion."""
    row, bound = at
    cell, address = entry_cell(page, row, bound), a1(row, bound.col)
    if cell is None or reading.value is None:
        return
    if cell.percent:
        page.note("cell.percent_shown", f"“{bound.heading}”列以百分数显示,已按百分数识别", address)
    if cell.kind == "s" and stores_numbers(page.kind) and wanted.indicator.kind != "yes":
        page.note("cell.number_as_text", f"“{bound.heading}”列的数以文本形式填写", address)
    if wanted.factor != 1:
        about = f"“{bound.heading}”列由{wanted.unit}换算为{wanted.own_unit}"
        page.note("table.converted", about, address)


def tell_totals_missing(page: TablePage, layout: TableLayout) -> None:
    """A declared total that is not there: the table may have been cut."""
    for total in layout.totals:
        if total.label not in page.totals_seen:
            page.tell("total.missing", f"没有找到“{total.label}”行")
