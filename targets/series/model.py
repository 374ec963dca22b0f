"""The nouns of a tidy series: a value in a period, what was promised of it, and the verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from observations.period import ReportingPeriod

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Point:
    """One value in one period; `line` is its place in the file, from 1."""

    period: ReportingPeriod
    value: float
    line: int

    @property
    def month(self) -> int:
        """Months to the end of the period since year 0."""
        return end_month(self.period)


@dataclass(frozen=True)
class Series:
    """The values of one series, earliest first, and what is known of its promise.

    None is unknown. `target` and `target_max` together are a range. `limit` is the highest
    (direction up) or lowest value there can be. `milestones`: what should have been reached
    at the end of a period, earliest first.
    """

    name: str
    points: tuple[Point, ...]
    base_period: ReportingPeriod | None = None
    target: float | None = None
    target_period: ReportingPeriod | None = None
    direction: Direction | None = None
    limit: float | None = None
    target_max: float | None = None
    milestones: tuple[Point, ...] = ()

    @property
    def doubled(self) -> tuple[Point, ...]:
        """Values of periods that end at the same time as another's (2024 and 2024-Q4)."""
        times = Counter(point.month for point in self.points)
        return tuple(point for point in self.points if times[point.month] > 1)

    @property
    def current(self) -> Point:
        """The latest value; IndexError when there is none."""
        return self.points[-1]


@dataclass(frozen=True)
class Verdict:
    """One series judged; periods as written, numbers in the series' own unit.

    `progress_value` and `score` are the rule's own: open-sdg growth (or its ratio to the growth
    required) and −5 to 5; linear and step the share of the way gone and the deviation from
    the pace in percentage points; met has neither. `why_code` is stable, `why` for people.
    """

    series: str
    status: str
    score: float | None
    progress_value: float | None
    base_value: float | None
    base_period: str | None
    current_value: float | None
    current_period: str | None
    why: str
    why_code: str


def end_month(period: ReportingPeriod) -> int:
    """Months to the end of `period` since year 0: 2024, 2024-Q4 and 2024-12 end together.

    >>> end_month(ReportingPeriod.parse("2024-Q2")) - end_month(ReportingPeriod.parse("2023"))
    6
    """
    return period.year * 12 + period.number * period.frequency.months
