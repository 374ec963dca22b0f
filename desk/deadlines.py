"""What is due from whom, and what is late: working days, Shanghai dates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from desk.asked import LATE, NO_DATA, Asked, asked_today, form_subject
from desk.handle import Desk
from desk.rates import asked_offices, asked_periods, dues, work_began
from desk.reminders import notice, rule_of
from desk.rights import require_role
from ledger import approvals, facts, receipts
from ledger.alert_log import NewAlert, alerts, open_alerts, stand_behind
from ledger.approvals import SubmissionRow
from ledger.facts import AlertFact
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

OVERDUE = "overdue"
"""Key of the first fact that a form is late."""

__all__ = [
    "DueForm",
    "asked_offices",
    "asked_periods",
    "due_forms",
    "watch_deadlines",
    "work_began",
]


@dataclass(frozen=True)
class DueForm:
    """One form asked of one office; `days_left` in working days, negative when late.

    `before`: it was due before this installation began, so that nobody is late with it.
    """

    office: str
    period: ReportingPeriod
    due: date
    days_left: int
    state: str  # due | late | waiting | office_approved | approved | returned
    before: bool = False


def due_forms(
    desk: Desk,
    today: date,
    offices: Collection[str] | None = None,
    *,
    came: Collection[SubmissionRow] | None = None,
) -> tuple[DueForm, ...]:
    """Every form that is asked for up to `today`, newest period first, in plan order.

    Of all offices of the plan, or of those among `offices`; `came` are their submissions, where
    they were read already.

    A form that was excused is asked of nobody, unless it came all the same; of an office that
    today's plan asks no more nothing is asked. A third party's
    table of the same office and period is no answer to it.
    """
    with desk.ledger.read() as reading:
        asking = desk.plan.reporting_offices if offices is None else offices
        tables = receipts.tables_only(reading, asking)
        known = approvals.submissions(reading, offices=asking) if came is None else came
        states = {
            (row.office, row.period): row.state
            for row in known
            if (row.office, row.period) not in tables
        }
        asked = dues(desk, reading, today)
    forms, calendar = [], desk.calendar
    for one in asked:
        state = states.get((one.office, str(one.period)), "")
        if one.excuse in ("exempt", "closed") and not state:
            continue
        if one.office not in desk.plan.reporting_offices or one.office not in asking:
            continue
        left = calendar.between(today, one.due)
        late = one.due < today and not one.excuse
        word, before = state or ("late" if late else "due"), one.excuse == "before"
        forms.append(DueForm(one.office, one.period, one.due, left, word, before))
    return tuple(forms)


def watch_deadlines(desk: Desk, actor: Actor) -> tuple[AlertFact, ...]:
    """Raise one alert a form that is late today; run twice or a week late, it says it once.

    For a form of which nothing came an alert `no_data` is opened too; it stays open until one is
    let in. One that came and was returned is bad data, and has an alert of its own.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    late = [form for form in asked_today(desk) if form.due < desk.today()]
    with desk.ledger.read() as reading:
        known = facts.known(reading, LATE)
        told = {one.alert.subject for one in alerts(reading, kinds=[NO_DATA], unclosed=True)}
    rule = rule_of(desk)
    raised = [notice(desk, form, OVERDUE, rule) for form in late]
    new = tuple(fact for fact in raised if (fact.subject, fact.key) not in known)
    unopened = [form for form in late if _unopened(form, told)]
    if new or unopened:
        with desk.ledger.write(actor, desk.now(), "watch", f"{len(new)} late") as unit:
            stored = {fact.subject: facts.store(unit, [fact]) for fact in sorted(new, key=_subject)}
            opened = [_alert(desk, form) for form in unopened]
            pairs = zip(opened, open_alerts(unit, opened), strict=True)
            stand_behind(
                unit, [(name, fact) for one, name in pairs for fact in stored.get(one.subject, ())]
            )
    return new


def _subject(fact: AlertFact) -> str:
    """The one order in which any unit stores these facts: two never wait for each other."""
    return fact.subject


def _unopened(form: Asked, told: Collection[str]) -> bool:
    return form.outcome == "absent" and form_subject(form.office, form.period) not in told


def _alert(desk: Desk, form: Asked) -> NewAlert:
    fact = notice(desk, form, OVERDUE)
    return NewAlert(
        kind=NO_DATA,
        office=form.office,
        period=str(form.period),
        rule="",
        subject=fact.subject,
        severity=str(fact.severity),
        title=str(fact.body["title"]),
        body=fact.body,
        due=form.due,
    )
