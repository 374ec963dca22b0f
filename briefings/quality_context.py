"""What is told of the data behind a paper: forms, doubts, corrections, alerts, rules, gaps.

Plain values, gathered by the desk from the ledger; nothing here is read from a database.
Nothing in it ages by itself: how long something is open is counted when it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefings.context import Doubt


@dataclass(frozen=True)
class FormLine:
    """An expected form that did not come, came late or did not pass.

    `outcome` is what came (absent, empty, returned, values, zero), `days` the working days it
    was late when it came.
    """

    office: str
    due: date
    outcome: str
    days: int = 0


@dataclass(frozen=True)
class Excused:
    """A form that was not asked: `kind` exempt, closed or before; the desk's own reason."""

    office: str
    kind: str
    reason: str = ""


@dataclass(frozen=True)
class Forms:
    """The period's forms by the rule named `rule`; every list is in plan order."""

    rule: str
    expected: int
    received: int
    on_time: int
    passed: int
    zero: tuple[str, ...] = ()
    late: tuple[FormLine, ...] = ()
    missing: tuple[FormLine, ...] = ()
    failed: tuple[FormLine, ...] = ()
    excused: tuple[Excused, ...] = ()
    pending: int = 0


@dataclass(frozen=True)
class Corrected:
    """An office's published values replaced, or gone, since the period named `since`."""

    office: str
    since: str
    revisions: tuple[str, ...] = ()
    gone: int = 0

    @property
    def cells(self) -> int:
        """Values replaced, each once."""
        return len(self.revisions)


@dataclass(frozen=True)
class OpenAlert:
    """An alert that is not closed: opened on `opened`, to be put right by `due`."""

    id: str
    office: str
    period: str
    title: str
    opened: date
    due: date | None = None


@dataclass(frozen=True)
class RuleSet:
    """A rule set otherwise than declared: how loud in words, why, by whom, how long."""

    rule: str
    name: str
    indicator: str
    declared: str
    loudness: str
    reason: str
    asked_by: str
    approved_by: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Unchecked:
    """Something of a delivery that was not checked; `what` says why."""

    office: str
    file: str
    what: str


@dataclass(frozen=True)
class Statement:
    """The data quality of one period as the ledger stood at `head`.

    `suites` are the rule versions that judged its deliveries and how many each judged;
    `answered` the doubts whose value stands with the office's word; `uncovered` the years
    whose working days are not published.
    """

    period: str
    head: int
    forms: Forms
    doubts: tuple[Doubt, ...] = ()
    answered: tuple[Doubt, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    alerts: tuple[OpenAlert, ...] = ()
    suites: tuple[tuple[str, int], ...] = ()
    settings: tuple[RuleSet, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    uncovered: tuple[int, ...] = ()
