"""通报: the archive of issued papers; every one is the bytes as issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import marks
from dashboards.components.flat import flat
from dashboards.components.jobs import asking
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import BriefingRow


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """Issued briefings, newest first, with their files."""
    from desk import jobs, views

    periods = jobs.askable(desk, who)
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("通报"),
                    html.P("归档的是印发时的原件;台账位置可供复核。", className="quiet"),
                ],
                className="page-head",
            ),
            *([asking(periods, jobs.listing(desk, who))] if periods else []),
            flat(archive(views.briefings(desk, who))),
        ],
        className="page-body",
    )


def archive(rows: tuple[BriefingRow, ...]) -> Component:
    """The archive as a table."""
    body = [
        [
            html.Span(
                [
                    one.title,
                    *([html.Span("演示数据", className="belief belief-demo")] if one.demo else []),
                ]
            ),
            ReportingPeriod.parse(one.period).label,
            moment(one.issued_at),
            html.Code(f"#{one.head}"),
            html.Div([_file(one, name, size) for name, size in one.files], className="buttons"),
        ]
        for one in rows
    ]
    return card(
        "归档",
        table(
            ["标题", "报告期", "印发时间", "台账位置", "下载"],
            body,
            empty="还没有通报。下一步:评估完成后由调度岗位生成。",
        ),
    )


def _file(one: BriefingRow, name: str, size: int) -> Component:
    kind = name.rpartition(".")[2]
    return html.A(
        f"{kind} · {max(1, size // 1024)} KB",
        className="button small",
        href=f"/files/briefing/{segment(one.id)}/{segment(name)}",
    )
