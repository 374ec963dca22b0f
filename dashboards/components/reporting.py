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
from dashboards.components.times import due_day
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.views import DueRow


OPEN = ("returned", "late", "due")


def due_table(rows: Sequence[DueRow], *, sending: bool) -> Component:
    """What is still to be sent first; `sending`: this post is the one that sends it."""
    ordered = sorted(rows, key=lambda one: one.due, reverse=True)
    asked = [one for one in ordered if one.state in OPEN]
    sent = [one for one in ordered if one.state not in OPEN]
    return card(
        "应报清单",
        _due_rows(asked, sending=sending, empty="没有待报的报表。新的报告期开始后会列在这里。"),
        *([_folded(sent)] if sent else []),
        aside="已有的数系统自动带出,不再要求填写",
    )


def _folded(rows: Sequence[DueRow]) -> Component:
    return html.Details(
        [html.Summary(f"已报送 {len(rows)} 项"), _due_rows(rows, sending=False, empty="")],
        className="folded",
    )


def _due_rows(rows: Sequence[DueRow], *, sending: bool, empty: str) -> Component:
    body = [
        [
            one.office_name,
            one.title,
            _deadline(one),
            days_words(one.days_left) if one.state in OPEN else "—",
            f"{one.cells} 格",
            _standing(one),
            _next_step(one, sending=sending),
        ]
        for one in rows
    ]
    headings = ["单位", "报表", "期限", "剩余", "需填", "状态", "下一步"]
    return table(headings, body, numeric=frozenset({4}), empty=empty)


def _standing(one: DueRow) -> Component:
    """The state's word; under a report that was sent back, why."""
    why = [html.Small(f"退回理由:{one.reason}", className="reason-back")] if one.reason else []
    return html.Span([state(DUE_WORDS.get(one.state, one.state), one.state), *why])


def _deadline(one: DueRow) -> Component:
    return due_day(one.due, known=one.calendar_known)


def _next_step(one: DueRow, *, sending: bool) -> Component:
    href = f"/reporting/{segment(one.office)}/{segment(one.period)}"
    words = {"due": "去报送", "late": "去报送", "returned": "改后重报"}
    word = words.get(one.state, "查看") if sending else "查看"
    primary = sending and one.state in OPEN
    return dcc.Link(
        word, href=href, className="button small primary" if primary else "button small"
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
                            html.P(
                                "xlsx、xls、et、ods、csv、docx,不超过 5 MB;不接受带宏的工作簿。"
                            ),
                            _upload(office),
                        ]
                    ),
                    html.Li(
                        [
                            html.Strong("看回执"),
                            html.P("校核通常只需一两秒;有问题会指到单元格。"),
                        ]
                    ),
                ],
                className="steps",
            ),
            dcc.Loading(
                html.Div(_before(), id="drop-result", className="drop-result"), delay_show=300
            ),
        ],
        className="card delivery",
    )


def in_place(office: str, period: str) -> Component:
    """The way to correct single values of a report without a file, or to withdraw them."""
    href = f"/reporting/{segment(office)}/{segment(period)}/values"
    return card(
        "就地更正",
        html.P("只有个别数不对时,不必重交整张表;也可撤回整份报送或单个数值。", className="quiet"),
        html.Div(dcc.Link("更正或撤回数值", href=href, className="button"), className="buttons"),
    )


def _upload(office: str) -> Component:
    """The drop zone takes any file: one that it dropped silently would never be explained."""
    return html.Div(
        [
            dcc.Store(id="drop-office", data=office),
            dcc.Upload(
                html.Div([html.Strong("把文件拖到这里"), html.Span("或点此选择文件")]),
                id="drop",
                className="drop",
                className_active="drop drop-active",
                style={},
                style_active={},
                style_reject={},
            ),
        ]
    )


def _before() -> Component:
    return html.P("交回文件后,回执显示在这里。", className="quiet")
