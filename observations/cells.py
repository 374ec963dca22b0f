"""Cells of a sheet by address, for forms: a small dictionary, each cell taken once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from observations.address import Address, a1
from observations.errors import UserError
from observations.number import from_percent, shown_number
from observations.stations import Sheet

__all__ = ["Address", "Cell", "a1", "grid", "items", "lines"]

MOST_LINES, MOST_COLUMNS = 5_000, 40


@dataclass(frozen=True)
class Cell:
    """One written cell; `kind`: n number, s text, b boolean, d date, e error, f no value.

    `percent`: the number is shown as percent, and `text` says so: 0.091 reads `9.1%`.
    """

    kind: str
    text: str
    number: float | None = None
    percent: bool = False


def grid(sheet: Sheet) -> dict[Address, Cell]:
    """Every written cell of `sheet`; blank texts are no cells."""
    cells: dict[Address, Cell] = {}
    for name in sheet.numbers.columns:
        col = int(name.removeprefix("c"))
        for row, number in enumerate(sheet.numbers[name].to_list()):
            if number is not None:
                cells[row, col] = _number(number, percent=(row, col) in sheet.percents)
    for row, col, text, kind in sheet.texts.iter_rows():
        if text.strip() or kind == "f":
            cells[row, col] = Cell(kind, text)
    return cells


def _number(number: float, *, percent: bool) -> Cell:
    if not percent:
        return Cell("n", shown_number(number), number)
    return Cell("n", f"{shown_number(from_percent(number).value or 0.0)}%", number, percent=True)


def lines(
    sheet: Sheet, most_lines: int = MOST_LINES, most_columns: int = MOST_COLUMNS
) -> list[list[str]]:
    """The sheet as lines of text, for small tables.

    `UserError` beyond so many lines or columns: one cell far away would ask for them all.
    """
    cells = grid(sheet)
    if not cells:
        return []
    height, width = (1 + max(address[n] for address in cells) for n in (0, 1))
    if height > most_lines or width > most_columns:
        raise UserError(
            f"工作表“{sheet.name}”有 {height} 行 {width} 列,超过 {most_lines} 行 {most_columns} 列",
            cure="删去远处和多余的内容",
        )
    return [
        [cells[row, col].text if (row, col) in cells else "" for col in range(width)]
        for row in range(height)
    ]


def items(told: list[list[str]], name: str) -> list[list[str]] | None:
    """The flat objects of the JSON list `name` as lines under a head, from the lines of a document.

    None when something stands elsewhere in it.
    """
    pattern = re.compile(rf"{name}\[([0-9]+)\]\.(\w+)", re.ASCII)
    rows: dict[int, dict[str, str]] = {}
    for line in told:
        place = pattern.fullmatch(line[0])
        if place is None:
            return None
        rows.setdefault(int(place[1]), {})[place[2]] = next(filter(None, line[1:]), "")
    head = list(dict.fromkeys(column for row in rows.values() for column in row))
    return [head, *([row.get(column, "") for column in head] for row in rows.values())]
