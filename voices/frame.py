"""The frame (样本框): everybody who may be drawn, by pseudonym, area and category."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from voices.columns import Columns, Row, refuse, rows_of
from voices.personal import identity_kind

COLUMNS = Columns(("id", "area", "category"), free=("id",))
_LONGEST = 64


@dataclass(frozen=True)
class Person:
    """One person in one category's frame; `id` is a pseudonym. A person may be in several."""

    id: str
    area: str
    category: str


@dataclass(frozen=True)
class Frame:
    """People in the order of the list, which is part of how they are drawn."""

    people: tuple[Person, ...]

    @property
    def sha256(self) -> str:
        """Of the lines `id,area,category` in order, each with a line feed, in UTF-8.

        The same list gives the same whether it came as csv or xlsx.
        """
        text = "".join(f"{one.id},{one.area},{one.category}\n" for one in self.people)
        return hashlib.sha256(text.encode()).hexdigest()


def read_frame(name: str, lines: Sequence[Sequence[str]]) -> Frame:
    """The frame in the lines of a table with the columns id, area, category and no other.

    `UserError` with the lines where an id is missing, repeated within its category, or looks
    like a name or number of somebody: what is written there is not repeated.
    """
    rows = rows_of(name, lines, COLUMNS)
    refuse(
        name,
        [problem for row in rows if (problem := _identity(row))],
        "改用编号(如 DS-0001);编号与人的对照表由组织单位另行保管",
    )
    refuse(name, [*_unfilled(rows), *_repeated(rows)], "改正后重新抽样")
    return Frame(tuple(Person(*(row.cells[c] for c in COLUMNS.required)) for row in rows))


def _identity(row: Row) -> str:
    """What is wrong with an id; one made of its own area's code and a number is a pseudonym."""
    area = row.cells.get("area", "")
    own = area if area.isdigit() else ""
    kind = identity_kind(row.cells.get("id", "").removeprefix(own))
    return f"第{row.line}行 id 列:像{kind}" if kind else ""


def _unfilled(rows: Sequence[Row]) -> list[str]:
    found = []
    for row in rows:
        for column in COLUMNS.required:
            text = row.cells.get(column, "")
            if not text:
                found.append(f"第{row.line}行 {column} 列:空着")
            elif len(text) > _LONGEST:
                found.append(f"第{row.line}行 {column} 列:超过 {_LONGEST} 个字")
    return found


def _repeated(rows: Sequence[Row]) -> list[str]:
    first: dict[tuple[str, str], int] = {}
    found = []
    for row in rows:
        key = row.cells.get("id", ""), row.cells.get("category", "")
        line = first.setdefault(key, row.line)
        if all(key) and line != row.line:
            found.append(f"第{row.line}行与第{line}行是同一类别的同一编号")
    return found
