"""填报台: what is due, what waits for approval, what was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import approvals, burden, html, marks, receipts
from dashboards.components import reporting as parts
from dashboards.components.flat import flat
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """The reporting desk of the actor's offices."""
    from desk import views
    from desk.views.burden import burdens
    from desk.views.filling import open_drafts

    submissions = views.submissions(desk, who)
    due = views.due_list(desk, who)
    approving = who.has(Role.REVIEWER, Role.DESK)
    blocks = [
        flat(parts.due_table(due, open_drafts(desk, who), sending=who.has(Role.CLERK))),
        approvals.submissions_table(submissions),
        flat(receipts.receipts_table(views.receipts(desk, who))),
        *([flat(burden.burden(burdens(desk, who)))] if who.sees() is not None else []),
    ]
    if approving and any(one.may for one in submissions):
        blocks[0], blocks[1] = blocks[1], blocks[0]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("填报台"),
                    html.P(
                        "下载表样(或在线填表)→ 填写 → 交回 → 看回执 → 审核。每一步都在这里完成。",
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            *blocks,
        ],
        className="page-body",
    )
