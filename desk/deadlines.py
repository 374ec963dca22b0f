"""What is due from whom, and what is late: working days, Shanghai dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.handle import SHANGHAI, Desk
from desk.rights import require_role
from ledger import approvals, audit, facts, receipts
from ledger.facts import AlertFact
from ledger.unit import Reading
from observations.identity import Actor, Role
from observations.period import Frequency, ReportingPeriod


@dataclass(frozen=True)
class DueForm:
    """One form asked of one office; `days_left` in working days, negative when late."""

    office: str
    period: ReportingPeriod
    due: date
    days_left: int
    state: str  # due | late | waiting | office_approved | approved | returned


def due_forms(desk: Desk, today: date) -> tuple[DueForm, ...]:
    """Every form that was asked for up to `today`, newest period first, in plan order.

    A third party's table of the same office and period is no answer to it.
    """
    with desk.ledger.read() as reading:
        tables = receipts.tables_only(reading)
        rows = {
            (row.office, row.period): row.state
            for row in approvals.submissions(reading)
            if (row.office, row.period) not in tables
        }
        since = work_began(reading)
    forms = []
    for period in asked_periods(desk, today):
        for office in asked_offices(desk, period):
            due = desk.due(period)
            left = desk.calendar.between(today, due)
            late = since is not None and since <= due < today
            state = rows.get((office, str(period))) or ("late" if late else "due")
            forms.append(DueForm(office, period, due, left, state))
    return tuple(forms)


def work_began(reading: Reading) -> date | None:
    """The day this installation began: nobody is late for what was due before it."""
    first = audit.began(reading)
    return first.astimezone(SHANGHAI).date() if first else None


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
    asked = {
        r.office
        for r in desk.plan.reporting
        if desk.plan.indicator(r.indicator).frequency is period.frequency
    }
    return tuple(o for o in desk.plan.reporting_offices if o in asked)


def watch_deadlines(desk: Desk, actor: Actor) -> tuple[AlertFact, ...]:
    """Raise one alert a form that is late today; run twice or a week late, it says it once."""
    require_role(actor, Role.DESK, Role.ADMIN)
    late = [form for form in due_forms(desk, desk.today()) if form.state == "late"]
    raised = tuple(_late_fact(desk, form) for form in late)
    with desk.ledger.read() as reading:
        known = facts.known(reading, "late")
    new = tuple(fact for fact in raised if (fact.subject, fact.key) not in known)
    if new:
        with desk.ledger.write(actor, desk.now(), "watch", f"{len(new)} late") as unit:
            facts.store(unit, new)
    return new


def _late_fact(desk: Desk, form: DueForm) -> AlertFact:
    name = desk.office_names[form.office]
    line = (
        f"{name}《{form.period.label}填报表》应于{form.due:%Y-%m-%d}前报送,"
        f"至{desk.today():%Y-%m-%d}未收到,请尽快报送。"
    )
    return AlertFact(
        kind="late",
        subject=f"{form.office}/{form.period}",
        key="overdue",
        severity="warning",
        body={
            "title": "报表逾期未报",
            "office": form.office,
            "office_name": name,
            "period": form.period.label,
            "lines": [line],
            "path": "/reporting",
            "demo": desk.is_demo,
        },
    )
