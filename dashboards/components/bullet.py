"""The bullet row: baseline – value – pace – target on one track, drawn with HTML and CSS.

Positions come from `briefings.bullet`, so that page and paper draw the same row; right is
always better.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from briefings.bullet import Bullet
from briefings.bullet import bullet as measured
from briefings.rows import Line, Row
from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.words import listed, say
from targets.wording import number

EDGE = 0.94  # a label further right than this would leave the track


def bullet(row: Row) -> Component:
    """The track of one row with a text alternative that says the same."""
    others = other_lines(row)
    bar = measured(row.assessment, row.indicator, [one.value for one in others])
    return html.Div(
        [
            html.Div(className="rail"),
            *_bar(bar),
            *_tick("pace", bar.pace),
            *_other_ticks(others, bar),
            *_tick(_goal_class(row.target.tier), bar.target),
            *_tick(f"dot level-{bar.level.value}", bar.value),
            *_base(row, bar),
            *_labels(row, others, bar),
        ],
        className="bullet bullet-two" if others else "bullet",
        role="img",
        **aria(label=_words(row, others, bar)),
    )


def _bar(bar: Bullet) -> list[Component]:
    if bar.value is None:
        return [html.Div("缺报", className="hole")]
    start = 0.0 if bar.baseline is None else bar.baseline
    left, width = min(start, bar.value), abs(bar.value - start)
    kind = "bar" if bar.value >= start else "bar bar-back"
    style = {"left": f"{left * 100:.2f}%", "width": f"{width * 100:.2f}%"}
    return [html.Div(className=f"{kind} level-{bar.level.value}", style=style)]


def _tick(kind: str, place: float | None) -> list[Component]:
    """A mark; the track as a whole says in words what its marks mean."""
    if place is None:
        return []
    return [html.Div(className=f"tick {kind}", style={"left": f"{place * 100:.2f}%"})]


def _goal_class(tier: str) -> str:
    return "goal goal-city" if tier == "市" else "goal goal-banner"


def other_lines(row: Row) -> tuple[Line, ...]:
    """Promises of other tiers for the same value that say another number."""
    return tuple(
        line for line in row.lines if line.area == row.area and line.value != row.target.value
    )


def _place(line: Line, bar: Bullet) -> float:
    span = bar.high - bar.low
    return min(1.0, max(0.0, (line.value - bar.low) / span)) if span else bar.target


def _other_ticks(others: Sequence[Line], bar: Bullet) -> list[Component]:
    """Both lines are seen where they part: the city's solid, the banner's dashed."""
    return [
        part
        for line in others
        for part in _tick(f"other {_goal_class(line.tier)}", _place(line, bar))
    ]


def _labels(row: Row, others: Sequence[Line], bar: Bullet) -> list[Component]:
    """Whose line each is, at its end; the left one's word stands left of it."""
    if not others:
        return []
    marked = sorted([(bar.target, row.target.tier), *((_place(o, bar), o.tier) for o in others)])
    return [
        html.Span(
            tier[:1],
            className="goal-label" + (" goal-label-left" if number == 0 else ""),
            style={"left": f"{place * 100:.2f}%"},
        )
        for number, (place, tier) in enumerate(marked)
    ]


def _words(row: Row, others: Sequence[Line], bar: Bullet) -> str:
    """What is drawn, and whose the lines are where there are several."""
    if not others:
        return bar.words
    own = say("{tier}线 {goal}", tier=row.target.tier, goal=row.goal)
    rest = [say("{tier}线 {goal}", tier=one.tier, goal=one.target) for one in others]
    return listed([bar.words, own, *rest])


def _base(row: Row, bar: Bullet) -> list[Component]:
    """The baseline's place and number; a track without one starts from its left end."""
    base = row.assessment.baseline
    if base is None or bar.baseline is None or bar.value is None:
        return []
    mark = _tick("base", bar.baseline)
    if row.indicator.kind in ("ratio", "yes"):
        return mark
    text = number(base, row.indicator.decimals)
    label = html.Span(text, className="base-label", style={"left": f"{bar.baseline * 100:.2f}%"})
    return [*mark, label] if bar.baseline < EDGE else mark
