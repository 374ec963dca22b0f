"""Cells of a sheet by address, for forms: a small dictionary, each cell taken once."""

from __future__ import annotations

from dataclasses import dataclass

from observations.address import Address, a1
from observations.errors import UserError
from observations.number import from_percent, shown_number
from observations.stations import Sheet

__all__ = ["Address", "Cell", "a1", "grid", "lines"]

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


def lines(sheet: Sheet) -> list[list[str]]:
    """The sheet as lines of text, for small tables.

    `UserError` beyond MOST_LINES or MOST_COLUMNS: one cell far away would ask for them all.
    """
    cells = grid(sheet)
    if not cells:
        return []
    height, width = (1 + max(address[n] for address in cells) for n in (0, 1))
    if height > MOST_LINES or width > MOST_COLUMNS:
        raise UserError(
            f"工作表“{sheet.name}”有 {height} 行 {width} 列,超过 {MOST_LINES} 行 {MOST_COLUMNS} 列",
            cure="删去远处和多余的内容",
        )
    return [
        [cells[row, col].text if (row, col) in cells else "" for col in range(width)]
        for row in range(height)
    ]
