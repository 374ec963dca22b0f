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
    """How a verdict looks: `symbol` is the Plotly marker of the same shape."""

    colour: str
    shape: str
    word: str
    symbol: str = "circle"


LEVEL_MARKS: dict[Level, Mark] = {
    Level.MET: Mark("#1B7F5C", "●", Level.MET.label, "circle"),
    Level.ON_PACE: Mark("#2F6DB5", "◆", Level.ON_PACE.label, "diamond"),
    Level.BEHIND: Mark("#C77700", "▲", Level.BEHIND.label, "triangle-up"),
    Level.FAR_BEHIND: Mark("#B3261E", "■", Level.FAR_BEHIND.label, "square"),
    Level.NOT_ASSESSABLE: Mark("#6B7280", "○", Level.NOT_ASSESSABLE.label, "circle-open"),
}
TREND_SHAPES: dict[Trend, str] = {
    Trend.IMPROVING: "↗",
    Trend.FLAT: "→",
    Trend.WORSENING: "↘",
    Trend.UNKNOWN: "·",
}
TREND_WORDS: dict[Trend, str] = {trend: trend.label for trend in Trend} | {Trend.UNKNOWN: "—"}
_LIKELIHOODS = ((0.90, "很可能"), (0.66, "可能"), (0.33, "两可"), (0.10, "不太可能"))


def likelihood(probability: float) -> str:
    """A probability in words (IPCC scale, domain.md F.2): 0.72 → 可能."""
    for floor, word in _LIKELIHOODS:
        if probability >= floor:
            return word
    return "很不可能"
