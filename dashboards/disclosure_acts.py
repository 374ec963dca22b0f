"""What the buttons of 公开 do: put forward, approve, leave, take down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dashboards import scope
from dashboards.entry_acts import written
from dashboards.words import say
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk

Fields = Mapping[str, str]


def ask(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Put a period's figures forward; `subject` is the period."""
    from desk import disclosing

    scope.require(who, Role.DESK)
    period = ReportingPeriod.parse(subject)
    disclosing.ask(desk, who, period, fields.get("reason", ""))
    return say("{period}已提请公开,待另一岗位看过内容后批准", period=period.label)


def approve(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Let the public read what was seen; `subject` is period/hash."""
    from desk import disclosing

    scope.require(who, Role.DESK, Role.LEADER)
    period, seen = _seen(subject)
    disclosing.approve(desk, who, period, seen)
    return say("{period}已批准公开", period=period.label)


def decline(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Leave what was seen unpublished; `subject` is period/hash."""
    from desk import disclosing

    scope.require(who, Role.DESK, Role.LEADER)
    period, seen = _seen(subject)
    disclosing.decline(desk, who, period, seen, written(fields, "reason", "理由"))
    return say("{period}不予公开,理由已记录", period=period.label)


def withdraw(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Take down what the public reads; `subject` is period/down."""
    from desk import disclosing

    scope.require(who, Role.DESK, Role.LEADER)
    period, _ = _seen(subject)
    disclosing.withdraw(desk, who, period, written(fields, "reason", "撤下理由"))
    return say("{period}已从公开页撤下", period=period.label)


def _seen(subject: str) -> tuple[ReportingPeriod, str]:
    period, _, seen = subject.partition("/")
    return ReportingPeriod.parse(period), seen


FORMS: Mapping[str, Callable[[Desk, Actor, str, Fields], str]] = {
    "ask_disclosure": ask,
    "approve_disclosure": approve,
    "decline_disclosure": decline,
    "withdraw_disclosure": withdraw,
}
