"""单位: how each office reports and stands, ranked by a rule that stands above the table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.asked import Asked, asked
from dashboards.components import as_of, html, marks
from dashboards.components.attributes import aria, data
from dashboards.components.flat import flat
from dashboards.components.menus import menu
from dashboards.components.tables import Cell, card, table
from dashboards.components.targets import tally
from dashboards.components.times import moment
from dashboards.pages.tasks import judged_words
from dashboards.words import say
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import OfficeRow, OfficesView
    from expectations.reporting import Rate

RULE = (
    "名次规则:按时率高的在前;按时率相同,质量合格率高的在前;再相同,未结督办少的在前;"
    "三项都相同的并列同一名次,其后的名次顺延。没有到期报表的单位不排名。考核得分另见考核页。"
)
RATES = (
    "按时率:到期日当日及以前报送的报表 / 到期应报的报表;质量合格率:没有未改正退回项的 / 已报的。"
)
HEADS = (
    ("", "名次", ""),
    ("name", "单位", ""),
    ("punctuality", "按时率", "number"),
    ("quality", "质量合格率", "number"),
    ("cases", "未结督办", "number"),
    ("alerts", "未关闭预警", "number"),
    ("lagging", "牵头目标评估", ""),
    ("burden", "每年应填", "number"),
)


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The ranking by the address's order, of one period or of all."""
    from desk import views

    here = asked(desk, who, address)
    view = views.offices(here.desk, who, here.period, address.get("sort"), head=here.head)
    return flat(html.Div(body(view, here), className="page-body"))


def body(view: OfficesView, here: Asked) -> list[Component]:
    """Choices, the rule, then the offices that report and those that do not; pure."""
    due = [one for one in view.rows if one.punctuality.denominator]
    others = [one for one in view.rows if not one.punctuality.denominator]
    rest = (
        [
            card(
                "没有到期报表的单位",
                _others(others, here),
                aside=say("{count} 个", count=len(others)),
            )
        ]
        if others
        else []
    )
    return [
        _choices(view, here),
        as_of.band(here),
        marks.demo_band(view.demo),
        _head(view, here),
        card(
            "报送与督办排名" if view.ranked else "本单位",
            _rule(view),
            _ranking(view, due, here),
            aside=view.period.label if view.period else "自方案印发以来到期的全部报表",
        ),
        *rest,
    ]


def _head(view: OfficesView, here: Asked) -> Component:
    told: list[Cell] = [
        known_until(here, view.moment),
        say(";{judged}。", judged=judged_words(here, view.label)),
    ]
    return html.Div(
        [
            html.H1("单位"),
            html.P(told, className="quiet"),
        ],
        className="page-head",
    )


def known_until(here: Asked, at: datetime) -> Component:
    """Until when the record was read: now, or the end of an earlier day."""
    return html.Span(["现状,截至 " if here.day is None else "当时的记录,截至 ", moment(at)])


def _choices(view: OfficesView, here: Asked) -> Component:
    address = here.address
    order = next(word for name, word, _ in HEADS if name == view.sort)
    orders = [(word, address.href(sort=name or None)) for name, word, _ in HEADS]
    sorts = [menu("排序", order, orders, address.href())] if view.ranked else []
    periods = forms_menu(address, view.period, view.periods)
    return as_of.bar(here, (), (), *sorts, period=periods)


def forms_menu(
    address: Address, period: ReportingPeriod | None, periods: Sequence[ReportingPeriod]
) -> Component:
    """The reporting periods of which forms were due, or all of them."""
    every = "全部期次"
    options = [(every, address.href(period=None))]
    options += [(one.label, address.href(period=str(one))) for one in periods]
    return menu("报告期", period.label if period else every, options, address.href())


def _rule(view: OfficesView) -> Component:
    ranked = RULE if view.ranked else "名次只在能看到全部单位的岗位显示。"
    return html.P(
        say(
            "{ranked}{rates}算法 {rule}。共同牵头的目标各牵头单位都计入。",
            ranked=ranked,
            rates=RATES,
            rule=view.rule,
        ),
        className="quiet rule",
    )


def _ranking(view: OfficesView, rows: Sequence[OfficeRow], here: Asked) -> Component:
    if not rows:
        return html.P(
            "还没有到期的报表。第一期报表到期以后,这里列出排名。", className="quiet empty-line"
        )
    heads = [one for one in HEADS if view.ranked or one[1] != "名次"]
    head = html.Tr([_heading(one, view.sort, here.address) for one in heads])
    lines = [html.Tr(_cells(one, [h[1:] for h in heads], here)) for one in rows]
    whole = html.Table([html.Thead(head), html.Tbody(lines)], className="ranking")
    return html.Div(whole, className="table-holder")


def _heading(head: tuple[str, str, str], sort: str, address: Address) -> Component:
    """A link that sorts by this column; the one in force says so."""
    key, word, side = head
    current = key == sort
    link = dcc.Link(word, href=address.href(sort=key or None), className="sort")
    sign = [html.Span(" ▾", **aria(hidden="true"))] if current else []
    order = "ascending" if key in ("", "name") else "descending"
    said = aria(sort=order) if current else {}
    return html.Th([link, *sign], scope="col", className=side, **said)


def _cells(one: OfficeRow, heads: Sequence[tuple[str, str]], here: Asked) -> list[Component]:
    place = [_place(one)] if heads[0][0] == "名次" else []
    cells: list[Cell] = [
        *place,
        dcc.Link(one.name, href=here.href(f"/offices/{segment(one.id)}")),
        rate(one.punctuality),
        rate(one.quality),
        _cases(one, here),
        _with_late(one.open_alerts, one.late_alerts),
        tally(one.levels) if one.led else "不牵头",
        say("{count} 格", count=one.cells_a_year),
    ]
    return [
        html.Td(cell, className=side, **data(label=word))
        for cell, (word, side) in zip(cells, heads, strict=True)
    ]


def _place(one: OfficeRow) -> Component:
    return html.Strong(str(one.place) if one.place else "—", className="place")


def rate(found: Rate) -> Component:
    """A rate in percent with what it is made of; its bar only repeats the number."""
    if found.value is None:
        return html.Span("—")
    share = f"{found.value * 100:.1f}%"
    bar = html.Span(html.Span(style={"width": share}), className="rate-bar", **aria(hidden="true"))
    made = html.Span(f"{found.numerator}/{found.denominator}", className="quiet")
    return html.Span([html.Span([html.Strong(share), " ", made], className="nowrap"), bar])


def _cases(one: OfficeRow, here: Asked) -> Component:
    """How many are open, with the way to them as they stood on the day that is shown."""
    told = _with_late(one.open_cases, one.late_cases)
    if not one.open_cases:
        return told
    day = here.day.isoformat() if here.day else ""
    asked = Address("/cases", {"office": one.id, "state": "running", "on": day})
    return dcc.Link(told, href=asked.href())


def _with_late(count: int, late: int) -> Component:
    note = [html.Span(say("(逾期 {count})", count=late), className="late")] if late else []
    return html.Span([str(count), *note], className="nowrap")


def _others(rows: Sequence[OfficeRow], here: Asked) -> Component:
    told = [
        [
            dcc.Link(one.name, href=here.href(f"/offices/{segment(one.id)}")),
            tally(one.levels) if one.led else "不牵头",
            one.tasks,
            one.open_cases,
        ]
        for one in rows
    ]
    heads = ["单位", "牵头目标评估", "牵头或配合的任务", "未结督办"]
    return table(heads, told, numeric=frozenset({2, 3}))
