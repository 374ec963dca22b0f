"""三色: what colour a running case has on a day, by a rule file with its version.

Everywhere the colours mean something else (neighbour-rules.md §5), so a colour is nothing
without the rule that gave it and the words beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.events import CaseState, Part, Standing
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
    """One rule file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: int = Field(ge=1)
    title: str
    source: str
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


@cache
def load_colours(name: str, folder: Path = FOLDER) -> ColourRule:
    """The rule `name`; `UserError` when there is none or its file is wrong."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise UserError(f"没有督办配色“{name}”", cure=f"改成 {'、'.join(known)} 之一")
    document = read_yaml(folder / f"{name}.yaml")
    rule = validated(ColourRule, document, "督办配色文件")
    if rule.name != name:
        raise UserError(f"{document.at('name')}:与文件名不同", cure="改成与文件名一致")
    return rule


def colour_on(state: CaseState, rule: ColourRule, calendar: WorkingDays, day: date) -> Colour:
    """The colour of a case, as its events up to `day` leave it, on that day."""
    if not state.is_open:
        return NONE
    row = next((one for one in rule.rows if _fits(one, state, calendar, day)), None)
    return Colour(row.colour, row.text, rule.id) if row else NONE


def _fits(row: ColourRow, state: CaseState, calendar: WorkingDays, day: date) -> bool:
    if row.when == "returned":
        return state.returned and state.turn is Part.OFFICE
    if row.when == "unsettled":
        return state.standing is Standing.VERIFIED and state.due is None
    if state.due is None:
        return False
    if row.when == "overdue":
        return day > state.due
    return 0 <= calendar.between(day, state.due) <= row.days and day <= state.due
