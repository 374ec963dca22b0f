"""Reporting rates from the ledger: what was asked, what came, what stands against it.

The computation itself is `expectations.timeliness`; pages, papers, reminders and the command
all read it from here, so that no two of them differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from desk.calendar_load import known_at
from desk.handle import Desk
from expectations.reporting import Due, Excuse, Key, Received, Standing
from expectations.timeliness import Timeliness, timeliness
from ledger import approvals, audit, exemptions, findings
from ledger.form_arrivals import FormArrival, form_arrivals
from ledger.plans import stored_plan
from ledger.reporting_offices import (
    Asking,
    asking_editions,
    existed,
    in_force_on,
    office_names_ever,
    office_names_on,
)
from ledger.unit import Reading
from observations.calendar import shanghai_day
from observations.finding import Severity
from observations.period import Frequency, ReportingPeriod
from targets.asked import asked_of
from targets.model import Plan


def rates(
    desk: Desk, reading: Reading, today: date, periods: Collection[ReportingPeriod] | None = None
) -> Timeliness:
    """Every form asked up to `today` as known at the reading's head; of `periods` only, if given.

    Working days are those of the calendar in force at that head.
    """
    desk = known_at(desk, reading)
    asked = dues(desk, reading, today, periods)
    came = _came(reading, asked)
    against = _standing(reading, came)
    return timeliness(asked, _received(came), desk.calendar, today, standing=against)


def arrivals(desk: Desk, reading: Reading, today: date) -> Timeliness:
    """Like `rates`, for whoever only asks what came and when: nothing is said of quality."""
    desk = known_at(desk, reading)
    asked = dues(desk, reading, today)
    came = _came(reading, asked)
    return timeliness(asked, _received(came), desk.calendar, today)


def _came(reading: Reading, asked: Collection[Due]) -> tuple[FormArrival, ...]:
    """Forms of the periods and the offices asked: those of others answer nothing."""
    return form_arrivals(reading, {str(one.period) for one in asked}, {one.office for one in asked})


def dues(
    desk: Desk, reading: Reading, today: date, periods: Collection[ReportingPeriod] | None = None
) -> tuple[Due, ...]:
    """Every form of a period that is over, newest period first, in plan order, excuses with it.

    An office that the plan's edition of that time did not ask yet is closed for the period; one
    that it asked and a later edition removed is asked for it all the same, after the others.
    """
    since, excused = work_began(reading), exemptions.standing(reading)
    editions = asking_editions(reading, desk.plan.id)
    former = _Former(desk, reading, editions)
    found = []
    for period in asked_periods(desk, today):
        if periods is not None and period not in periods:
            continue
        day = desk.due(period)
        for office, values in {**asked_values(desk, period), **former.values(period)}.items():
            word = excused.get((office, str(period)))
            excuse: Excuse = "before" if since is None or day < since else ""
            if word is not None:
                excuse = "closed" if word.decision == "closed" else "exempt"
            elif not excuse and not existed(editions, office, period.end):
                excuse = "closed"
            found.append(Due(office, period, day, values, excuse))
    return tuple(found)


@dataclass(frozen=True)
class _Former:
    """What offices were asked that today's plan asks no more."""

    desk: Desk
    reading: Reading
    editions: Sequence[Asking]
    plans: dict[str, Plan | None] = field(default_factory=dict)

    def values(self, period: ReportingPeriod) -> Mapping[str, int]:
        """How many values each of them was asked by the edition in force at the period's end."""
        then = in_force_on(self.editions, period.end)
        gone = then.offices - set(self.desk.plan.reporting_offices) if then else frozenset()
        if then is None or not gone:
            return {}
        if then.version not in self.plans:
            self.plans[then.version] = stored_plan(self.reading, then.version)
        plan = self.plans[then.version]
        asked = asked_values(replace(self.desk, plan=plan), period) if plan else {}
        return {office: values for office, values in asked.items() if office in gone}


def names_ever(desk: Desk, reading: Reading) -> Mapping[str, str]:
    """Office names by id, those of offices that a later edition of the plan removed too."""
    return {**office_names_ever(reading, desk.plan.id), **desk.office_names}


def names_on(desk: Desk, reading: Reading, day: date) -> Mapping[str, str]:
    """Office names by id as the edition of the plan in force on `day` has them."""
    return {**names_ever(desk, reading), **office_names_on(reading, desk.plan.id, day)}


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
        for row in approvals.submissions(reading, offices={one.office for one in came})
        if row.state == "returned"
    }
    return {
        (office, ReportingPeriod.parse(period)): Standing(
            criticals[office, period], doubts[office, period], (office, period) in back
        )
        for office, period in set(forms.values())
    }
