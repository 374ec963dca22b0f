"""How many are drawn where: quotas of a table of one's own or of a published document."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import read_yaml
from voices.columns import Columns, Row, refuse, rows_of, whole
from voices.frame import Frame

FOLDER = Path(__file__).parent / "quotas"
COLUMNS = Columns(("area", "category", "n"), ("venue",))
MAIN, BRANCH = "主会场", "分会场"
TOLERANCE = Fraction(1, 10)
"""允许在总人数 10% 内调整 (鄂府办发〔2021〕88号): what a quota of one's own is held to as well."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(_Strict):
    """The sentence a number rests on, verbatim, with its document."""

    source: str
    quote: str


class MainVenue(_Strict):
    """People of the main venue in each group; `counted`: are they among the areas' numbers."""

    n: int = Field(ge=0)
    counted: Literal["within", "beside"]


class AreaQuota(_Strict):
    """People of one area in each group; a frame may name the area in any of these ways."""

    code: str = Field(pattern=r"^[0-9]{6}$")
    name: str
    short: str
    n: int = Field(ge=1)


class QuotaTable(_Strict):
    """Quotas of a document: `groups` of `group_size` people each, `total` in all.

    `tolerance`: by what share of the whole fewer or more may be drawn. `reserve`: how many stand
    by, as a share of those drawn. `inferred`: what the document does not say and we settled.
    """

    id: str
    version: int = Field(ge=1)
    name: str
    basis: tuple[Basis, ...] = Field(min_length=1)
    groups: int = Field(ge=1, le=20)
    group_size: int = Field(ge=1)
    total: int = Field(ge=1)
    main: MainVenue
    areas: tuple[AreaQuota, ...] = Field(min_length=1)
    tolerance: float = Field(ge=0, le=0.5)
    reserve: float = Field(ge=0, le=1)
    inferred: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> QuotaTable:
        beside = self.main.n if self.main.counted == "beside" else 0
        if sum(one.n for one in self.areas) + beside != self.group_size:
            raise ValueError("各地区人数(加主会场)与每组人数不符")
        if self.groups * self.group_size != self.total:
            raise ValueError("组数乘每组人数与总人数不符")
        return self


@dataclass(frozen=True)
class Seat:
    """How many are drawn for one venue from one area's frame of one category, in each group."""

    venue: str
    area: str
    category: str
    n: int


@dataclass(frozen=True)
class Quota:
    """Seats in the order written; `areas` maps what a frame may call an area to a seat's."""

    name: str
    seats: tuple[Seat, ...]
    groups: int = 1
    tolerance: Fraction = TOLERANCE
    reserve: Fraction = Fraction(0)
    areas: Mapping[str, str] = field(default_factory=dict)
    inferred: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Everybody asked for, reserves apart."""
        return self.groups * sum(seat.n for seat in self.seats)

    def area_of(self, written: str) -> str:
        """The area as the seats call it."""
        return self.areas.get(written, written)


def read_quota(name: str, lines: Sequence[Sequence[str]]) -> Quota:
    """The quota in a table with the columns area, category, n and, if wanted, venue.

    `UserError` with the lines that are incomplete, repeated or no number.
    """
    rows = rows_of(name, lines, COLUMNS)
    problems = [problem for row in rows for problem in _problems(row)]
    keys: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.cells.get(c, "") for c in ("venue", "area", "category"))
        if keys.setdefault(key, row.line) != row.line:
            problems.append(f"第{row.line}行与第{keys[key]}行重复")
    refuse(name, problems, "改正后重新抽样")
    cells = [row.cells for row in rows]
    seats = (Seat(c.get("venue", ""), c["area"], c["category"], whole(c["n"]) or 0) for c in cells)
    return Quota(name, tuple(seats))


def _problems(row: Row) -> list[str]:
    found = [f"第{row.line}行 {c} 列:空着" for c in ("area", "category") if not row.cells.get(c)]
    if whole(row.cells.get("n", "")) is None:
        found.append(f"第{row.line}行 n 列:不是人数,只写整数")
    if row.cells.get("venue", "") not in ("", MAIN, BRANCH):
        found.append(f"第{row.line}行 venue 列:只能写 {MAIN} 或 {BRANCH}")
    return found


def tables(folder: Path = FOLDER) -> tuple[str, ...]:
    """Names of the quota tables that are shipped."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


@cache
def load_table(name: str, folder: Path = FOLDER) -> QuotaTable:
    """The table `name`; `UserError` when there is none or its file is wrong."""
    if name not in tables(folder):
        raise UserError(
            f"没有额度表“{name}”", cure=f"写 {'、'.join(tables(folder))},或一个 csv、xlsx 文件"
        )
    document = read_yaml(folder / f"{name}.yaml")
    table = validated(QuotaTable, document, "额度表")
    if table.id != name:
        raise UserError(f"{document.at('id')}:与文件名不同", cure="改成与文件名一致")
    return table


def quota_from(table: QuotaTable, frame: Frame) -> Quota:
    """The seats of `table`; each area's are shared out over the categories its frame holds.

    By how many people each category has (largest remainder): the document gives one number an
    area. The main venue's people come from the areas in proportion to their numbers.
    """
    names = {word: one.code for one in table.areas for word in (one.code, one.name, one.short)}
    numbers = [one.n for one in table.areas]
    main = shared_out(table.main.n, numbers)
    within = table.main.counted == "within"
    held = _categories(frame, names)
    seats: list[Seat] = []
    for venue in (MAIN, BRANCH):
        for area, n, m in zip(table.areas, numbers, main, strict=True):
            wanted = m if venue == MAIN else n - m * within
            categories = held.get(area.code, {"": 1})
            parts = shared_out(wanted, [*categories.values()])
            seats += [Seat(venue, area.code, c, p) for c, p in zip(categories, parts, strict=True)]
    return Quota(
        f"{table.id}-{table.version}",
        tuple(seat for seat in seats if seat.n),
        table.groups,
        Fraction(str(table.tolerance)),
        Fraction(str(table.reserve)),
        names,
        table.inferred,
    )


def _categories(frame: Frame, names: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """By area, how many people each category has, categories in the order they come."""
    order = list(dict.fromkeys(one.category for one in frame.people))
    found: dict[str, dict[str, int]] = {}
    keyed = sorted(
        (names[one.area], order.index(one.category))
        for one in frame.people if one.area in names
    )  # fmt: skip
    for (area, place), same in groupby(keyed):
        found.setdefault(area, {})[order[place]] = len(list(same))
    return found


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in proportion to `weights`, whole numbers, by largest remainder, ties first come.

    >>> shared_out(100, [400, 80, 230, 250, 175, 110, 75, 115, 65])
    [27, 5, 15, 17, 12, 7, 5, 8, 4]
    """
    whole_weight = sum(weights)
    parts = [Fraction(total * one, whole_weight) for one in weights]
    given = [math.floor(part) for part in parts]
    after = sorted(range(len(parts)), key=lambda i: (given[i] - parts[i], i))
    for place in after[: total - sum(given)]:
        given[place] += 1
    return given
