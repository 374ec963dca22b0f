"""How long what is about a person is kept: a file with a version; nothing without a purpose."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from observations.validating import validated
from observations.yamlfile import read_yaml
from voices.opinion_events import OpinionState, Stage

FOLDER = Path(__file__).parent / "retentions"
STANDARD = "standard"


class Retention(BaseModel):
    """Months that personal data outlives its purpose."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: int = Field(ge=1)
    title: str
    source: str
    after_closing: int = Field(ge=0, le=60)
    after_invalid: int = Field(ge=0, le=60)
    text: str

    @property
    def id(self) -> str:
        """Name and version as an erasure keeps them: `standard-1`."""
        return f"{self.name}-{self.version}"


@dataclass(frozen=True)
class Ended:
    """Since when the purpose of an opinion's personal data has been fulfilled, and what did it."""

    day: date
    what: str
    months: int

    @property
    def due(self) -> date:
        """The first day on which it is not kept any more."""
        return months_after(self.day, self.months)


@cache
def load_retention(name: str = STANDARD) -> Retention:
    """The rule; `UserError` by file and line."""
    return validated(Retention, read_yaml(FOLDER / f"{name}.yaml"), "个人信息保存期文件")


def ended(state: OpinionState, judged: date, closed: date | None, rule: Retention) -> Ended | None:
    """When the purpose ended; None while it is being judged or handled.

    `judged`: the day of the last decision; `closed`: the day its case was closed, None while it
    is open or there is none.
    """
    if state.stage is Stage.INVALID:
        return Ended(judged, "判为无效", rule.after_invalid)
    if state.stage is Stage.HANDED and closed is not None:
        return Ended(closed, "办结销号", rule.after_closing)
    return None


def reason(found: Ended, rule: Retention) -> str:
    """What an erasure says."""
    return rule.text.format(rule=rule.id, what=found.what, months=found.months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has none.

    >>> months_after(date(2024, 8, 31), 6)
    datetime.date(2025, 2, 28)
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
