"""Colour, shape and word of each verdict; a colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from targets.assessment import Level, Trend

ACCENT = "#1F5FA8"
DOUBT = "#7C5CBF"
ABSENT_GREY = "#9CA3AF"
INK = "#1F2933"
GRID = "#E5E7EB"
PAPER_FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"


@dataclass(frozen=True)
class Mark:
    """How a verdict looks: `symbol` is the Plotly marker of the same shape.

    `ink` is the colour of its words: dark enough to be read on white (WCAG 2.1, 4.5 to 1).
    """

    colour: str
    shape: str
    word: str
    symbol: str
    ink: str


LEVEL_MARKS: dict[Level, Mark] = {
    Level.MET: Mark("#1B7F5C", "●", Level.MET.label, "circle", "#1B7F5C"),
    Level.ON_PACE: Mark("#2F6DB5", "◆", Level.ON_PACE.label, "diamond", "#2F6DB5"),
    Level.BEHIND: Mark("#C77700", "▲", Level.BEHIND.label, "triangle-up", "#8F5500"),
    Level.FAR_BEHIND: Mark("#B3261E", "■", Level.FAR_BEHIND.label, "square", "#B3261E"),
    Level.NOT_ASSESSABLE: Mark(
        "#6B7280", "○", Level.NOT_ASSESSABLE.label, "circle-open", "#5B6472"
    ),
}
TREND_SHAPES: dict[Trend, str] = {
    Trend.IMPROVING: "↗",
    Trend.FLAT: "→",
    Trend.WORSENING: "↘",
    Trend.UNKNOWN: "·",
}
TREND_WORDS: dict[Trend, str] = {trend: trend.label for trend in Trend} | {Trend.UNKNOWN: "—"}
