"""办理过程 of one submission: every step, its post and moment; and whether its period is closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html, notices
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say
from observations.period import label_of

if TYPE_CHECKING:
    from desk.closing import PeriodRow
    from desk.trail import Step

SHOWN = 12


def trail(steps: Sequence[Step]) -> Component:
    """The steps, newest first: what was done last is what somebody looks for."""
    newest = list(reversed(steps))
    earlier = newest[SHOWN:]
    folded = html.Details(
        [html.Summary(say("更早的 {count} 步", count=len(earlier))), _table(earlier)],
        className="folded",
    )
    return card(
        "办理过程",
        _table(newest[:SHOWN]),
        *([folded] if earlier else []),
        aside=say("共 {count} 步", count=len(steps)) if steps else None,
    )


def _table(steps: Sequence[Step]) -> Component:
    body = [
        [moment(one.at), html.Strong(one.title), one.post, html.Span([one.text, *_receipt(one)])]
        for one in steps
    ]
    return table(["时间", "步骤", "岗位", "内容"], body, empty="还没有报送。")


def _receipt(one: Step) -> list[Component | str]:
    if not one.receipt:
        return []
    link = dcc.Link(one.receipt, href=f"/receipts/{segment(one.receipt)}", className="cell-link")
    return [" ", link]


def closed(row: PeriodRow | None) -> list[Component]:
    """That the period is closed, and until when this office may report it all the same."""
    if row is None:
        return []
    shut = row.closing
    title, why = (
        say("{period}已关账", period=label_of(shut.period)),
        say("关账岗位:{post}。理由:{text}。", post=shut.post, text=shut.text),
    )
    if not row.exceptions:
        do = "此后送交的报表、更正和撤回不再受理;确需补报的,请向住建局申请例外。"
        step = notices.link("申请例外", "/closing")
        return [notices.notice("error", title, f"{why}{do}", step)]
    last = row.exceptions[-1]
    said = say(
        "已准许本单位补报,至 {until}(含)。理由:{text}。",
        until=last.until.isoformat(),
        text=last.text,
    )
    return [notices.notice("empty", title, f"{why}{said}")]
