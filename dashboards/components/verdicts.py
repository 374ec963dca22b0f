"""The verdict of each target line: a headline first, its working below, the sentence whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from briefings.format import format_target, format_value
from briefings.levels import consequence_words
from briefings.promises import change_words
from briefings.workings import Working, needed, workings
from dashboards.components import headlines, html, marks
from dashboards.components.origins import cell_link, number
from dashboards.components.punctuation import VERBATIM
from dashboards.components.tables import Cell, card, table
from dashboards.words import CHINESE, listed, say
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.adjustment import Change
from targets.assessment import Assessment
from targets.milestones import Milestone
from targets.projection import kept_projection_text
from targets.wording import date_text, flip_texts, lag_note

if TYPE_CHECKING:
    from desk.views import IndicatorView, Line

_IN_NUMBERS = frozenset({"missing_areas", "composed"})  # told by name, in a line of their own


def verdicts(view: IndicatorView, offices: Mapping[str, str]) -> Component:
    """One block a target line: two promises are two verdicts; `offices` are names by id."""
    if not view.lines:
        return card(
            "判定", html.P("方案没有为该地区的这项指标规定目标,只作监测。", className="quiet")
        )
    blocks = [_verdict(view, line, place == 0, offices) for place, line in enumerate(view.lines)]
    return html.Div(blocks, className="verdicts")


def _verdict(view: IndicatorView, line: Line, first: bool, offices: Mapping[str, str]) -> Component:
    target, found = line.target, line.assessment
    head = html.Header(
        [
            marks.tier(target.tier),
            marks.binding(target.binding),
            html.Strong(say("目标 {goal}", goal=format_target(view.indicator, target))),
            html.Span(_until(line), className="quiet"),
        ]
    )
    behind = [*_changed(view, line, offices), *_milestones(view, line.milestones), _quote(line)]
    if found is None:
        nothing = html.P("本期尚未评估。", className="quiet")
        return html.Section([head, nothing, *behind], className="card verdict-card")
    return html.Section(
        [
            head,
            _signs(found),
            html.P(headlines.head(view.indicator, target, found), className="headline"),
            _points(view.indicator, line, found),
            *_sources(line),
            _working(workings(view.indicator, target, found), opened=first),
            _whole(found),
            *behind,
        ],
        className=f"card verdict-card level-edge-{found.level.value}",
    )


def _until(line: Line) -> str:
    return "未定期限" if line.target.open_ended else date_text(line.target.deadline)


def _signs(found: Assessment) -> Component:
    follows = consequence_words(found)
    tail = [html.Span(follows, className="follows")] if follows else []
    return html.Div(
        [
            marks.verdict(found.level, note=lag_note(found), word=found.level_word),
            marks.trend(found.trend),
            marks.belief(found.belief),
            *tail,
        ],
        className="verdict-line",
    )


def _points(indicator: Indicator, line: Line, found: Assessment) -> Component:
    """What a reader should know besides: outlook, what is needed, caveats, what would flip it."""
    caveats = [one.text for one in found.caveats if one.code not in _IN_NUMBERS]
    composed = [one.text for one in found.caveats if one.code in _IN_NUMBERS]
    told = [
        ("预测", [kept_projection_text(indicator, line.target, found)]),
        ("今后", [needed(indicator, line.target, found)]),
        ("注意", caveats),
        ("合成", composed),
        ("缺报地区", [listed(line.missing)]),
        ("敏感", [_flips(found)]),
    ]
    return html.Dl(
        [
            part
            for name, texts in told
            for place, text in enumerate(one for one in texts if one)
            for part in (
                html.Dt(name if place == 0 else "", className=_kind(name)),
                html.Dd(_stopped(text), className=_kind(name)),
            )
        ],
        className="facts points",
    )


def _sources(line: Line) -> list[Component]:
    """The reported numbers behind the verdict, each with its cell; many of them folded."""
    if not line.sources:
        return []
    if len(line.sources) == 1:
        (one,) = line.sources
        where = cell_link((one.receipt, one.sheet, one.cell), linked=one.linked)
        told: list[Cell] = [f"{one.area_name} {one.period} {one.value} ", where]
        return [html.P([html.Span("出处", className="quiet"), *told], className="verdict-source")]
    body = [
        [
            one.indicator_name,
            one.area_name,
            one.period,
            number(one.value, (one.receipt, one.sheet, one.cell), linked=one.linked),
            html.Span(one.file, className=VERBATIM),
            cell_link((one.receipt, one.sheet, one.cell), linked=one.linked),
        ]
        for one in line.sources
    ]
    heads = ["指标", "地区", "报告期", "数值", "文件", "出处"]
    holder = table(heads, body, numeric=frozenset({3}))
    return [
        html.Details(
            [html.Summary(say("由 {count} 个填报值算得,逐个看出处", count=len(body))), holder]
        )
    ]


def _kind(name: str) -> str:
    return "point-flip" if name == "敏感" else ""


def _stopped(text: str) -> str:
    return say("{text}。", text=text.rstrip("。"))


def _flips(found: Assessment) -> str:
    texts = flip_texts(found)
    return say("换个情形结论会变:{texts}", texts=listed(texts, ";")) if texts else ""


def _working(rows: Sequence[Working], *, opened: bool) -> Component:
    """The sum as a small table, to be done again with a pocket calculator."""
    body = [
        html.Tr([html.Th(one.name, scope="row"), html.Td(one.number), html.Td(one.how)])
        for one in rows
    ]
    holder = html.Table(html.Tbody(body), className="workings")
    return html.Details([html.Summary("怎么算的"), holder], open=opened)


def _whole(found: Assessment) -> Component:
    return html.Details(
        [
            html.Summary("整句依据(点一下全选,可复制)"),
            html.P(found.why, className="why whole"),
        ]
    )


def _changed(view: IndicatorView, line: Line, offices: Mapping[str, str]) -> list[Component]:
    """What was ever changed of the promise, newest first; nothing for one as first made."""
    if not line.changes:
        return []
    until = ReportingPeriod.parse(view.period).end if view.period else None
    shown = [one for one in line.changes if one.field != "printed"]  # the value says the same
    ordered = sorted(shown, key=lambda change: change.effective, reverse=True)
    rows = [_change(view.indicator, one, until, offices) for one in ordered]
    headings = ["生效日", "改了什么", "原 → 新", "文号和理由"]
    return [html.Details([html.Summary("目标沿革"), table(headings, rows)], open=True)]


def _change(
    indicator: Indicator, one: Change, until: date | None, offices: Mapping[str, str]
) -> list[Cell]:
    what, words = change_words(indicator, one, offices)
    later = [html.Small("本期之后才生效")] if until and one.effective > until else []
    why = [html.Small(one.reason)] if one.reason else []
    start = html.Span([one.effective.isoformat(), *later])
    return [start, what, words, html.Span([one.document, *why])]


def _milestones(view: IndicatorView, rows: Sequence[Milestone]) -> list[Component]:
    if not rows:
        return []
    body = [
        [
            ReportingPeriod.parse(one.period).label,
            format_value(view.indicator, one.value),
            say("第 {version} 版", version=one.version),
            one.source,
        ]
        for one in rows
    ]
    holder = table(["节点", "应达值", "版次", "来源"], body, numeric=frozenset({1}))
    return [html.Details([html.Summary("节点值"), holder])]


def _quote(line: Line) -> Component:
    return html.Details(
        [
            html.Summary("方案原文"),
            html.Blockquote(line.target.quote, className="quote", lang=CHINESE),
            *[html.P(note, className="quiet") for note in line.target.notes],
        ],
    )
