"""An office asks to report a closed period all the same; the bureau's desk decides on it."""

from __future__ import annotations

from datetime import date

from desk.closing import LONGEST_REASON
from desk.handle import Desk
from desk.rights import acting_for
from ledger import entry, facts
from ledger.entry import ExceptionRow
from ledger.facts import AlertFact
from ledger.unit import Unit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

Wanted = tuple[str, ReportingPeriod, date]
"""Office, period and the last day wanted."""


def ask_exception(desk: Desk, actor: Actor, wanted: Wanted, reason: str) -> None:
    """Ask for an exception to a closed period; the bureau is told and may grant it.

    `Refused` for a period that is open, `UserError` without a reason or with a day gone by.
    """
    office, period, until = wanted
    if office not in desk.office_names:
        known = "、".join(desk.plan.reporting_offices)
        raise UserError(f"没有单位“{office}”", cure=f"可用:{known}")
    acting = acting_for(desk, actor, office, Role.CLERK, Role.REVIEWER)
    if not reason.strip():
        raise UserError("须写明理由", cure="写明为什么补报")
    if until < desk.today():
        raise UserError("例外的截止日期已过", cure="写今天或以后的日期")
    with desk.ledger.read() as reading:
        if entry.closed(reading, str(period)) is None:
            raise Refused(f"{period.label}没有关账,不需要例外", cure="直接送交即可")
    about, text = f"{office}/{period} 至{until}", reason.strip()[:LONGEST_REASON]
    with desk.ledger.write(acting, desk.now(), "period.ask", about) as unit:
        entry.ask(unit, office, str(period), until, text)
        facts.store(unit, [_fact(desk, unit, wanted, text)])


def waiting(desk: Desk, actor: Actor) -> tuple[ExceptionRow, ...]:
    """Requests of the actor's offices that nobody has decided on yet, oldest first."""
    with desk.ledger.read() as reading:
        asks = entry.waiting_asks(reading)
    return tuple(one for one in asks if actor.covers(one.office))


def _fact(desk: Desk, unit: Unit, wanted: Wanted, text: str) -> AlertFact:
    office, period, until = wanted
    return AlertFact(
        kind="access",
        subject=f"exception:{office}/{period}",
        key=str(unit.id),
        severity="info",
        body={
            "title": "申请补报已关账的报告期",
            "office": office,
            "office_name": desk.office_names[office],
            "period": period.label,
            "lines": [f"“{unit.actor.title}”申请补报至{until}:{text}"],
            "path": f"/reporting/{office}/{period}",
            "demo": desk.is_demo,
        },
    )
