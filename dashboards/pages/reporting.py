"""填报台: what is due, what waits for approval, what was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import approvals, burden, html, marks, notices, receipts
from dashboards.components import reporting as parts
from dashboards.components.flat import flat
from dashboards.words import listed, say
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The reporting desk of the actor's offices."""
    from desk import views
    from desk.views.burden import burdens
    from desk.views.filling import open_drafts

    submissions = views.submissions(desk, who)
    due = views.due_list(desk, who)
    approving = who.has(Role.REVIEWER, Role.DESK)
    blocks = [
        flat(parts.due_table(due, open_drafts(desk, who), address, sending=who.has(Role.CLERK))),
        approvals.submissions_table(submissions, address),
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
            *_stopped(desk, who),
            *blocks,
        ],
        className="page-body",
    )


def _stopped(desk: Desk, who: Actor) -> list[Component]:
    """What should have run by now, for those who can see to it."""
    from desk import views

    jobs = views.overdue_jobs(desk) if who.has(Role.DESK, Role.ADMIN) else ()
    if not jobs:
        return []
    title = say("{count}个定时任务逾期未运行", count=len(jobs))
    names = say("停了:{names}。到点该办的没有自动办。", names=listed(jobs))
    step = notices.link("看怎么办", "/going-live", primary=True)
    return [notices.notice("error", title, names, step)]
