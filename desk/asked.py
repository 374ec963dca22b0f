"""Forms that offices still have to send, and what notices about them are called by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desk.handle import Desk
from desk.rates import arrivals, asked_offices
from expectations.reporting import Outcome
from ledger import entry
from ledger.form_arrivals import senders_waiting
from ledger.unit import Reading
from observations.period import ReportingPeriod

LATE = "late"
"""Kind of the facts that a form is late."""
NO_DATA = "no_data"
"""Kind of the alerts that a form is missing; their subject is `form_subject`."""


@dataclass(frozen=True)
class Asked:
    """One form still to be sent; `outcome`: absent, or what came in its stead."""

    office: str
    period: ReportingPeriod
    due: date
    outcome: Outcome


def asked_today(desk: Desk) -> tuple[Asked, ...]:
    """Forms that an office still has to send as of today, newest period first.

    None of an office that today's plan asks no more; none that came (values, or 零报告) or waits
    for approval, is excused, may not be sent any more because its period is closed, or may be
    among the deliveries that wait to be judged.
    """
    today = desk.today()
    with desk.ledger.read() as reading:
        found = arrivals(desk, reading, today)
        busy = senders_waiting(reading)
        shut = _shut(desk, reading, {form.due.period for form in (*found.forms, *found.pending)})
    return tuple(
        Asked(form.due.office, form.due.period, form.due.due, form.outcome)
        for form in (*found.forms, *found.pending)
        if not form.received
        and form.due.office in desk.plan.reporting_offices
        and form.due.office not in busy
        and (form.due.office, form.due.period) not in shut
    )


def form_subject(office: str, period: ReportingPeriod) -> str:
    """What facts and alerts about a form that is missing are called by: `housing/2024-Q3`."""
    return f"{office}/{period}"


def _shut(
    desk: Desk, reading: Reading, periods: Iterable[ReportingPeriod]
) -> frozenset[tuple[str, ReportingPeriod]]:
    """Forms nobody may send: their period is closed and the office has no exception today."""
    today, closed = desk.today(), [one for one in periods if entry.closed(reading, str(one))]
    held = {(row.office, row.period): row for row in entry.exceptions_of(reading)} if closed else {}
    return frozenset(
        (office, period)
        for period in closed
        for office in asked_offices(desk, period)
        if (word := held.get((office, str(period)))) is None or not word.holds_on(today)
    )
