"""Areas as a schematic map: a tile an area at its place, and the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html, marks
from dashboards.components.attributes import aria
from dashboards.components.tables import Cell, table
from dashboards.words import say
from observations.period import label_of
from targets.assessment import Level

if TYPE_CHECKING:
    from dashboards.asked import Asked
    from desk.views import AreaCell

Colouring = Literal["verdict", "value"]
CLASSES = (("▽", "较低"), ("◇", "居中"), ("△", "较高"))
UNJUDGED = ("◌", "有数,未评估")
MISSING = ("□", "未报")
HIDDEN = ("–", "不在本岗位范围内")
KINDS = (
    *(f"level level-{level.value}" for level in Level),
    *("class-2", "class-1", "class-0", "value", "missing", "hidden"),
)
BASES = {"": "—", "assessed": "本期评估", "compared": "现时对照,不入账"}


def tile_map(cells: Sequence[AreaCell], by: Colouring, indicator: str, here: Asked) -> Component:
    """The tiles of the areas that the plan gives a place; rows and columns count from 0."""
    drawn = sorted((one for one in cells if one.area.tile), key=lambda one: one.area.tile or (0, 0))
    tiles = [
        html.Li(_tile(one, by, href(one, indicator, here)), style=_place(one)) for one in drawn
    ]
    said = aria(label="各地区方格示意图,从北到南、从西到东;右侧表格内容相同")
    return html.Ul(tiles, className="tiles", **said)


def _place(one: AreaCell) -> dict[str, str]:
    row, column = one.area.tile or (0, 0)
    return {"grid-area": f"{row + 1} / {column + 1}"}


def _tile(one: AreaCell, by: Colouring, to: str) -> Component:
    inside = [
        html.Strong(one.area.name, className="tile-name"),
        standing(one, by),
        *([html.Span(one.value, className="tile-value")] if one.value else []),
        *([html.Small(_when(one))] if one.value else []),
    ]
    name = f"tile tile-{kind(one, by)}"
    if not one.linked:
        return html.Div(inside, className=name)
    return dcc.Link(inside, href=to, className=name)


def kind(one: AreaCell, by: Colouring) -> str:
    """The class of its colour: a level, a third of the values, or why it has none."""
    if one.state in ("missing", "hidden"):
        return one.state
    if by == "value":
        return f"class-{one.rank}"
    return f"level level-{one.level.value}" if one.level else "value"


def standing(one: AreaCell, by: Colouring) -> Component:
    """Shape and word: never colour alone."""
    if one.state not in ("missing", "hidden") and by == "verdict" and one.level:
        return marks.verdict(one.level, word=one.level_word)
    shape, word = _words(one, by)
    sign = html.Span(shape, className="shape", **aria(hidden="true"))
    return html.Span([sign, word], className="standing")


def _words(one: AreaCell, by: Colouring) -> tuple[str, str]:
    if one.state == "missing":
        return MISSING
    if one.state == "hidden":
        return HIDDEN
    return CLASSES[one.rank or 0] if by == "value" else UNJUDGED


def _when(one: AreaCell) -> str:
    when = label_of(one.period)
    return say("{period} 公开发布", period=when) if one.published else when


def href(one: AreaCell, indicator: str, here: Asked) -> str:
    """The indicator's page in the area, of the same period and day."""
    return here.href(f"/indicators/{segment(indicator)}", area=one.area.code)


def legend(cells: Sequence[AreaCell], by: Colouring) -> Component:
    """What each colour and shape that occurs means."""
    seen = {kind(one, by): one for one in cells}
    items = [
        html.Span(standing(seen[name], by), className=f"key tile-{name}")
        for name in KINDS
        if name in seen
    ]
    return html.P(items, className="legend tile-legend")


def area_table(cells: Sequence[AreaCell], by: Colouring, indicator: str, here: Asked) -> Component:
    """The same as the map, and the areas that stand on none; `cells` in the order shown."""
    rows: list[list[Cell]] = [
        [
            dcc.Link(one.area.name, href=href(one, indicator, here))
            if one.linked
            else one.area.name,
            standing(one, by),
            html.Span([one.value or "—", *([html.Small(one.short)] if one.short else [])]),
            label_of(one.period) if one.period else "—",
            _basis(one),
            _source(one),
        ]
        for one in cells
    ]
    heads = ["地区", "状态", "数值", "时间", "评估依据", "来源"]
    return table(heads, rows, numeric=frozenset({2}), empty="没有地区。")


def _basis(one: AreaCell) -> Cell:
    """By which line the verdict is; the area's other lines with their own verdicts below it."""
    words = html.Span(BASES[one.basis])
    more = [
        html.Span(
            [
                marks.tier(line.tier),
                f" {line.goal} ",
                marks.verdict(line.level, word=line.level_word),
            ],
            className="other-line",
        )
        for line in one.others
    ]
    own = [marks.tier(one.tier)] if one.tier else []
    return html.Span([words, *own, *more], className="basis")


def _source(one: AreaCell) -> Cell:
    if not one.value:
        return "—"
    if not one.published:
        return "本系统填报"
    sure = say("(可信度:{confidence})", confidence=one.confidence) if one.confidence else ""
    quote = html.Blockquote(one.quote, className="quote verbatim")
    tag = html.Span("公开发布", className="tag tag-indicative")
    words = [tag, html.Span(f"{one.publisher}{sure}")]
    return html.Details([html.Summary(words), quote], className="source")
