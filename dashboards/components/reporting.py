"""The reporting desk: what is due, and the three steps of a delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import forms, html, notices
from dashboards.components.cases import days_words
from dashboards.components.leaf import leaf
from dashboards.components.states import DUE_WORDS, state
from dashboards.components.tables import card, folded, table
from dashboards.components.times import due_day, moment
from dashboards.uploads import form_limits
from dashboards.words import say
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from datetime import date

    from desk.views import DueRow, Submission
    from ledger.drafts import Draft

Drafts = Mapping[tuple[str, str], "Draft"]

ALL, SENT = Address("/reporting", {}), "sent"
"""The list of all forms, and what of its address says the leaf of those sent."""
OPEN = ("returned", "late", "due", "withdrawn")


def due_table(
    rows: Sequence[DueRow], drafts: Drafts, at: Address = ALL, *, sending: bool
) -> Component:
    """What is still to be sent first; `sending`: this post is the one that sends it.

    Both lists come in leaves; `at` says which. What was sent back leads, what was due before this
    installation began comes last: what somebody must act on is on the first leaf.
    """
    ordered = sorted(rows, key=_urgency, reverse=True)
    asked = leaf([one for one in ordered if one.state in OPEN], at, "due")
    sent = [one for one in ordered if one.state not in OPEN]
    return card(
        "应报清单",
        _due_rows(asked.rows, drafts, sending=sending),
        *asked.links,
        *([_folded(sent, at)] if sent else []),
        aside="已有的数系统自动带出,不再要求填写",
    )


def _urgency(row: DueRow) -> tuple[bool, bool, date]:
    return row.state == "returned", not row.before, row.due


def _folded(rows: Sequence[DueRow], at: Address) -> Component:
    shown = leaf(rows, at, SENT, told=True)
    return folded(
        say("已报送 {count} 项", count=shown.total),
        [_due_rows(shown.rows, {}, sending=False), *shown.links],
        unfolded=bool(at.get(SENT)),
    )


def _due_rows(rows: Sequence[DueRow], drafts: Drafts, *, sending: bool) -> Component:
    body = [
        [
            one.office_name,
            one.title,
            _deadline(one),
            _left(one),
            say("{count} 格", count=one.cells),
            _standing(one, drafts.get((one.office, one.period))),
            _next_step(one, sending=sending),
        ]
        for one in rows
    ]
    headings = ["单位", "报表", "期限", "剩余", "需填", "状态", "下一步"]
    empty = "没有待报的报表。新的报告期结束后,要报的表列在这里;已报的在下面。"
    return table(headings, body, numeric=frozenset({4}), empty=empty)


def _standing(one: DueRow, draft: Draft | None) -> Component:
    """The state's word; under it why a report was sent back, and whose draft waits."""
    kept = (
        [html.Small(["有草稿,", moment(draft.at), say(" {post}保存", post=draft.post)])]
        if draft
        else []
    )
    why = (
        [html.Small(say("退回理由:{reason}", reason=one.reason), className="reason-back")]
        if one.reason
        else []
    )
    return html.Span([state(DUE_WORDS.get(one.state, one.state), one.state), *why, *kept])


def _left(one: DueRow) -> Component | str:
    """Working days left; nobody is late with what was due before the installation began."""
    if one.state not in OPEN:
        return "—"
    return "启用前到期,不计逾期" if one.before else days_words(one.days_left)


def _deadline(one: DueRow) -> Component:
    return due_day(one.due, known=one.calendar_known)


def _next_step(one: DueRow, *, sending: bool) -> Component:
    href = f"/reporting/{segment(one.office)}/{segment(one.period)}"
    words = dict.fromkeys(("due", "late", "withdrawn"), "去报送") | {"returned": "改后重报"}
    word = words.get(one.state, "查看") if sending else "查看"
    primary = sending and one.state in OPEN
    return dcc.Link(
        word, href=href, className="button small primary" if primary else "button small"
    )


def drop_zone(office: str, period: ReportingPeriod, rows: int) -> Component:
    """Download the form, drop it back, read the verdict in place; `rows` of the form."""
    filled = html.P("已有数值和上期值已填好;黄色单元格由你填写。")
    judged = html.P("校核通常只需一两秒,结果显示在下面,不必刷新;有问题会指到单元格。")
    return html.Div(
        [
            html.Ol(
                [
                    _step("下载表样", filled, _download(office, period)),
                    _step("交回文件", _limits(rows), _upload(office)),
                    _step("看回执", judged),
                ],
                className="steps",
            ),
            dcc.Loading(
                html.Div(_before(), id="drop-result", className="drop-result"), delay_show=300
            ),
        ],
        className="card delivery",
    )


def _step(word: str, *inside: Component) -> Component:
    return html.Li([html.Strong(word), *inside])


def _download(office: str, period: ReportingPeriod) -> Component:
    href = f"/files/form/{segment(office)}/{period}"
    return html.A("下载表样", className="button primary", href=href)


def _limits(rows: int) -> Component:
    """What may be dropped, before anything is."""
    return html.Ul([html.Li(one) for one in form_limits(rows)], className="limits")


def on_the_page(office: str, period: str, draft: Draft | None) -> Component:
    """The way to fill the form in without a file, with the draft that waits there."""
    href = f"/reporting/{segment(office)}/{segment(period)}/fill"
    kept = (
        html.P(["有草稿,", moment(draft.at), say(" 由{post}保存,还没有报送。", post=draft.post)])
        if draft
        else html.P("不用表格软件也能填:同样的行、同样的校核,可随时存草稿,也可报零报告。")
    )
    word = "继续填写草稿" if draft else "在线填表"
    return card(
        "在线填表",
        kept,
        html.Div(dcc.Link(word, href=href, className="button"), className="buttons"),
    )


def in_place(office: str, period: str) -> Component:
    """The way to correct single values of a report without a file, or to withdraw them."""
    href = f"/reporting/{segment(office)}/{segment(period)}/values"
    return card(
        "就地更正",
        html.P("只有个别数不对时,不必重交整张表;也可撤回整份报送或单个数值。", className="quiet"),
        html.Div(dcc.Link("更正或撤回数值", href=href, className="button"), className="buttons"),
    )


def sent_back(one: Submission) -> Component:
    """Why the report came back; where its numbers are right, the way to hand it in as it is."""
    why = say("退回理由:{reason}", reason=one.text)
    notice = notices.notice("error", "已退回,请改后重报", why)
    if "resubmit" not in one.may:
        return notice
    subject = f"{one.office}/{one.period}/{one.seq}/again"
    inside = forms.form(
        subject,
        "原样重报",
        html.P(
            "数不改,写明与什么核对过;佐证附在下面。重报后仍由审核、审定两个岗位把关。",
            className="quiet",
        ),
        forms.field(
            "核对依据", "reason", subject, placeholder="例如 已与供水公司台账核对,数值属实"
        ),
        forms.submit("原样重报", "resubmit", subject),
    )
    folded = html.Details([html.Summary("核对过,数值无误:原样重报"), inside], className="folded")
    return html.Div([notice, html.Section(folded, id="again", className="card")])


def _upload(office: str) -> Component:
    """The drop zone takes any file: one that it dropped silently would never be explained."""
    return html.Div(
        [
            dcc.Store(id="drop-office", data=office),
            dcc.Upload(
                html.Div([html.Strong("把文件拖到这里"), html.Span("或点此选择文件")]),
                id="drop",
                className="drop",
                className_active="drop drop-active",
                style={},
                style_active={},
                style_reject={},
            ),
        ]
    )


def _before() -> Component:
    return html.P("交回文件后,回执显示在这里。", className="quiet")
