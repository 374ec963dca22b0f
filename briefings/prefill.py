"""What a form says before the office writes, and what an office writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from observations.indicator import Indicator
from observations.period import ReportingPeriod

Key = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """What an office writes in one row; a text is written as a text cell, as given.

    `value` on a computed row is the cached value of the formula (None: what the formula
    gives); on other rows it is the entry itself.
    """

    value: float | str | None = None
    numerator: float | str | None = None
    denominator: float | str | None = None
    note: str = ""


@dataclass(frozen=True)
class Prefill:
    """Everything the form says before the office writes.

    `indicators` by key: definitions; `previous`, `targets`: printed texts by (indicator,
    area); `known`: what the system already has, printed and locked. `entries`: filled the
    way an office would. `saved`: by a spreadsheet program, which computed the formulas;
    without entries, or filled by a program that computes nothing, their cached values are
    empty. `nil`: the office fills in 零报告. `mark` (演示数据) joins the title.
    """

    period: ReportingPeriod
    due: date
    contact: str
    indicators: Mapping[str, Indicator]
    previous: Mapping[Key, str] = field(default_factory=dict)
    targets: Mapping[Key, str] = field(default_factory=dict)
    known: Mapping[Key, Entry] = field(default_factory=dict)
    entries: Mapping[Key, Entry] = field(default_factory=dict)
    saved: bool = True
    filled_by: str = ""
    nil: bool = False
    mark: str = ""
