"""The series as a table: every number leads to its cell, and what is missing stands there too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from briefings.format import ABSENT, format_value
from dashboards.components import marks
from dashboards.components.origins import cell_link, number
from dashboards.components.punctuation import VERBATIM
from dashboards.components.tables import Cell, card, table
from dashboards.components.times import moment
from observations.period import ReportingPeriod
from targets.assessment import Belief

if TYPE_CHECKING:
    from desk.views import IndicatorView, Line, Point, Vintage

PUBLISHED = "公开发布"
ACTIONS = {"new": "首报", "revised": "修订", "withdrawn": "撤回", "unchanged": "未变"}


@dataclass(frozen=True)
class _Sheet:
    """What the rows have in common: the paces by heading, and which columns there are."""

    view: IndicatorView
    offices: Mapping[str, str]
    paces: Mapping[str, Line]
    revised: bool
    several: bool


def values(view: IndicatorView, offices: Mapping[str, str]) -> Component:
    """Every period with its value, its parts and the pace; `offices` are names by id.

    The same as the chart, for whoever does not see it and for paper.
    """
    senders = tuple(dict.fromkeys(offices.get(one.office, PUBLISHED) for one in view.points))
    revised = any(len(point.vintages) > 1 for point in view.points)
    sheet = _Sheet(view, offices, _paces(view.lines), revised, len(senders) > 1)
    unit = f"({view.indicator.unit})" if view.indicator.unit else ""
    numbers = [f"数值{unit}", *(["首报值"] if revised else []), "分子", "分母", *sheet.paces]
    heads = ["报告期", *numbers, *(["报送单位"] if sheet.several else []), "出处", "状态"]
    points = {point.period: point for point in view.points}
    every = sorted({*points, *view.missing}, key=ReportingPeriod.parse, reverse=True)
    rows = [_row(sheet, one, points.get(one)) for one in every]
    numeric = frozenset(range(1, 1 + len(numbers)))
    shown = table(heads, rows, numeric=numeric, empty="还没有报送过数值。")
    aside = f"报送单位:{senders[0]}" if len(senders) == 1 else None
    return card("数值与出处", shown, aside=aside, className="values")


def _row(sheet: _Sheet, period: str, point: Point | None) -> list[Cell]:
    label = ReportingPeriod.parse(period).label
    paces = [_pace(sheet, line, period) for line in sheet.paces.values()]
    if point is None:
        gaps = [ABSENT] * (3 if sheet.revised else 2)
        sender = [ABSENT] if sheet.several else []
        return [label, marks.belief(Belief.MISSING), *gaps, *paces, *sender, ABSENT, "没有报送"]
    sender = [sheet.offices.get(point.office, PUBLISHED)] if sheet.several else []
    return [
        label,
        _value(sheet.view, point),
        *([_first(sheet.view, point)] if sheet.revised else []),
        _part(point, point.numerator, point.numerator_cell),
        _part(point, point.denominator, point.denominator_cell),
        *paces,
        *sender,
        cell_link((point.receipt, point.sheet, point.cell), linked=point.linked),
        "已审定" if point.approved else "待审定",
    ]


def _value(view: IndicatorView, point: Point) -> Component:
    where = (point.receipt, point.sheet, point.cell)
    signs = [marks.belief(Belief.DOUBTED)] if point.doubted else []
    if len(point.vintages) > 1:
        signs.append(html.Span(f"修订{len(point.vintages) - 1}次", className="tag tag-indicative"))
    shown = number(format_value(view.indicator, point.value), where, linked=point.linked)
    return html.Span([*signs, shown], className="value-cell")


def _first(view: IndicatorView, point: Point) -> Component:
    """The value as first reported, where it was replaced since."""
    if len(point.vintages) == 1:
        return html.Span(ABSENT)
    one = point.vintages[0]
    text = format_value(view.indicator, one.value)
    return number(text, (one.receipt, one.sheet, one.cell), linked=one.linked)


def _part(point: Point, value: float | None, cell: str) -> Component:
    text = ABSENT if value is None else f"{value:,.6g}"
    return number(text, (point.receipt, point.sheet, cell), linked=point.linked)


def _paces(lines: tuple[Line, ...]) -> Mapping[str, Line]:
    """The lines that ask for a pace, by heading; those that ask for the same are one."""
    asked: dict[tuple[tuple[date, float], ...], list[Line]] = {}
    for line in lines:
        if line.way:
            asked.setdefault(line.way, []).append(line)
    alone = len(asked) == 1
    return {
        "序时应达" if alone else f"应达({'、'.join(one.target.tier for one in ones)})": ones[0]
        for ones in asked.values()
    }


def _pace(sheet: _Sheet, line: Line, period: str) -> str:
    value = at_pace(line.way, ReportingPeriod.parse(period).end)
    return format_value(sheet.view.indicator, value)


def at_pace(way: tuple[tuple[date, float], ...], day: date) -> float | None:
    """What a pace asks for on `day`, between its points in a straight line; None outside of it.

    >>> at_pace(((date(2024, 1, 1), 10.0), (date(2024, 1, 11), 20.0)), date(2024, 1, 4))
    13.0
    """
    for (before, low), (after, high) in pairwise(way):
        if before <= day <= after:
            return low + (high - low) * ((day - before) / (after - before))
    return None


def revisions(view: IndicatorView) -> Component:
    """Vintages: what was said before, who replaced it, when and why."""
    rows = [
        _version(view, point, place, vintage)
        for point in reversed(view.points)
        if len(point.vintages) > 1
        for place, vintage in enumerate(point.vintages, start=1)
    ]
    return card(
        "修订",
        table(
            ["报告期", "版次", "数值", "入账时间", "报送岗位", "说明", "出处"],
            rows,
            numeric=frozenset({2}),
            empty="没有修订:各期数值都是首次报送的。",
        ),
    )


def _version(view: IndicatorView, point: Point, place: int, one: Vintage) -> list[Cell]:
    shown = "撤回" if one.action == "withdrawn" else format_value(view.indicator, one.value)
    why = html.Span(one.note, className=VERBATIM) if one.note else _sent(one)
    return [
        ReportingPeriod.parse(point.period).label,
        f"第 {place} 版{_standing(point, place)}",
        number(shown, (one.receipt, one.sheet, one.cell), linked=one.linked),
        moment(one.recorded_at),
        one.post or ABSENT,
        why,
        cell_link((one.receipt, one.sheet, one.cell), linked=one.linked),
    ]


def _sent(one: Vintage) -> Component:
    """Without a word of why, at least by which file."""
    said = ACTIONS.get(one.action, one.action)
    file = [html.Span(f"《{one.file}》", className=VERBATIM)] if one.file else []
    return html.Span([f"{said},未写理由 ", *file], className="quiet")


def _standing(point: Point, place: int) -> str:
    """现行 for the newest approved vintage, 待审定 for what came after it."""
    approved = [n for n, one in enumerate(point.vintages, start=1) if one.approved]
    newest = max(approved, default=0)
    if place == newest:
        return " · 现行"
    return " · 待审定" if place > newest else ""
