"""What waits for approval, with the buttons this post may press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import html
from dashboards.components.flat import flat
from dashboards.components.leaf import leaf
from dashboards.components.states import DUE_WORDS, state
from dashboards.components.tables import card, folded, table
from dashboards.components.times import moment
from dashboards.words import listed, say
from observations.period import label_of

if TYPE_CHECKING:
    from desk.views import Submission


ALL, DECIDED = Address("/reporting", {}), "decided"
"""The list of all reports, and what of its address says the leaf of those decided."""
OPEN = ("waiting", "office_approved")
REASONED = {"send_back": "退回", "unapprove": "撤销审定"}
"""Acts that need a reason; they share one field, for a page tells fields by what they are on."""
STEPS = {"waiting": "审核通过", "office_approved": "审定"}


def submissions_table(
    rows: Sequence[Submission], at: Address = ALL, *, of_one: bool = False
) -> Component:
    """What waits first, with its buttons; what was decided stays below, folded; both in leaves.

    `at` says which leaves. `of_one`: the rows are one report's, on its own page, where what was
    decided has its buttons too. In a list of all it leads there: a button for each of years makes
    every answer slow.
    """
    waiting = leaf([one for one in rows if one.state in OPEN], at, "waiting")
    decided = [one for one in rows if one.state not in OPEN]
    return card(
        "待审",
        _table(waiting.rows, empty="没有待审的报送。"),
        *waiting.links,
        *([_folded(decided, at, acting=of_one)] if decided else []),
        aside=_aside(waiting.total),
    )


def _aside(waiting: int) -> str:
    said = "报送与审核须由不同岗位完成"
    return listed([say("共 {count} 项", count=waiting), said], ";") if waiting else said


def _folded(rows: Sequence[Submission], at: Address, *, acting: bool) -> Component:
    shown = leaf(rows, at, DECIDED, told=True)
    inside = [_table(shown.rows, empty="", acting=acting), *shown.links]
    return folded(
        say("已办结 {count} 项", count=shown.total),
        inside if acting else [flat(html.Div(inside))],
        unfolded=bool(at.get(DECIDED)),
    )


def _table(rows: Sequence[Submission], *, empty: str, acting: bool = True) -> Component:
    body = [
        [
            dcc.Link(one.office_name, href=_page(one)),
            dcc.Link(label_of(one.period), href=_page(one)),
            _standing(one),
            one.submitted_by,
            moment(one.submitted_at) if one.submitted_at else "—",
            _approval(one) if acting else _elsewhere(one),
        ]
        for one in rows
    ]
    headings = ["单位", "报告期", "状态", "报送岗位", "报送时间", "处理"]
    return table(headings, body, empty=empty)


def _page(one: Submission) -> str:
    return f"/reporting/{segment(one.office)}/{segment(one.period)}"


def _standing(one: Submission) -> Component:
    """The state; under it why it was sent back, unapproved or held up, or whose approval stands."""
    word = "退回" if one.state == "returned" else "撤销审定"
    note = say("{word}理由:{text}", word=word, text=one.text) if one.text else one.decided_by
    words = DUE_WORDS.get(one.state, one.state)
    again = say("原样重报:{text}", text=one.stated) if one.stated and one.state in OPEN else ""
    said = [html.Small(text) for text in (note, one.held, again) if text]
    if one.last:
        href = f"/receipts/{segment(one.receipt)}"
        said.append(html.Small(dcc.Link(one.last, href=href), className="reason-back"))
    return html.Span([state(words, one.state), *said])


def _approval(one: Submission) -> Component:
    subject = f"{one.office}/{one.period}/{one.seq}"
    parts: list[Component] = []
    if "approve" in one.may:
        parts.append(
            html.Button(
                STEPS.get(one.state, "通过"),
                id={"do": "approve", "on": subject},
                className="button small primary",
            )
        )
    if one.held and one.next:
        parts.append(_held_up(one))
    with_reason = [name for name in REASONED if name in one.may]
    if with_reason:
        parts.append(
            dcc.Input(
                id={"text": "reason", "on": subject},
                placeholder=say(
                    "{words}理由", words=listed(REASONED[name] for name in with_reason)
                ),
                maxLength=2000,
                className="answer-text",
            )
        )
    parts += [
        html.Button(REASONED[name], id={"do": name, "on": subject}, className="button small")
        for name in with_reason
    ]
    if parts:
        return html.Div(parts, className="answer")
    word = "待复核" if one.held else "待其他岗位"
    return html.Span(word if one.state in OPEN else "—", className="quiet")


def _elsewhere(one: Submission) -> Component:
    """What may be done with a decided report, on its own page."""
    words = listed(REASONED[name] for name in REASONED if name in one.may)
    if not words:
        return html.Span("—", className="quiet")
    return dcc.Link(words, href=_page(one), className="button small")


def _held_up(one: Submission) -> Component:
    """The step this post would take, with why nobody can take it now; it does nothing."""
    return html.Button(
        say("{step}(待复核)", step=STEPS.get(one.state, "通过")),
        disabled=True,
        title=one.held,
        type="button",
        className="button small",
    )
