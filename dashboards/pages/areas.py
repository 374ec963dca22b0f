"""地区: an indicator over the plan's areas, as a schematic map and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.asked import Asked, asked
from dashboards.components import as_of, html, marks, notices, outlines, tiles
from dashboards.components.flat import flat
from dashboards.components.menus import menu
from dashboards.components.tables import card
from dashboards.components.tiles import Colouring
from dashboards.words import listed, say
from observations.errors import UserError
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.area_map import Outline
    from desk.handle import Desk
    from desk.views import AreaCell, AreasView

WORDS: dict[Colouring, str] = {"verdict": "按评估", "value": "按数值高低"}
OTHERS = "数值年份、来源不一,只作参照。"
THIRDS = "按数值从低到高分三档,只比高低,不分优劣。"


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The address's indicator and period, coloured by verdict or by value."""
    from desk import views

    here = asked(desk, who, address)
    view = views.areas(here.desk, who, address.get("indicator"), here.period, head=here.head)
    wanted = address.get("draw") == "map" and view.mapped
    shapes = views.outline(desk, who, here.head) if wanted else None
    return flat(html.Div(body(view, here, shapes), className="page-body"))


def body(view: AreasView, here: Asked, shapes: Outline | None = None) -> list[Component]:
    """Choices, the map with its legend, the table; by `shapes` or else as tiles; pure."""
    bands = [as_of.band(here), marks.demo_band(view.demo)]
    if view.period is None:
        words = "第一个报告期结束以后,这里比较各地区的数值。"
        nothing = notices.notice("empty", "还没有可比较的报告期", words, whole=True)
        return [as_of.bar(here), *bands, nothing]
    by = colouring(view, here.address)
    return [_choices(view, here, by), *bands, _head(view), _pair(view, here, by, shapes)]


def colouring(view: AreasView, address: Address) -> Colouring:
    """The address's; by verdict where there is any, else by value. `UserError` for another."""
    asked = address.get("by")
    if asked and asked not in WORDS:
        raise UserError("没有这种着色", cure="从“着色”中选择")
    if asked == "value" or not (asked or view.judged):
        return "value"
    return "verdict"


def _head(view: AreasView) -> Component:
    drawn = [one for one in view.cells if one.area.tile]
    have = sum(bool(one.value) for one in drawn)
    lost = sum(one.state == "missing" for one in drawn)
    goal = say("上级(市)线 {goal};", goal=view.goal) if view.goal else "没有上级(市)线;"
    count = (
        say(
            "图上 {drawn} 个地区,有数 {have} 个,未报 {lost} 个。",
            drawn=len(drawn),
            have=have,
            lost=lost,
        )
        if drawn
        else ""
    )
    label = view.period.label if view.period else ""
    return html.Div(
        [
            html.H1(say("地区:{indicator}", indicator=view.indicator.name)),
            html.P(
                say(
                    "{label}末的最近数值;{goal}{count}{others}",
                    label=label,
                    goal=goal,
                    count=count,
                    others=OTHERS,
                ),
                className="quiet",
            ),
        ],
        className="page-head",
    )


def _choices(view: AreasView, here: Asked, by: Colouring) -> Component:
    address = here.address
    key = address.href()
    named = [
        (say("{name}({count}个地区有数)", name=name, count=n), address.href(indicator=k))
        for k, name, n in view.indicators
    ]
    chosen = next(
        (
            say("{name}({count}个地区有数)", name=n, count=c)
            for k, n, c in view.indicators
            if k == view.indicator.key
        ),
        "",
    )
    colours = [(word, address.href(by=name)) for name, word in WORDS.items()]
    return as_of.bar(
        here,
        [str(one) for one in view.periods],
        (),
        menu("指标", chosen or view.indicator.name, named, key),
        menu("着色", WORDS[by], colours, key),
        *([_drawing(address)] if view.mapped else []),
    )


def _drawing(address: Address) -> Component:
    """Tiles or the loaded map."""
    words = {"": "方格图", "map": "地图"}
    options = [(word, address.href(draw=name or None)) for name, word in words.items()]
    return menu("图形", words.get(address.get("draw"), "方格图"), options, address.href())


def _pair(view: AreasView, here: Asked, by: Colouring, shapes: Outline | None) -> Component:
    key = view.indicator.key
    shown = [one for one in view.cells if one.area.tile or one.value or one.state == "hidden"]
    rest = [one.area.name for one in view.cells if one not in shown]
    left = say("图外没有数的地区:{names}。", names=listed(rest)) if rest else ""
    gone = say("这一期末没有的地区:{names}。", names=listed(view.gone)) if view.gone else ""
    note = html.P(f"{THIRDS if by == 'value' else ''}{left}{gone}", className="quiet")
    ordered = sorted(shown, key=lambda one: _order(one, view))
    area_map = _mapped(view, here, by, shapes) if shapes else _tiles(view, here, by)
    table = card("各地区", tiles.area_table(ordered, by, key, here), note, aside="好的在前")
    return html.Div([area_map, table], className="areas")


def _tiles(view: AreasView, here: Asked, by: Colouring) -> Component:
    drawn = [one for one in view.cells if one.area.tile]
    if not drawn:
        words = "方案没有给地区定图上位置,请看表格。"
        return card("方格图", html.P(words, className="quiet empty-line"))
    shown = tiles.tile_map(drawn, by, view.indicator.key, here)
    note = html.P("方格是示意图,不是地图边界。", className="quiet map-note")
    return card("方格图", tiles.legend(drawn, by), shown, note, aside=WORDS[by])


def _mapped(view: AreasView, here: Asked, by: Colouring, shapes: Outline) -> Component:
    drawn = [one for one in view.cells if one.area.code in shapes.shapes]
    shown = outlines.outline_map(shapes, drawn, (by, view.indicator.key), here)
    note = html.P("边界照载入的文件所画;对外公开使用前须依法送审地图。", className="quiet map-note")
    return card("地图", tiles.legend(drawn, by), shown, note, aside=WORDS[by])


def _order(one: AreaCell, view: AreasView) -> tuple[bool, float]:
    """Better values first, areas without one last."""
    better = -1 if view.indicator.direction == "up" else 1
    return one.number is None, better * (one.number or 0.0)
