"""The figures of a paper as Plotly dicts: how all targets stand, and one lagging indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from briefings.figures import series_figure
from briefings.marks import INK, LEVEL_MARKS, PAPER_FONT
from briefings.rows import Row
from briefings.scorecard import LEVELS
from briefings.series import Series
from targets.assessment import Level

Figure = dict[str, Any]
Group = tuple[str, Sequence[Row]]

FONT = {"family": PAPER_FONT, "size": 12, "color": INK}


@dataclass(frozen=True)
class Part:
    """One part of every bar: its shape, word and colours, and how many it counts in each."""

    key: str
    shape: str
    word: str
    colour: str
    ink: str
    counts: tuple[int, ...]


def standing_figure(groups: Sequence[Group]) -> Figure:
    """A bar for each group of targets, cut by verdict."""
    return stacked([(name, len(rows)) for name, rows in groups], [_part(x, groups) for x in LEVELS])


def stacked(bars: Sequence[tuple[str, int]], parts: Sequence[Part]) -> Figure:
    """A bar of full width for each name and total, cut by colour, shape, word and number."""
    named = [escape(f"{name} {total}项") for name, total in bars]
    return {
        "data": [_cut(part, named) for part in parts],
        "layout": {
            "barmode": "stack",
            "barnorm": "percent",
            "bargap": 0.35,
            "font": FONT,
            "margin": {"l": 8, "r": 8, "t": 30, "b": 4},
            "paper_bgcolor": "#FFFFFF",
            "plot_bgcolor": "#FFFFFF",
            "showlegend": False,
            "annotations": [_legend(parts)],
            "xaxis": {"visible": False, "range": [0, 100]},
            "yaxis": {"autorange": "reversed", "automargin": True, "ticks": ""},
        },
    }


def _legend(parts: Sequence[Part]) -> Figure:
    """Shapes and words over the bars, each in the colour of its words."""
    told = [f'<span style="color:{one.ink}">{one.shape} {one.word}</span>' for one in parts]
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right"}
    return place | {"yanchor": "bottom", "showarrow": False, "text": "\u3000".join(told)}


def _part(level: Level, groups: Sequence[Group]) -> Part:
    mark = LEVEL_MARKS[level]
    counts = (sum(row.assessment.level is level for row in rows) for _, rows in groups)
    return Part(level.value, mark.shape, mark.word, mark.colour, mark.ink, tuple(counts))


def _cut(part: Part, named: Sequence[str]) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "uid": part.key,
        "name": f"{part.shape} {part.word}",
        "x": list(part.counts),
        "y": list(named),
        "text": [f"{part.shape}{count}" if count else "" for count in part.counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": "#FFFFFF", "size": 12},
        "marker": {"color": part.colour, "line": {"color": "#FFFFFF", "width": 1}},
    }


def trend_figure(series: Series) -> Figure:
    """The indicator's value against pace and target, as the page draws it, at a paper's size."""
    drawn = series_figure(series)
    for place, trace in enumerate(drawn["data"]):
        trace["uid"] = f"t{place}"
    layout = drawn["layout"] | {
        "font": FONT,
        "margin": {"l": 44, "r": 84, "t": 22, "b": 62},
        "legend": {"orientation": "h", "y": -0.26, "yanchor": "top", "x": 0},
    }
    return {"data": drawn["data"], "layout": layout}
