"""上线: every point that real use needs, what is missing first, each with its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components.attributes import aria
from dashboards.components.flat import flat
from dashboards.words import listed, say
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views.going_live import GoingLiveView
    from desk.views.readiness_point import Check, State, Step

STATES: dict[State, tuple[str, str]] = {
    "missing": ("■", "未具备"),
    "attention": ("▲", "待处理"),
    "confirm": ("○", "须人工确认"),
    "ready": ("●", "已具备"),
}
SHOWN = 12
"""Names of what lacks that stand open; the rest are folded."""


def render(desk: Desk, who: Actor, _address: Address) -> Component:
    """The points as they stand now."""
    from desk.views.going_live import going_live

    return flat(html.Div(body(going_live(desk, who)), className="page-body"))


def body(view: GoingLiveView) -> list[Component]:
    """How many of each state, then the points; pure."""
    return [
        marks.demo_band(view.demo),
        html.Div(
            [
                html.H1("上线"),
                html.P(_summary(view), className="summary"),
                html.P("未具备的在前;每次打开都按此刻的台账和设置重新核对。", className="quiet"),
            ],
            className="page-head",
        ),
        html.Ul([_point(one) for one in view.checks], className="live card"),
    ]


def _summary(view: GoingLiveView) -> str:
    told = [
        say("{state}{count}项", state=STATES[state][1], count=count)
        for state, count in view.counts.items()
        if count
    ]
    begin = "还不能正式使用:" if view.counts["missing"] else "没有未具备的:"
    return say("{begin}{names}。", begin=begin, names=listed(told))


def _point(one: Check) -> Component:
    sign, word = STATES[one.state]
    return html.Li(
        [
            html.Span(
                [html.Span(sign, className="shape", **aria(hidden="true")), word],
                className=f"live-state live-{one.state}",
            ),
            html.Div(
                [html.H2(one.title), html.P(one.found), *_lacking(one.lacking)],
                className="live-found",
            ),
            html.P(one.why, className="quiet live-why"),
            html.Div(_next(one.step), className="live-step"),
        ]
    )


def _lacking(names: tuple[str, ...]) -> list[Component]:
    """The first names in sight, the others folded."""
    if not names:
        return []
    first, rest = names[:SHOWN], names[SHOWN:]
    more = html.Details(
        [html.Summary(say("其余{count}项", count=len(rest))), html.P(listed(rest))],
        className="folded",
    )
    return [html.P(listed(first), className="live-lacking"), *([more] if rest else [])]


def _next(step: Step | None) -> list[Component]:
    if step is None:
        return []
    link = [dcc.Link("打开这一页", href=step.href, className="button small")] if step.href else []
    return [html.P(step.words), *link, *([html.Code(step.command)] if step.command else [])]
