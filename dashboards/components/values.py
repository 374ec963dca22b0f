"""The series as a table: every number leads to its cell, and what is missing stands there too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from briefings.format import ABSENT, format_value
from dashboards.components import html, marks
from dashboards.components.origins import cell_link, number
from dashboards.components.punctuation import VERBATIM
from dashboards.components.tables import Cell, card, table
from dashboards.components.times import moment
from dashboards.words import listed, say
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets import wording
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
    unit = view.indicator.unit
    value = say("数值({unit})", unit=unit) if unit else "数值"
    numbers = [value, *(["首报值"] if revised else []), "分子", "分母", *sheet.paces]
    heads = ["报告期", *numbers, *(["报送单位"] if sheet.several else []), "出处", "状态"]
    points = {point.period: point for point in view.points}
    every = sorted({*points, *view.missing}, key=ReportingPeriod.parse, reverse=True)
    rows = [_row(sheet, one, points.get(one)) for one in every]
    numeric = frozenset(range(1, 1 + len(numbers)))
    shown = table(heads, rows, numeric=numeric, empty="还没有报送过数值。")
    aside = say("报送单位:{office}", office=senders[0]) if len(senders) == 1 else None
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
        signs.append(
            html.Span(
                say("修订{count}次", count=len(point.vintages) - 1), className="tag tag-indicative"
            )
        )
    shown = number(bare(view.indicator, point.value), where, linked=point.linked)
    return html.Span([*signs, shown], className="value-cell")


def _first(view: IndicatorView, point: Point) -> Component:
    """The value as first reported, where it was replaced since."""
    if len(point.vintages) == 1:
        return html.Span(ABSENT)
    one = point.vintages[0]
    text = bare(view.indicator, one.value)
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
        "序时应达"
        if alone
        else say("应达({tiers})", tiers=listed(one.target.tier for one in ones)): ones[0]
        for ones in asked.values()
    }


def _pace(sheet: _Sheet, line: Line, period: str) -> str:
    value = at_pace(line.way, ReportingPeriod.parse(period).end)
    return bare(sheet.view.indicator, value)


def bare(indicator: Indicator, value: float | None) -> str:
    """A value without its unit, which stands once in the heading; `是` and `1:4` have none."""
    if value is None or indicator.kind in ("yes", "ratio"):
        return format_value(indicator, value)
    return wording.number(value, indicator.decimals)


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
        _named(point, place),
        number(shown, (one.receipt, one.sheet, one.cell), linked=one.linked),
        moment(one.recorded_at),
        one.post or ABSENT,
        why,
        cell_link((one.receipt, one.sheet, one.cell), linked=one.linked),
    ]


def _sent(one: Vintage) -> Component:
    """Without a word of why, at least by which file."""
    said = ACTIONS.get(one.action, one.action)
    file = [html.Span(one.file, className=VERBATIM)] if one.file else []
    return html.Span([say("{act},未写理由", act=said), " ", *file], className="quiet")


def _named(point: Point, place: int) -> str:
    """现行 for the newest approved vintage, 待审定 for what came after it."""
    approved = [n for n, one in enumerate(point.vintages, start=1) if one.approved]
    newest = max(approved, default=0)
    if place < newest:
        return say("第 {place} 版", place=place)
    standing = "现行" if place == newest else "待审定"
    return say("第 {place} 版 · {standing}", place=place, standing=standing)
