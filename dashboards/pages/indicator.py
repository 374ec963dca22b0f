"""指标: one indicator of one area, from the verdict down to the cell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards import scope
from dashboards.address import Address
from dashboards.asked import Asked, asked
from dashboards.components import as_of, evidence, html, marks, values
from dashboards.components import indicator as parts
from dashboards.components.cases import case_table
from dashboards.components.flat import flat
from dashboards.components.verdicts import verdicts
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import IndicatorView


def render(desk: Desk, who: Actor, address: Address, key: str) -> Component:
    """The indicator `key` in the address's area, period and as-of day."""
    from desk import views

    here = asked(desk, who, address)
    area = here.area or desk.plan.area
    scope.require_area(who, area)
    view = views.indicator(here.desk, who, key, area, here.period, here.head)
    periods = views.assessed(desk, who, here.head)
    bar = as_of.bar(here, periods, _areas(desk, who, key, here.day))
    top = [flat(bar), flat(as_of.band(here))]
    return html.Div([*top, *body(view, here)], className="indicator")


def _areas(desk: Desk, who: Actor, key: str, day: date | None) -> tuple[tuple[str, str], ...]:
    from desk import views

    used = {t.area for t in desk.plan.targets if t.indicator == key}
    return tuple(one for one in views.area_choices(desk, who, day) if one[0] in used)


def body(view: IndicatorView, here: Asked) -> list[Component]:
    """Everything below the choices; pure."""
    names = here.desk.office_names
    return [
        marks.demo_band(view.demo),
        parts.heading(view),
        html.Div(
            [
                html.Div(
                    [
                        parts.graph(view, here.desk.plan.pace_origin),
                        flat(values.values(view, names)),
                        flat(values.revisions(view)),
                    ],
                    className="left",
                ),
                html.Div(
                    [
                        flat(verdicts(view, names)),
                        flat(evidence.definition(view)),
                        flat(evidence.findings(view.findings)),
                        flat(case_table(view.cases)),
                        flat(evidence.others(view, here)),
                    ],
                    className="right",
                ),
            ],
            className="columns",
        ),
    ]
