"""审计: the tail of the chain, who did what when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import marks
from dashboards.components.tables import card, table
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk

SHOWN = 16  # signs of a digest that tell two apart by eye


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """The latest entries of the audit chain."""
    from desk import views

    body = [
        [
            str(one.seq),
            one.recorded_at.strftime("%Y-%m-%d %H:%M:%S"),
            one.post,
            one.action,
            one.subject,
            html.Code(one.digest[:SHOWN], title=one.digest),
        ]
        for one in views.audit(desk, who)
    ]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("审计"),
                    html.P(
                        "每次写入都在链上留一条;用“cityplan ledger verify”复核整条链。",
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            card(
                "最近记录",
                table(
                    ["序号", "时间", "岗位", "动作", "对象", "指纹"],
                    body,
                    numeric=frozenset({0}),
                    empty="还没有记录。",
                ),
            ),
        ],
        className="page-body",
    )
