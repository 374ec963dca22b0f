"""What an indicator's figure is drawn from: values with their history, targets, projection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Level, Projection


@dataclass(frozen=True)
class Point:
    """One value of the series as known now; `former` holds the values it replaced, oldest first.

    `value` None means not reported: the line has a gap there.
    """

    period: ReportingPeriod
    value: float | None
    former: tuple[float, ...] = ()
    doubted: bool = False

    @property
    def at(self) -> str:
        """Place on the time axis: the period's last day, ISO."""
        return self.period.end.isoformat()


@dataclass(frozen=True)
class Goal:
    """One target line: `tier` 市, 旗 or 阿镇; `text` as printed, `≥88.41%`."""

    tier: str
    value: float
    text: str
    deadline: date


@dataclass(frozen=True)
class Series:
    """What the indicator figure shows; `points` oldest first, one a period, gaps included."""

    indicator: Indicator
    points: tuple[Point, ...]
    goals: tuple[Goal, ...]
    pace_origin: date
    baseline: float | None = None
    level: Level = Level.NOT_ASSESSABLE
    projection: Projection | None = None
    demo: bool = False

    @property
    def shown(self) -> list[Point]:
        """Points that have a value."""
        return [point for point in self.points if point.value is not None]

    @property
    def last_day(self) -> date:
        """Right end of the figure: the last period's end or the last deadline."""
        days = [point.period.end for point in self.points] + [g.deadline for g in self.goals]
        return max(days, default=self.pace_origin)
