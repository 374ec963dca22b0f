"""What the buttons of 通报 do: draft, write into a draft, approve, send back, issue."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.entry_acts import written
from dashboards.words import say
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk

Fields = Mapping[str, str]
PLACE = re.compile(r"([^/]{1,20})/([0-9]{1,15})/([0-9]{1,3})", re.ASCII)
SEEN = re.compile(r"([^/]{1,20})/([0-9a-f]{64})", re.ASCII)


def draft(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Ask the worker for a draft; `subject` is the period."""
    return _asked(desk, who, "draft", subject)


def issue(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Ask the worker to issue what is approved; `subject` is the period."""
    return _asked(desk, who, "issue", subject)


def put(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Keep a paragraph; `subject` is period/sequence seen/place, the place after the last adds."""
    from desk import paper_flow

    scope.require(who, Role.DESK)
    which, place = _place(subject)
    given = {name: fields.get(name, "") for name in ("part", "text", "office")}
    paper_flow.put(desk, who, which, place, given)
    return "已改,稿子须重新批准"


def drop(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Take a paragraph out; `subject` as in `put`."""
    from desk import paper_flow

    scope.require(who, Role.DESK)
    which, place = _place(subject)
    paper_flow.put(desk, who, which, place)
    return "已删去这一段,稿子须重新批准"


def approve(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Let the draft go that was seen; `subject` is period/hash."""
    from desk import paper_flow

    scope.require(who, Role.DESK, Role.LEADER)
    period, seen = _seen(subject)
    paper_flow.approve(desk, who, period, seen)
    return say("{period}通报已批准,可以印发", period=period.label)


def decline(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Send the draft back that was seen; `subject` is period/hash."""
    from desk import paper_flow

    scope.require(who, Role.DESK, Role.LEADER)
    period, seen = _seen(subject)
    paper_flow.decline(desk, who, period, seen, written(fields, "reason", "理由"))
    return say("{period}通报草稿已退回,理由已记录", period=period.label)


def _asked(desk: Desk, who: Actor, kind: str, subject: str) -> str:
    from desk import jobs

    scope.require(who, Role.DESK)
    number = jobs.ask(desk, who, kind, ReportingPeriod.parse(subject))
    return say("已排队(编号 {number}),由核验进程完成,请稍后刷新本页", number=number)


def _place(subject: str) -> tuple[tuple[ReportingPeriod, int], int]:
    match = PLACE.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    return (ReportingPeriod.parse(match[1]), int(match[2])), int(match[3])


def _seen(subject: str) -> tuple[ReportingPeriod, str]:
    match = SEEN.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    return ReportingPeriod.parse(match[1]), match[2]


ACTS: Mapping[str, Callable[[Desk, Actor, str, Fields], str]] = {
    "draft_paper": draft,
    "issue_paper": issue,
}
FORMS: Mapping[str, Callable[[Desk, Actor, str, Fields], str]] = {
    "put_paragraph": put,
    "drop_paragraph": drop,
    "approve_paper": approve,
    "decline_paper": decline,
}
