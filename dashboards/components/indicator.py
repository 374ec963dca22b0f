"""Parts of the indicator page, each a pure function of the view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html
from dash.development.base_component import Component

from briefings.figures import series_figure
from briefings.format import format_target, format_value
from briefings.marks import likelihood
from briefings.series import Goal, Point, Series
from dashboards.components import marks
from dashboards.components.tables import card
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Assessment, Level
from targets.wording import date_text, flip_texts, lag_note, percent

if TYPE_CHECKING:
    from desk.views import IndicatorView, Line
    from desk.views import Point as ValuePoint

GRAPH: Any = {"displayModeBar": False, "responsive": True, "locale": "zh-CN"}
DIRECTIONS = {"up": "越高越好", "down": "越低越好"}


def heading(view: IndicatorView) -> Component:
    """Name, area, unit and way; the verdict of every line beside it."""
    return html.Div(
        [
            html.H1(view.indicator.name),
            html.P(
                f"{view.area.name} · {ReportingPeriod.parse(view.period).label} · "
                + _measure(view.indicator),
                className="quiet",
            ),
        ],
        className="page-head",
    )


def _measure(indicator: Indicator) -> str:
    """Unit and way; a yes/no indicator has neither."""
    if indicator.kind == "yes":
        return "以是否完成判定"
    return f"单位 {indicator.unit or '—'} · {DIRECTIONS[indicator.direction]}"


def series_of(view: IndicatorView, plan_origin: Any) -> Series:
    """What the figure is drawn from: values with their former ones, gaps, targets."""
    verdict = _first_verdict(view.lines)
    points = [_drawn(point) for point in view.points]
    points += [Point(ReportingPeriod.parse(one), None) for one in view.missing]
    return Series(
        indicator=view.indicator,
        points=tuple(sorted(points, key=lambda one: one.period)),
        goals=tuple(
            Goal(
                line.target.tier,
                line.target.value,
                format_target(view.indicator, line.target),
                line.target.deadline,
            )
            for line in view.lines
        ),
        pace_origin=plan_origin,
        baseline=view.baseline.value if view.baseline else None,
        level=verdict.level if verdict else Level.NOT_ASSESSABLE,
        projection=verdict.projection if verdict else None,
        demo=view.demo,
    )


def _drawn(point: ValuePoint) -> Point:
    former = tuple(v.value for v in point.vintages[:-1] if v.value is not None)
    return Point(ReportingPeriod.parse(point.period), point.value, former, point.doubted)


def _first_verdict(lines: Sequence[Line]) -> Assessment | None:
    return next((line.assessment for line in lines if line.assessment is not None), None)


def graph(view: IndicatorView, plan_origin: Any) -> Component:
    """The series against pace, targets and projection, with its words for readers."""
    if not view.points:
        return card(
            "走势",
            html.P("还没有报送过数值。下一步:报送单位在填报台下载表样并报送。", className="quiet"),
        )
    series = series_of(view, plan_origin)
    return card(
        "走势",
        dcc.Store(id="series-narrow", data=series_figure(series, compact=True)),
        dcc.Graph(
            figure=series_figure(series),
            config=GRAPH,
            className="figure",
            id="series",
        ),
        aside="圈为经修订的期次,虚框为缺报",
    )


def verdicts(view: IndicatorView) -> Component:
    """One block a target line: two promises are two verdicts."""
    if not view.lines:
        return card(
            "判定", html.P("方案没有为该地区的这项指标规定目标,只作监测。", className="quiet")
        )
    return html.Div([_verdict(view, line) for line in view.lines], className="verdicts")


def _verdict(view: IndicatorView, line: Line) -> Component:
    target, found = line.target, line.assessment
    head = html.Header(
        [
            marks.tier(target.tier),
            marks.binding(target.binding),
            html.Strong(f"目标 {format_target(view.indicator, target)}"),
            html.Span(date_text(target.deadline), className="quiet"),
        ]
    )
    if found is None:
        return html.Section(
            [head, html.P("本期尚未评估。", className="quiet")], className="card verdict-card"
        )
    return html.Section(
        [
            head,
            html.Div(
                [
                    marks.verdict(found.level, note=lag_note(found)),
                    marks.trend(found.trend),
                    marks.belief(found.belief),
                ],
                className="verdict-line",
            ),
            html.P(found.why, className="why"),
            *_projection(view, found),
            *_flips(found),
            html.Details(
                [
                    html.Summary("方案原文"),
                    html.Blockquote(target.quote, className="quote"),
                    *[html.P(note, className="quiet") for note in target.notes],
                ],
            ),
        ],
        className=f"card verdict-card level-edge-{found.level.value}",
    )


def _projection(view: IndicatorView, verdict: Assessment) -> list[Component]:
    found = verdict.projection
    if found is None:
        return []
    low, high = (format_value(view.indicator, v) for v in sorted((found.low, found.high)))
    return [
        html.P(
            [
                html.Strong(f"达标{likelihood(found.probability)}"),
                f"(概率 {percent(found.probability)},期末 90% 区间 {low} 至 {high};{found.method})",
            ],
            className="projection",
        )
    ]


def _flips(verdict: Assessment) -> list[Component]:
    if not verdict.flips:
        return []
    return [
        html.P(
            [
                html.Span("敏感", className="tag tag-indicative"),
                "以下情形会改变判定:" + ";".join(flip_texts(verdict)),
            ],
            className="flips",
        )
    ]
