"""免报 as the page shows it: what is not asked of whom, and what this post may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.exemptions import exempted
from desk.handle import SHANGHAI, Desk
from desk.rates import asked_periods
from observations.identity import Actor, Role
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class ExemptLine:
    """A form that is not asked; `decision` exempt | closed, `at` in Shanghai."""

    office: str
    office_name: str
    period: ReportingPeriod
    decision: str
    text: str
    post: str
    at: datetime
    may_end: bool


@dataclass(frozen=True)
class ExemptView:
    """Forms not asked of the actor's offices, newest period first.

    `offices` (id, name) are those for which the post decides, none for most; `periods` those
    that were asked for up to today, newest first.
    """

    lines: tuple[ExemptLine, ...]
    offices: tuple[tuple[str, str], ...]
    periods: tuple[ReportingPeriod, ...]

    @property
    def may(self) -> bool:
        """True when the post may excuse some office."""
        return bool(self.offices)


def exempting(desk: Desk, actor: Actor) -> ExemptView:
    """What is excused, as far as the actor sees it."""
    names = desk.office_names
    mine = [one for one in desk.plan.reporting_offices if actor.within(one).has(Role.DESK)]
    lines = tuple(
        ExemptLine(
            office=row.office,
            office_name=names.get(row.office, row.office),
            period=ReportingPeriod.parse(row.period),
            decision=row.decision,
            text=row.text,
            post=row.post,
            at=row.at.astimezone(SHANGHAI),
            may_end=actor.within(row.office).has(Role.DESK),
        )
        for row in exempted(desk, actor)
    )
    offices = tuple((one, names[one]) for one in mine)
    return ExemptView(lines, offices, asked_periods(desk, desk.today()))
