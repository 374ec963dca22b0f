"""月度监测简报: one page on a month, read from the record as it stood on the month's last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from briefings.month import Deadline, Month, Overdue
from briefings.month_paper import build_month_paper
from briefings.paper import Briefing
from briefings.scorecard import Scorecard
from cases.events import CaseEvent, Step
from desk.handle import SHANGHAI, Desk
from desk.keys import plan_keys
from desk.plans import as_it_stood
from desk.publish import fingerprint
from desk.rates import rates
from desk.rights import require_discloser
from desk.run_history import newest_period
from desk.views.cases import case_rows
from desk.views.overview import card_of
from desk.views.rows import CaseRow
from ledger import alert_log, case_log, receipts
from ledger.replaced import replaced
from ledger.unit import Reading
from observations.calendar import shanghai_day
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.period import Frequency, ReportingPeriod


def month_paper(desk: Desk, actor: Actor, written: str) -> Briefing:
    """The bulletin of a finished month (`2024-09`, or a quarter's last one for `2024-Q3`).

    For desk and leaders. `UserError` for another period or a month that is not over, `Refused`
    while nothing was assessed by its end.
    """
    require_discloser(actor)
    month = _month(desk, written)
    moment = datetime.combine(month.end, time.max, SHANGHAI)
    then = as_it_stood(desk, moment)
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        card, facts = month_of(then, reading, month)
    return build_month_paper(
        card, facts, month.end, calendar=desk.calendar, fingerprint=fingerprint()
    )


def month_of(desk: Desk, reading: Reading, month: ReportingPeriod) -> tuple[Scorecard, Month]:
    """The card by which the month speaks, and what happened in it; raises as `month_paper`."""
    card = _card(desk, reading, month)
    return card, _facts(desk, reading, month, card)


def _month(desk: Desk, written: str) -> ReportingPeriod:
    asked = ReportingPeriod.parse(written)
    if asked.frequency is Frequency.YEAR:
        raise UserError(f"“{written}”是一年", cure="写成 2024-09,或写季度 2024-Q3 取其末月")
    month = ReportingPeriod.containing(asked.end, Frequency.MONTH)
    if month.end >= desk.today():
        raise UserError(f"{month.label}还没有结束", cure="月末以后再写")
    return month


def _card(desk: Desk, reading: Reading, month: ReportingPeriod) -> Scorecard:
    newest = newest_period(reading)
    card = card_of(desk, reading, ReportingPeriod.parse(newest)) if newest else None
    if card is None:
        raise Refused(
            f"到{month.label}末还没有按当时的方案评估过任何一期",
            cure="换一个有评估以后的月份",
        )
    return card


def _facts(desk: Desk, reading: Reading, month: ReportingPeriod, card: Scorecard) -> Month:
    came = [
        row
        for row in receipts.listing(reading, limit=100_000)
        if _within(row.received_at, month) and row.judged_at is not None
    ]
    events = [one for one in case_log.events(reading) if _within(one.at, month)]
    cases = case_rows(desk, reading)
    running = [one for one in cases if one.closed is None]
    alerts = alert_log.alerts(reading)
    return Month(
        year=month.year,
        month=month.number,
        end=month.end,
        came=sum(row.state == "accepted" for row in came),
        returned=sum(row.state == "returned" for row in came),
        revised=_revised(desk, reading, month),
        overdue=_overdue(desk, reading, month),
        cases_opened=_numbers(cases, events, (Step.OPEN, Step.REOPEN)),
        cases_closed=_numbers(cases, events, (Step.CLOSE,)),
        cases_open=tuple(one.number for one in running),
        cases_late=tuple(one.number for one in running if one.due and one.due <= month.end),
        alerts_opened=sum(_within(one.opened_at, month) for one in alerts),
        alerts_closed=sum(_within(one.closed_at, month) for one in alerts),
        alerts_open=sum(one.closed_at is None for one in alerts),
        deadlines=_deadlines(desk, reading, month, running),
        assessed=month.start <= card.run.today <= month.end,
    )


def _within(moment: datetime | None, month: ReportingPeriod) -> bool:
    return moment is not None and month.start <= shanghai_day(moment) <= month.end


def _numbers(
    cases: Iterable[CaseRow], events: Iterable[CaseEvent], steps: tuple[Step, ...]
) -> tuple[str, ...]:
    """Printed numbers of the cases that took one of `steps` in the month."""
    took = {one.case for one in events if one.step in steps}
    return tuple(one.number for one in cases if one.id in took)


def _revised(desk: Desk, reading: Reading, month: ReportingPeriod) -> tuple[str, ...]:
    """Revisions that took the place of values published before the month."""
    first = datetime.combine(month.start, time.min, SHANGHAI) - timedelta(microseconds=1)
    then = desk.ledger.head_at(first)
    if not then:
        return ()
    return tuple(replaced(reading, then, plan_keys(desk.plan))["revision"])


def _overdue(desk: Desk, reading: Reading, month: ReportingPeriod) -> tuple[Overdue, ...]:
    """Forms due by the month's end that had not come, those that are late longest first."""
    found = rates(desk, reading, month.end + timedelta(days=1))
    late = [one for one in found.forms if not one.received and one.due.due <= month.end]
    told = [
        Overdue(
            one.due.office,
            str(one.due.period),
            max(1, desk.calendar.between(one.due.due, month.end)),
        )
        for one in late
    ]
    return tuple(sorted(told, key=lambda one: (-one.days, one.office)))


def _deadlines(
    desk: Desk, reading: Reading, month: ReportingPeriod, running: Iterable[CaseRow]
) -> tuple[Deadline, ...]:
    """Forms and cases due in the month that follows, by day."""
    following = month.next()
    found = rates(desk, reading, following.end)
    forms: dict[tuple[date, str], list[str]] = {}
    for one in (*found.forms, *found.pending):
        if following.start <= one.due.due <= following.end and not one.received:
            forms.setdefault((one.due.due, one.due.period.label), []).append(one.due.office)
    told = [Deadline(day, f"报送{label}报表", tuple(who)) for (day, label), who in forms.items()]
    told += [
        Deadline(case.due, f"督办{case.number}:{case.title}", (case.office,))
        for case in running
        if case.due and following.start <= case.due <= following.end
    ]
    return tuple(sorted(told, key=lambda one: (one.day, one.matter)))
