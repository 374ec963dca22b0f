"""What is due by now, by the calendar alone: a pause of any length ends the same."""

from __future__ import annotations

from desk.deadlines import asked_periods
from desk.handle import Desk
from desk.paper_flow import standing
from ledger import approvals, papers
from observations.period import Frequency, ReportingPeriod


def to_assess(desk: Desk, frequency: Frequency) -> tuple[ReportingPeriod, ...]:
    """Finished periods of this frequency whose forms are due, oldest first.

    Earlier ones are among them: a value approved late changes their verdict too, and equal
    verdicts are kept only once.
    """
    return tuple(
        period
        for period in reversed(asked_periods(desk, desk.today()))
        if period.frequency is frequency and desk.due(period) < desk.today()
    )


def to_draft(desk: Desk, working_days: int, clock: str) -> tuple[ReportingPeriod, ...]:
    """Quarters with an approved report and no issued paper, `working_days` after their end.

    Oldest first. A draft that nobody but the `clock` (its post) has touched is drafted anew;
    one that a person wrote, edited, approved or sent back is that person's.
    """
    with desk.ledger.read() as reading:
        issued = {row.file.period for row in papers.papers(reading)}
        approved = {r.period for r in approvals.submissions(reading) if r.state == "approved"}
    return tuple(
        period
        for period in reversed(asked_periods(desk, desk.today()))
        if period.frequency is Frequency.QUARTER
        and str(period) in approved
        and str(period) not in issued
        and desk.calendar.add(period.end, working_days) <= desk.today()
        and _untouched(desk, period, clock)
    )


def _untouched(desk: Desk, period: ReportingPeriod, clock: str) -> bool:
    now = standing(desk, period)
    if now.written is None:
        return True
    return now.authors == {clock} and now.approval is None and now.declined is None
