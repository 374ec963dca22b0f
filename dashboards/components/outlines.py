"""Areas drawn by the outlines of a loaded map, each in its colour, with shape and word on it.

A surface is an element cut by `clip-path`: it scales, is a link, and needs no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.components.tiles import Colouring, href, kind, standing

if TYPE_CHECKING:
    from dashboards.asked import Asked
    from desk.area_map import Outline, Ring
    from desk.views import AreaCell


def outline_map(
    outline: Outline, cells: Sequence[AreaCell], how: tuple[Colouring, str], here: Asked
) -> Component:
    """The areas that the map has, as surfaces; labels lie over them, larger areas first.

    `how`: by what they are coloured, and the indicator.
    """
    by, indicator = how
    drawn = [one for one in cells if one.area.code in outline.shapes]
    items = [_land(outline, one, by, href(one, indicator, here)) for one in drawn]
    labels = [_label(outline, one, by) for one in drawn]
    said = aria(label="各地区地图;右侧表格内容相同")
    box = {"aspect-ratio": f"{outline.width} / {max(outline.height, 1)}"}
    return html.Div(
        [html.Ul(items, className="lands", **said), html.Div(labels, **aria(hidden="true"))],
        className="outline",
        style=box,
    )


def _land(outline: Outline, one: AreaCell, by: Colouring, to: str) -> Component:
    cut = {"clip-path": polygon(outline, outline.shapes[one.area.code])}
    name = f"land tile-{kind(one, by)}"
    words = html.Span([one.area.name, standing(one, by), one.value], className="for-readers")
    if not one.linked:
        return html.Li(html.Span(words, className=name, style=cut))
    return html.Li(dcc.Link(words, href=to, className=name, style=cut))


def _label(outline: Outline, one: AreaCell, by: Colouring) -> Component:
    x, y = middle(max(outline.shapes[one.area.code], key=lambda ring: abs(_twice(ring))))
    place = {"left": _share(x, outline.width), "top": _share(y, outline.height)}
    value = [html.Strong(one.value)] if one.value else []
    return html.Span(
        [html.Span(one.area.name, className="land-name"), standing(one, by), *value],
        className="land-label",
        style=place,
    )


def polygon(outline: Outline, rings: Sequence[Ring]) -> str:
    """The rings as one polygon: from the first ring's first point to each other ring and back."""
    start = rings[0][0]
    points = [*rings[0], start]
    for ring in rings[1:]:
        points += [*ring, ring[0], start]
    told = (f"{_share(x, outline.width)} {_share(y, outline.height)}" for x, y in points)
    return f"polygon(evenodd, {', '.join(told)})"


def middle(ring: Ring) -> tuple[float, float]:
    """The ring's centre of area; of one without area the mean of its points."""
    twice = _twice(ring)
    if not twice:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    turns = [
        (a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    return (
        sum((a[0] + b[0]) * turn for a, b, turn in turns) / (3 * twice),
        sum((a[1] + b[1]) * turn for a, b, turn in turns) / (3 * twice),
    )


def _twice(ring: Ring) -> int:
    """Twice the ring's area, signed by its turn."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)


def _share(value: float, whole: int) -> str:
    return f"{100 * value / max(whole, 1):.1f}%"
