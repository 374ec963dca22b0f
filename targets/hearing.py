"""Everything one verdict needs, gathered once; what follows from it is computed when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets import pace
from targets.assessment import Baseline, Measured
from targets.choose import Series
from targets.compose import Composed
from targets.deriving import Derived
from targets.milestones import Milestone
from targets.model import Plan, Target
from targets.paces.seasonal import season_of
from targets.paces.way import Season, Way
from targets.rulebook import Rule
from targets.standing import Standing


@dataclass(frozen=True)
class Hearing:
    """One target in one period. `known` holds every observed value up to the period.

    `asked_origin` is the first day the pace counts from; `model` names a pace model in place of
    the target's own or the rule's choice; `final` judges measured values only (期末评估).
    `composed`: the value was put together from areas below, or could not be. `disagreement`: its
    own value stands, but that of all its parts, or of its raw quantities, is another one.
    `derived`: nobody reported the value, it comes from raw quantities by a national standard.
    `composed_before`: as `composed`, of the value before it in the series.
    """

    plan: Plan
    target: Target
    indicator: Indicator
    period: ReportingPeriod
    known: Series
    standing: Standing
    baseline: Baseline | None
    rule: Rule
    asked_origin: date
    milestones: tuple[Milestone, ...] = ()
    model: str = ""
    final: bool = False
    composed: Composed | None = None
    disagreement: str = ""
    derived: Derived | None = None
    composed_before: Composed | None = None

    @property
    def only_floor(self) -> bool:
        """True when the value is a sum that lacks a period or an area: the whole is no less."""
        parts = self.composed
        return bool(self.standing.lacking or (parts and parts.how == "sum" and parts.missing))

    @property
    def of_other_areas(self) -> bool:
        """True when the value and the one before were put together from different areas."""
        now, before = self.composed, self.composed_before
        return (now.missing if now else ()) != (before.missing if before else ())

    @property
    def missing_areas(self) -> tuple[str, ...]:
        """Areas that a value put together from parts lacks; empty for a reported one."""
        return self.composed.missing if self.composed else ()

    @property
    def lineage(self) -> tuple[str, ...]:
        """Ledger ids of everything the value was made from."""
        if self.composed is not None and len(self.standing.parts) == 1:
            return self.composed.lineage
        if self.derived is not None and len(self.standing.parts) == 1:
            return self.derived.lineage
        return tuple(part.revision for part in self.standing.parts)

    @property
    def measured(self) -> Measured:
        """The value judged; only asked when the series is not empty."""
        return self.standing.series[-1][1]

    @property
    def day(self) -> date:
        """The day the value stands for: a yearly value is judged by its own date."""
        return self.standing.series[-1][0].end

    @property
    def due(self) -> bool:
        """True once the value's day has reached the deadline."""
        return self.day >= self.target.deadline

    @property
    def yes_no(self) -> bool:
        """True for things that are either done or not."""
        return self.indicator.kind == "yes" or self.target.comparator == "yes"

    @cached_property
    def start(self) -> float | None:
        """B: the baseline's value; a count of new pieces begins at nothing."""
        if self.standing.start is not None:
            return 0.0
        return self.baseline.value if self.baseline else None

    @cached_property
    def origin(self) -> date:
        """When the pace begins: the plan's origin, or the day after a baseline that is later."""
        if self.standing.start is not None:
            return max(self.asked_origin, self.standing.start)
        if self.baseline is None:
            return self.asked_origin
        measured = ReportingPeriod.parse(self.baseline.period).end
        return max(self.asked_origin, measured + timedelta(days=1))

    @property
    def goal(self) -> float:
        """G: the target's bound nearest to where the way begins, else to where the value is."""
        begin = self.start if self.start is not None else self.measured.value
        return pace.goal_for(self.target, begin or 0.0)

    @property
    def way(self) -> Way:
        """What a pace model may look at."""
        return Way(
            self.start,
            self.goal,
            self.origin,
            self.day,
            self.target.deadline,
            self.milestones,
            self._season,
        )

    @property
    def _season(self) -> Season | None:
        if self.indicator.kind != "count" and not self.indicator.season:
            return None
        year = self.day.year
        return season_of(self.indicator, self.known, year)

    @cached_property
    def model_name(self) -> str:
        """The pace model: as asked, as the target says, else by the rule's table."""
        if self.model or self.target.pace:
            return self.model or self.target.pace
        return self.rule.pace(
            {
                "kind": self.indicator.kind,
                "source": self.target.source,
                "counting": self.target.counting,
                "frequency": self.indicator.frequency.value,
                "keep": self.target.keep,
                "milestones": bool(self.milestones),
            }
        )
