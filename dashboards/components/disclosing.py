"""公开: the periods and their state, what waits as the public would read it, and every word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import forms, html
from dashboards.components.disclosed import Line, in_words
from dashboards.components.flat import flat
from dashboards.components.states import state
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import listed, say, told
from observations.period import label_of

if TYPE_CHECKING:
    from desk.views import DisclosuresView
    from desk.views.disclosures import DisclosureLine
    from ledger.disclosed import WordRow

NOTHING = "—"
DECISIONS = {
    "asked": "提请公开",
    "approved": "批准公开",
    "declined": "不予公开",
    "withdrawn": "撤下",
}


def periods(view: DisclosuresView) -> Component:
    """Every assessed period: what the public reads, what waits, and the next step."""
    rows = [
        [
            html.Strong(one.period.label, className="nowrap"),
            _shown(one),
            _waiting(one),
            html.Div(_acts(view, one), className="buttons"),
        ]
        for one in view.lines
    ]
    heads = ["报告期", "公众现在看到的", "待批准", "办理"]
    return card("各期", table(heads, rows, empty="还没有评估结果。下一步:审定、评估后再提请公开。"))


def packages() -> list[Component]:
    """What is open as packages for programs, the same that the public fetches."""
    links = [
        html.A("数据包(Frictionless)", href="/files/open-data/frictionless.zip"),
        html.A("SDMX-CSV 2.0", href="/files/open-data/sdmx.zip"),
    ]
    about = "全部公开着的各期,附定义、来源、许可和散列;撤下的不在内。"
    return [card("开放数据", html.Div([html.P(about, className="quiet"), html.P(_spaced(links))]))]


def _spaced(links: list[Component]) -> list[Component | str]:
    return [part for link in links for part in (link, " ")]


def _shown(one: DisclosureLine) -> Component | str:
    if one.now.approval is None:
        return html.Span("没有公开", className="quiet")
    return html.Span([state("已公开", "open"), _by(one.now.approval)])


def _waiting(one: DisclosureLine) -> Component | str:
    if one.now.waiting is None:
        return NOTHING
    link = dcc.Link("看内容", href=f"/disclosures?period={one.period}")
    return html.Span([link, _by(one.now.waiting)])


def _by(word: WordRow) -> Component:
    return html.Small([word.post, " ", moment(word.at)])


def _acts(view: DisclosuresView, one: DisclosureLine) -> list[Component]:
    found = []
    if view.may_ask:
        found.append(_ask(str(one.period), one.period.label))
    if one.now.shown is not None:
        found.append(_withdraw(str(one.period), one.period.label))
    return found


def _ask(period: str, label: str) -> Component:
    subject = f"ask-{period}"
    inside = forms.form(
        period,
        say("提请公开{period}", period=label),
        forms.field("说明(可不填)", "reason", period, placeholder="例如 按季公开"),
        forms.submit("提请公开", "ask_disclosure", period),
    )
    return html.Div(forms.folded("提请公开", inside), id=subject)


def _withdraw(period: str, label: str) -> Component:
    inside = forms.form(
        f"{period}/down",
        say("撤下{period}", period=label),
        forms.field("撤下理由", "reason", f"{period}/down", placeholder="例如 数值更正中"),
        forms.submit("撤下", "withdraw_disclosure", f"{period}/down"),
    )
    return forms.folded("撤下", inside)


def preview(view: DisclosuresView) -> list[Component]:
    """What waits, as the public would read it, with the two decisions beneath."""
    waiting, content = view.waiting, view.content
    if waiting is None or content is None:
        return []
    said = in_words(content)
    counted = listed((f"{one.shape} {told(one.word)} {one.count}" for one in said.tallies), ";")
    heads = ["指标", "目标", "数值", "进展"]
    tables = [
        card(group.title, table(heads, [_line(one) for one in group.targets]))
        for group in said.groups
    ]
    about = say(
        "待批准的内容:{period},{counted}。提请岗位:{post}",
        period=said.period,
        counted=counted,
        post=waiting.post,
    )
    note = say("说明:{text}", text=waiting.text) if waiting.text else ""
    shown = flat(
        html.Div([html.H2(about), html.P(note, className="quiet"), *tables], className="preview")
    )
    return [shown, _decide(waiting, own=waiting_is_own(view))]


def waiting_is_own(view: DisclosuresView) -> bool:
    """True when the reader put forward what waits."""
    return any(one.own and one.now.waiting == view.waiting for one in view.lines)


def _line(one: Line) -> list[Component | str]:
    more = listed(filter(None, (one.trend, *one.notes)), ";")
    return [
        html.Span([html.Strong(one.name), html.Small(one.attribute)]),
        one.goal,
        html.Span([one.value, html.Small(one.measured)]),
        html.Span(
            [
                f"{one.shape} ",
                one.word,
                html.Small(more),
            ]
        ),
    ]


def _decide(waiting: WordRow, *, own: bool) -> Component:
    subject = f"{waiting.period}/{waiting.sha256}"
    refuse = forms.form(
        subject,
        "不予公开",
        forms.field("理由", "reason", subject, placeholder="例如 两项数值还在核实"),
        forms.submit("不予公开", "decline_disclosure", subject, primary=False),
        *([] if own else [forms.submit("批准公开", "approve_disclosure", subject)]),
    )
    told_own = [html.P("本人提请的,由另一岗位批准。", className="quiet")] if own else []
    return card("办理", html.Div([*told_own, refuse]))


def words(view: DisclosuresView) -> Component:
    """Every word that was said, newest first."""
    rows = [
        [
            label_of(one.period),
            DECISIONS[one.decision],
            one.post,
            moment(one.at),
            one.text or NOTHING,
            html.Code(one.sha256[:12]),
        ]
        for one in view.words
    ]
    return card(
        "记录",
        table(["报告期", "办理", "岗位", "时间", "理由", "内容"], rows, empty="还没有提请过。"),
    )
