"""The reporting desk: what is due, and the three steps of a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components.cases import days_words
from dashboards.components.states import DUE_WORDS, state
from dashboards.components.tables import card, table
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.views import DueRow


def due_table(rows: Sequence[DueRow]) -> Component:
    """What is due when, soonest first, each with its next step."""
    body = [
        [
            one.office_name,
            one.title,
            ReportingPeriod.parse(one.period).label,
            html.Span(
                [one.due.isoformat(), *([] if one.calendar_known else [html.Small("节假日未公布")])]
            ),
            days_words(one.days_left) if one.state in ("due", "late", "returned") else "—",
            f"{one.cells} 格",
            state(DUE_WORDS.get(one.state, one.state), one.state),
            _next_step(one),
        ]
        for one in rows
    ]
    return card(
        "应报清单",
        table(
            ["单位", "报表", "报告期", "期限", "剩余", "需填", "状态", "下一步"],
            body,
            numeric=frozenset({5}),
            empty="没有应报的报表。新的报告期开始后会列在这里。",
        ),
        aside="已有的数系统自动带出,不再要求填写",
    )


def _next_step(one: DueRow) -> Component:
    href = f"/reporting/{segment(one.office)}/{segment(one.period)}"
    words = {"due": "去报送", "late": "去报送", "returned": "改后重报", "waiting": "去审核"}
    primary = one.state in ("due", "late", "returned")
    return dcc.Link(
        words.get(one.state, "查看"),
        href=href,
        className="button small primary" if primary else "button small",
    )


def drop_zone(office: str, period: ReportingPeriod) -> Component:
    """Download the form, drop it back, read the verdict in place."""
    return html.Div(
        [
            html.Ol(
                [
                    html.Li(
                        [
                            html.Strong("下载表样"),
                            html.P("已有数值和上期值已填好;黄色单元格由你填写。"),
                            html.A(
                                "下载表样",
                                className="button primary",
                                href=f"/files/form/{segment(office)}/{period}",
                            ),
                        ]
                    ),
                    html.Li(
                        [
                            html.Strong("交回文件"),
                            html.P("xlsx 或 csv,不超过 5 MB;不接受带宏的工作簿。"),
                            _upload(office),
                        ]
                    ),
                    html.Li(
                        [
                            html.Strong("看回执"),
                            html.P("校核通常只需一两秒;有问题会指到单元格。"),
                            dcc.Loading(html.Div(_before(), id="drop-result"), delay_show=300),
                        ]
                    ),
                ],
                className="steps",
            ),
        ],
        className="card delivery",
    )


def _upload(office: str) -> Component:
    return html.Div(
        [
            dcc.Store(id="drop-office", data=office),
            dcc.Upload(
                html.Div([html.Strong("把文件拖到这里"), html.Span("或点此选择文件")]),
                id="drop",
                className="drop",
                className_active="drop drop-active",
                max_size=5 * 1024 * 1024,
                accept=".xlsx,.csv,.xls",
                style={},
                style_active={},
                style_reject={},
            ),
        ]
    )


def _before() -> Component:
    return html.P("交回文件后,回执显示在这里。", className="quiet")
