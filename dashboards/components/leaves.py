"""代理: who stands in for whom, and the forms to name and to end it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import forms, html
from dashboards.components.states import state
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say

if TYPE_CHECKING:
    from desk.views import LeavesView
    from desk.views.leaves import LeaveLine
    from ledger.deputies import Leave

NAME = "deputy"
DONE = {"named": "指定", "ended": "结束"}


def pair(leave: Leave) -> str:
    """What tells one standing in from another on a page.

    Quoted: Dash compares the ids of buttons escaped on one side and plain on the other, so that
    a button with anything but ASCII in its id is never heard.
    """
    return f"{segment(leave.deputy)}/{segment(leave.post)}"


def running(view: LeavesView) -> Component:
    """Every standing in that is not over."""
    body = [
        [
            html.Strong(one.leave.post),
            one.leave.deputy,
            html.Span(_days(one.leave), className="nowrap"),
            state("代理中", "open") if one.begun else state("未开始", "shut"),
            one.leave.text,
            _end(one) if one.may_end else "—",
        ]
        for one in view.lines
    ]
    return card(
        "在用的代理",
        table(
            ["离岗岗位", "代理岗位", "起止(含)", "状态", "原因", "办理"],
            body,
            empty="没有在用的代理。",
        ),
        aside="代理岗位在其单位范围内办理离岗岗位的事;审核仍须另一人",
    )


def _days(leave: Leave) -> str:
    return say("{since} 至 {until}", since=leave.since.isoformat(), until=leave.until.isoformat())


def _end(one: LeaveLine) -> Component:
    subject = pair(one.leave)
    inside = forms.form(
        subject,
        say("结束{deputy}的代理", deputy=one.leave.deputy),
        forms.field("说明(可不填)", "reason", subject, placeholder="例如 提前返岗"),
        forms.submit("结束代理", "end_deputy", subject),
    )
    return forms.folded("提前结束", inside)


def naming(view: LeavesView, today: date) -> Component:
    """Where an administrator names a deputy."""
    names = [(one, one) for one in view.posts]
    inside = forms.form(
        NAME,
        "指定代理",
        forms.choice("离岗岗位", "post", NAME, names),
        forms.choice("代理岗位", "deputy", NAME, names),
        forms.day("开始日期", "since", NAME, today.isoformat()),
        forms.day("结束日期(含)", "until", NAME),
        forms.field("原因", "reason", NAME, placeholder="例如 年休假"),
        forms.submit("指定代理", "name_deputy", NAME),
    )
    return card("指定代理", inside, aside="不能指定自己,不能转代")


def words(view: LeavesView) -> Component:
    """Everything that was said about it, newest first, folded."""
    body = [
        [
            moment(one.at),
            html.Strong(DONE[one.decision]),
            say("{deputy} 代 {post}", deputy=one.leave.deputy, post=one.leave.post),
            html.Span(_days(one.leave), className="nowrap"),
            one.by,
            one.leave.text or "—",
        ]
        for one in view.words
    ]
    heads = ["时间", "办理", "代理", "起止(含)", "办理岗位", "原因"]
    inside = table(heads, body, empty="还没有指定过代理。")
    return html.Section(
        html.Details(
            [html.Summary(say("办理记录 {count} 条", count=len(body))), inside], className="folded"
        ),
        className="card",
    )
