"""在线填表: a whole form filled in on the page, kept as a draft until it is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards import scope
from dashboards.address import Address, segment
from dashboards.components import filling as parts
from dashboards.components import html, marks, notices, receipts, trail
from dashboards.words import say
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views.filling import FillingView


def render(desk: Desk, who: Actor, _address: Address, office: str, period: str) -> Component:
    """The form with its fields; what was handed in takes the form's place."""
    from desk.closing import closing_of
    from desk.views.filling import filling

    scope.require_office(who, office)
    view = filling(desk, who, office, ReportingPeriod.parse(period))
    report = f"/reporting/{segment(office)}/{segment(period)}"
    due = say("期限 {due}。每个数只问一次:上期值、目标由系统带出,比率由系统计算。", due=view.due)
    where = {"office": view.office_name, "period": view.period.label}
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1(say("在线填表 · {office} · {period}", **where)),
                    html.P(due, className="quiet"),
                    html.Div(notices.link("返回报送", report), className="buttons"),
                ],
                className="page-head",
            ),
            *trail.closed(closing_of(desk, office, str(view.period))),
            *_body(view, report),
        ],
        className="page-body",
    )


def _body(view: FillingView, report: str) -> list[Component]:
    if not view.may:
        said = "整张表由本单位的填报、审核岗位在这里填写。"
        return [notices.notice("empty", "本岗位不填这张表", said)]
    if view.judging:
        return [html.Section(receipts.waiting(view.judging), className="card")]
    if view.recorded:
        step = notices.link("就地更正", f"{report}/values", primary=True)
        said = "表已受理;只改个别数的用就地更正,不必重填整张表。"
        return [notices.notice("done", "这张表已交", said, step)]
    told = [parts.returned(view.returned)] if view.returned else []
    told = [parts.drafted(view.draft)] if view.draft and not view.returned else told
    return [
        html.Div(told, id=parts.rest("told")),
        html.Div(parts.whole_form(view), id=parts.rest("form")),
        html.Div(parts.zero_report(view), id=parts.rest("nil")),
    ]
