"""What is due by now, by the calendar alone: a pause of any length ends the same."""

from __future__ import annotations

from desk.deadlines import asked_periods
from desk.handle import Desk
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


def to_publish(desk: Desk, working_days: int) -> tuple[ReportingPeriod, ...]:
    """Quarters with an approved report and no issued paper, `working_days` after their due day.

    A paper is issued once by the clock; another issue is a person's decision.
    """
    with desk.ledger.read() as reading:
        issued = {row.file.period for row in papers.papers(reading)}
        approved = {r.period for r in approvals.submissions(reading) if r.state == "approved"}
    return tuple(
        period
        for period in to_assess(desk, Frequency.QUARTER)
        if str(period) in approved
        and str(period) not in issued
        and desk.calendar.add(desk.due(period), working_days) < desk.today()
    )
