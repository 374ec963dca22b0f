"""Long work: what may be asked for, and how what was asked for stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.jobs import JobRow

STATES = {"queued": "排队", "running": "进行中", "done": "已完成", "failed": "未完成"}
UNDER_WAY = frozenset({"queued", "running"})
DONE = {"publish": "已印发,见归档", "assess": "已评估,见总览"}
PAGE = "/briefings"


def asking(periods: Sequence[ReportingPeriod], rows: Sequence[JobRow]) -> Component:
    """One button a period, and the work asked for lately."""
    buttons = [
        html.Button(
            say("评估并生成{period}通报", period=period.label),
            id={"do": "publish", "on": str(period)},
            className="button small primary" if place == 0 else "button small",
        )
        for place, period in enumerate(periods)
    ]
    return card(
        "生成通报",
        html.Div(buttons, className="buttons"),
        *([_asked(rows)] if rows else []),
        aside="由核验进程完成;内容没有变化时不重复印发",
    )


def _asked(rows: Sequence[JobRow]) -> Component:
    body = [[row.title, _state(row), moment(row.asked_at), row.post, _outcome(row)] for row in rows]
    return table(["工作", "状态", "时间", "岗位", "结果"], body, empty="")


def _state(row: JobRow) -> Component:
    """The state; work under way has a link that shows this page anew."""
    word = STATES[row.state]
    if row.state not in UNDER_WAY:
        return html.Span(word)
    again = html.A("刷新", href=PAGE, target="_self", className="button small")
    return html.Span([word, " ", again], className="nowrap")


def _outcome(row: JobRow) -> str:
    """What became of it: the reason when it failed, else where to look."""
    if row.state == "failed":
        return row.outcome or "—"
    return DONE.get(row.kind, "已完成") if row.state == "done" else "—"
