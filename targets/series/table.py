"""From the rows of a table to series: every cell is understood or named with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from observations.errors import UserError
from observations.number import MISSING_WORDS, normal
from observations.period import ReportingPeriod
from observations.period_words import months_in
from targets.series.model import Point, Series, end_month

REQUIRED = ("series", "period", "value")
CONSTANT = ("base_period", "target", "target_period", "direction", "limit", "target_max")
COLUMNS = (*REQUIRED, *CONSTANT, "milestone")
UNKNOWN = frozenset({"na", "n/a", "nan", "null", "none", "nat", "<na>"})  # what tools write
DIRECTIONS = {"up": "up", "positive": "up", "down": "down", "negative": "down"}
MOST_NAMED = 20
LARGEST = 1e100
_LIKE = 0.75
_ROW_NUMBERS = "#"
_WHOLE_YEAR = re.compile(r"([0-9]{4})\.0+")  # a column of numbers with gaps, as tools write it
_CHINESE = re.compile(r"[0-9]{4}年(?:[0-9]{1,2}月|第?[一二三四1-4]季度)?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class IllWrittenError(ValueError):
    """A cell cannot be read; the text is the cure."""


@dataclass(frozen=True)
class Table:
    """What a file holds: series in order of their first row, and the columns left aside.

    The first column may be without a name, as tools write the numbers of rows; it is left aside.
    """

    series: tuple[Series, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    line: int
    name: str
    cells: Mapping[str, Any]


def read_table(name: str, lines: Sequence[Sequence[str]]) -> Table:
    """The series in `lines`, the first of which holds the column names; blank lines are no rows.

    `name` is what the file is called in messages. `UserError` names every cell that cannot be
    read (the first 20) with its line; nothing is left out silently.
    """
    head = [cell.strip().lower() for cell in lines[0]] if lines else []
    ignored = _checked_head(name, head)
    if head and not head[0]:
        head[0] = _ROW_NUMBERS
    problems: list[str] = []
    rows = [
        _row(line, _named(line, head, cells, problems), problems)
        for line, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    by_name: dict[str, list[_Row]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    found = tuple(_series(one, members, problems) for one, members in by_name.items())
    if problems:
        _refuse(name, problems)
    if not found:
        raise UserError(f"《{name}》没有数据行", cure="表头之下每期写一行")
    return Table(found, ignored)


def _refuse(name: str, problems: Sequence[str]) -> None:
    more = len(problems) - MOST_NAMED
    rest = f";另有{more}处" if more > 0 else ""
    raise UserError(f"《{name}》{';'.join(problems[:MOST_NAMED])}{rest}", cure="改正后重新判定")


def _checked_head(name: str, head: Sequence[str]) -> tuple[str, ...]:
    """The columns that are not ours; `UserError` for missing, repeated and misspelt ones."""
    missing = [column for column in REQUIRED if column not in head]
    if missing:
        raise UserError(
            f"《{name}》第1行缺列:{'、'.join(missing)}", cure=f"表头写:{','.join(COLUMNS[:-1])}"
        )
    twice = sorted({column for column in head if column and head.count(column) > 1})
    if twice:
        raise UserError(f"《{name}》第1行列名重复:{'、'.join(twice)}", cure="每列只写一次")
    others = tuple(column for column in head if column and column not in COLUMNS)
    for column in others:
        if meant := get_close_matches(column, COLUMNS, n=1, cutoff=_LIKE):
            raise UserError(
                f"《{name}》第1行:不认识的列“{column}”",
                cure=f"应写 {meant[0]},或换一个不相近的列名",
            )
    return others


def number_in(written: str) -> float | None:
    """A number with a decimal point, digits kept; None when missing; no unit, no thousands.

    >>> number_in("1.5e-05"), number_in("—")
    (1.5e-05, None)
    """
    text = normal(written)
    if _is_unknown(text):
        return None
    if not _NUMBER.fullmatch(text):
        raise IllWrittenError("只写数,如 12.5;不带单位、百分号和千分位逗号")
    number = float(text)
    if abs(number) > LARGEST:
        raise IllWrittenError("数太大,改用较大的单位")
    return number


def _is_unknown(text: str) -> bool:
    return text in MISSING_WORDS or text.lower() in UNKNOWN


def _period_in(written: str) -> ReportingPeriod | None:
    """A period; a year may be written `2015.0`, each as people write it: `2024年第二季度`.

    >>> str(_period_in("2015.0")), str(_period_in("2024年第二季度")), _period_in("NaN")
    ('2015', '2024-Q2', None)
    """
    text = _WHOLE_YEAR.sub(r"\1", normal(written))
    if _is_unknown(text):
        return None
    if _CHINESE.fullmatch(text) and (months := [*months_in(text)]) and (named := months[0].exact()):
        return named
    try:
        return ReportingPeriod.parse(text)
    except UserError as error:
        raise IllWrittenError(error.cure) from error


def _direction_in(written: str) -> str | None:
    text = normal(written).lower()
    if _is_unknown(text):
        return None
    if text not in DIRECTIONS:
        raise IllWrittenError("上升为好写 up,下降为好写 down")
    return DIRECTIONS[text]


def _named(
    line: int, head: Sequence[str], cells: Sequence[str], problems: list[str]
) -> dict[str, str]:
    """Cells by their column; a cell under no column is a comma too many, not a remark."""
    names = [*head, *[""] * (len(cells) - len(head))]
    stray = [c for name, c in zip(names, cells, strict=False) if not name and c.strip()]
    if stray:
        problems.append(f"第{line}行:“{stray[0][:40]}”不在任何一列下,删去多余的逗号或补上列名")
    return dict(zip(head, cells, strict=False))


_READ: Mapping[str, Callable[[str], Any]] = {
    "series": str.strip,
    "period": _period_in,
    "value": number_in,
    "base_period": _period_in,
    "target": number_in,
    "target_period": _period_in,
    "direction": _direction_in,
    "limit": number_in,
    "target_max": number_in,
    "milestone": number_in,
}


def _row(line: int, written: Mapping[str, str], problems: list[str]) -> _Row:
    cells: dict[str, Any] = {}
    for column, read in _READ.items():
        text = written.get(column, "")
        try:
            cells[column] = read(text)
        except IllWrittenError as wrong:
            problems.append(f"第{line}行 {column} 列:“{text[:40]}”读不懂,{wrong}")
            cells[column] = None
    if not cells["series"]:
        problems.append(f"第{line}行 series 列:空着,写序列名")
    if cells["period"] is None and _is_unknown(normal(written.get("period", ""))):
        problems.append(f"第{line}行 period 列:空着,写成 2024、2024-Q2 或 2024-06")
    return _Row(line, cells["series"], cells)


def _series(name: str, rows: Sequence[_Row], problems: list[str]) -> Series:
    constants = {column: _constant(column, rows, problems) for column in CONSTANT}
    low, high = constants["target"], constants["target_max"]
    first = rows[0].line
    if high is not None and low is None:
        problems.append(f"第{first}行 target 列:有 target_max 而没有 target,区间两端都要写")
    if low is not None and high is not None and high < low:
        problems.append(f"第{first}行 target_max 列:小于 target,改正区间的上下限")
    milestones = _points("milestone", rows)
    _no_clash(milestones, problems)
    return Series(name, _points("value", rows), milestones=milestones, **constants)


def _constant(column: str, rows: Iterable[_Row], problems: list[str]) -> Any:
    """The one value of a column that must not change within a series; blanks say nothing."""
    given = [row for row in rows if row.cells[column] is not None]
    for row in given[1:]:
        if row.cells[column] != given[0].cells[column]:
            problems.append(
                f"第{row.line}行 {column} 列:与第{given[0].line}行不同,同一序列只能有一个"
            )
            break
    return given[0].cells[column] if given else None


def _points(column: str, rows: Iterable[_Row]) -> tuple[Point, ...]:
    points = [
        Point(row.cells["period"], row.cells[column], row.line)
        for row in rows
        if row.cells[column] is not None and row.cells["period"] is not None
    ]
    return tuple(sorted(points, key=lambda point: (end_month(point.period), point.line)))


def _no_clash(milestones: Sequence[Point], problems: list[str]) -> None:
    for before, point in pairwise(milestones):
        if point.month == before.month and point.value != before.value:
            problems.append(
                f"第{point.line}行 milestone 列:与第{before.line}行同一时点而数不同,留一个"
            )
