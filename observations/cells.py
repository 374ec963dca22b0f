"""Cells of a sheet by address, for forms: a small dictionary, each cell taken once."""

from __future__ import annotations

from dataclasses import dataclass

from observations.errors import UserError
from observations.number import shown_number
from observations.stations import Sheet

Address = tuple[int, int]
MOST_LINES, MOST_COLUMNS = 5_000, 40


@dataclass(frozen=True)
class Cell:
    """One written cell; `kind`: n number, s text, b boolean, d date, e error, f no value."""

    kind: str
    text: str
    number: float | None = None


def a1(row: int, col: int) -> str:
    """A1-style address of a zero-based position.

    >>> a1(6, 8), a1(0, 27)
    ('I7', 'AB1')
    """
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def grid(sheet: Sheet) -> dict[Address, Cell]:
    """Every written cell of `sheet`; blank texts are no cells."""
    cells: dict[Address, Cell] = {}
    for name in sheet.numbers.columns:
        col = int(name.removeprefix("c"))
        for row, number in enumerate(sheet.numbers[name].to_list()):
            if number is not None:
                cells[row, col] = Cell("n", shown_number(number), number)
    for row, col, text, kind in sheet.texts.iter_rows():
        if text.strip() or kind == "f":
            cells[row, col] = Cell(kind, text)
    return cells


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
