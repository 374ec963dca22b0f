"""关账: the periods with their state, the exceptions, and the forms to change both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.components import forms, html
from dashboards.components.states import state
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say, say_as
from observations.period import label_of

if TYPE_CHECKING:
    from desk.views import ClosingView, PeriodLine
    from desk.views.closing import Word
    from ledger.entry import ClosureRow, ExceptionRow

GRANT = "exception"
ASK = "ask"
NOTHING = "—"


def periods(view: ClosingView) -> Component:
    """Every finished period: open or closed, by whom, when, why; how much of it is approved."""
    heads = ["报告期", "状态", "已审定", "办理岗位与时间", "理由"]
    rows = [[*_line(one), *([_turn(one)] if view.may_close else [])] for one in view.lines]
    return card(
        "报告期",
        table(
            [*heads, *(["办理"] if view.may_close else [])],
            rows,
            numeric=frozenset({2}),
            empty="还没有结束的报告期。",
        ),
        aside="按报告期原样关账:关一个季度不等于关其中的月份",
    )


def _line(one: PeriodLine) -> list[Component | str]:
    word = one.closing or one.opened
    shut = state("已关账", "shut") if one.closing else state("开放", "open")
    again = [html.Small("关账后重开")] if one.opened else []
    return [
        html.Strong(one.period.label, className="nowrap"),
        html.Span([shut, *again]),
        f"{one.approved} / {one.asked}" if one.asked else NOTHING,
        _by(word) if word else NOTHING,
        word.text if word else NOTHING,
    ]


def _by(word: ClosureRow) -> Component:
    return html.Span([word.post, html.Small(moment(word.at))])


def _turn(one: PeriodLine) -> Component:
    """Close an open period, open a closed one; both with a reason."""
    subject, label = str(one.period), one.period.label
    written, act = ("重开", "open_period") if one.closing else ("关账", "close_period")
    word = say_as("act", written)
    hint = "例如 上级要求补报" if one.closing else "例如 季报已汇总上报"
    inside = forms.form(
        subject,
        say("{word}{period}", word=word, period=label),
        forms.field(say("{word}理由", word=word), "reason", subject, placeholder=hint),
        forms.submit(say("{word}{period}", word=word, period=label), act, subject),
    )
    return forms.folded(word, inside)


def exceptions(view: ClosingView) -> Component:
    """Who may still report a closed period, until when, and why."""
    rows = [
        [
            html.Span([html.Strong(office), html.Small(label_of(one.period))]),
            html.Span(say("{until}(含)", until=one.until.isoformat()), className="nowrap"),
            html.Span(
                [
                    one.text,
                    html.Small(say("申请:{asker};准许:{post}", asker=one.asked_by, post=one.post)),
                ]
            ),
            *([_end(one)] if view.may_grant else []),
        ]
        for office, one in view.exceptions
    ]
    heads = ["单位", "截止", "理由", *(["办理"] if view.may_grant else [])]
    return card("在用的例外", table(heads, rows, empty="没有在用的例外。"))


def _end(one: ExceptionRow) -> Component:
    subject = f"{one.office}/{one.period}"
    inside = forms.form(
        subject,
        "结束例外",
        forms.field("结束理由", "reason", subject, placeholder="例如 已补报"),
        forms.submit("结束例外", "end_exception", subject),
    )
    return forms.folded("结束", inside)


def grant(view: ClosingView, until: date) -> Component:
    """Where the bureau lets an office in; `until` is the usual last day."""
    shut = [(str(one.period), one.period.label) for one in view.lines if one.closing]
    if not shut:
        told = html.P("没有已关账的报告期,不需要例外;各单位可直接送交。", className="quiet")
        return card("准许例外", told)
    inside = forms.form(
        GRANT,
        "准许例外",
        forms.choice("报告期", "period", GRANT, shut, shut[0][0]),
        forms.choice("单位", "office", GRANT, view.offices),
        forms.choice("申请岗位", "asked_by", GRANT, view.askers),
        forms.day("截止日期(含)", "until", GRANT, until.isoformat()),
        forms.field("理由", "reason", GRANT, placeholder="例如 核查后更正漏损水量"),
        forms.submit("准许例外", "grant_exception", GRANT),
    )
    return card("准许例外", inside, aside="来函、来电申请的由准许岗位代录,记录在案")


def asks(view: ClosingView) -> Component:
    """What offices asked for and nobody decided on yet; a granting post may grant it as asked."""
    rows = [
        [
            html.Span([html.Strong(office), html.Small(label_of(one.period))]),
            html.Span(one.until.isoformat(), className="nowrap"),
            html.Span([one.text, html.Small(say("申请:{asker}", asker=one.asked_by))]),
            *([_grant_asked(one, office)] if view.may_grant else []),
        ]
        for office, one in view.asks
    ]
    heads = ["单位", "希望截止", "理由", *(["办理"] if view.may_grant else [])]
    return card("待准许的申请", table(heads, rows, empty="没有待准许的申请。"))


def _grant_asked(one: ExceptionRow, office: str) -> Component:
    subject = f"ask-{one.seq}"
    inside = forms.form(
        subject,
        say("准许{office}的申请", office=office),
        *(
            forms.hidden(name, subject, value)
            for name, value in (
                ("period", one.period),
                ("office", one.office),
                ("asked_by", one.asked_by),
            )
        ),
        forms.day("截止日期(含)", "until", subject, one.until.isoformat()),
        forms.field("准许理由", "reason", subject, value=one.text),
        forms.submit("准许", "grant_exception", subject),
    )
    return forms.folded("准许", inside)


def ask(view: ClosingView, until: date) -> Component:
    """Where an office asks to report a closed period all the same."""
    shut = [(str(one.period), one.period.label) for one in view.lines if one.closing]
    if not shut:
        told = html.P("没有已关账的报告期,可直接送交。", className="quiet")
        return card("申请例外", told)
    inside = forms.form(
        ASK,
        "申请例外",
        forms.choice("报告期", "period", ASK, shut, shut[0][0]),
        forms.choice("单位", "office", ASK, view.own, view.own[0][0]),
        forms.day("希望的截止日期(含)", "until", ASK, until.isoformat()),
        forms.field("理由", "reason", ASK, placeholder="例如 核查后更正漏损水量"),
        forms.submit("提交申请", "ask_exception", ASK),
    )
    return card("申请例外", inside, aside="由住建局调度岗位准许")


def words(rows: Sequence[Word]) -> Component:
    """Every decision, newest first, folded."""
    body = [
        [
            moment(one.row.at),
            html.Strong(one.title),
            one.office or "全部单位",
            label_of(one.row.period),
            one.row.post,
            one.row.text,
        ]
        for one in rows
    ]
    heads = ["时间", "办理", "单位", "报告期", "岗位", "理由"]
    inside = table(heads, body, empty="还没有关过账。")
    return html.Section(
        html.Details(
            [html.Summary(say("办理记录 {count} 条", count=len(rows))), inside], className="folded"
        ),
        className="card",
    )
