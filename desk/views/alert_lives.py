"""Alerts with their life, as pages and commands show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alerts.runbook import in_general
from desk.concern import concerned
from desk.handle import SHANGHAI, Desk
from desk.lookups import covered
from ledger import alert_log
from ledger.alert_log import SAID, AlertState, AlertStep
from observations.errors import UserError
from observations.finding import Severity
from observations.identity import Actor, Role

KINDS = {"bad_data": "数据有误", "no_data": "未报", "held": "暂停判定", "system": "系统"}
_LOUDNESS = tuple(Severity)


@dataclass(frozen=True)
class LifeStep:
    """One step as people read it; `evidence`: receipt or finding, or empty."""

    step: str
    said: str
    text: str
    evidence: str
    post: str
    at: datetime


@dataclass(frozen=True)
class LifeRow:
    """An alert and what became of it.

    `days`: working days since it was opened, or until it was closed. `late`: its last day is
    over; `calendar_known`: the working days of that day's year are published. `places`: sheet,
    cell, indicator and message of what is wrong, those that were kept.
    """

    id: str
    kind: str
    kind_said: str
    office: str
    office_name: str
    period: str
    period_label: str
    rule: str
    severity: Severity
    title: str
    lines: tuple[str, ...]
    state: str
    state_said: str
    round: int
    opened_at: datetime
    days: int
    due: date | None
    late: bool
    runbook: str
    receipt: str
    path: str
    count: int
    places: tuple[dict[str, str], ...]
    steps: tuple[LifeStep, ...]
    may_acknowledge: bool = False
    may_close: bool = False
    calendar_known: bool = True


def alert_lives(
    desk: Desk,
    actor: Actor,
    *,
    closed: bool = False,
    offices: Collection[str] | None = None,
    period: str = "",
    head: int | None = None,
) -> tuple[LifeRow, ...]:
    """Alerts of the actor's offices that are open (or closed), the loudest and oldest first.

    As known at `head`, by the desk as it stood then.
    """
    with desk.ledger.read(head) as reading:
        if offices is None:
            offices = concerned(desk, reading, actor)
        if closed:
            every = alert_log.alerts(reading, offices=offices, period=period)
            found = [one for one in every if one.state == "closed"]
        else:
            found = [*alert_log.alerts(reading, offices=offices, period=period, unclosed=True)]
    mine = [_row(desk, actor, one) for one in found if actor.covers(one.alert.office)]
    order = reversed(mine) if closed else sorted(mine, key=_loudest_first)
    return tuple(order)


def alert_life(desk: Desk, actor: Actor, alert_id: str) -> LifeRow:
    """One alert; `UserError` when there is none of this number among the actor's."""
    with desk.ledger.read() as reading:
        found = alert_log.alerts(reading, ids=[alert_id])
    if not found or not covered(desk, actor, found[0].alert.office, f"alert {alert_id}"):
        raise UserError(f"没有预警“{alert_id}”", cure="在预警页核对编号")
    return _row(desk, actor, found[0])


def _loudest_first(row: LifeRow) -> tuple[int, datetime, str]:
    return (_LOUDNESS.index(row.severity), row.opened_at, row.id)


def _row(desk: Desk, actor: Actor, one: AlertState) -> LifeRow:
    alert, body, open_ = one.alert, one.alert.body, one.state != "closed"
    last = (one.closed_at or desk.now()).astimezone(SHANGHAI).date()
    first = one.opened_at.astimezone(SHANGHAI).date()
    here = actor.within(alert.office)
    return LifeRow(
        id=one.id,
        kind=alert.kind,
        kind_said=KINDS.get(alert.kind, alert.kind),
        office=alert.office,
        office_name=desk.office_names.get(alert.office, "住建局" if not alert.office else ""),
        period=alert.period,
        period_label=str(body.get("period") or alert.period),
        rule=alert.rule,
        severity=Severity(alert.severity),
        title=alert.title,
        lines=tuple(map(str, body.get("lines", ()))),
        state=one.state,
        state_said=SAID[one.state],
        round=one.round,
        opened_at=one.opened_at,
        days=desk.calendar.between(first, last),
        due=alert.due,
        late=open_ and alert.due is not None and alert.due < desk.today(),
        runbook=str(body.get("runbook") or in_general(alert.kind)),
        receipt=_receipt(one),
        path=str(body.get("path") or ""),
        count=int(body.get("count") or len(body.get("lines", ()))),
        places=_places(body),
        steps=tuple(map(_step, one.steps)),
        may_acknowledge=here.has(Role.CLERK, Role.REVIEWER, Role.DESK)
        and one.state in ("opened", "acknowledged"),
        may_close=open_ and here.has(Role.DESK),
        calendar_known=alert.due is None or desk.calendar.covered(alert.due.year),
    )


def _receipt(one: AlertState) -> str:
    """The receipt that last showed what is wrong."""
    seen = [s.evidence for s in one.steps if s.step in ("noted", "opened") and s.evidence]
    return seen[-1] if seen else str(one.alert.body.get("receipt") or "")


def _places(body: Any) -> tuple[dict[str, str], ...]:
    return tuple(dict(place) for place in body.get("places", ()))


def _step(step: AlertStep) -> LifeStep:
    return LifeStep(step.step, SAID[step.step], step.text, step.evidence, step.post, step.at)
