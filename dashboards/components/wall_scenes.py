"""The scenes of the wall: few words, large, each by colour, shape and word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dash.development.base_component import Component

from briefings.format import ABSENT
from briefings.rows import Row
from briefings.scorecard import LEVELS, Group, Scorecard, Tally
from dashboards.components import html, marks, tiles
from dashboards.components.attributes import aria
from dashboards.components.decisions import bare, case_words, doubt
from dashboards.components.tiles import Colouring
from dashboards.words import language, listed, say, told
from desk.views import AreaCell, AreasView
from observations.period import label_of

ROWS = 8
"""Lagging targets that stand on one page of the list."""
NAMED = 6
"""Changed targets that are named one by one, as long as they keep to `LETTERS`."""
LETTERS = {"zh-CN": 66, "en": 150}
"""What four lines of the panel hold in each language."""


def nothing(period: str) -> Component:
    """Before the first evaluation of the period, or of any."""
    what = say("{period}还没有评估", period=period) if period else "还没有评估结果"
    return html.P(
        [what, html.Small("各单位的报表审定以后,由调度岗位运行评估;到时这里自动更新。")],
        className="wall-nothing",
    )


def overview(card: Scorecard) -> Component:
    """Five counts, what changed, and each group's share of the levels."""
    return html.Div(
        [
            html.Div([_count(one, card) for one in card.tallies], className="wall-counts"),
            html.Div([_changes(card), _groups(card.groups)], className="wall-pair"),
        ],
        className="wall-body",
    )


def _count(tally: Tally, card: Scorecard) -> Component:
    change = say("比上期 {change}", change=f"{tally.change:+d}") if tally.change else "与上期相同"
    note = change if card.previous_period else ""
    return html.Div(
        [
            html.Span(
                [html.Span(marks.SHAPES[tally.level], className="shape"), tally.level.label],
                className="count-word",
            ),
            html.Strong(str(tally.now)),
            html.Small(note),
        ],
        className=f"wall-count level-{tally.level.value}",
    )


def _changes(card: Scorecard) -> Component:
    moved = card.changes
    told = [
        _named("新达标", [row.name for row in moved.newly_met]),
        _named("转滞后", [row.name for row in moved.turned_behind]),
        _named("回到序时", [row.name for row in moved.recovered]),
    ]
    said = [one for one in told if one is not None]
    if not card.previous_period:
        said = [html.P("没有可比的上期(首期,或方案换了版本)。", className="quiet")]
    revised = len(moved.revised)
    if revised:
        said.append(html.P(say("修订 {count} 个已公布的数", count=revised)))
    if not said:
        said = [html.P("与上期相同。", className="quiet")]
    waiting = [say("{matter} {number}", matter=one.label, number=one.count) for one in card.todo]
    if waiting:
        said.append(html.P([html.Strong("待办"), " ", " · ".join(waiting)]))
    return html.Div([html.H3("本期变化"), *said], className="wall-changes")


def _named(word: str, names: Sequence[str]) -> Component | None:
    if not names:
        return None
    shown = _fitting([told(one) for one in names])
    said = listed(shown)
    if len(shown) < len(names):
        said = say("{names}等 {count} 项", names=said, count=len(names))
    return html.P([html.Strong([word, f" {len(names)}"]), " ", said])


def _fitting(names: Sequence[str]) -> Sequence[str]:
    """The first names, whole ones, that the panel has room for; one at least."""
    room, left = LETTERS[language()], 0
    for place, one in enumerate(names[:NAMED]):
        left += len(one) + 1
        if left > room and place:
            return names[:place]
    return names[:NAMED]


def _groups(groups: Sequence[Group]) -> Component:
    """The table's categories by name, the text's sections together: both as one bar each."""
    table = [one for one in groups if one.rows and one.rows[0].target.source == "table"]
    prose = [row for one in groups if one not in table for row in one.rows]
    bars = [_bar(one.title, one.rows) for one in table]
    if prose:
        bars.append(_bar("正文目标", prose))
    return html.Div([html.H3("各类进展"), *bars], className="wall-groups")


def _bar(title: str, rows: Sequence[Row]) -> Component:
    counts = Counter(row.assessment.level for row in rows)
    said = [level for level in LEVELS if counts[level]]
    parts = [
        html.Span(
            f"{marks.SHAPES[level]} {counts[level]}",
            className=f"wall-part level-{level.value}",
            style={"flex-grow": str(counts[level])},
        )
        for level in said
    ]
    words = listed(say("{level} {number}", level=one.label, number=counts[one]) for one in said)
    bar = html.Div(parts, className="wall-bar", role="img", **aria(label=words))
    return html.Div([html.Span(title), bar], className="wall-group")


def lagging(card: Scorecard) -> list[Component]:
    """Lagging targets in the order of the decision list, a page for each handful."""
    rows = card.decisions
    if not rows:
        return [html.P("没有滞后的目标。", className="wall-nothing")]
    cut = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    return [html.Ul([_lag(row) for row in part], className="wall-list") for part in cut]


def _lag(row: Row) -> Component:
    verdict = row.assessment
    case = [html.Span(case_words(row.case))] if row.case else []
    gap = say("差 {gap}", gap=bare(row, row.gap)) if row.gap != ABSENT else ""
    return html.Li(
        [
            marks.verdict(verdict.level),
            html.Span(
                [
                    html.Strong(row.name),
                    marks.binding(row.target.binding),
                    marks.tier(row.target.tier),
                ],
                className="wall-name",
            ),
            html.Span(
                [html.Strong(row.value), f" / {bare(row, row.goal)}"], className="wall-value"
            ),
            html.Span([gap, " ", marks.trend(verdict.trend), *doubt(row)], className="wall-gap"),
            html.Span([_leads(row.leads), *case], className="wall-lead"),
        ]
    )


def _leads(names: Sequence[str]) -> str:
    if not names:
        return "牵头单位未定"
    return (
        names[0]
        if len(names) == 1
        else say("{office}等 {count} 家", office=names[0], count=len(names))
    )


def areas(view: AreasView) -> Component:
    """The tile map of one indicator, and the areas in order beside it."""
    if view.period is None or not view.cells:
        return html.P("还没有可比较的报告期。", className="wall-nothing")
    by: Colouring = "verdict" if view.judged else "value"
    drawn = [one for one in view.cells if one.area.tile]
    mapped = html.Ul(
        [html.Li(_tile(one, by), style=_place(one)) for one in drawn],
        className="wall-tiles",
        **aria(label="各地区方格示意图,从北到南、从西到东"),
    )
    return html.Div([mapped if drawn else html.Div(), _beside(view, by)], className="wall-map")


def _place(one: AreaCell) -> dict[str, str]:
    row, column = one.area.tile or (0, 0)
    return {"grid-area": f"{row + 1} / {column + 1}"}


def _tile(one: AreaCell, by: Colouring) -> Component:
    when = label_of(one.period) if one.period else ""
    inside = [
        html.Strong(one.area.name, className="tile-name"),
        *([html.Span(one.value, className="tile-value")] if one.value else []),
        tiles.standing(one, by),
        *([html.Small(when)] if when else []),
    ]
    return html.Div(inside, className=f"tile tile-{tiles.kind(one, by)}")


def _beside(view: AreasView, by: Colouring) -> Component:
    """What is compared, with which line, and who stands first and last."""
    have = [one for one in view.cells if one.number is not None]
    up = view.indicator.direction == "up"
    ordered = sorted(have, key=lambda one: one.number or 0.0, reverse=up)
    told = "颜色按评估等级" if by == "verdict" else "颜色按数值高低分三档,不分优劣"
    goal = say("市线 {goal}", goal=view.goal) if view.goal else ""
    drawn = [one for one in view.cells if one.area.tile]
    better = "越高越好" if up else "越低越好"
    return html.Div(
        [
            html.P([*([goal, " · "] if goal else []), better, " · ", told]),
            html.Ol([_ranked(one) for one in ordered[:ROWS]], className="wall-order"),
            html.P(_counted(drawn)) if drawn else "",
            html.P("数值年份、来源不一,只作参照;方格是示意图,不是地图边界。", className="quiet"),
        ],
        className="wall-beside",
    )


def _counted(drawn: Sequence[AreaCell]) -> str:
    kinds = Counter(one.state for one in drawn)
    lost, hidden = kinds["missing"], kinds["hidden"]
    told = [
        say("图上 {count} 个地区", count=len(drawn)),
        say("有数 {number} 个", number=len(drawn) - lost - hidden),
        say("未报 {number} 个", number=lost),
        *([say("不在本岗位范围内 {number} 个", number=hidden)] if hidden else []),
    ]
    return " · ".join(told)


def _ranked(one: AreaCell) -> Component:
    return html.Li([html.Span(one.area.name), html.Strong(one.value)])
