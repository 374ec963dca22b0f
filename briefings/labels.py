"""What stands written in a figure: targets at their ends, the outlook, the unit, 演示数据."""

from __future__ import annotations

from typing import Any

from briefings.marks import ACCENT, INK
from briefings.series import Series
from briefings.traces import TIER_COLOURS, foreseen_words, required_ways
from briefings.typography import chinese

Figure = dict[str, Any]


def goal_labels(series: Series) -> list[Figure]:
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


def outlook_labels(series: Series, size: int) -> list[Figure]:
    """The chance over the end of its band, the pace needed along its way."""
    style: Figure = {"showarrow": False, "font": {"color": ACCENT, "size": size}}
    chances: list[Figure] = [
        {"x": day.isoformat(), "y": high, "xanchor": "right", "yanchor": "bottom", "text": told}
        for day, high, told in foreseen_words(series)
    ]
    needed: list[Figure] = [
        {
            "x": (begin + (end - begin) / 2).isoformat(),
            "y": (value + goal) / 2,
            "xanchor": "left",
            "yanchor": "bottom" if goal < value else "top",
            "xshift": 6,
            "text": told,
        }
        for ((begin, value), (end, goal)), told in required_ways(series)
    ]
    return [{**one, "text": chinese(str(one["text"]))} | style for one in (*chances, *needed)]


def unit_label(series: Series) -> list[Figure]:
    """The unit lies over the axis: upright, one Chinese character looks like another sign."""
    unit = series.indicator.unit
    if not unit or series.indicator.kind in ("yes", "ratio"):
        return []
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left"}
    style = {"yanchor": "bottom", "xshift": -30, "yshift": 4, "showarrow": False}
    return [place | style | {"text": unit, "font": {"size": 12, "color": INK}}]


def demo_mark(series: Series) -> list[Figure]:
    """演示数据 across the figure while synthetic values are inside."""
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
