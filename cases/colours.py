"""三色: what colour a running case has on a day, by a rule file with its version.

Everywhere the colours mean something else (neighbour-rules.md §5), so a colour is nothing
without the rule that gave it and the words beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from cases.events import Part, Standing
from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import read_yaml

FOLDER = Path(__file__).parent / "colours"


class ColourRow(BaseModel):
    """A line of the rule: the first that fits gives the colour.

    `overdue`: whose turn it is has let the deadline pass; `returned`: the last answer was sent
    back; `unsettled`: the answer is verified and the value has not cleared the line; `near`: at
    most `days` working days are left.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    when: Literal["overdue", "returned", "unsettled", "near"]
    colour: Literal["蓝", "黄", "橙", "红"]
    text: str = Field(min_length=2)
    days: int = Field(default=0, ge=0, le=30)


class ColourRule(BaseModel):
    """One rule file. `since`: the first day it is in force, none: from the beginning."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: int = Field(ge=1)
    title: str
    source: str
    since: date | None = None
    rows: tuple[ColourRow, ...] = Field(min_length=1)

    @property
    def id(self) -> str:
        """Name and version as a result keeps them: `suqian-2025-1`."""
        return f"{self.name}-{self.version}"


@dataclass(frozen=True)
class Colour:
    """A colour with its words and the rule it is by; all empty: none."""

    colour: str = ""
    text: str = ""
    rule: str = ""


NONE = Colour()


class Coloured(Protocol):
    """What a colour goes by: where a case stands after its last step."""

    @property
    def is_open(self) -> bool:
        """True until it is closed."""

    @property
    def standing(self) -> Standing:
        """Where the last step left it."""

    @property
    def turn(self) -> Part:
        """Who must act."""

    @property
    def due(self) -> date | None:
        """The deadline of whose turn it is."""

    @property
    def returned(self) -> bool:
        """True when the last answer was sent back."""


def load_colours(name: str, folder: Path = FOLDER, *, day: date | None = None) -> ColourRule:
    """The version of rule `name` in force on `day`, the newest without one.

    A version that was replaced stays in force for the days it had: its file is kept as
    `name.v1.yaml`. `UserError` when there is no such rule or a file of it is wrong.
    """
    rules = _versions(name, folder)
    if day is None:
        return rules[-1]
    begun = [one for one in rules if one.since is None or one.since <= day]
    return begun[-1] if begun else rules[0]


@cache
def _versions(name: str, folder: Path) -> tuple[ColourRule, ...]:
    """Every version, oldest first."""
    known = sorted(path.stem for path in folder.glob("*.yaml") if ".v" not in path.stem)
    if name not in known:
        raise UserError(f"没有督办配色“{name}”", cure=f"改成 {'、'.join(known)} 之一")
    older = sorted(folder.glob(f"{name}.v*.yaml"))
    rules = sorted(
        (_read(path, name) for path in (*older, folder / f"{name}.yaml")),
        key=lambda one: one.version,
    )
    for before, after in pairwise(rules):
        if after.since is None or after.since <= (before.since or date.min):
            raise UserError(
                f"督办配色“{name}”第 {after.version} 版的启用日期不晚于第 {before.version} 版",
                cure="写明 since: 启用日期,如 2026-01-01",
            )
    return tuple(rules)


def _read(path: Path, name: str) -> ColourRule:
    document = read_yaml(path)
    rule = validated(ColourRule, document, "督办配色文件")
    if rule.name != name:
        raise UserError(f"{document.at('name')}:与文件名不同", cure="改成与文件名一致")
    if path.stem not in (name, f"{name}.v{rule.version}"):
        raise UserError(f"{document.at('version')}:与文件名不同", cure="改成与文件名一致")
    return rule


def colour_on(state: Coloured, rule: ColourRule, calendar: WorkingDays, day: date) -> Colour:
    """The colour of a case, as its events up to `day` leave it, on that day."""
    if not state.is_open:
        return NONE
    row = next((one for one in rule.rows if _fits(one, state, calendar, day)), None)
    return Colour(row.colour, row.text, rule.id) if row else NONE


@dataclass(frozen=True)
class Shade:
    """A line of the rule for one day: `overdue` before `day`; `near` from it until `before`."""

    when: str
    colour: str
    day: date
    before: date


def shades_on(rule: ColourRule, calendar: WorkingDays, day: date) -> tuple[Shade, ...]:
    """The rule as days: what it says of deadlines on `day` without counting for each case."""
    return tuple(
        Shade(one.when, one.colour, day, calendar.add(day, one.days + 1)) for one in rule.rows
    )


def _fits(row: ColourRow, state: Coloured, calendar: WorkingDays, day: date) -> bool:
    if row.when == "returned":
        return state.returned and state.turn is Part.OFFICE
    if row.when == "unsettled":
        return state.standing is Standing.VERIFIED and state.due is None
    if state.due is None:
        return False
    if row.when == "overdue":
        return day > state.due
    return 0 <= calendar.between(day, state.due) <= row.days and day <= state.due
