"""What the forms of closing and of deputies do: the desk's own use cases, as the commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.components.leaves import pair
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from ledger.exemptions import Decision

Fields = Mapping[str, str]
DECISIONS: Mapping[str, Decision] = {"exempt": "exempt", "closed": "closed"}
"""What a form may be excused as, by the value of the field."""


def close_period(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Close a period for everybody."""
    from desk import closing

    scope.require(who, Role.DESK)
    period = ReportingPeriod.parse(subject)
    closing.close_period(desk, who, period, written(fields, "reason", "关账理由"))
    return say("{period}已关账", period=period.label)


def open_period(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Open a closed period again."""
    from desk import closing

    scope.require(who, Role.DESK)
    period = ReportingPeriod.parse(subject)
    closing.open_period(desk, who, period, written(fields, "reason", "重开理由"))
    return say("{period}已重开,可以送交", period=period.label)


def ask_exception(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """Ask to report a closed period all the same; the bureau decides."""
    from desk import asking

    scope.require(who, Role.CLERK, Role.REVIEWER)
    office = written(fields, "office", "单位")
    scope.require_office(who, office)
    period = ReportingPeriod.parse(written(fields, "period", "报告期"))
    wanted = (office, period, day_in(fields, "until", "截止日期"))
    asking.ask_exception(desk, who, wanted, written(fields, "reason", "理由"))
    return say("已申请补报{period},待住建局准许", period=period.label)


def grant_exception(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """Let an office report a closed period until a day."""
    from desk import closing
    from ledger.entry import Granted

    scope.require(who, Role.DESK)
    period = ReportingPeriod.parse(written(fields, "period", "报告期"))
    office = written(fields, "office", "单位")
    scope.require_office(who, office)
    given = Granted(
        office=office,
        period=str(period),
        asked_by=written(fields, "asked_by", "申请岗位"),
        until=day_in(fields, "until", "截止日期"),
        text=written(fields, "reason", "理由"),
    )
    closing.grant_exception(desk, who, given)
    name = desk.office_names.get(office, office)
    return say(
        "已准许{office}补报{period},至 {until}(含)",
        office=name,
        period=period.label,
        until=given.until.isoformat(),
    )


def end_exception(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """End an exception at once; `subject` is office/period."""
    from desk import closing

    scope.require(who, Role.DESK)
    office, _, written_period = subject.partition("/")
    scope.require_office(who, office)
    period = ReportingPeriod.parse(written_period)
    closing.end_exception(desk, who, office, period, written(fields, "reason", "结束理由"))
    return say(
        "已结束{office}{period}的例外",
        office=desk.office_names.get(office, office),
        period=period.label,
    )


def exempt(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """Ask a form of an office no more."""
    from desk import exemptions

    scope.require(who, Role.DESK)
    office = written(fields, "office", "单位")
    scope.require_office(who, office)
    period = ReportingPeriod.parse(written(fields, "period", "报告期"))
    decision = DECISIONS.get(fields.get("decision", ""))
    if decision is None:
        raise BadRequest("请求的值不对")
    reason = written(fields, "reason", "理由")
    exemptions.exempt(desk, who, exemptions.Excused(office, period, decision, reason))
    name = desk.office_names.get(office, office)
    return say("{office}{period}已免报", office=name, period=period.label)


def end_exemption(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Ask a form again that was excused; `subject` is office/period."""
    from desk import exemptions

    scope.require(who, Role.DESK)
    office, _, written_period = subject.partition("/")
    scope.require_office(who, office)
    period = ReportingPeriod.parse(written_period)
    reason = written(fields, "reason", "恢复理由")
    exemptions.end_exemption(desk, who, office, period, reason)
    name = desk.office_names.get(office, office)
    return say("{office}{period}恢复应报", office=name, period=period.label)


def name_deputy(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """Let one post stand in for another from day to day."""
    from desk import deputies
    from ledger.deputies import Leave

    scope.require(who, Role.ADMIN)
    leave = Leave(
        post=written(fields, "post", "离岗岗位"),
        deputy=written(fields, "deputy", "代理岗位"),
        since=day_in(fields, "since", "开始日期"),
        until=day_in(fields, "until", "结束日期"),
        text=written(fields, "reason", "原因"),
    )
    deputies.name_deputy(desk, who, leave)
    return say("已指定“{deputy}”代理“{post}”", deputy=leave.deputy, post=leave.post)


def end_deputy(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """End a standing in at once; `subject` is `pair` of it."""
    from desk import accounts, views
    from desk.deputies import end_deputy as end
    from desk.deputies import running

    known = {pair(one.leave): one.leave for one in views.leaves(desk, who).lines}
    if subject not in known:
        if subject in map(pair, running(desk)):
            accounts.denied(desk, who, f"end_deputy {subject}", "不在本岗位范围内")
        raise UserError("没有这项在用的代理", cure="请刷新本页核对")
    leave = known[subject]
    end(desk, who, leave.post, leave.deputy, fields.get("reason", ""))
    return say("“{deputy}”不再代理“{post}”", deputy=leave.deputy, post=leave.post)


def written(fields: Fields, name: str, label: str) -> str:
    """The text of a field; `UserError` when nothing is written in it."""
    text = fields.get(name, "").strip()
    if not text:
        raise UserError(
            say("没有填写{label}", label=label), cure=say("填写“{label}”后再提交", label=label)
        )
    return text


def day_in(fields: Fields, name: str, label: str) -> date:
    """The day of a field; `UserError` for none and for what is no day."""
    text = written(fields, name, label)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(
            say("{label}“{text}”不是日期", label=label, text=text[:40]), cure="写成 2024-12-31"
        ) from None
