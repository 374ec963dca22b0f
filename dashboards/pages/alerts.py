"""预警: findings, lateness and cases addressed to somebody who can act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import marks
from dashboards.components.flat import flat
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import AlertRow

KINDS = {"case": "督办", "late": "逾期", "quality": "质量", "held": "暂缓", "access": "口令"}


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """Unacknowledged alerts first."""
    from desk import views

    rows = views.alerts(desk, who)
    may = who.has(Role.CLERK, Role.REVIEWER, Role.DESK)
    waiting = [one for one in rows if not one.acknowledged_by]
    done = [one for one in rows if one.acknowledged_by]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("预警"),
                    html.P("确认表示已知悉并会处理;问题以重新报送消除。", className="quiet"),
                ],
                className="page-head",
            ),
            alert_table("未确认", waiting, may=may),
            flat(alert_table("已确认", done, may=False)),
        ],
        className="page-body",
    )


def alert_table(title: str, rows: list[AlertRow], *, may: bool) -> Component:
    """Alerts with their text and, for those who may act, the button."""
    body = [
        [
            html.Span(
                KINDS.get(one.kind, "其他"), className=f"severity severity-{one.severity.value}"
            ),
            html.Span([html.Strong(one.title), html.P(one.body, className="lines")]),
            moment(one.raised_at),
            _acknowledge(one) if may else one.acknowledged_by or "—",
        ]
        for one in rows
    ]
    return card(title, table(["类别", "内容", "时间", "确认"], body, empty="没有预警。"))


def _acknowledge(one: AlertRow) -> Component:
    subject = str(one.id)
    return html.Div(
        [
            dcc.Input(
                id={"text": "acknowledge", "on": subject},
                placeholder="处理意见(可不填)",
                maxLength=2000,
                className="answer-text",
            ),
            html.Button("确认", id={"do": "acknowledge", "on": subject}, className="button small"),
        ],
        className="answer",
    )
