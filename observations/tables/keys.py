"""What a row is about: area, indicator, period and unit in its key columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from observations.cells import a1
from observations.layout import folded
from observations.number import normal
from observations.period import ReportingPeriod
from observations.tables.headings import Bound
from observations.tables.model import KEY_ROLES, RowName
from observations.tables.page import TablePage
from observations.tables.periods import period_of

SAME_AS_ABOVE = frozenset(("同上", "〃", "″", '"', "''", "上同"))


@dataclass(frozen=True)
class RowKey:
    """What the key columns of a row say; empty where the layout has no such column."""

    area: str = ""
    name: RowName | None = None
    period: ReportingPeriod | None = None
    unit: str | None = None
    unit_cell: str = ""


def row_key(page: TablePage, row: int) -> RowKey | None:
    """The key of a data row; None (and a finding with its cell) where a key is not known."""
    key: RowKey | None = RowKey()
    for bound in page.headings.bound:
        if bound.column.role not in KEY_ROLES:
            continue
        text = _key_text(page, row, bound)
        read = _READERS[bound.column.role](page, (row, bound), text, key or RowKey())
        key = read if read is not None and key is not None else None
    return key


def key_labels(page: TablePage, row: int) -> frozenset[str]:
    """Folded texts a row is known by: its first cell's and those in its key columns."""
    cols = [bound.col for bound in page.headings.bound if bound.column.role in KEY_ROLES]
    first = page.left_in(row)[0][1]
    return frozenset(folded(page.grid.text(row, col)) for col in (first, *cols)) - {""}


def _key_text(page: TablePage, row: int, bound: Bound) -> str:
    """What stands there, in the merged area around it, or above where 同上 says so."""
    text = page.grid.text(row, bound.col)
    page.drop([(row, bound.col)])
    above = folded(text) in SAME_AS_ABOVE or (not text and bound.column.repeats)
    text = page.above.get(bound.col, "") if above else text
    page.above[bound.col] = text
    return text


Read = Callable[[TablePage, tuple[int, Bound], str, RowKey], RowKey | None]


def _area(page: TablePage, at: tuple[int, Bound], text: str, key: RowKey) -> RowKey | None:
    code = page.layout.area_codes.get(folded(text))
    return replace(key, area=code) if code else _unknown(page, at, text, "地区")


def _indicator(page: TablePage, at: tuple[int, Bound], text: str, key: RowKey) -> RowKey | None:
    name = page.layout.row_names.get(folded(text))
    return replace(key, name=name) if name else _unknown(page, at, text, "指标")


def _period(page: TablePage, at: tuple[int, Bound], text: str, key: RowKey) -> RowKey | None:
    row, bound = at
    cell = page.grid.cells.get((row, bound.col))
    stored = cell is not None and cell.number is not None
    short = stored and len(text.partition(".")[2]) == 1  # 2024.1 may have been 2024.10
    date_cell = cell is not None and cell.kind == "d"
    period = None if short else period_of(text, page.layout, date_cell=date_cell)
    if period is not None:
        return replace(key, period=period)
    about = f"“{text[:40]}”不是一个{page.layout.frequency.label}报的报告期"
    page.tell("period.unread", about, a1(row, bound.col), value=text)
    return None


def _unit(page: TablePage, at: tuple[int, Bound], text: str, key: RowKey) -> RowKey | None:
    del page
    return replace(key, unit=normal(text), unit_cell=a1(at[0], at[1].col))


_READERS: Mapping[str, Read] = {
    "area": _area,
    "indicator": _indicator,
    "period": _period,
    "unit": _unit,
}


def _unknown(page: TablePage, at: tuple[int, Bound], text: str, what: str) -> RowKey | None:
    row, bound = at
    about = f"{what}“{text[:40]}”不在表样中" if text else f"这一行没有写{what}"
    page.tell("row.unknown", about, a1(row, bound.col), value=text)
    return None
