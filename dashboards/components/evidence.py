"""What stands behind a verdict: definition, doubts, the same indicator elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from briefings.format import format_value
from dashboards.address import segment
from dashboards.components import html, marks
from dashboards.components.origins import cell_link
from dashboards.components.tables import card, facts, table
from dashboards.words import listed, say
from observations.period import label_of
from targets import wording

if TYPE_CHECKING:
    from dashboards.asked import Asked
    from desk.views import FindingRow, IndicatorView, OtherArea
    from targets.model import Target


def definition(view: IndicatorView) -> Component:
    """What is measured and by which standard; 口径待定 said loudly."""
    one = view.indicator
    pending = html.P("口径待定:在录入口径文件之前不参与达标判定。", className="pending")
    base = view.baseline
    return card(
        "口径",
        *([pending] if one.definition_pending else []),
        facts(
            [
                ("分子", _with_unit(one.numerator, one.numerator_unit)),
                ("分母", _with_unit(one.denominator, one.denominator_unit)),
                ("标准", one.standard),
                ("方案条款", listed(dict.fromkeys(_clause(o.target) for o in view.lines))),
                ("承接", listed(_inherited(view))),
                ("频率", say("按{frequency}", frequency=one.frequency.label)),
                ("口径依据", one.confidence),
                ("说明", one.remark),
                (
                    "基期",
                    say(
                        "{value}({period},第 {version} 版)",
                        value=format_value(one, base.value),
                        period=base.period,
                        version=base.version,
                    )
                    if base
                    else _no_baseline(view),
                ),
                ("基期来源", base.source if base else ""),
            ]
        ),
    )


def _clause(target: Target) -> str:
    """Where the plan promises it: the row of its table, or the section of its text."""
    if target.inherited_from:
        return say("《{title}》", title=target.inherited_from.title)
    if target.source == "table" and target.number:
        return say("指标表第{number}项({category})", number=target.number, category=target.category)
    return say("正文{section}", section=target.section)


def _inherited(view: IndicatorView) -> Iterator[str]:
    """Of every inherited target: the plan that promised it, what it was there and is here."""
    for line in view.lines:
        told = wording.told_of(view.indicator, line.target)
        if told is None:
            continue
        words = say(
            "承自《{title}》({document})目标 {target},原值 {there},本级 {here}",
            title=told.title,
            document=told.document,
            target=told.target,
            there=told.there,
            here=told.here,
        )
        by = say("(另定依据 {documents})", documents=listed(told.documents))
        yield listed((words, by), "") if told.documents else words


def _no_baseline(view: IndicatorView) -> str:
    """A yes/no target has no way to be measured along, so it misses no baseline."""
    return "" if view.indicator.kind == "yes" else "未录入,不能按序时判定"


def _with_unit(name: str, unit: str) -> str:
    return f"{name}({unit})" if name and unit else name


def findings(rows: Sequence[FindingRow]) -> Component:
    """Open and answered quality findings about this indicator."""
    body = [
        [
            html.Span(one.severity.label, className=f"severity severity-{one.severity.value}"),
            one.message,
            cell_link((one.receipt, one.sheet, one.cell), linked=True),
            one.answered or "未说明",
        ]
        for one in rows
    ]
    return card("质量问题", table(["程度", "问题", "出处", "说明"], body, empty="没有质量问题。"))


def others(view: IndicatorView, here: Asked) -> Component:
    """The same indicator elsewhere; a published value carries its publisher's words."""
    key = f"/indicators/{segment(view.indicator.key)}"
    body = [
        [
            dcc.Link(one.name, href=here.href(key, area=one.area)),
            marks.verdict(one.level) if one.level else html.Span("未评估", className="quiet"),
            one.value,
            label_of(one.period),
            _source(one),
        ]
        for one in view.others
    ]
    compare = here.href("/areas", indicator=view.indicator.key)
    return card(
        "其他地区",
        table(
            ["地区", "评估", "数值", "时间", "来源"],
            body,
            numeric=frozenset({2}),
            empty="没有其他地区的数值。下一步:导入公开发布的数值。",
        ),
        html.P(dcc.Link("在地区页按同一条线比较", href=compare), className="way-on"),
        aside="口径和时期可能不同,只作参照",
    )


def _source(one: OtherArea) -> Component:
    if not one.published:
        return html.Span("本系统填报")
    sure = say("(可信度:{confidence})", confidence=one.confidence) if one.confidence else ""
    tag = html.Span("公开发布", className="tag tag-indicative")
    words = [tag, html.Span(f"{one.source}{sure}")]
    quote = html.Blockquote(one.quote, className="quote verbatim")
    return html.Details([html.Summary(words), quote], className="source")
