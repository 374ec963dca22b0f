"""The line in every alert: what to do, by when, whom to ask; read from `runbook.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from expectations.rules import cure_of, load_book
from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.signals import SIGNALS

FILE = Path(__file__).with_name("runbook.yaml")


class Entry(BaseModel):
    """What to do about a family of alerts; an empty list means any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    what: str
    days: int = Field(ge=0, le=60)
    ask: str
    kinds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()

    def fits(self, kind: str, rule: str, severity: str) -> bool:
        """True when the entry speaks of such an alert."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.rules or any(fnmatchcase(rule, one) for one in self.rules))
            and (not self.dimensions or _dimension(rule) in self.dimensions)
            and (not self.severities or severity in self.severities)
        )


@dataclass(frozen=True)
class Line:
    """What to do, the last day, whom to ask (a post)."""

    what: str
    due: date
    days: int
    ask: str

    @property
    def text(self) -> str:
        """One sentence for a message or a page."""
        return f"处理:{self.what};{self.due:%Y-%m-%d}前({self.days}个工作日);问{self.ask}"


def line_for(
    kind: str, rule: str, severity: str, *, today: date, calendar: WorkingDays
) -> Line | None:
    """The line for such an alert, None for a kind that asks nothing (a notice, a digest)."""
    entry = next((one for one in load_runbook() if one.fits(kind, rule, severity)), None)
    if entry is None:
        return None
    cure = cure_said(rule)
    what = f"{entry.what}({cure})" if cure else entry.what
    return Line(what, calendar.add(today, entry.days), entry.days, entry.ask)


def in_general(kind: str) -> str:
    """What to do about alerts of a kind, without a day; empty when nothing is asked."""
    entry = next((one for one in load_runbook() if one.fits(kind, "", "")), None)
    if entry is None or not entry.kinds:
        return ""
    return f"处理:{entry.what};{entry.days}个工作日内;问{entry.ask}"


def cure_said(rule: str) -> str:
    """A rule's own cure, of the door or of the quality rules; empty for neither."""
    found = SIGNALS[rule].cure if rule in SIGNALS else cure_of(rule)
    return found.rstrip("。")


@cache
def load_runbook(path: Path = FILE) -> tuple[Entry, ...]:
    """Every entry in order; `UserError` names the entry that is wrong."""
    content: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    try:
        return tuple(Entry.model_validate(one) for one in content["runbook"])
    except (ValidationError, KeyError, TypeError) as error:
        raise UserError(
            f"处理办法文件 {path.name} 有误:{error}", cure="对照其他条目改正"
        ) from error


@cache
def _dimensions() -> Mapping[str, str]:
    return {one.id: str(one.dimension) for one in load_book().declared}


def _dimension(rule: str) -> str:
    return _dimensions().get(rule, "完整性" if rule.startswith("row.") else "")
