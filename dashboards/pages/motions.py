"""提案建议: what came from outside, whose it is, where it stands, the letters that answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import case_forms, html, marks, motions
from dashboards.components.flat import flat
from dashboards.components.leaf import leaf
from dashboards.components.tables import card
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views.motions import Sought


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """What fits, a leaf at a time; for those who pass on the forms, for the bureau the lists."""
    from desk.views.motions import motions as known

    found = known(desk, who)
    rows = leaf(found.sought(sought(address)), address, "page")
    giving = who.has(Role.DESK, Role.LEADER)
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("提案建议"),
                    html.P(
                        "来文、转办、逐件答复、汇总回复;提案委员、代表只记人数。", className="quiet"
                    ),
                ],
                className="page-head",
            ),
            *(case_forms.openings(desk, letters=True) if giving else []),
            *([flat(motions.template())] if giving else []),
            motions.asking(address, found),
            flat(
                card(
                    "办理情况",
                    motions.rows_table(rows.rows),
                    aside=say("共 {count} 件", count=rows.total),
                )
            ),
            *rows.links,
            *(
                [flat(motions.summaries(found))]
                if found.years and who.everywhere(Role.DESK, Role.LEADER)
                else []
            ),
        ],
        className="page-body cases-page",
    )


def sought(address: Address) -> Sought:
    """What the address asks for; `UserError` for a status that nothing has."""
    from desk.views.motions import Sought

    status = address.get("status")
    if status and status not in motions.STATUSES:
        raise UserError(say("没有条件“{said}”", said=status[:40]), cure="请在筛选里选")
    return Sought(
        kind=address.get("kind"),
        year=address.get("year"),
        office=address.get("office"),
        status=motions.STATUSES.get(status, ""),
    )
