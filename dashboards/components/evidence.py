"""What stands behind a verdict: definition, values with their cells, revisions, doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dash import dcc, html
from dash.development.base_component import Component

from briefings.format import format_value
from dashboards.address import segment
from dashboards.components.tables import Cell, card, facts, table
from dashboards.components.times import moment
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.views import FindingRow, IndicatorView, OtherArea, Point

PUBLISHED = "公开发布"


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
                ("频率", f"按{one.frequency.label}"),
                ("口径依据", one.confidence),
                ("说明", one.remark),
                (
                    "基期",
                    f"{format_value(one, base.value)}({base.period},第 {base.version} 版)"
                    if base
                    else _no_baseline(view),
                ),
                ("基期来源", base.source if base else ""),
            ]
        ),
    )


def _no_baseline(view: IndicatorView) -> str:
    """A yes/no target has no way to be measured along, so it misses no baseline."""
    return "" if view.indicator.kind == "yes" else "未录入,不能按序时判定"


def _with_unit(name: str, unit: str) -> str:
    return f"{name}({unit})" if name and unit else name


def values(view: IndicatorView, offices: Mapping[str, str]) -> Component:
    """Every value with numerator, denominator and its cell; `offices` are names by id."""
    unit = view.indicator.unit
    value = f"数值({unit})" if unit else "数值"
    headings = ["报告期", value, "分子", "分母", "报送单位", "出处", "状态"]
    rows = [_value_row(view, point, offices) for point in reversed(view.points)]
    numeric = frozenset({1, 2, 3})
    return card("数值与出处", table(headings, rows, numeric=numeric, empty="还没有报送过数值。"))


def _value_row(view: IndicatorView, point: Point, offices: Mapping[str, str]) -> list[Cell]:
    doubt = [html.Span("存疑", className="belief belief-doubted")] if point.doubted else []
    return [
        ReportingPeriod.parse(point.period).label,
        html.Span([format_value(view.indicator, point.value), *doubt]),
        _number(point.numerator),
        _number(point.denominator),
        offices.get(point.office, PUBLISHED),
        _cell(point.receipt, point.sheet, point.cell),
        "已审定" if point.approved else "待审定",
    ]


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.6g}"


def _cell(receipt: str, sheet: str, cell: str) -> Component | str:
    if not receipt:
        return "—"
    return dcc.Link(
        f"{sheet}!{cell}" if cell else "回执",
        href=f"/receipts/{segment(receipt)}",
        className="cell-link",
        title=f"回执 {receipt}",
    )


def revisions(view: IndicatorView) -> Component:
    """Vintages: what was said before, and when it was replaced."""
    rows = [
        [
            ReportingPeriod.parse(point.period).label,
            f"第 {place} 版{_standing(point, place)}",
            format_value(view.indicator, vintage.value),
            moment(vintage.recorded_at),
            _cell(vintage.receipt, vintage.sheet, vintage.cell),
        ]
        for point in reversed(view.points)
        if len(point.vintages) > 1
        for place, vintage in enumerate(point.vintages, start=1)
    ]
    return card(
        "修订",
        table(
            ["报告期", "版次", "数值", "入账时间", "出处"],
            rows,
            numeric=frozenset({2}),
            empty="没有修订:各期数值都是首次报送的。",
        ),
    )


def _standing(point: Point, place: int) -> str:
    """现行 for the newest approved vintage, 待审定 for what came after it."""
    approved = [n for n, one in enumerate(point.vintages, start=1) if one.approved]
    newest = max(approved, default=0)
    if place == newest:
        return " · 现行"
    return " · 待审定" if place > newest else ""


def findings(rows: Sequence[FindingRow]) -> Component:
    """Open and answered quality findings about this indicator."""
    body = [
        [
            html.Span(one.severity.label, className=f"severity severity-{one.severity.value}"),
            one.message,
            _cell(one.receipt, one.sheet, one.cell),
            one.answered or "未说明",
        ]
        for one in rows
    ]
    return card("质量问题", table(["程度", "问题", "出处", "说明"], body, empty="没有质量问题。"))


def others(rows: Sequence[OtherArea], unit: str) -> Component:
    """The same indicator elsewhere; a published value carries its publisher's words."""
    body = [
        [
            one.name,
            one.period,
            one.value,
            html.Span(
                [
                    html.Span(
                        "公开发布" if one.published else "本系统", className="tag tag-indicative"
                    ),
                    one.source,
                ]
            ),
            html.Span(one.confidence, title=one.quote),
        ]
        for one in rows
    ]
    heading_value = f"数值({unit})" if unit else "数值"
    return card(
        "其他地区",
        table(
            ["地区", "时期", heading_value, "来源", "可信度"],
            body,
            numeric=frozenset({2}),
            empty="没有其他地区的数值。下一步:导入公开发布的数值。",
        ),
        aside="口径和时期可能不同,只作参照",
    )
