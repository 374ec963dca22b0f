"""设置与版本: what is in force with its approver, what waits, and the forms to ask for a change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import forms, html
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say
from expectations.settings import DEFAULT, LOUDNESS, WORDS
from targets.editions import subject_of
from targets.show import FIELD_LABELS

if TYPE_CHECKING:
    from desk.views.settings import ProposalLine, SettingsView
    from ledger.proposals import Word
    from ledger.rule_settings import SettingRow
    from targets.adjustment import Change

PAGE = "/settings"
ASK_RULE, ASK_PLAN = "ask-rule", "ask-plan"
SHOWN = 12
KINDS = {"rule": "质量规则", "calendar": "工作日历", "plan": "方案版本", "score": "考核计分规则"}
DECISIONS = {"approved": "已批准", "declined": "未批准"}


def in_force(view: SettingsView) -> Component:
    """Each thing that figures go by: the version, since when, who put it in, who approved it."""
    rows = [_plan(view), _calendar(view), _suite(view), _map(view)]
    heads = ["项目", "现行", "何时起", "载入或提请岗位", "批准岗位", "办理"]
    return card("现行版本", table(heads, rows), aside="影响公布数字的改动须两个岗位办理")


def _plan(view: SettingsView) -> list[Component | str]:
    one = view.edition
    link = html.A("载入新版", href="#plan", className="button small")
    if one is None:
        return ["方案", "还没有载入台账", "—", "—", "—", link]
    named = html.Span([html.Span(one.title), " ", html.Code(one.version[:SHOWN])])
    return [
        "方案",
        named,
        moment(one.loaded_at),
        _asker(view, one.version, one.loaded_by),
        _by(view, one.version),
        link,
    ]


def _calendar(view: SettingsView) -> list[Component | str]:
    link = dcc.Link("查看、上传", href=f"{PAGE}/calendar", className="button small")
    if not view.calendar:
        return ["工作日历", "随程序公布的年份", "—", "—", "—", link]
    version, one = html.Code(view.calendar), view.calendar_loaded
    if one is None or one.version != view.calendar:
        return ["工作日历", version, "没有登记", "—", "—", link]
    return [
        "工作日历",
        version,
        moment(one.at),
        _asker(view, one.version, one.post),
        _by(view, one.version),
        link,
    ]


def _suite(view: SettingsView) -> list[Component | str]:
    link = html.A("提请调整", href="#rule", className="button small")
    last = max(view.settings, key=lambda row: row.seq, default=None)
    version = html.Span([html.Code(view.suite), _count(len(view.settings))])
    if last is None:
        return ["质量规则", version, "随程序", "—", "—", link]
    return ["质量规则", version, moment(last.at), last.setting.asked_by, last.post, link]


def _count(count: int) -> Component:
    return html.Small(say("调整{count}项", count=count) if count else "没有调整")


def _map(view: SettingsView) -> list[Component | str]:
    link = dcc.Link("查看、上传", href=f"{PAGE}/map", className="button small")
    if view.map is None:
        return ["地图", "方格图,没有载入地图", "—", "—", "不影响数字", link]
    source = html.Code(view.map.source[:SHOWN])
    return ["地图", source, moment(view.map.at), view.map.post, "不影响数字", link]


def _asker(view: SettingsView, version: str, loader: str) -> str:
    """The post that asked for a version; of one let in without asking, the post that loaded it."""
    return view.askers.get(version, loader)


def _by(view: SettingsView, version: str) -> Component | str:
    found = view.approvals.get(version)
    return html.Span([found[0], html.Small(moment(found[1]))]) if found else "—"


def rule_settings(rows: tuple[SettingRow, ...], names: dict[str, str]) -> Component:
    """Rules that are set otherwise than declared, each with its days and both posts."""
    body = [
        [
            html.Code(row.setting.rule),
            names.get(row.setting.indicator, row.setting.indicator) or "全部指标",
            WORDS[row.setting.severity],
            say("{since}至{until}", since=row.setting.since, until=row.setting.until or "不限"),
            say("{asker}提请,{post}批准", asker=row.setting.asked_by, post=row.post),
            row.setting.reason,
        ]
        for row in rows
    ]
    heads = ["规则", "指标", "结果", "起止(含)", "岗位", "理由"]
    return card("在用的规则调整", table(heads, body, empty="没有在用的规则调整。"))


def waiting(lines: tuple[ProposalLine, ...]) -> Component:
    """What was asked for and nobody decided on, with the buttons this post may press."""
    body = [
        [
            KINDS[one.proposal.asked.kind],
            html.Span([html.Strong(one.proposal.asked.title), *details(one.proposal.asked)]),
            one.proposal.asked.text,
            html.Span([one.proposal.asked.post, html.Small(moment(one.proposal.asked.at))]),
            _decide(one),
        ]
        for one in lines
    ]
    heads = ["种类", "改动", "理由", "提请", "办理"]
    return card(
        "待批准的改动",
        table(heads, body, empty="没有待批准的改动。"),
        aside="提请的岗位不能自己批准",
    )


def details(word: Word) -> list[Component]:
    """What an approver must know: the days that change, and what to look at again."""
    said = [str(one) for key in ("changes", "notes") for one in word.body.get(key, ())]
    return [html.Small(one, className="change-detail") for one in said]


def _decide(one: ProposalLine) -> Component:
    subject = f"{one.proposal.asked.key}/change"
    if not (one.may_approve or one.may_decline):
        return html.Span("待另一调度岗位", className="quiet")
    word, approve = ("不批准", "确认不批准") if one.may_approve else ("撤回", "确认撤回")
    no = forms.form(
        subject,
        word,
        forms.field("理由", "reason", subject, placeholder="例如 与通知不符"),
        forms.submit(approve, "decline_change", subject, primary=False),
        *([forms.submit("批准", "approve_change", subject)] if one.may_approve else []),
    )
    return forms.folded("办理" if one.may_approve else word, no)


def decided(lines: tuple[ProposalLine, ...]) -> Component:
    """What was decided, newest first, folded."""
    body = [
        [
            KINDS[one.proposal.asked.kind],
            one.proposal.asked.title,
            DECISIONS[word.decision],
            html.Span([one.proposal.asked.post, html.Small(moment(one.proposal.asked.at))]),
            html.Span([word.post, html.Small(moment(word.at))]),
            word.text or "—",
        ]
        for one, word in ((one, one.proposal.decided) for one in lines)
        if word is not None
    ]
    heads = ["种类", "改动", "结果", "提请", "办理岗位", "理由"]
    inside = table(heads, body, empty="还没有办理过。")
    said = say("办理记录{count}条", count=len(body))
    return html.Section(
        html.Details([html.Summary(said), inside], className="folded"), className="card"
    )


def ask_rule(view: SettingsView, today: date) -> Component:
    """Where a rule is asked to be louder or quieter for a time."""
    levels = [(one, WORDS[one]) for one in (*LOUDNESS, DEFAULT)]
    inside = forms.form(
        ASK_RULE,
        "提请调整规则",
        forms.choice("规则", "rule", ASK_RULE, view.rules),
        forms.choice("指标(不选即全部)", "indicator", ASK_RULE, view.indicators),
        forms.choice("结果", "severity", ASK_RULE, levels),
        forms.day("开始日期", "since", ASK_RULE, today.isoformat()),
        forms.day("截止日期(含;调低的必填,最长一年)", "until", ASK_RULE),
        forms.field("理由", "reason", ASK_RULE, placeholder="例如 水表更换期间波动属正常"),
        forms.submit("提请调整", "ask_rule", ASK_RULE),
    )
    aside = html.Span([dcc.Link("规则和触发情况", href="/quality"), "在质量页"])
    return html.Section(
        [html.Header([html.H2("提请调整质量规则"), aside]), inside], id="rule", className="card"
    )


def ask_plan(view: SettingsView) -> Component:
    """The edition in the plan's folder: what it would change, and where its loading is asked."""
    return html.Section(
        [html.Header(html.H2("载入方案新版")), *_edition(view)], id="plan", className="card"
    )


def _edition(view: SettingsView) -> list[Component]:
    said = html.P(
        "方案是数据:目标、单位(新增、改名、合并)、地区、任务都在方案目录的文件里,"
        "改好并重新启动后,这里列出与现行版的每一处不同;提请并经另一岗位批准后载入。",
        className="quiet",
    )
    if view.why_not:
        return [said, html.P(view.why_not, className="late")]
    if not view.changes:
        return [said, html.P("方案目录里的就是现行的一版,没有要载入的。")]
    form = forms.form(
        ASK_PLAN,
        "提请载入方案新版",
        forms.field("批准文号(可不填)", "document", ASK_PLAN),
        forms.field("理由", "reason", ASK_PLAN, placeholder="例如 领导小组会议纪要第3号"),
        forms.submit("提请载入", "ask_plan", ASK_PLAN),
    )
    return [said, _changes(view.changes), form]


def _changes(rows: tuple[Change, ...]) -> Component:
    body = [
        [
            subject_of(one),
            FIELD_LABELS.get(one.field, one.field),
            one.old or "无",
            one.new or "无",
            str(one.effective),
        ]
        for one in rows
    ]
    return table(["对象", "项目", "现行", "新版", "生效"], body)
