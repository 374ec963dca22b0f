"""数据质量: what failed, where, whose; how it went period by period; what is still open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import exempting, html, marks, notices
from dashboards.components.attributes import aria
from dashboards.components.flat import flat
from dashboards.components.tables import Cell, card, table
from dashboards.components.times import due_day, moment
from dashboards.words import is_english, say
from observations.finding import Severity
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import LifeRow, Problem, QualityView

MARKS = {
    "good": ("●", "按时且合格"),
    "late": ("◐", "逾期,合格"),
    "doubted": ("▲", "存疑未说明"),
    "failed": ("■", "未通过"),
    "absent": ("□", "未报"),
    "waiting": ("…", "未到期"),
    "excused": ("–", "免报、关账或开始使用以前"),
    "none": ("", "本期不报"),
}


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The page at the address's period; the latest that was due by default."""
    from desk import views
    from desk.views.quality_summary import summary_in_english

    written = address.get("period")
    view = views.quality(desk, who, ReportingPeriod.parse(written) if written else None)
    if view.period is None:
        told = "第一期报表到期以后,这里列出各单位报得怎样。"
        return notices.notice("empty", "还没有到期的报表", told, whole=True)
    if is_english() and view.summary:
        view = replace(view, summary=summary_in_english(view.rates, desk.office_names))
    excused = exempting.exemptions(views.exempting(desk, who), address)
    drawn = [flat(one) for one in (marks.demo_band(view.demo), *body(view))]
    return html.Div([*drawn, *excused], className="page-body")


def body(view: QualityView) -> list[Component]:
    """Rates, how offices fared, open alerts, open findings, rules; pure."""
    return [
        _head(view),
        _rates(view),
        card("各单位历期", _legend(), _matrix(view), aside="需要改正的在前"),
        card(
            say("各期未关闭的预警({count})", count=len(view.alerts)),
            _alerts(view.alerts),
            aside=_mean_age(view),
        ),
        card(
            say("各期未改正、未说明的问题({count})", count=len(view.problems) + view.more),
            _problems(view),
        ),
        card("这些问题出自哪些规则", _rules(view)),
    ]


def _head(view: QualityView) -> Component:
    label = view.period.label if view.period else ""
    return html.Div(
        [
            html.H1("数据质量"),
            *([html.P(view.summary, className="summary")] if view.summary else []),
            html.P(
                [
                    say("报告期 {label};现状,截至 ", label=label),
                    moment(view.moment),
                    "。换看:",
                    *_others(view),
                ],
                className="quiet",
            ),
            *_paper(view),
        ],
        className="page-head",
    )


def _paper(view: QualityView) -> list[Component]:
    if view.paper is None or view.period is None:
        return []
    words = say(
        "{period}通报附件{annex}《数据质量说明》", period=view.period.label, annex=view.paper.annex
    )
    href = f"/files/briefing/{segment(view.paper.paper)}/{segment(view.paper.name)}"
    return [html.P(["已印发:", html.A(words, href=href)], className="quiet")]


def _mean_age(view: QualityView) -> str:
    mean = view.mean_age
    return "" if mean is None else say("平均已开 {mean} 个工作日", mean=f"{mean:.1f}")


def _rates(view: QualityView) -> Component:
    found = view.rates
    excused = len(found.excused)
    asked = say("应报 {count} 张", count=found.expected) + (
        say(",另有免报、关账 {count} 张", count=excused) if excused else ""
    )
    waiting = say(",未到期 {count} 张", count=len(found.pending)) if found.pending else ""
    tiles = [
        ("报送率", found.completeness, f"{asked}{waiting}"),
        ("及时率", found.timeliness, "按东八区到达日期,不晚于到期日"),
        (
            "合格率",
            found.quality,
            say("已报的当中没有未改正的退回项;存疑未说明 {count} 张", count=found.doubted),
        ),
    ]
    told = say("算法 {rule};零报告 {count} 张,计入已报。", rule=view.rule, count=found.zero_reports)
    each = [_tile(name, (rate.numerator, rate.denominator), note) for name, rate, note in tiles]
    return html.Div([*each, html.P(told, className="quiet")], className="rates")


def _tile(name: str, rate: tuple[int, int], note: str) -> Component:
    top, bottom = rate
    share = f"{top / bottom * 100:.1f}%" if bottom else "—"
    return html.Div(
        [
            html.H2(name),
            html.P([html.Strong(share), html.Span(f"{top}/{bottom}" if bottom else "没有应报的")]),
            html.P(note, className="quiet"),
        ],
        className="rate card",
    )


def _legend() -> Component:
    return html.P(
        [
            html.Span([_mark(name), f" {word} "], className="legend-item")
            for name, (sign, word) in MARKS.items()
            if sign
        ],
        className="quiet legend",
    )


def _mark(name: str) -> Component:
    sign, word = MARKS[name]
    return html.Span(
        sign, className=f"fared fared-{name}", title=word, role="img", **aria(label=word)
    )


def _others(view: QualityView) -> list[Cell]:
    """The newest period of each frequency, as links."""
    links = [_period_link(one, one.label) for one in view.latest if one != view.period]
    return [part for link in links for part in (link, " ")] or ["—"]


def _period_link(period: ReportingPeriod, words: str) -> Component:
    return dcc.Link(words, href=Address("/quality", {"period": str(period)}).href())


def _matrix(view: QualityView) -> Component:
    """A narrow table that stays a table on a phone."""
    if not view.fared:
        return html.P("没有应报的单位。", className="quiet empty-line")
    heads = [html.Th(_period_link(one, _short(one)), scope="col") for one in view.periods]
    ends = [html.Th(word, scope="col", className="number") for word in ("逾期", "问题")]
    rows = [
        html.Tr(
            [
                html.Th(row.name, scope="row"),
                *(html.Td(_mark(mark)) for mark in row.marks),
                html.Td(row.days_late or "", className="number"),
                html.Td(row.problems or "", className="number"),
            ]
        )
        for row in view.fared
    ]
    head = html.Tr([html.Th("单位", scope="col"), *heads, *ends])
    note = html.P("逾期:所列各期逾期的工作日合计;问题:未改正、未说明的。", className="quiet")
    whole = html.Table([html.Thead(head), html.Tbody(rows)], className="matrix")
    return html.Div([html.Div(whole, className="matrix-holder"), note])


def _short(period: ReportingPeriod) -> str:
    """A heading that fits a narrow column: 24-Q3."""
    return str(period).removeprefix("20")


def _alerts(rows: tuple[LifeRow, ...]) -> Component:
    body = [
        [
            row.office_name or "调度",
            html.Span([html.Strong(row.title), html.P("".join(row.lines[:1]), className="lines")]),
            say("{count} 天", count=row.days),
            _due(row),
            html.Span(row.state_said, className="state"),
            _receipt(row),
        ]
        for row in rows
    ]
    heads = ["单位", "问题", "已开工作日", "限期", "状态", "来件"]
    return table(heads, body, empty="没有未关闭的预警。")


def _receipt(row: LifeRow) -> Cell:
    if not row.receipt:
        return "—"
    return dcc.Link("回执", href=f"/receipts/{segment(row.receipt)}", className="cell-link")


def _due(row: LifeRow) -> Cell:
    if row.due is None:
        return "—"
    late = "state state-late" if row.late else "state-word"
    return html.Span(due_day(row.due, known=row.calendar_known), className=late)


def _problems(view: QualityView) -> Component:
    rows = [_problem(one) for one in view.problems]
    heads = ["程度", "单位", "问题", "单元格", "退回单"]
    more = (
        html.P(say("另有 {count} 条,见各回执。", count=view.more), className="quiet")
        if view.more
        else None
    )
    shown = table(heads, rows, empty="没有未改正、未说明的问题。")
    return html.Div([shown, more] if more else [shown])


def _problem(one: Problem) -> list[Cell]:
    receipt = segment(one.receipt)
    place = " ".join(part for part in (one.sheet, one.cell) if part) or "整份来件"
    where = dcc.Link(place, href=f"/receipts/{receipt}", className="cell-link")
    sent_back = one.severity is Severity.CRITICAL  # a doubt may stand in what was accepted
    sheet = html.A("退回单", href=f"/files/return/{receipt}") if sent_back else "—"
    kind = f"severity severity-{one.severity.value}"
    return [
        html.Span(one.severity.label, className=kind),
        html.Span([one.office, html.P(one.period, className="quiet")]),
        html.Span([one.message, html.P(one.rule, className="quiet")]),
        where,
        sheet,
    ]


def _rules(view: QualityView) -> Component:
    rows = [[one.rule, one.meaning, one.count, one.offices] for one in view.rules]
    return table(
        ["规则", "含义", "未了结", "单位数"], rows, numeric=frozenset({2, 3}), empty="没有。"
    )
