"""设置与版本: what figures go by; changes asked for by one post and let in by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, loads, marks
from dashboards.components import settings as parts
from dashboards.components.flat import flat
from dashboards.uploads import MAX_FILE
from observations.identity import Actor, Role
from observations.readers.plain import MOST_BYTES

if TYPE_CHECKING:
    from desk.handle import Desk

LONGEST_FIELD = 40


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """What is in force, what waits for approval, and the forms to ask for a change."""
    from desk.views.settings import settings_view

    view = settings_view(desk, who)
    names = dict(view.indicators)
    places = [("关账", "/closing"), ("预警通道", "/channels")]
    places += [("岗位与令牌", "/admin")] if who.has(Role.ADMIN) else []
    links = [dcc.Link(word, href=href, className="button") for word, href in places]
    return _page(
        desk,
        "设置与版本",
        "规则、日历、方案的改动会改变公布的数字:一个岗位提请,另一调度岗位批准;每一步记入审计。",
        [
            html.Div(links, className="buttons settings-links"),
            flat(parts.in_force(view)),
            parts.waiting(view.waiting),
            html.Div(
                [
                    html.Div([parts.ask_plan(view)], className="left"),
                    html.Div([parts.ask_rule(view, desk.today())], className="right"),
                ],
                className="columns",
            ),
            flat(parts.rule_settings(view.settings, names)),
            flat(parts.decided(view.decided)),
        ],
    )


def render_calendar(desk: Desk, who: Actor, _address: Address) -> Component:
    """The calendar in force, year by year, and where a file that adds to it is handed in."""
    from desk.views.settings import calendar_years

    years = calendar_years(desk, who)
    kinds = "种类:YAML 文本(years、days);写法见“工作日历”文档"
    return _page(
        desk,
        "工作日历",
        "上传的文件在隔离环境里读取,提请后由另一调度岗位批准才启用;以前的期限按当时的日历,不改。",
        [
            loads.upload("calendar", "上传补充文件", (kinds, MOST_BYTES)),
            flat(loads.calendar_years(years)),
        ],
    )


def render_map(desk: Desk, who: Actor, address: Address) -> Component:
    """The map in use, and where a GeoJSON file is handed in."""
    from desk.views.settings import settings_view

    field = address.get("field")[:LONGEST_FIELD] or "adcode"
    kinds = "种类:GeoJSON(WGS84 经纬度),要素须是面"
    return _page(
        desk,
        "地图",
        "只影响地区页的画法,不影响任何数字;文件在隔离环境里读取,原样存档并记入审计。",
        [
            html.Div(loads.map_in_use(settings_view(desk, who).map), id=loads.IN_USE),
            html.Section(loads.map_fields(field), className="card"),
            loads.upload(f"map/{field}", "上传地图", (kinds, MAX_FILE)),
        ],
    )


def _page(desk: Desk, title: str, said: str, inside: list[Component]) -> Component:
    back = [html.P(dcc.Link("返回设置与版本", href=parts.PAGE))] if title != "设置与版本" else []
    head = [html.H1(title), html.P(said, className="quiet"), *back]
    return html.Div(
        [marks.demo_band(desk.is_demo), html.Div(head, className="page-head"), *inside],
        className="page-body",
    )
