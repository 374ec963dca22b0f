"""期末评估: what the plan came to, computed when asked; nothing is kept and no case moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from briefings.rows import Row, build_rows
from desk.assess import Terms, what_was_known
from desk.handle import SHANGHAI, Desk
from desk.plans import judged_by
from desk.views.overview import only, seen_by, sees_all
from observations.identity import Actor
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Belief
from targets.final import Tally, tallies
from targets.model import Plan
from targets.rulebook import judging_rule


@dataclass(frozen=True)
class FinalView:
    """The outcomes that the actor may see, counted by attribute; `rows` in plan order.

    `moment` is until when the record was read.
    """

    plan: Plan
    period: ReportingPeriod
    moment: datetime
    tallies: tuple[Tally, ...]
    rows: tuple[Row, ...]
    demo: bool


def final_period(plan: Plan) -> ReportingPeriod:
    """The quarter that the plan ends with: what is measured by then counts."""
    return ReportingPeriod.containing(plan.end, Frequency.QUARTER)


def final(desk: Desk, actor: Actor, day: date | None = None) -> FinalView | None:
    """The final evaluation as known at the end of `day` (now by default); None before the end.

    The same function computes it that `cityplan assess --final` runs.
    """
    now = desk.now()
    moment = now if day is None else min(now, datetime.combine(day, time.max, SHANGHAI))
    period = final_period(desk.plan)
    if moment.astimezone(SHANGHAI).date() <= desk.plan.end:
        return None
    run = what_was_known(desk, period, moment, Terms(final=True))
    plan = judged_by(desk, period, moment)
    if not sees_all(desk, actor):
        run = only(run, seen_by(desk, actor))
    found = tallies(plan, run.assessments, judging_rule(plan.rule))
    demo = desk.is_demo or any(a.belief is Belief.DEMO for a in run.assessments)
    return FinalView(plan, period, moment, found, build_rows(plan, run, None), demo)
