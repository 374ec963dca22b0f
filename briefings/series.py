"""What an indicator's figure is drawn from: values with their history, targets, projection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Level

Way = tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class Point:
    """One value of the series as known now; `former` holds the values it replaced, oldest first.

    `value` None means not reported: the line has a gap there. `told` are lines read on demand
    (who reported or revised it, when, why), `href` where the value came from, empty for nowhere.
    """

    period: ReportingPeriod
    value: float | None
    former: tuple[float, ...] = ()
    doubted: bool = False
    told: tuple[str, ...] = ()
    href: str = ""

    @property
    def at(self) -> str:
        """Place on the time axis: the period's last day, ISO."""
        return self.period.end.isoformat()


@dataclass(frozen=True)
class Judged:
    """The value a verdict was given on, at the end of the period it was measured in."""

    day: date
    value: float
    level: Level


@dataclass(frozen=True)
class Foreseen:
    """The 90 % interval at the deadline, and its chance in words: `达标很可能(95.3%)`."""

    low: float
    high: float
    words: str


@dataclass(frozen=True)
class Former:
    """What a target was before it was replaced: from `since` (None: the beginning) to `until`."""

    value: float
    text: str
    since: date | None
    until: date


@dataclass(frozen=True)
class Goal:
    """One target line: `tier` 市, 旗 or 阿镇; `text` as printed, `≥88.41%`.

    `upper` is the other end of a range. `way` is the pace by the verdict's own model, `steps`
    the milestones people entered, both earliest day first; `sums` the running sums a count is
    judged by where its reports are single pieces. `judged` is None before any verdict on a value.
    `since` is the day this version holds from, None for the first one; `former` are the versions
    before it. `required` says what pace is needed from the judged value on, empty for none.
    """

    tier: str
    value: float
    text: str
    deadline: date
    upper: float | None = None
    way: Way = ()
    way_label: str = "序时"
    steps: Way = ()
    sums: Way = ()
    judged: Judged | None = None
    foreseen: Foreseen | None = None
    since: date | None = None
    former: tuple[Former, ...] = ()
    required: str = ""


@dataclass(frozen=True)
class Series:
    """What the indicator figure shows; `points` oldest first, one a period, gaps included."""

    indicator: Indicator
    points: tuple[Point, ...]
    goals: tuple[Goal, ...]
    pace_origin: date
    demo: bool = False

    @property
    def shown(self) -> list[Point]:
        """Points that have a value."""
        return [point for point in self.points if point.value is not None]

    @property
    def first_day(self) -> date:
        """Left end of the figure: where the pace begins, or an earlier period's end."""
        return min([self.pace_origin, *(point.period.end for point in self.points)])

    @property
    def last_day(self) -> date:
        """Right end of the figure: the last period's end or the last deadline."""
        days = [point.period.end for point in self.points] + [g.deadline for g in self.goals]
        return max(days, default=self.pace_origin)
