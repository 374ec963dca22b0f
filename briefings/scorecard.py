"""The period at a glance, once for pages and papers: counts, rows, decisions, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from briefings.context import Context, RevisedValue, ToDo
from briefings.rows import LAGGING, Row, build_rows
from briefings.sections import section_order
from observations.period import ReportingPeriod
from targets import pace
from targets.assessment import Assessment, AssessmentRun, Belief, Level
from targets.model import Plan

LEVELS = (Level.MET, Level.ON_PACE, Level.BEHIND, Level.FAR_BEHIND, Level.NOT_ASSESSABLE)
_BINDING_ORDER = {"binding": 0, "indicative": 1, "none": 2}


@dataclass(frozen=True)
class Tally:
    """How many targets stand at a level now, and at the previous run (None without one)."""

    level: Level
    now: int
    before: int | None

    @property
    def change(self) -> int | None:
        """Difference to the previous run; None without one."""
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True)
class Group:
    """Rows under one heading: a category of the table or a section of the text."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Changes:
    """What is other than at the previous run; all empty without one (except revisions)."""

    newly_met: tuple[Row, ...] = ()
    turned_behind: tuple[Row, ...] = ()
    recovered: tuple[Row, ...] = ()
    no_longer_assessable: tuple[Row, ...] = ()
    revised: tuple[RevisedValue, ...] = ()


@dataclass(frozen=True)
class Scorecard:
    """Everything the overview and the paper say about one run."""

    plan: Plan
    run: AssessmentRun
    period: ReportingPeriod
    previous_period: ReportingPeriod | None
    time_share: float
    tallies: tuple[Tally, ...]
    reasons: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]
    decisions: tuple[Row, ...]
    changes: Changes
    todo: tuple[ToDo, ...]
    context: Context
    demo: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order of their groups."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def total(self) -> int:
        """Number of targets judged."""
        return sum(tally.now for tally in self.tallies)

    def count(self, *levels: Level) -> int:
        """Targets at any of `levels`."""
        return sum(tally.now for tally in self.tallies if tally.level in levels)

    def of_binding(self, binding: str) -> tuple[Row, ...]:
        """Rows of one attribute: binding, indicative or none."""
        return tuple(row for row in self.rows if row.target.binding == binding)


def scorecard(
    plan: Plan, run: AssessmentRun, previous: AssessmentRun | None, context: Context | None = None
) -> Scorecard:
    """The period's card from a run, the run before it (or None) and what surrounds it.

    Raises `UserError` when the run was made from another plan than `plan`.
    """
    around = context or Context()
    rows = build_rows(plan, run, previous, around.cases)
    period = ReportingPeriod.parse(run.period)
    return Scorecard(
        plan=plan,
        run=run,
        period=period,
        previous_period=ReportingPeriod.parse(previous.period) if previous else None,
        time_share=pace.time_share(plan.pace_origin, period.end, plan.end),
        tallies=tallies(run.assessments, previous.assessments if previous else None),
        reasons=tuple(Counter(row.reason for row in rows if row.reason).most_common()),
        groups=_grouped(rows),
        decisions=tuple(sorted((row for row in rows if row.lagging), key=_urgency)),
        changes=_changes(rows, around.revised),
        todo=tuple(one for one in around.todo if one.count),
        context=around,
        demo=around.demo or any(a.belief is Belief.DEMO for a in run.assessments),
    )


def tallies(now: Iterable[Assessment], before: Iterable[Assessment] | None) -> tuple[Tally, ...]:
    """Counts by level, every level present, in the order of the legend."""
    current = Counter(a.level for a in now)
    earlier = None if before is None else Counter(a.level for a in before)
    return tuple(
        Tally(level, current[level], None if earlier is None else earlier[level])
        for level in LEVELS
    )


def _grouped(rows: Iterable[Row]) -> tuple[Group, ...]:
    """Rows under their titles: categories in plan order, then sections in the text's order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    ordered = sorted(groups, key=section_order)
    return tuple(Group(title, tuple(groups[title])) for title in ordered)


def _urgency(row: Row) -> tuple[int, float, date, str]:
    """Binding before the rest, the larger relative gap first, then the nearer deadline."""
    target = row.target
    return _BINDING_ORDER[target.binding], -row.shortfall, target.deadline, target.id


def _changes(rows: Iterable[Row], revised: tuple[RevisedValue, ...]) -> Changes:
    pairs = [(row.previous.level, row.assessment.level, row) for row in rows if row.previous]
    return Changes(
        newly_met=tuple(r for b, n, r in pairs if n is Level.MET and b is not Level.MET),
        turned_behind=tuple(r for b, n, r in pairs if n in LAGGING and b not in LAGGING),
        recovered=tuple(r for b, n, r in pairs if b in LAGGING and n is Level.ON_PACE),
        no_longer_assessable=tuple(
            r for b, n, r in pairs if n is Level.NOT_ASSESSABLE and b is not Level.NOT_ASSESSABLE
        ),
        revised=revised,
    )
