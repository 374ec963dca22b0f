"""A form asked of an office, what came of it, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from observations.calendar import shanghai_day
from observations.period import ReportingPeriod

Key = tuple[str, ReportingPeriod]

Excuse = Literal["", "exempt", "closed", "before"]
"""Why a form is not expected: excused by the desk, no such office then, due before the start."""

Outcome = Literal["values", "zero", "empty", "returned", "absent"]
"""What came: values, 零报告, a form without any number, only returned ones, nothing."""


@dataclass(frozen=True)
class Due:
    """One form asked of one office; `values` is how many values it asks for."""

    office: str
    period: ReportingPeriod
    due: date
    values: int = 1
    excuse: Excuse = ""

    @property
    def key(self) -> Key:
        """What the form is known by."""
        return self.office, self.period


@dataclass(frozen=True)
class Received:
    """One delivery of a form: when it came, whether it passed, how many values it brought.

    `arrived` is the moment the file came, in any zone, never that of its judging.
    `zero_report`: the office states that there is nothing to report (零报告).
    """

    office: str
    period: ReportingPeriod
    arrived: datetime
    accepted: bool
    values: int
    zero_report: bool = False

    @property
    def key(self) -> Key:
        """The form it is a delivery of."""
        return self.office, self.period

    @property
    def day(self) -> date:
        """The Shanghai day of the arrival: 23:59:59.999 is still the day before midnight."""
        return shanghai_day(self.arrived)

    @property
    def counts(self) -> bool:
        """An empty or returned form is no report; a declared zero report is one."""
        return self.accepted and (self.values > 0 or self.zero_report)


@dataclass(frozen=True)
class Standing:
    """What stands against a form now: critical findings unmended, doubts unanswered, sent back."""

    criticals: int = 0
    doubts: int = 0
    sent_back: bool = False


@dataclass(frozen=True)
class FormTimeliness:
    """What became of one asked form; `days_late` in working days, 0 when on time."""

    due: Due
    came: date | None
    days_late: int
    outcome: Outcome
    standing: Standing = Standing()

    @property
    def received(self) -> bool:
        """True when it came with values or as 零报告 and was accepted."""
        return self.came is not None

    @property
    def zero_report(self) -> bool:
        """True when it came as 零报告."""
        return self.outcome == "zero"

    @property
    def on_time(self) -> bool:
        """True when it came by its due date."""
        return self.received and self.days_late == 0

    @property
    def passed(self) -> bool:
        """True when it came, no critical finding is open and nobody sent it back."""
        return self.received and not self.standing.criticals and not self.standing.sent_back

    @property
    def doubted(self) -> bool:
        """True when it passed and warnings about it stand unanswered."""
        return self.passed and self.standing.doubts > 0


@dataclass(frozen=True)
class Rate:
    """A share with what it is made of; `value` is a fraction, None when nothing was expected."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """0 to 1."""
        return self.numerator / self.denominator if self.denominator else None
