"""Figures as plain dicts for Plotly: no plotly import, so that pages build them in microseconds."""

from __future__ import annotations

from html import escape
from typing import Any

from briefings.format import format_value
from briefings.labels import demo_mark, goal_labels, unit_label
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
    former_goal_traces,
    goal_traces,
    judged_traces,
    pace_traces,
    projection_traces,
    required_traces,
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
        *_doubt_bands(series),
        *pace_traces(series),
        *former_goal_traces(series),
        *goal_traces(series),
        *projection_traces(series),
        *required_traces(series),
        *_value_traces(series),
    ]
    if compact:
        return {
            "data": [_inside(one) for one in traces],
            "layout": {**_layout(series), **_narrow(series)},
        }
    return {"data": traces, "layout": _layout(series)}


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
        "customdata": [point.href for point in series.points],
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
    whole = text + (chinese("(存疑)") if point.doubted else "")
    return "<br>".join([whole, *(escape(chinese(line)) for line in point.told)])


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
    """Each replaced value, the oldest palest, on a stem to the one that holds now."""
    former = [(point, value) for point in series.points for value in point.former]
    shades = [_shade(age) for point in series.points for age in range(len(point.former), 0, -1)]
    stems = [point for point in series.points if point.former and point.value is not None]
    return [
        *([_stems(stems)] if stems else []),
        *_marks("修订前", former, {"color": shades, "size": 8, "line": {"width": 0}}),
    ]


def _shade(age: int) -> str:
    """Of a value replaced `age` revisions ago."""
    return _SHADES[min(age, len(_SHADES)) - 1]


_SHADES = ("#7FA8D6", "#A9C4E4", "#CFDFF0")


def _stems(points: list[Point]) -> Figure:
    ends = [(point.at, value) for point in points for value in (*_reach(point), None)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "修订幅度",
        "x": [at for at, _ in ends],
        "y": [value for _, value in ends],
        "hoverinfo": "skip",
        "line": {"color": _SHADES[0], "width": 1.5},
        "showlegend": False,
    }


def _reach(point: Point) -> tuple[float, float]:
    values = [*point.former, *([] if point.value is None else [point.value])]
    return min(values), max(values)


def _doubt_bands(series: Series) -> list[Figure]:
    """The whole period of a doubted value hatched, behind everything else."""
    doubted = [point.period for point in series.shown if point.doubted]
    if not doubted:
        return []
    corners = [
        (day, height)
        for one in doubted
        for day, height in (
            *((one.start, 0), (one.start, 1), (one.end, 1), (one.end, 0), (one.start, 0)),
            (None, None),
        )
    ]
    hatch = {"shape": "/", "size": 7, "solidity": 0.12, "fgcolor": DOUBT, "fillmode": "overlay"}
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "存疑期次",
            "yaxis": "y2",
            "x": [day.isoformat() if day else None for day, _ in corners],
            "y": [height for _, height in corners],
            "fill": "toself",
            "fillcolor": "rgba(124,92,191,0.06)",
            "fillpattern": hatch,
            "line": {"width": 0},
            "hoverinfo": "skip",
        }
    ]


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
        "yaxis": {
            **{"gridcolor": GRID, "zeroline": False, "overlaying": "y2", "tickmode": "auto"},
            **value_ticks(series),
        },
        "yaxis2": {"range": [0, 1], "visible": False, "fixedrange": True},
        "annotations": [
            *goal_labels(series),
            *unit_label(series),
            *demo_mark(series),
        ],
        "shapes": [_gap_shape(point) for point in series.points if point.value is None],
    }


def _narrow(series: Series) -> Figure:
    """What of the layout differs on a phone."""
    labels = [
        {**label, "x": _start(series, label), "xshift": 3, "yshift": 9 + place * 15}
        for place, label in enumerate(goal_labels(series))
    ]
    ticks = {**period_ticks(series, NARROW_TICKS), "tickfont": {"size": 11}}
    return {
        "font": {"family": PAPER_FONT, "size": 11, "color": INK},
        "margin": {"l": 40, "r": 36, "t": 20, "b": 40},
        "legend": {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0},
        "xaxis": {"type": "date", "gridcolor": GRID, **ticks},
        "annotations": [
            *labels,
            *unit_label(series),
            *demo_mark(series),
        ],
    }


def _start(series: Series, label: Figure) -> str:
    """Where the labelled target's line begins: its other end is the verdict's own place."""
    begun = [goal.since for goal in series.goals if goal.value == label["y"] and goal.since]
    return max(begun, default=series.first_day).isoformat()


def _inside(trace: Figure) -> Figure:
    """A verdict's words to the left of its mark, where the narrow figure has room for them."""
    place = str(trace.get("textposition", ""))
    if not place.endswith("center"):
        return trace
    return {**trace, "textposition": place.replace("center", "left")}


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
