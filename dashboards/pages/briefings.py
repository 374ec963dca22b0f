"""通报: what is in work, and the archive of issued papers; every one is the bytes as issued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components.asked_papers import offered
from dashboards.components.flat import flat
from dashboards.components.jobs import asking
from dashboards.components.papers import files, in_work
from dashboards.components.states import state
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import BriefingRow
    from desk.views.papers import Numbered


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """Papers in work for whom they concern; issued ones, newest first, with their files."""
    from desk import asked_papers, jobs, views
    from desk.views import papers

    periods = jobs.askable(desk, who)
    decides = who.everywhere(Role.DESK, Role.LEADER)
    shown = archive(views.briefings(desk, who), papers.numbers(desk, who), linked=decides)
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
            *([flat(in_work(papers.papers_in_work(desk, who)))] if decides else []),
            flat(shown),
            *(flat(one) for one in offered(asked_papers.offers(desk, who))),
        ],
        className="page-body",
    )


def archive(
    rows: tuple[BriefingRow, ...], numbers: Mapping[str, Numbered], *, linked: bool = False
) -> Component:
    """The archive as a table; with `linked` each period leads to its paper's page."""
    body = [
        [
            _title(one),
            _number(numbers.get(one.id)),
            _period(one.period, linked=linked),
            moment(one.issued_at),
            html.Code(f"#{one.head}"),
            files(one.id, one.files),
        ]
        for one in rows
    ]
    return card(
        "归档",
        table(
            ["标题", "编号", "报告期", "印发时间", "台账位置", "下载"],
            body,
            empty="还没有通报。下一步:评估完成后由调度岗位起草,批准后印发。",
        ),
    )


def _title(one: BriefingRow) -> Component:
    demo = [html.Span("演示数据", className="belief belief-demo")] if one.demo else []
    return html.Span([one.title, *demo])


def _number(number: Numbered | None) -> Component | str:
    """The number and whether it is in force; a paper from before numbers has none."""
    if number is None:
        return "—"
    word = say("{year}年第{number}号", year=number.year, number=number.number)
    if not number.superseded:
        return html.Span([html.Span(word, className="nowrap"), " ", state("已印发", "approved")])
    by = say("被{other}取代", other=number.superseded)
    return html.Span([html.Span(word, className="nowrap"), " ", state(by, "late")])


def _period(period: str, *, linked: bool) -> Component | str:
    label = ReportingPeriod.parse(period).label
    return dcc.Link(label, href=f"/briefings/{period}") if linked else label
