"""Parts of the indicator page, each a pure function of the view."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from dash import dcc, html
from dash.development.base_component import Component

from briefings.figures import series_figure
from briefings.format import format_target
from briefings.series import Foreseen, Goal, Judged, Point, Series
from dashboards.components.tables import card
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Assessment
from targets.paces import MODELS
from targets.projection import chance, likelihood

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
    points = [_drawn(point) for point in view.points]
    points += [Point(ReportingPeriod.parse(one), None) for one in view.missing]
    return Series(
        indicator=view.indicator,
        points=tuple(sorted(points, key=lambda one: one.period)),
        goals=tuple(_goal(view.indicator, line) for line in view.lines),
        pace_origin=plan_origin,
        demo=view.demo,
    )


def _goal(indicator: Indicator, line: Line) -> Goal:
    target, verdict = line.target, line.assessment
    model = MODELS[verdict.pace_model].label if verdict else ""
    return Goal(
        target.tier,
        target.value,
        format_target(indicator, target),
        target.deadline,
        upper=target.value_max,
        way=line.way,
        way_label=model or "序时",
        steps=tuple((one.day, one.value) for one in line.milestones),
        sums=_sums(indicator, verdict),
        judged=_judged(verdict),
        foreseen=_foreseen(verdict),
    )


def _judged(verdict: Assessment | None) -> Judged | None:
    if verdict is None or verdict.value is None or verdict.observed_period is None:
        return None
    return Judged(ReportingPeriod.parse(verdict.observed_period).end, verdict.value, verdict.level)


def _foreseen(verdict: Assessment | None) -> Foreseen | None:
    found = verdict.projection if verdict else None
    if verdict is None or found is None:
        return None
    what = "不跌破" if verdict.projection_staying else "达标"
    words = f"{what}{likelihood(found.probability)}({chance(found.probability)})"
    return Foreseen(found.low, found.high, words)


def _sums(indicator: Indicator, verdict: Assessment | None) -> tuple[tuple[date, float], ...]:
    """Running sums of the pieces a count was judged by; empty for a value that was reported."""
    numbers = verdict.arithmetic.items() if verdict and not indicator.cumulative else ()
    pieces = [(name[5:], float(one)) for name, one in numbers if name.startswith("part_")]
    totals = accumulate(piece for _, piece in pieces)
    return tuple(
        (ReportingPeriod.parse(period).end, total)
        for (period, _), total in zip(pieces, totals, strict=True)
    )


def _drawn(point: ValuePoint) -> Point:
    former = tuple(v.value for v in point.vintages[:-1] if v.value is not None)
    return Point(ReportingPeriod.parse(point.period), point.value, former, point.doubted)


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
