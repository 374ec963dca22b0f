"""通道: where alerts go, how each channel fares, and a test message through one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import ChannelRow

HEADINGS = ("编号", "通道", "状态", "最近送达", "最近未接收", "试发")
BAD = frozenset({"failing", "silent"})


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """The channels in the order of the settings, the file last."""
    from desk import views

    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("通道"),
                    html.P(
                        [
                            "地址由管理员在服务器上设置,口令、密钥和收件人不显示;"
                            "未接收的消息自动重发,编号不变。",
                            " ",
                            dcc.Link("返回预警", href="/alerts"),
                        ],
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            channel_table(views.channels(desk, who)),
        ],
        className="page-body",
    )


def channel_table(rows: tuple[ChannelRow, ...]) -> Component:
    """Every channel with its state, last delivery, last failure and the button."""
    body = [
        [
            str(one.number),
            html.Span([html.Strong(one.kind), " ", html.Span(one.place, className="verbatim")]),
            _state(one),
            moment(one.fared.taken_at) if one.fared.taken_at else "—",
            _failure(one),
            _test(one),
        ]
        for one in rows
    ]
    return card("预警通道", table(HEADINGS, body, numeric=frozenset({0})))


def _state(one: ChannelRow) -> Component:
    from desk.views.channels import STATES

    waiting = say("待送 {count} 条", count=one.fared.waiting) if one.fared.waiting else ""
    tried = say("已试 {count} 次", count=one.fared.attempts) if one.fared.attempts else ""
    more = ",".join(filter(None, (waiting, tried)))
    return html.Div(
        [
            html.Strong(STATES[one.state], className="late" if one.state in BAD else ""),
            *([html.P(more, className="quiet")] if more else []),
        ]
    )


def _failure(one: ChannelRow) -> Component | str:
    if one.fared.failed_at is None:
        return "—"
    return html.Div([moment(one.fared.failed_at), html.P(one.fared.reason)])


def _test(one: ChannelRow) -> Component:
    identity = {"do": "try_channel", "on": str(one.number)}
    told = [html.P([moment(one.tested_at), f" {one.tested}"])] if one.tested_at else []
    return html.Div([html.Button("试发", id=identity, className="button small"), *told])
