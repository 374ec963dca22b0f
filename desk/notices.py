"""Alerts that people take note of, and close with a reason."""

from __future__ import annotations

from alerts.grouping import office_of
from alerts.inert import one_line
from desk.asked import NO_DATA, asked_today, form_subject
from desk.handle import Desk
from desk.lookups import covered
from desk.rights import acting_for, require_role
from ledger import alert_log, facts
from ledger.alert_log import AlertState
from ledger.facts import FactRow
from ledger.unit import Reading, Unit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role

LONGEST_TEXT = 2000
SHORTEST_REASON = 5
_MAY = (Role.CLERK, Role.REVIEWER, Role.DESK)
_WAITS = ("opened", "acknowledged", "corrected")


def acknowledge(desk: Desk, actor: Actor, name: str, text: str) -> None:
    """Keep that the post took note of an alert, or of a notice, and what it says in one line.

    An alert and the facts that tell of it are acknowledged together, whichever is named.
    """
    require_role(actor, *_MAY)
    with desk.ledger.read() as reading:
        alerts, told = _named(reading, name)
    office = _office(alerts, told)
    if not (alerts or told) or not covered(desk, actor, office, f"acknowledge {name}"):
        raise UserError(f"没有预警“{name}”", cure="在预警页核对编号")
    if any(one.id == name and one.state == "closed" for one in alerts):
        raise Refused(f"预警 {name} 已关闭({alerts[0].steps[-1].text})", cure="不必再确认")
    acting = acting_for(desk, actor, office, *_MAY)
    with desk.ledger.write(acting, desk.now(), "acknowledge", name) as unit:
        _acknowledge(unit, alerts, told, one_line(text, LONGEST_TEXT))


def close(desk: Desk, actor: Actor, alert_id: str, reason: str) -> None:
    """The desk closes an alert; the reason stays beside it for good.

    `Refused` for a form that is still asked for and missing: the next watch would open the
    alert anew. It ends with the form, or with an exemption.
    """
    if len(one_line(reason)) < SHORTEST_REASON:
        raise UserError("关闭预警须写明理由", cure="写明为什么不必再改,至少5个字")
    with desk.ledger.read() as reading:
        found = alert_log.alerts(reading, ids=[alert_id])
    if not found or not covered(desk, actor, found[0].alert.office, f"close {alert_id}"):
        raise UserError(f"没有预警“{alert_id}”", cure="在预警页核对编号")
    acting = acting_for(desk, actor, found[0].alert.office, Role.DESK)
    _require_answered(desk, found[0])
    with desk.ledger.write(acting, desk.now(), "alert.close", alert_id) as unit:
        alert_log.take_step(unit, alert_id, "closed", one_line(reason, LONGEST_TEXT))


def _require_answered(desk: Desk, one: AlertState) -> None:
    if one.alert.kind != NO_DATA or one.state == "closed":
        return
    missing = (f for f in asked_today(desk) if f.outcome == "absent")
    if any(form_subject(form.office, form.period) == one.alert.subject for form in missing):
        raise Refused(
            "这张报表仍要报,预警关了也会再开",
            cure="确实不用报的在质量页办理免报,或用 cityplan exempt add",
        )


def _named(reading: Reading, name: str) -> tuple[tuple[AlertState, ...], tuple[FactRow, ...]]:
    """The alert of this number with its facts, or the fact with its alerts."""
    alerts = alert_log.alerts(reading, ids=[name])
    if alerts:
        behind = [facts.get(reading, fact) for fact in alerts[0].facts]
        own = [row for row in behind if row is not None and not row.acknowledged_by]
        return alerts, tuple(own)
    fact = facts.get(reading, name)
    return (alert_log.told_by(reading, name), (fact,)) if fact else ((), ())


def _office(alerts: tuple[AlertState, ...], told: tuple[FactRow, ...]) -> str:
    """Whose matter it is; the bureau's own is nobody else's, whatever office it tells of."""
    if alerts:
        return alerts[0].alert.office
    return office_of(told[0]) if told else ""


def _acknowledge(
    unit: Unit, alerts: tuple[AlertState, ...], told: tuple[FactRow, ...], text: str
) -> None:
    for one in alerts:
        if one.state in _WAITS:
            alert_log.take_step(unit, one.id, "acknowledged", text)
    for row in told:
        facts.acknowledge(unit, row.id, text)
