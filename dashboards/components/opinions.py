"""Opinions as a list, and one of them: what is open, what is masked, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.components.cases import case_link
from dashboards.components.punctuation import VERBATIM
from dashboards.components.states import state as coloured
from dashboards.components.tables import Cell, card, facts, table
from dashboards.components.times import moment
from dashboards.words import listed, say
from voices.opinion_events import Stage

if TYPE_CHECKING:
    from desk.views.opinions import Found, OpinionRow, OpinionView
    from voices.opinion_counts import Figures

STAGES = {
    "waiting": Stage.WAITING, "invalid": Stage.INVALID, "to-hand": Stage.TO_HAND,
    "to-group": Stage.TO_GROUP, "handed": Stage.HANDED,
}  # fmt: skip
"""Stages by the word of the address."""
_LOOKS = {
    Stage.WAITING: "waiting", Stage.INVALID: "late", Stage.TO_HAND: "open",
    Stage.TO_GROUP: "open", Stage.HANDED: "approved",
}  # fmt: skip
PAPERS = ("docx", "pdf", "html", "xlsx")
SEALED = {"name": "姓名", "contact": "联系方式", "address": "住址", "text": "原文"}


def figures(told: Figures, title: str) -> Component:
    """What was received and what became of it; the same figures as the briefing's."""
    pairs: list[tuple[str, Cell]] = [
        ("收到", _count(told.received)),
        ("待审查", _count(told.waiting)),
        ("有效", _count(told.valid)),
        ("转办", _count(told.forwarded)),
        ("转阅", _count(told.circulated)),
        ("已反馈市民", _count(told.told)),
        (
            "按期答复率",
            say("{rate}({kept}/{owed})", rate=told.rate, kept=len(told.kept), owed=len(told.owed)),
        ),
    ]
    return card(title, facts(pairs))


def _count(numbers: Sequence[str]) -> str:
    return say("{count} 条", count=len(numbers))


def tabs(address: Address, found: Found) -> Component:
    """The stages with their counts, as links."""
    now, total = address.get("stage"), sum(found.stages.values())
    links = [_tab("全部", "", total, now)]
    links += [
        _tab(str(one), word, found.stages.get(str(one), 0), now) for word, one in STAGES.items()
    ]
    return html.Nav(links, className="buttons case-tabs", **aria(label="办到哪一步"))


def _tab(word: str, stage: str, count: int, now: str) -> Component:
    return dcc.Link(
        say("{word} {count}", word=word, count=count),
        href=Address("/opinions", {"stage": stage}).href(),
        className="button small" + (" primary" if stage == now else ""),
    )


def rows_table(rows: Sequence[OpinionRow]) -> Component:
    """One leaf of the list."""
    heads = ["编号", "收到", "渠道", "地区", "摘编", "方面", "办到哪一步", "督办", "承办单位"]
    empty = "没有符合条件的意见建议。由调度岗位登记、导入。"
    return table(heads, [_row(one) for one in rows], empty=empty)


def _row(one: OpinionRow) -> list[Cell]:
    now, judged = one.state, one.state.judged
    title = judged.title if judged and judged.title else "—"
    href = f"/opinions/{segment(now.number)}"
    mark = [coloured("推荐", "approved")] if now.recommended else []
    return [
        dcc.Link(now.number, href=href),
        now.received.isoformat(),
        now.channel,
        one.area,
        html.Span([html.Span(title, className=VERBATIM), *mark]),
        listed(judged.topics) if judged else listed(now.proposal.topics),
        coloured(str(now.stage), _LOOKS[now.stage]),
        case_link(one.case) if one.case else "—",
        one.office or "—",
    ]


def parts(view: OpinionView) -> list[Component]:
    """One opinion, under its heading."""
    return [_sealed(view), _proposed(view), _decided(view), _events(view)]


def head(view: OpinionView) -> Component:
    """Its number and how it came."""
    now = view.state
    return html.Div(
        [
            html.P([dcc.Link("意见建议", href="/opinions"), " › ", html.Span(now.number)]),
            html.H1(say("意见 {number}", number=now.number)),
            html.P(
                say(
                    "{channel} · {source} · {day} 收到 · {area}", channel=now.channel,
                    source=now.source, day=now.received.isoformat(), area=view.row.area,
                ),
                className="quiet",
            ),
        ],
        className="page-head",
    )  # fmt: skip


def _sealed(view: OpinionView) -> Component:
    """Masked; whoever must know more asks for it with a reason, on the record."""
    told: list[tuple[str, Cell]] = [
        (word, html.Span(view.masked[name], className=VERBATIM))
        for name, word in SEALED.items()
        if view.masked.get(name)
    ]
    if not told:
        return card("来件", html.P("个人信息和原文已删除,只留摘编和办理经过。", className="quiet"))
    note = html.P("已遮盖;加密保存,不进台账、导出、日志和消息。", className="quiet")
    return card("来件", facts(told), note)


def _proposed(view: OpinionView) -> Component:
    proposal = view.state.proposal
    hits = [
        say("{rule}“{word}”(第 {at} 字)", rule=one.rule, word=one.word, at=one.at)
        for one in proposal.evidence
    ]
    return card(
        "规则的建议",
        html.P(proposal.why),
        html.P(
            say("依据:{hits}", hits=listed(hits)) if hits else "没有关键词命中", className="quiet"
        ),
        html.P("只是建议,由人确认。", className="quiet"),
    )


def _decided(view: OpinionView) -> Component:
    now = view.state.judged
    if now is None:
        return card("判定", html.P("还没有审查。", className="quiet"))
    if now.invalid:
        return card("判定", facts([("无效", now.invalid), ("判定岗位", view.state.judged_by)]))
    pairs: list[tuple[str, Cell]] = [
        ("摘编", html.Strong(now.title, className=VERBATIM)),
        ("内容", html.Span(now.content, className=VERBATIM)),
        ("范围", say("第{number}类", number=now.range)),
        ("方面", listed(now.topics)),
        ("办法", now.way),
        ("公开", "公开" if now.public else say("不公开:{reason}", reason=now.reason)),
        ("关联", listed(view.links) or "—"),
        ("拟纳入", now.ahead or "—"),
        ("判定岗位", view.state.judged_by),
    ]
    if view.row.case:
        where = html.Span([case_link(view.row.case), f" {view.row.office} · {view.row.standing}"])
        pairs.append(("督办", where))
    if view.handled and view.handled.told:
        pairs.append(("向市民反馈", view.handled.told))
    return card("判定", facts(pairs))


def _events(view: OpinionView) -> Component:
    rows: list[list[Cell]] = [
        [str(one.place), str(one.act), moment(one.at), one.actor, one.why or "—"]
        for one in view.events
    ]
    return card("经过", table(["序", "步骤", "时间", "岗位", "理由"], rows))


def papers(year: int) -> Component:
    """The three papers of a year, each in every format."""
    body: list[list[Cell]] = []
    for kind, name in (
        ("review", "审查表"),
        ("handling", "办理情况报告"),
        ("best", "优秀意见建议"),
    ):
        where = f"/files/opinions/{kind}/{year}"
        links = [
            html.A(one, href=f"{where}.{one}", className="button small", title=f"{name} {one}")
            for one in PAPERS
        ]
        body.append([name, html.Div(links, className="buttons")])
    return card(
        say("{year}年文书", year=year),
        table(["文书", "下载"], body),
        aside="现写现给,不归档;不公开的只计数,不列内容",
    )
