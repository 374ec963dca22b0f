"""Long work: what may be asked for, and how what was asked for stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboards.components.tables import card, table
from dashboards.components.times import moment
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.jobs import JobRow

STATES = {"queued": "排队", "running": "进行中", "done": "已完成", "failed": "未完成"}


def asking(periods: Sequence[ReportingPeriod], rows: Sequence[JobRow]) -> Component:
    """One button a period, and the work asked for lately."""
    buttons = [
        html.Button(
            f"评估并生成{period.label}通报",
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
    body = [
        [row.title, STATES[row.state], moment(row.asked_at), row.post, row.outcome or "—"]
        for row in rows
    ]
    return table(["工作", "状态", "时间", "岗位", "结果"], body, empty="")
