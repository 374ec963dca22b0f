"""Figures as plain dicts for Plotly: no plotly import, so that pages build them in microseconds."""

from __future__ import annotations

from typing import Any

from briefings.format import format_value
from briefings.marks import (
    ABSENT_GREY,
    ACCENT,
    DOUBT,
    GRID,
    INK,
    PAPER_FONT,
)
from briefings.series import Goal, Point, Series
from briefings.ticks import NARROW_TICKS, period_ticks, value_ticks
from briefings.traces import (
    TIER_COLOURS,
    goal_traces,
    judged_traces,
    pace_traces,
    projection_traces,
)
from briefings.typography import chinese
from observations.indicator import Indicator

__all__ = ["Goal", "Point", "Series", "series_figure"]

Figure = dict[str, Any]


def series_figure(series: Series, *, compact: bool = False) -> Figure:
    """The indicator's history against pace and targets, as a Plotly figure dict.

    `compact` is for a phone: few ticks, the targets named inside, the legend below.
    """
    traces = [
        *pace_traces(series),
        *goal_traces(series),
        *projection_traces(series),
        *_value_traces(series),
    ]
    return {"data": traces, "layout": {**_layout(series), **(_narrow(series) if compact else {})}}


def _value_traces(series: Series) -> list[Figure]:
    """The line with its gaps, former values, rings, doubts and the marked last value."""
    indicator = series.indicator
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "填报值",
        "x": [point.at for point in series.points],
        "y": [point.value for point in series.points],
        "text": [_hover(indicator, point) for point in series.points],
        "hovertemplate": "%{text}<extra></extra>",
        "connectgaps": False,
        "line": {
            "color": ACCENT,
            "width": 2,
            "shape": "hv" if indicator.kind == "yes" else "linear",
        },
        "marker": {"color": ACCENT, "size": 7},
    }
    return [*_former_traces(series), line, *_ring_traces(series), *judged_traces(series)]


def _hover(indicator: Indicator, point: Point) -> str:
    text = f"{point.period.label} {format_value(indicator, point.value)}"
    if point.former:
        former = format_value(indicator, point.former[-1])
        text += chinese(f"(修订{len(point.former)}次,原{former})")
    return text + (chinese("(存疑)") if point.doubted else "")


def _marks(name: str, points: list[tuple[Point, float]], marker: Figure) -> list[Figure]:
    if not points:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": [point.at for point, _ in points],
            "y": [value for _, value in points],
            "hoverinfo": "skip",
            "marker": marker,
        }
    ]


def _former_traces(series: Series) -> list[Figure]:
    former = [(point, value) for point in series.points for value in point.former]
    return _marks("修订前", former, {"color": "#A9C4E4", "size": 6})


def _ring_traces(series: Series) -> list[Figure]:
    ring = {"symbol": "circle-open", "size": 14, "line": {"width": 2}}
    known = [(point, point.value) for point in series.shown if point.value is not None]
    revised = [pair for pair in known if pair[0].former]
    doubted = [pair for pair in known if pair[0].doubted]
    return [
        *_marks("经修订", revised, {**ring, "color": ACCENT}),
        *_marks("存疑", doubted, {**ring, "symbol": "x-thin-open", "color": DOUBT}),
    ]


def _layout(series: Series) -> Figure:
    return {
        "font": {"family": PAPER_FONT, "size": 13, "color": INK},
        "margin": {"l": 56, "r": 96, "t": 24, "b": 40},
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "hovermode": "closest",
        "legend": {"orientation": "h", "y": -0.18},
        "xaxis": {"type": "date", "gridcolor": GRID, **period_ticks(series)},
        "yaxis": {"gridcolor": GRID, "zeroline": False, **value_ticks(series)},
        "annotations": [*_goal_labels(series), *_unit_label(series), *_demo_mark(series)],
        "shapes": [_gap_shape(point) for point in series.points if point.value is None],
    }


def _narrow(series: Series) -> Figure:
    """What of the layout differs on a phone."""
    labels = [
        {**label, "xanchor": "right", "xshift": -2, "yshift": 9 + place * 15}
        for place, label in enumerate(_goal_labels(series))
    ]
    ticks = {**period_ticks(series, NARROW_TICKS), "tickfont": {"size": 11}}
    return {
        "font": {"family": PAPER_FONT, "size": 11, "color": INK},
        "margin": {"l": 40, "r": 36, "t": 20, "b": 40},
        "legend": {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0},
        "xaxis": {"type": "date", "gridcolor": GRID, **ticks},
        "annotations": [*labels, *_unit_label(series), *_demo_mark(series)],
    }


def _goal_labels(series: Series) -> list[Figure]:
    """Each target line named at its right end; two near lines are pushed apart."""
    ordered = sorted(series.goals, key=lambda goal: goal.value)
    return [
        {
            "x": series.last_day.isoformat(),
            "y": goal.value,
            "xanchor": "left",
            "xshift": 6,
            "yshift": (place - (len(ordered) - 1) / 2) * 16,
            "showarrow": False,
            "text": f"{goal.tier} {goal.text}",
            "font": {"color": TIER_COLOURS[goal.tier], "size": 12},
        }
        for place, goal in enumerate(ordered)
    ]


def _unit_label(series: Series) -> list[Figure]:
    """The unit lies over the axis: upright, one Chinese character looks like another sign."""
    unit = series.indicator.unit
    if not unit or series.indicator.kind in ("yes", "ratio"):
        return []
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left"}
    style = {"yanchor": "bottom", "xshift": -30, "yshift": 4, "showarrow": False}
    return [place | style | {"text": unit, "font": {"size": 12, "color": INK}}]


def _demo_mark(series: Series) -> list[Figure]:
    if not series.demo:
        return []
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0.5,
            "y": 0.5,
            "text": "演示数据",
            "textangle": -24,
            "showarrow": False,
            "opacity": 0.18,
            "font": {"size": 56, "color": "#4B5563"},
        }
    ]


def _gap_shape(point: Point) -> Figure:
    """A grey dashed outline over the period nothing was reported for."""
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": point.period.start.isoformat(),
        "x1": point.period.end.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"color": ABSENT_GREY, "width": 1, "dash": "dash"},
        "fillcolor": "rgba(156,163,175,0.06)",
        "label": {"text": "缺报", "font": {"color": "#6B7280", "size": 11}},
        "layer": "below",
    }
