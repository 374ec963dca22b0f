"""指标: one indicator of one area, from the verdict down to the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboards import scope
from dashboards.address import Address
from dashboards.components import evidence, marks
from dashboards.components import indicator as parts
from dashboards.components.cases import case_table
from dashboards.components.choices import choices
from dashboards.components.flat import flat
from dashboards.components.verdicts import verdicts
from dashboards.pages.overview import asked_day
from observations.errors import UserError
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import IndicatorView


def render(desk: Desk, who: Actor, address: Address, key: str) -> Component:
    """The indicator `key` in the address's area, period and as-of day."""
    from desk import views

    area = address.get("area") or desk.plan.area
    scope.require_area(who, area)
    _known(desk, key, area)
    wanted = address.get("period")
    day = asked_day(address)
    head = views.head_at(desk, who, day) if day else None
    period = ReportingPeriod.parse(wanted) if wanted else None
    view = views.indicator(views.on_day(desk, day), who, key, area, period, head)
    days = (day, desk.today())
    bar = choices(address, views.periods(desk, who), days, _areas(desk, who, key))
    return html.Div([flat(bar), *body(view, desk.plan.pace_origin, desk)], className="indicator")


def _known(desk: Desk, key: str, area: str) -> None:
    try:
        desk.plan.indicator(key)
        desk.plan.area_of(area)
    except KeyError as missing:
        raise UserError("方案里没有这项指标或地区", cure="请从总览重新选择") from missing


def _areas(desk: Desk, who: Actor, key: str) -> tuple[tuple[str, str], ...]:
    used = {t.area for t in desk.plan.targets if t.indicator == key}
    return tuple(
        (a.code, a.name) for a in desk.plan.areas if a.code in used and who.covers_area(a.code)
    )


def body(view: IndicatorView, origin: object, desk: Desk) -> list[Component]:
    """Everything below the choices."""
    return [
        marks.demo_band(view.demo),
        parts.heading(view),
        html.Div(
            [
                html.Div(
                    [
                        parts.graph(view, origin),
                        flat(evidence.values(view, desk.office_names)),
                        flat(evidence.revisions(view)),
                    ],
                    className="left",
                ),
                html.Div(
                    [
                        flat(verdicts(view, desk.office_names)),
                        flat(evidence.definition(view)),
                        flat(evidence.findings(view.findings)),
                        flat(case_table(view.cases)),
                        flat(evidence.others(view.others, view.indicator.unit)),
                    ],
                    className="right",
                ),
            ],
            className="columns",
        ),
    ]
