"""Rows of a small table by their column names: every column is known or the table is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observations.errors import UserError
from voices.personal import HEADINGS, number_kind

MOST_NAMED = 20
CHINESE = {
    "编号": "id", "地区": "area", "类别": "category", "人数": "n", "会场": "venue",
    "票号": "ballot", "答案": "answer", "无效原因": "invalid", "总体": "population",
    "应答样本": "drawn", "内容": "text",
}  # fmt: skip
"""What a column may be called besides its own name."""


@dataclass(frozen=True)
class Row:
    """One row: its line in the file (the head is line 1) and its cells, stripped."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Columns:
    """Which columns a table must and may have; `free` ones are looked into elsewhere."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    free: tuple[str, ...] = ()


def rows_of(name: str, lines: Sequence[Sequence[str]], columns: Columns) -> tuple[Row, ...]:
    """The rows under the head; `name` is what messages call the file.

    `UserError` for a column that is missing, repeated or not agreed on, for text outside the
    columns and for numbers that look personal: named by place and kind, never repeated.
    """
    head = _head(name, lines[0] if lines else (), columns)
    problems: list[str] = []
    rows = [
        Row(line, dict(zip(head, [cell.strip() for cell in cells], strict=False)))
        for line, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    for line, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells[len(head) :]):
            problems.append(f"第{line}行:有内容不在任何一列下")
    for row in rows:
        problems += _personal(row, columns)
    refuse(name, problems, "删去个人信息,只留编号;编号与人的对照表由组织单位另行保管")
    if not rows:
        raise UserError(f"《{name}》没有数据行", cure=f"表头写 {','.join(columns.required)}")
    return tuple(rows)


def _head(name: str, written: Sequence[str], columns: Columns) -> list[str]:
    head = [CHINESE.get(cell.strip().lower(), cell.strip().lower()) for cell in written]
    while head and not head[-1]:
        head.pop()
    known = (*columns.required, *columns.optional)
    for place, column in enumerate(head, start=1):
        if column in HEADINGS:
            raise UserError(
                f"《{name}》第1行第{place}列“{column}”是个人信息,不收",
                cure="删去这一列再交;编号与人的对照表由组织单位另行保管",
            )
        if column not in known:
            raise UserError(  # a file without a head has a person where the name should be
                f"《{name}》第1行第{place}列不是约定的列名",
                cure=f"只写 {','.join(known)},其余的列删去",
            )
    missing = [column for column in columns.required if column not in head]
    if missing:
        raise UserError(f"《{name}》第1行缺列:{'、'.join(missing)}", cure="补上这一列")
    twice = sorted({column for column in head if head.count(column) > 1})
    if twice:
        raise UserError(f"《{name}》第1行列名重复:{'、'.join(twice)}", cure="每列只写一次")
    return head


def _personal(row: Row, columns: Columns) -> list[str]:
    found = (
        (column, number_kind(text)) for column, text in row.cells.items()
        if column not in columns.free
    )  # fmt: skip
    return [f"第{row.line}行 {column} 列:像{kind}" for column, kind in found if kind]


def refuse(name: str, problems: Sequence[str], cure: str) -> None:
    """Raise `UserError` with the first problems and how many more; nothing without any."""
    if problems:
        more = len(problems) - MOST_NAMED
        rest = f";另有{more}处" if more > 0 else ""
        raise UserError(f"《{name}》{';'.join(problems[:MOST_NAMED])}{rest}", cure=cure)


def whole(text: str) -> int | None:
    """A count as people write it, None when it is none.

    >>> whole("1,400"), whole("12.5"), whole("三")
    (1400, None, None)
    """
    plain = text.replace(",", "").removesuffix("人")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None
