"""就地更正: single values of a report corrected or withdrawn where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards import scope
from dashboards.address import Address, segment
from dashboards.components import correcting as parts
from dashboards.components import html, marks, notices, trail
from dashboards.words import say
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import StandingView


def render(desk: Desk, who: Actor, _address: Address, office: str, period: str) -> Component:
    """The values of one report with their fields; its outcome takes the form's place."""
    from desk import views
    from desk.closing import closing_of

    scope.require_office(who, office)
    view = views.standing(desk, who, office, ReportingPeriod.parse(period))
    said = "更正和撤回都是一次送交:同样校核、双人审核,旧值留底可查。"
    forms = _forms(view) if view.may and any(one.recorded for one in view.values) else []
    withdraw = [html.A("撤回", href="#withdraw", className="button")] if forms else []
    report = f"/reporting/{segment(office)}/{segment(period)}"
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1(
                        say(
                            "就地更正 · {office_name} · {period}",
                            office_name=view.office_name,
                            period=view.period.label,
                        )
                    ),
                    html.P(said, className="quiet"),
                    html.Div([notices.link("返回报送", report), *withdraw], className="buttons"),
                ],
                className="page-head",
            ),
            *trail.closed(closing_of(desk, office, str(view.period))),
            *(forms or [_why_none(view)]),
        ],
        className="page-body",
    )


def _forms(view: StandingView) -> list[Component]:
    from desk.typed import field_name

    names = {
        ("/".join(one.key), part.name): field_name(one, part)
        for one in view.values
        for part in one.parts
    }
    return [parts.correcting(view, names), parts.withdrawing(view)]


def _why_none(view: StandingView) -> Component:
    if not view.may:
        return notices.notice("empty", "本岗位只可查看", "更正和撤回由填报岗位办理。")
    told = "先在“报送”页交回填好的表样;入账之后才能就地更正。"
    return notices.notice("empty", "本期还没有入账的数值", told)
