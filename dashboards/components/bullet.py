"""The bullet row: baseline – value – pace – target on one track, drawn with HTML and CSS.

Positions come from `briefings.bullet`, so that page and paper draw the same row; right is
always better.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from briefings.bullet import Bullet
from briefings.bullet import bullet as measured
from briefings.rows import Row
from dashboards.components.attributes import aria
from targets.wording import number

EDGE = 0.94  # a label further right than this would leave the track


def bullet(row: Row) -> Component:
    """The track of one row with a text alternative that says the same."""
    bar = measured(row.assessment, row.indicator)
    return html.Div(
        [
            html.Div(className="rail"),
            *_bar(bar),
            *_tick("pace", bar.pace, f"序时应达 {row.expected}"),
            *_other_lines(row, bar),
            *_tick(_goal_class(row.target.tier), bar.target, f"{row.target.tier}目标 {row.goal}"),
            *_tick(f"dot level-{bar.level.value}", bar.value, f"现值 {row.value}"),
            *_base(row, bar),
        ],
        className="bullet",
        role="img",
        **aria(label=bar.words),
    )


def _bar(bar: Bullet) -> list[Component]:
    if bar.value is None:
        return [html.Div("缺报", className="hole")]
    start = 0.0 if bar.baseline is None else bar.baseline
    left, width = min(start, bar.value), abs(bar.value - start)
    kind = "bar" if bar.value >= start else "bar bar-back"
    style = {"left": f"{left * 100:.2f}%", "width": f"{width * 100:.2f}%"}
    return [html.Div(className=f"{kind} level-{bar.level.value}", style=style)]


def _tick(kind: str, place: float | None, title: str) -> list[Component]:
    if place is None:
        return []
    return [html.Div(className=f"tick {kind}", style={"left": f"{place * 100:.2f}%"}, title=title)]


def _goal_class(tier: str) -> str:
    return "goal goal-city" if tier == "市" else "goal goal-banner"


def _other_lines(row: Row, bar: Bullet) -> list[Component]:
    """Targets of other tiers for the same indicator: both lines are seen where they part."""
    span = bar.high - bar.low
    others = [line for line in row.lines if line.target_id != row.target.id]
    return [
        part
        for line in others
        if span and 0.0 <= (line.value - bar.low) / span <= 1.0
        for part in _tick(
            f"other {_goal_class(line.tier)}",
            (line.value - bar.low) / span,
            f"{line.tier}目标 {line.target}",
        )
    ]


def _base(row: Row, bar: Bullet) -> list[Component]:
    """The baseline's place and number; a track without one starts from its left end."""
    base = row.assessment.baseline
    if base is None or bar.baseline is None or bar.value is None:
        return []
    mark = _tick("base", bar.baseline, "基期")
    if row.indicator.kind in ("ratio", "yes"):
        return mark
    text = number(base, row.indicator.decimals)
    label = html.Span(text, className="base-label", style={"left": f"{bar.baseline * 100:.2f}%"})
    return [*mark, label] if bar.baseline < EDGE else mark
