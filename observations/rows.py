"""Rows of a form: matched with the layout, locked content compared, values read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observations.cells import Cell
from observations.indicator import Indicator
from observations.layout import FOOTER_LABELS, LayoutRow, folded
from observations.manifest import ManifestRow
from observations.merged import PARTS
from observations.number import (
    MISSING,
    MISSING_WORDS,
    PROBLEMS,
    Reading,
    from_cell,
    from_percent,
    leading_number,
    normal,
    read_number,
    read_yes,
    shown_number,
    unit_cure,
)
from observations.page import Page
from observations.signals import SIGNALS
from observations.stations import stores_numbers
from observations.values import kept_value

_LOCKED_FROM_LAYOUT = ("name", "unit", "numerator_name", "denominator_name")
_FLAGS = {"TRUE": Reading(1.0), "FALSE": Reading(0.0)}


@dataclass(frozen=True)
class Taken:
    """A cell and the number read from it."""

    cell: Cell | None
    reading: Reading
    address: str


def table_rows(page: Page) -> list[int]:
    """Written rows under the headings, down to the footer; however far away the last one is."""
    start = page.headings.row + 1
    rows = sorted({row for row, _ in page.cells if row >= start})
    labels = {folded(label) for label in FOOTER_LABELS}
    for at in sorted(page.cells):
        if at[0] >= start and page.label(at) in labels:
            return rows[: bisect_left(rows, at[0])]
    return rows


def match_rows(page: Page) -> dict[int, LayoutRow]:
    """Sheet row → layout row, by number and name; unknown, double and missing rows named."""
    matched: dict[int, LayoutRow] = {}
    for row in table_rows(page):
        written = {c: page.cells.get((row, page.headings.columns[c])) for c in ("number", "name")}
        if not any(written.values()) and not _has_entries(page, row):
            continue
        found = _matched(page, {c: cell.text if cell else "" for c, cell in written.items()})
        where = page.place(page.address(row, "name"))
        shown = " ".join(cell.text for cell in written.values() if cell) or "没有序号和指标的行"
        if found is None and folded(shown_name(written)) in page.dropped:
            _drop(page, row)
        elif found is None:
            gone = page.layout.fate(folded(shown_name(written)))
            page.tell("row.unknown", f"“{shown}”不在表样中{gone and ','}{gone}", where, value=shown)
            _drop(page, row)
        elif found in matched.values():
            page.tell("row.duplicate", f"“{shown}”出现两行", where, value=shown)
            _drop(page, row)
        else:
            matched[row] = found
    _tell_missing(page, matched)
    return matched


def _tell_missing(page: Page, matched: Mapping[int, LayoutRow]) -> None:
    """Rows of the layout that are not there, and after which cell each belongs."""
    at = {row.key: page.address(sheet_row, "name") for sheet_row, row in matched.items()}
    after = page.address(page.headings.row, "name")
    for row in page.layout.rows:
        if row.key in at:
            after = at[row.key]
        else:
            about = f"{after} 下面缺少第 {row.number} 行“{row.name}”"
            page.tell("row.missing", about, page.place(key=row.key))


def shown_name(written: Mapping[str, Cell | None]) -> str:
    """The name written in a row; "" when blank."""
    cell = written["name"]
    return cell.text if cell else ""


def _matched(page: Page, written: Mapping[str, str]) -> LayoutRow | None:
    name, number = folded(written["name"]), folded(written["number"])
    named = page.layout.rows_by_name.get(name, ())
    if len(named) == 1:
        return named[0]
    return next((r for r in page.layout.rows if str(r.number) == number), None)


def _has_entries(page: Page, row: int) -> bool:
    columns = page.headings.columns
    cols = (columns.get(column, -1) for column in PARTS)
    return any((row, col) in page.cells for col in cols)


def _drop(page: Page, row: int) -> None:
    for col in page.headings.columns.values():
        page.cells.pop((row, col), None)


def read_row(page: Page, row: int, expected: LayoutRow, indicator: Indicator) -> dict[str, Any]:
    """The batch row (without receipt and office); {} when a critical finding keeps it out."""
    before = len(page.findings)
    _compare_locked(page, row, expected)
    above, below, value = (_number(page, (row, column), indicator, expected) for column in PARTS)
    note = page.take(row, "note")
    reading = kept_value(page, expected, indicator, (above, below, value))
    _compare_known(page, expected, (value.address, reading, above.reading, below.reading))
    if any(SIGNALS[f.rule].severity == "critical" for f in page.findings[before:]):
        page.forget_recomputed(value.address)
        return {}
    return {
        "indicator": expected.indicator,
        "area": expected.area,
        "value": reading.value,
        "numerator": above.reading.value,
        "denominator": below.reading.value,
        "status": "M" if reading.value is None else "A",
        "qualifier": reading.qualifier,
        "printed": value.cell.text if value.cell else "",
        "decimals": reading.decimals,
        "note": note.text.strip() if note else "",
        "cell": value.address,
        "numerator_cell": above.address if expected.computed else "",
        "denominator_cell": below.address if expected.computed else "",
    }


def _number(page: Page, at: tuple[int, str], indicator: Indicator, expected: LayoutRow) -> Taken:
    row, column = at
    cell = page.take(row, column)
    if column != "value" and not expected.computed:
        _tell_needless(page, at, cell, expected)
        cell = None
    reading = _read(cell, column, indicator, computed=expected.computed)
    taken = Taken(cell, reading, page.address(row, column))
    _tell_reading(page, taken, expected, _unit(indicator, column), numeric=indicator.kind != "yes")
    return taken


def _tell_needless(page: Page, at: tuple[int, str], cell: Cell | None, expected: LayoutRow) -> None:
    """A part of a fraction in a row that has none is not taken for anything."""
    if cell is not None and normal(cell.text) not in MISSING_WORDS:
        shown, place = cell.text[:40], page.place(page.address(*at), expected.key)
        about = f"“{expected.name}”不按分子、分母计算,填的“{shown}”未采用"
        page.tell("cell.unexpected", about, place, value=shown)


def _tell_reading(
    page: Page, taken: Taken, expected: LayoutRow, unit: str, *, numeric: bool
) -> None:
    if (cell := taken.cell) is None:
        return
    place, shown, reading = page.place(taken.address, expected.key), cell.text[:40], taken.reading
    if reading.problem:
        about = f"填报“{shown}”{PROBLEMS[reading.problem]}"
        cure = _cure(reading.problem, shown, unit)
        page.tell(reading.problem, about, place, value=shown, cure=cure)
    elif cell.percent and reading.value is not None:
        about = f"单元格以百分数显示({shown}),已按 {shown_number(reading.value)} 识别"
        page.tell("cell.percent_shown", about, place, value=shown)
    elif numeric and cell.kind == "s" and stores_numbers(page.kind) and reading.value is not None:
        about = f"“{shown}”以文本形式填写,已按 {shown_number(reading.value)} 识别"
        page.tell("cell.number_as_text", about, place, value=shown)


def _cure(problem: str, shown: str, unit: str) -> str:
    """What to write instead where the cell itself tells; "" for the rule's usual cure."""
    if problem == "cell.unit":
        return unit_cure(shown, unit)
    if problem != "cell.more_than_a_number":
        return ""
    digits = leading_number(shown)
    return f"请只填“{digits}”,约数写“约{digits}”,其余文字写在“说明”列"


def _read(cell: Cell | None, column: str, indicator: Indicator, *, computed: bool) -> Reading:
    if cell is None or (cell.kind == "f" and column == "value" and computed):
        return MISSING
    if cell.kind in _PROBLEM_KINDS:
        return Reading(problem=_PROBLEM_KINDS[cell.kind])
    if cell.number is not None and not cell.percent:
        return from_cell(cell.number)
    if cell.number is not None:
        shown = column == "value" and normal(indicator.unit) == "%"
        return from_percent(cell.number) if shown else Reading(problem="cell.unit")
    if column == "value" and indicator.kind == "yes":
        return _FLAGS.get(cell.text) or read_yes(cell.text)
    ratio = column == "value" and indicator.kind == "ratio"
    return read_number(cell.text, _unit(indicator, column), ratio=ratio)


def _unit(indicator: Indicator, column: str) -> str:
    units = {"numerator": indicator.numerator_unit, "denominator": indicator.denominator_unit}
    return units.get(column, indicator.unit)


_PROBLEM_KINDS = {
    "e": "cell.error",
    "f": "cell.formula_without_value",
    "d": "cell.not_a_number",
}


def _compare_locked(page: Page, row: int, expected: LayoutRow) -> None:
    """Printed content as it was printed; the definition's wording is explicitly not compared."""
    page.take(row, "definition")
    printed = {
        "number": str(expected.number),
        "name": expected.name,
        "unit": expected.unit,
        "numerator_name": expected.numerator,
        "denominator_name": expected.denominator,
    }
    sent = _manifest_row(page, expected)
    if sent is not None:
        printed |= {"previous": sent.previous, "target": sent.target}
    if page.older:  # what it printed of the parts is not kept anywhere
        del printed["numerator_name"], printed["denominator_name"]
    for column in ("number", *_LOCKED_FROM_LAYOUT, "previous", "target"):
        cell = page.take(row, column)
        written = cell.text if cell else ""
        there = column in printed and column in page.headings.columns
        if there and folded(written) != folded(printed[column]):
            heading = page.layout.column(column).heading
            about = f"锁定的“{heading}”由“{printed[column]}”改成了“{written[:40]}”"
            place = page.place(page.address(row, column), expected.key)
            cure = f"恢复为“{printed[column]}”"
            page.tell("locked.changed", about, place, value=written[:40], cure=cure)


def _manifest_row(page: Page, expected: LayoutRow) -> ManifestRow | None:
    rows = page.manifest.rows if page.manifest else ()
    return next((r for r in rows if r.key == expected.key), None)


def _compare_known(
    page: Page, expected: LayoutRow, read: tuple[str, Reading, Reading, Reading]
) -> None:
    """A value the system already had and locked comes back as it went out."""
    sent = _manifest_row(page, expected)
    address, *readings = read
    for known, reading in zip(sent.known_values() if sent else (), readings, strict=False):
        if isinstance(known, float | int) and reading.value != known:
            shown = "空白" if reading.value is None else f"{reading.value:g}"
            about = f"系统已有的值 {known:g} 被改成了{shown}"
            page.tell("locked.changed", about, page.place(address, expected.key), value=shown)
