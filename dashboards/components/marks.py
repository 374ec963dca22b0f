"""The visual language: verdict, trend, belief and attribute, each colour + shape + word."""

from __future__ import annotations

from dash.development.base_component import Component

from briefings.marks import LEVEL_MARKS, TREND_SHAPES
from dashboards.components import html
from dashboards.components.attributes import aria
from targets.assessment import Belief, Level, Trend
from targets.model import Binding, Tier

SHAPES: dict[Level, str] = {level: mark.shape for level, mark in LEVEL_MARKS.items()}
TIER_WORDS: dict[Tier, str] = {"市": "市线", "旗": "旗线", "阿镇": "阿镇线"}


def verdict(level: Level, *, note: str = "", word: str = "") -> Component:
    """The level as shape and word in its colour; `note` refines it (略滞后).

    `word` is the rule's own where it calls the level otherwise.
    """
    refined = [html.Span(note, className="verdict-note")] if note else []
    sign = html.Span(SHAPES[level], className="shape", **aria(hidden="true"))
    return html.Span(
        [sign, word or level.label, *refined],
        className=f"verdict level-{level.value}",
    )


def shape(level: Level) -> Component:
    """The level's sign alone, its word kept for screen readers and as a tooltip."""
    return html.Span(
        [
            html.Span(SHAPES[level], **aria(hidden="true")),
            html.Span(level.label, className="for-readers"),
        ],
        className=f"shape-only level-{level.value}",
        title=level.label,
    )


def trend(direction: Trend) -> Component:
    """Arrow and word; empty when the trend is unknown."""
    if direction is Trend.UNKNOWN:
        return html.Span("", className="trend")
    return html.Span(
        [
            html.Span(TREND_SHAPES[direction], className="arrow", **aria(hidden="true")),
            direction.label,
        ],
        className=f"trend trend-{direction.value}",
    )


def belief(kind: Belief) -> Component:
    """Quality mark; empty for a sound value, so that a mark always means something."""
    if kind is Belief.SOUND:
        return html.Span("", className="belief")
    return html.Span(kind.label, className=f"belief belief-{kind.value}")


def binding(kind: Binding) -> Component:
    """约束性 filled, 预期性 outlined, prose targets no tag."""
    words = {"binding": "约束性", "indicative": "预期性", "none": ""}
    if kind == "none":
        return html.Span("", className="tag tag-none")
    return html.Span(words[kind], className=f"tag tag-{kind}")


def tier(kind: Tier) -> Component:
    """Whose line it is: the city's solid, the banner's dashed, as in the charts."""
    name = {"市": "city", "旗": "banner", "阿镇": "town"}[kind]
    return html.Span(
        [html.Span("", className="line-sample", **aria(hidden="true")), TIER_WORDS[kind]],
        className=f"tier tier-{name}",
    )


def demo_band(shown: bool) -> Component:
    """The 演示数据 band, on every screen that shows synthetic values."""
    if not shown:
        return html.Div(className="no-band")
    return html.Div(
        [
            html.Strong("演示数据"),
            html.Span("本页数值由演示程序合成,不是任何单位的实测,不得引用。"),
        ],
        className="demo-band",
        role="note",
    )
