"""What stands written in a figure and under it: targets, unit, 演示数据, the outlook."""

from __future__ import annotations

from typing import Any

from briefings.marks import INK
from briefings.series import Series
from briefings.traces import TIER_COLOURS, foreseen_words, required_ways

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


def outlook_words(series: Series) -> tuple[str, ...]:
    """What is ahead, for under the figure: the chance of each projection, the pace needed.

    Inside the figure these words would lie over its lines.
    """
    needed = dict.fromkeys(told for _, told in required_ways(series))
    return (
        *(f"浅色带为九成预测区间:{told}" for told in dict.fromkeys(foreseen_words(series))),
        *(f"长划线为今后所需:{told}" for told in needed),
    )


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
