"""Where the axes of a series figure carry a word, as plain dicts for Plotly."""

from __future__ import annotations

from typing import Any

from briefings.format import format_value
from briefings.series import Point, Series

Figure = dict[str, Any]

MAX_TICKS = 8  # as many as stand side by side, level, on a page 1366 px wide
NARROW_TICKS = 3  # periods; a deadline ahead is a fourth
_RATIO_TICKS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20)


def period_ticks(series: Series, most: int = MAX_TICKS) -> Figure:
    """At most `most` periods, the newest among them, and each deadline; all of them level.

    None nearer to the next than a `most`-th of the figure; a deadline's words lie under those of
    the periods, so that near ones do not run together.
    """
    kept = _apart(series, (series.last_day - series.first_day).days / most)
    seen = {point.at for point in kept}
    ends = sorted({goal.deadline.isoformat() for goal in series.goals} - seen)
    return {
        "tickmode": "array",
        "tickangle": 0,
        "tickvals": [point.at for point in kept] + ends,
        "ticktext": [str(point.period) for point in kept] + [f"<br>期限 {end[:7]}" for end in ends],
    }


def _apart(series: Series, room: float) -> list[Point]:
    """Points at least `room` days from each other, counted back from the newest."""
    kept: list[Point] = []
    for point in reversed(series.points):
        if not kept or (kept[-1].period.end - point.period.end).days >= room:
            kept.append(point)
    return kept[::-1]


def value_ticks(series: Series) -> Figure:
    """The value axis: words for yes/no, 1:n for ratios, else as Plotly divides it."""
    indicator = series.indicator
    if indicator.kind == "yes":
        return {"tickmode": "array", "tickvals": [0, 1], "ticktext": ["未完成", "已完成"]}
    if indicator.kind == "ratio":
        values = [1 / number for number in _RATIO_TICKS]
        texts = [format_value(indicator, value) for value in values]
        return {"tickmode": "array", "tickvals": values, "ticktext": texts}
    return {}
