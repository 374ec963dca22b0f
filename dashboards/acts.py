"""What buttons do: each one use case of the desk, by name, with the actor's scope checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dash import html
from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from dashboards import (
    account_acts,
    admin_acts,
    case_acts,
    disclosure_acts,
    entry_acts,
    filling_acts,
    opinion_acts,
    paper_acts,
    scope,
    score_acts,
    settings_acts,
    value_acts,
)
from dashboards.components import attachments as shown
from dashboards.components import receipts
from dashboards.uploads import MAX_FILE, decoded
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod, Submitted, label_of, parse_submitted

if TYPE_CHECKING:
    from desk.handle import Desk

SUBMISSION = re.compile(r"([^/]{1,100})/([^/]{1,20})/([0-9]{1,15})", re.ASCII)
DELIVERY = re.compile(r"/reporting/([^/]{1,100})/([^/]{1,20})", re.ASCII)
JUDGED = frozenset({"accepted", "returned", "refused", "duplicate"})

Fields = Mapping[str, str]
Act = Callable[["Desk", Actor, str, Fields], str | Component]


def take(desk: Desk, who: Actor, contents: str, named: tuple[str, str]) -> Any:
    """Receive a dropped file; `named` is (file name, office). The first answer is the receipt."""
    from desk import intake

    name, office = named
    scope.require(who, Role.CLERK, Role.REVIEWER, Role.DESK)
    scope.require_office(who, office)
    receipt = intake.receive(desk, who, _bytes(contents), name, office=office)
    return receipts.waiting(receipt.id)


def attach(desk: Desk, who: Actor, contents: str, named: tuple[str, str]) -> Any:
    """Keep a dropped file as evidence; `named` is (file name, office/period). All of it, listed."""
    from desk import attachments

    name, (office, _, period) = named[0], named[1].partition("/")
    scope.require(who, Role.CLERK, Role.REVIEWER, Role.DESK)
    scope.require_office(who, office)
    when = ReportingPeriod.parse(period)
    attachments.attach(desk, who, (office, when), attachments.Evidence(_bytes(contents), name))
    return shown.listing(attachments.attachments(desk, who, office, when))


def load(desk: Desk, who: Actor, contents: str, named: tuple[str, str]) -> Component:
    """Hand a dropped file to the use case its page is for; `named` is (file name, which)."""
    return settings_acts.load(desk, who, _bytes(contents), named)


def _bytes(contents: str) -> bytes:
    """The file inside a data URL; `UserError` when empty or too large."""
    data = decoded(contents)
    if not data:
        raise UserError("文件是空的", cure="请选择填好的报表文件")
    if len(data) > MAX_FILE:
        cure = "请只报送系统下发的表样,或用命令行批量导入"
        raise UserError(say("文件超过 {size} MB", size=MAX_FILE >> 20), cure=cure)
    return data


def judgement(desk: Desk, who: Actor, receipt_id: str, path: str = "") -> tuple[Any, bool]:
    """The receipt as it stands, and whether polling may stop.

    On the delivery page at `path` a form of another period says so, with the way there.
    """
    from desk import views

    found = views.receipt(desk, who, receipt_id)
    if found is None:
        raise UserError("没有这份回执", cure="请从填报台重新打开")
    judged = found.row.state in JUDGED
    since = views.since_last(desk, who, receipt_id) if judged else None
    shown = receipts.receipt(found, since)
    page = DELIVERY.fullmatch(unquote(path))
    foreign = any(one.rule == "form.office.mismatch" for one in found.findings)  # says it all
    if page is None or not judged or foreign or found.row.period in ("", page[2]):
        return shown, judged
    return html.Div([receipts.elsewhere(found.row, label_of(page[2])), shown]), judged


def drawn_anew(desk: Desk, who: Actor, path: str) -> Mapping[str, Any]:
    """By id, what a judgement changed on the delivery page at `path`; nothing of other pages."""
    from dashboards.pages import delivery

    page = DELIVERY.fullmatch(unquote(path))
    if page is None:
        return {}
    office, when = page[1], parse_submitted(page[2])
    scope.require_office(who, office)
    return {
        delivery.CAME: list(delivery.came(desk, who, office, when)),
        delivery.WENT: delivery.went(desk, who, office, when),
    }


def do(desk: Desk, who: Actor, name: str, given: tuple[str, Fields]) -> str | Component:
    """Do the act `name` on `given` = (subject, what its fields say).

    A text is to be said, and the page drawn anew; a component takes the place of the form.
    """
    act = FORMS.get(name) or ACTS.get(name)
    if act is None:
        raise BadRequest("没有这个操作")
    return act(desk, who, *given)


def _approve(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    from desk import approve

    scope.require(who, Role.REVIEWER, Role.DESK)
    office, period, seen = _submission(who, subject)
    given = approve.approve(desk, who, office, period, seen=seen)
    return f"{given.text}:{desk.office_names.get(office, office)} {period.label}"


def _send_back(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    from desk import approve

    scope.require(who, Role.REVIEWER, Role.DESK)
    office, period, seen = _submission(who, subject)
    approve.send_back(desk, who, office, period, _reason(fields), seen=seen)
    return say(
        "已退回:{office} {period}",
        office=desk.office_names.get(office, office),
        period=period.label,
    )


def _unapprove(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    from desk import approve

    scope.require(who, Role.DESK)
    office, period, seen = _submission(who, subject)
    return approve.unapprove(desk, who, office, period, _reason(fields), seen=seen)


def _answer(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    from desk import answer

    scope.require(who, Role.CLERK, Role.REVIEWER, Role.DESK)
    answer.answer(desk, who, subject, _reason(fields))
    return "属实说明已记录,等待审定"


def _acknowledge(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    from desk import notices

    scope.require(who, Role.CLERK, Role.REVIEWER, Role.DESK)
    notices.acknowledge(desk, who, subject, _only(fields).strip())
    return "预警已确认"


def _close_alert(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    from desk import notices

    scope.require(who, Role.DESK)
    notices.close(desk, who, subject, _reason(fields))
    return "预警已关闭,理由已记录"


def _try_channel(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """A channel that did not take it is a mistake to be mended: the page keeps its red line."""
    from desk import channel_test
    from desk.views.channels import kind_of, place_of

    scope.require(who, Role.DESK, Role.ADMIN)
    if not re.fullmatch(r"[0-9]{1,3}", subject, re.ASCII):
        raise BadRequest("请求的值不对")
    tried = channel_test.try_channel(desk, who, int(subject))
    named = say(
        "第 {number} 个通道({kind} {host})",
        number=tried.number,
        kind=kind_of(tried.name),
        host=place_of(tried.name),
    )
    if not tried.taken:
        raise UserError(
            say("{channel}未接收:{why}", channel=named, why=tried.said), cure="改好后再试发"
        )
    return say("{channel}已接收测试消息,编号 {number}", channel=named, number=tried.key)


def _submission(who: Actor, subject: str) -> tuple[str, Submitted, int]:
    """The office, the period and the sequence that the pressed button's page showed."""
    match = SUBMISSION.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    office, period, seen = match.groups()
    scope.require_office(who, office)
    return office, parse_submitted(period), int(seen)


def _only(fields: Fields) -> str:
    """The text of the one field beside a button."""
    return next(iter(fields.values()), "")


def _reason(fields: Fields) -> str:
    text = _only(fields)
    if not text.strip():
        raise UserError("请先写明理由", cure="在按钮旁的文本框内填写")
    return text.strip()[:2000]


ACTS: Mapping[str, Act] = {
    "approve": _approve,
    "send_back": _send_back,
    "unapprove": _unapprove,
    "answer": _answer,
    "acknowledge": _acknowledge,
    "close_alert": _close_alert,
    "try_channel": _try_channel,
    **paper_acts.ACTS,
}
"""Buttons with at most one field beside them: what is wrong is said over the page."""

FORMS: Mapping[str, Act] = {
    "close_period": entry_acts.close_period,
    "open_period": entry_acts.open_period,
    "ask_exception": entry_acts.ask_exception,
    "grant_exception": entry_acts.grant_exception,
    "end_exception": entry_acts.end_exception,
    "exempt": entry_acts.exempt,
    "end_exemption": entry_acts.end_exemption,
    "name_deputy": entry_acts.name_deputy,
    "end_deputy": entry_acts.end_deputy,
    "correct": value_acts.correct,
    "withdraw": value_acts.withdraw,
    "resubmit": value_acts.resubmit,
    "save_draft": filling_acts.save_draft,
    "hand_in_form": filling_acts.hand_in_form,
    "hand_in_nil": filling_acts.hand_in_nil,
    **case_acts.FORMS,
    **opinion_acts.FORMS,
    **admin_acts.FORMS,
    **account_acts.FORMS,
    **disclosure_acts.FORMS,
    **paper_acts.FORMS,
    **settings_acts.FORMS,
    **score_acts.FORMS,
}
"""Forms: what is wrong is said in them, and what was typed stays."""
