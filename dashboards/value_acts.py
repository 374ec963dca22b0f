"""Correcting and withdrawing in place: a submission of its own, judged like any file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.address import segment
from dashboards.components import correcting
from dashboards.entry_acts import Fields, written
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.typed import Seen

SUBJECT = re.compile(r"([^/]{1,100})/([^/]{1,20})/([0-9]{1,15})(?:/(?:withdraw|again))?", re.ASCII)


def correct(desk: Desk, who: Actor, subject: str, fields: Fields) -> Component:
    """Hand in what was typed over the values; its receipt, whose verdict follows."""
    from desk import typed

    seen = _seen(who, subject)
    reason = written(fields, "reason", "更正理由")
    return _received(seen, typed.correct_typed(desk, who, seen, fields, reason).id)


def withdraw(desk: Desk, who: Actor, subject: str, fields: Fields) -> Component:
    """Hand in the withdrawal of one value or of all; its receipt, whose verdict follows."""
    from desk import typed

    seen = _seen(who, subject)
    reason = written(fields, "reason", "撤回理由")
    chosen = written(fields, "which", "撤回什么")
    which = "" if chosen == correcting.WHOLE else chosen
    return _received(seen, typed.withdraw_typed(desk, who, seen, which, reason).id)


def resubmit(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Hand in again as it stands what was sent back, with what its numbers were checked against."""
    from desk import resubmitting

    seen = _seen(who, subject)
    reason = written(fields, "reason", "核对依据")
    which = (seen.office, seen.period)
    return resubmitting.resubmit(desk, who, *which, reason, seen=seen.seq)


def page_of(office: str, period: ReportingPeriod) -> str:
    """The address of the page where values of a report are corrected."""
    return f"/reporting/{segment(office)}/{period}/values"


def _seen(who: Actor, subject: str) -> Seen:
    from desk.typed import Seen

    scope.require(who, Role.CLERK, Role.REVIEWER, Role.DESK)
    match = SUBJECT.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    office, period, seq = match.groups()
    scope.require_office(who, office)
    return Seen(office, ReportingPeriod.parse(period), int(seq))


def _received(seen: Seen, receipt: str) -> Component:
    return correcting.handed_in(receipt, page_of(seen.office, seen.period))
