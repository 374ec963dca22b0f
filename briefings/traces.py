"""What a figure draws of verdicts: judged values, paces, milestones, targets, projections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from briefings.format import format_value
from briefings.marks import ACCENT, LEVEL_MARKS
from briefings.series import Goal, Series, Way
from briefings.typography import chinese
from targets.assessment import Level

Figure = dict[str, Any]

TIER_COLOURS = {"市": "#374151", "旗": "#1F5FA8", "阿镇": "#0F766E"}
TIER_DASHES = {"市": "solid", "旗": "dash", "阿镇": "dot"}
_SEVERITY = (
    Level.MET, Level.NOT_ASSESSABLE, Level.ON_PACE, Level.BEHIND, Level.FAR_BEHIND,
)  # fmt: skip
_EARLY_DAYS = 180  # a label left of a mark this early would leave the figure
_NEAR = 0.12  # share of the height within which label and target line would meet


def judged_traces(series: Series) -> list[Figure]:
    """Each judged value in the verdict's colour and shape, with its word; one mark a place."""
    places: dict[tuple[date, float], list[Goal]] = {}
    for goal in series.goals:
        if goal.judged is not None:
            places.setdefault((goal.judged.day, goal.judged.value), []).append(goal)
    return [_judged(series, day, value, goals) for (day, value), goals in places.items()]


def _judged(series: Series, day: date, value: float, goals: Sequence[Goal]) -> Figure:
    """Two lines that are judged alike are named once, else each by its tier."""
    levels = {goal.tier: goal.judged.level for goal in goals if goal.judged is not None}
    worst = max(levels.values(), key=_SEVERITY.index)
    words = {tier: f"{LEVEL_MARKS[one].shape} {one.label}" for tier, one in levels.items()}
    told = [f"{tier} {word}" for tier, word in words.items()]
    alike = len(set(words.values())) == 1
    text = words[goals[0].tier] if alike else " · ".join(told)
    mark = LEVEL_MARKS[worst]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": mark.word,
        "x": [day.isoformat()],
        "y": [value],
        "text": [f"{text} {format_value(series.indicator, value)}"],
        "textposition": _label_place(series, day, value),
        "textfont": {"color": mark.ink, "size": 13},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "marker": {"symbol": mark.symbol, "color": mark.colour, "size": 12},
        "showlegend": False,
    }


def _label_place(series: Series, day: date, value: float) -> str:
    """On the side the line does not come from, away from a target line close by."""
    known = [point for point in series.shown if point.period.end <= day]
    before = known[-2].value if len(known) > 1 else None
    falling = before is not None and value < before
    side = "left" if (day - series.pace_origin).days > _EARLY_DAYS else "right"
    upper, away = ("bottom", "top") if falling else ("top", "bottom")
    return f"{away} center" if _near_goal(series, value) else f"{upper} {side}"


def _near_goal(series: Series, value: float) -> bool:
    ends = [goal.value for goal in series.goals]
    heights = [*ends, *(point.value for point in series.shown if point.value is not None)]
    room = (max(heights, default=0.0) - min(heights, default=0.0)) * _NEAR
    return any(0 < abs(end - value) < room for end in ends)


def _line(name: str, ends: Way, style: Figure) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [day.isoformat() for day, _ in ends],
        "y": [value for _, value in ends],
        "hoverinfo": "skip",
        "line": style,
    }


def pace_traces(series: Series) -> list[Figure]:
    """From the baseline to each target by the model its verdict was paced by, and milestones."""
    ways: dict[tuple[str, Way], list[Goal]] = {}
    for goal in series.goals:
        if goal.way:
            ways.setdefault((goal.way_label, goal.way), []).append(goal)
    traces = [_pace(label, way, goals) for (label, way), goals in ways.items()]
    for goal in series.goals:
        if goal.steps:
            traces.append(_stairs(series, goal))
        if goal.sums:
            name = chinese(f"累计({goal.tier})")
            traces.append(_line(name, goal.sums, {"color": ACCENT, "width": 2, "dash": "dashdot"}))
    return traces


def _pace(label: str, way: Way, goals: Sequence[Goal]) -> Figure:
    """One line for all tiers that ask for the same way."""
    style = {"color": TIER_COLOURS[goals[0].tier], "width": 1, "dash": "dot"}
    return _line(chinese(f"{label}({'、'.join(goal.tier for goal in goals)})"), way, style)


def _stairs(series: Series, goal: Goal) -> Figure:
    """Between milestones nothing more is asked: a flat tread until the next one is due."""
    colour, (last, height) = TIER_COLOURS[goal.tier], goal.steps[-1]
    treads = (*goal.steps, (max(goal.deadline, last), height))
    told = [f"节点 {format_value(series.indicator, value)}" for _, value in treads]
    return {
        **_line(
            chinese(f"节点({goal.tier})"), treads, {"color": colour, "width": 1.5, "shape": "hv"}
        ),
        "mode": "lines+markers",
        "marker": {"symbol": "diamond-open", "size": 8, "color": colour},
        "text": told,
        "hoverinfo": "text",
    }


def goal_traces(series: Series) -> list[Figure]:
    """Each target as a line over the whole figure; a range has two."""
    first = series.first_day
    traces = []
    for goal in series.goals:
        style = {
            "color": TIER_COLOURS[goal.tier],
            "width": 2,
            "dash": TIER_DASHES[goal.tier],
        }
        first_day = first if goal.since is None else goal.since
        ends = ((first_day, goal.value), (series.last_day, goal.value))
        traces.append(_line(f"{goal.tier}目标 {goal.text}", ends, style))
        if goal.upper is not None:
            above = ((first_day, goal.upper), (series.last_day, goal.upper))
            traces.append(_line(f"{goal.tier}上限", above, style) | {"showlegend": False})
    return traces


def former_goal_traces(series: Series) -> list[Figure]:
    """Each replaced target as a thin line up to the day it was replaced."""
    first = series.first_day
    traces = []
    for goal in series.goals:
        style = {"color": TIER_COLOURS[goal.tier], "width": 1, "dash": TIER_DASHES[goal.tier]}
        for old in goal.former:
            name = chinese(f"{goal.tier}原目标 {old.text}(至{old.until.isoformat()})")
            ends = ((old.since or min(first, old.until), old.value), (old.until, old.value))
            traces.append(_line(name, ends, style))
    return traces


def required_ways(series: Series) -> list[tuple[Way, str]]:
    """From the judged value to each target still ahead, with the pace it takes in words."""
    ways: dict[Way, str] = {}
    for goal in series.goals:
        seen = goal.judged
        if goal.required and seen is not None and goal.deadline > seen.day and goal.upper is None:
            way = ((seen.day, seen.value), (goal.deadline, goal.value))
            ways.setdefault(way, goal.required)
    return list(ways.items())


def required_traces(series: Series) -> list[Figure]:
    """The way to each target as it must be from now on."""
    style = {"color": ACCENT, "width": 1.5, "dash": "longdash"}
    named = [_line("今后所需", way, style) for way, _ in required_ways(series)]
    return [*named[:1], *(one | {"showlegend": False} for one in named[1:])]


_Bands = dict[tuple[date, float, float], list[Goal]]


def _bands(series: Series) -> _Bands:
    """The projections by deadline and interval; tiers with the same one share it."""
    bands: _Bands = {}
    for goal in series.goals:
        seen, ahead = goal.judged, goal.foreseen
        if seen is not None and ahead is not None and goal.deadline > seen.day:
            bands.setdefault((goal.deadline, ahead.low, ahead.high), []).append(goal)
    return bands


def foreseen_words(series: Series) -> list[str]:
    """The chance of each projection in words."""
    return [_chances(goals) for goals in _bands(series).values()]


def _chances(goals: Sequence[Goal]) -> str:
    words = {goal.tier: goal.foreseen.words for goal in goals if goal.foreseen is not None}
    alike = len(set(words.values())) == 1
    return words[goals[0].tier] if alike else "、".join(f"{t}{w}" for t, w in words.items())


def projection_traces(series: Series) -> list[Figure]:
    """The 90 % band from the judged value to each deadline still ahead."""
    return [_band(end, low, high, goals) for (end, low, high), goals in _bands(series).items()]


def _band(deadline: date, low: float, high: float, goals: Sequence[Goal]) -> Figure:
    start, end = goals[0].judged, deadline.isoformat()
    at, value = (start.day.isoformat(), start.value) if start else (end, high)
    return {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself",
        "name": "九成预测区间",
        "x": [at, end, end, at],
        "y": [value, high, low, value],
        "fillcolor": "rgba(31,95,168,0.12)",
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
