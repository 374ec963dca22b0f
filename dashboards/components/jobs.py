"""Long work: what may be asked for, and how what was asked for stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.jobs import JobRow

STATES = {"queued": "排队", "running": "进行中", "done": "已完成", "failed": "未完成"}
UNDER_WAY = frozenset({"queued", "running"})
DONE = {
    "draft": "已起草,等候批准",
    "issue": "已印发,见归档",
    "publish": "已印发,见归档",  # asked for before drafts were approved
    "assess": "已评估,见总览",
}
PAGE = "/briefings"


def asking(periods: Sequence[ReportingPeriod], rows: Sequence[JobRow]) -> Component:
    """One button a period, and the work asked for lately."""
    buttons = [
        html.Button(
            say("起草{period}通报", period=period.label),
            id={"do": "draft_paper", "on": str(period)},
            className="button small primary" if place == 0 else "button small",
        )
        for place, period in enumerate(periods)
    ]
    return card(
        "起草通报",
        html.Div(buttons, className="buttons"),
        *([asked(rows)] if rows else []),
        aside="由核验进程先评估再起草;批准以后才能印发",
    )


def asked(rows: Sequence[JobRow], page: str = PAGE) -> Component:
    """Work asked for, and how far it is; `page` is shown anew to see it go on."""
    body = [
        [row.title, _state(row, page), moment(row.asked_at), row.post, _outcome(row)]
        for row in rows
    ]
    return table(["工作", "状态", "时间", "岗位", "结果"], body, empty="")


def _state(row: JobRow, page: str) -> Component:
    """The state; work under way has a link that shows the page anew."""
    word = STATES[row.state]
    if row.state not in UNDER_WAY:
        return html.Span(word)
    again = html.A("刷新", href=page, target="_self", className="button small")
    return html.Span([word, " ", again], className="nowrap")


def _outcome(row: JobRow) -> str:
    """What became of it: the reason when it failed, else where to look."""
    if row.state == "failed":
        return row.outcome or "—"
    return DONE.get(row.kind, "已完成") if row.state == "done" else "—"
