"""Reporting rates from the ledger: what was asked, what came, what stands against it.

The computation itself is `expectations.timeliness`; pages, papers, reminders and the command
all read it from here, so that no two of them differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from desk.calendar_load import known_at
from desk.handle import Desk
from expectations.reporting import Due, Excuse, Key, Received, Standing
from expectations.timeliness import Timeliness, timeliness
from ledger import approvals, audit, exemptions, findings
from ledger.form_arrivals import FormArrival, form_arrivals
from ledger.reporting_offices import asking_editions, existed
from ledger.unit import Reading
from observations.calendar import shanghai_day
from observations.finding import Severity
from observations.period import Frequency, ReportingPeriod
from targets.asked import asked_of


def rates(
    desk: Desk, reading: Reading, today: date, periods: Collection[ReportingPeriod] | None = None
) -> Timeliness:
    """Every form asked up to `today` as known at the reading's head; of `periods` only, if given.

    Working days are those of the calendar in force at that head.
    """
    desk = known_at(desk, reading)
    asked = dues(desk, reading, today, periods)
    came = form_arrivals(reading, {str(one.period) for one in asked})
    against = _standing(reading, came)
    return timeliness(asked, _received(came), desk.calendar, today, standing=against)


def arrivals(desk: Desk, reading: Reading, today: date) -> Timeliness:
    """Like `rates`, for whoever only asks what came and when: nothing is said of quality."""
    desk = known_at(desk, reading)
    asked = dues(desk, reading, today)
    came = form_arrivals(reading, {str(one.period) for one in asked})
    return timeliness(asked, _received(came), desk.calendar, today)


def dues(
    desk: Desk, reading: Reading, today: date, periods: Collection[ReportingPeriod] | None = None
) -> tuple[Due, ...]:
    """Every form of a period that is over, newest period first, in plan order, excuses with it.

    An office that the plan's edition of that time did not ask yet is closed for the period.
    """
    since, excused = work_began(reading), exemptions.standing(reading)
    editions = asking_editions(reading, desk.plan.id)
    found = []
    for period in asked_periods(desk, today):
        if periods is not None and period not in periods:
            continue
        day = desk.due(period)
        for office, values in asked_values(desk, period).items():
            word = excused.get((office, str(period)))
            excuse: Excuse = "before" if since is None or day < since else ""
            if word is not None:
                excuse = "closed" if word.decision == "closed" else "exempt"
            elif not excuse and not existed(editions, office, period.end):
                excuse = "closed"
            found.append(Due(office, period, day, values, excuse))
    return tuple(found)


def work_began(reading: Reading) -> date | None:
    """The day this installation began: nobody is late for what was due before it."""
    first = audit.began(reading)
    return shanghai_day(first) if first else None


def asked_periods(desk: Desk, today: date) -> tuple[ReportingPeriod, ...]:
    """Finished periods from the plan's issue on, newest first, of the frequencies asked."""
    used = {desk.plan.indicator(r.indicator).frequency for r in desk.plan.reporting}
    found = []
    for frequency in Frequency:
        if frequency not in used:
            continue
        period = ReportingPeriod.containing(desk.plan.issued, frequency)
        while period.end < today and period.start <= desk.plan.end:
            found.append(period)
            period = period.next()
    return tuple(sorted(found, reverse=True))


def asked_offices(desk: Desk, period: ReportingPeriod) -> tuple[str, ...]:
    """Offices with something to report at the period's frequency, in plan order."""
    return tuple(asked_values(desk, period))


def asked_values(desk: Desk, period: ReportingPeriod) -> Mapping[str, int]:
    """How many values each office reports for `period`, in plan order; none for no office."""
    counts = Counter(
        r.office
        for r in asked_of(desk.plan, period)
        if desk.plan.indicator(r.indicator).frequency is period.frequency
    )
    return {office: counts[office] for office in desk.plan.reporting_offices if counts[office]}


def _received(came: Iterable[FormArrival]) -> list[Received]:
    return [
        Received(
            office=one.office,
            period=ReportingPeriod.parse(one.period),
            arrived=one.received_at,
            accepted=one.accepted,
            values=one.values,
            zero_report=one.nil,
        )
        for one in came
        if not one.partial
    ]


def _standing(reading: Reading, came: Collection[FormArrival]) -> dict[Key, Standing]:
    """What stands against each form that came: open findings of its deliveries, a sending back."""
    forms = {one.receipt: (one.office, one.period) for one in came}
    criticals: Counter[tuple[str, str]] = Counter()
    doubts: Counter[tuple[str, str]] = Counter()
    for row in findings.open_findings(reading, {one.office for one in came}):
        if row.receipt in forms:
            critical = row.finding.severity is Severity.CRITICAL
            (criticals if critical else doubts)[forms[row.receipt]] += 1
    back = {
        (row.office, row.period)
        for row in approvals.submissions(reading)
        if row.state == "returned"
    }
    return {
        (office, ReportingPeriod.parse(period)): Standing(
            criticals[office, period], doubts[office, period], (office, period) in back
        )
        for office, period in set(forms.values())
    }
