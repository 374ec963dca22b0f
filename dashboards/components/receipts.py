"""A receipt in place: verdict, findings by cell, next steps; and the list of receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import changes, html, notices
from dashboards.components.flat import flat
from dashboards.components.punctuation import VERBATIM
from dashboards.components.states import RECEIPT_WORDS, state
from dashboards.components.tables import card, facts, table
from dashboards.components.times import moment
from dashboards.words import listed, say
from expectations.rules import cure_of
from observations.document_words import field_word
from observations.fates import Fate
from observations.finding import Severity
from observations.period import label_of

if TYPE_CHECKING:
    from desk.views import FindingRow, ReceiptRow, ReceiptView, SinceLast

POLL_MS = 800
SUPERSEDED = "现以后来的数为准"
NEXT = {
    "waiting": "下一步:由本单位审核岗审核。",
    "office_approved": "下一步:由调度岗审定。",
    "returned": "本期报表已退回,请改后重报。",
    "approved": "本期报表已审定。",
}


def waiting(receipt_id: str) -> Component:
    """The receipt at once, its verdict as soon as the worker has it."""
    return html.Div(
        [
            html.P(["回执号 ", html.Code(receipt_id)], className="receipt-number"),
            dcc.Store(id="poll-receipt", data=receipt_id),
            dcc.Interval(id="poll", interval=POLL_MS),
            html.Div(notices.loading("已安全接收,正在校核…"), id="judgement"),
        ]
    )


def receipt(view: ReceiptView, since: SinceLast | None = None) -> Component:
    """A receipt in place: verdict, counts, every problem as a row, next steps.

    `since`: what changed since the delivery before; each problem says whether it is new.
    """
    row = view.row
    if row.state in ("received", "judging"):
        return notices.loading("已安全接收,正在校核…")
    return html.Div(
        [
            html.Div(
                [state(RECEIPT_WORDS[row.state], row.state), html.Span(verdict_words(view))],
                className="receipt-verdict",
            ),
            *([notices.notice("error", SUPERSEDED, view.superseded)] if view.superseded else []),
            *_findings(view, since.fates if since else {}),
            html.Div(_next_buttons(view), className="buttons"),
            *([flat(changes.since_last(since))] if since else []),
        ],
        className="receipt",
    )


def elsewhere(row: ReceiptRow, here: str) -> Component:
    """A form of another period than the page's, `here`; with the way to its own page."""
    period = label_of(row.period)
    return notices.notice(
        "error",
        say("这是{period}的表,不是{here}的", period=period, here=here),
        say("结果记在{period},本页{here}的报送没有变动。", period=period, here=here),
        notices.link(
            say("打开{period}的报送", period=period),
            f"/reporting/{segment(row.office)}/{segment(row.period)}",
        ),
    )


def verdict_words(view: ReceiptView) -> str:
    """What became of the file and what to do now, in one sentence."""
    said = _VERDICTS.get(view.row.state)
    return said(view) if said else ""


def _accepted(view: ReceiptView) -> str:
    count, period = view.row.accepted, label_of(view.row.period)
    said = [say("{period}的表,受理 {count} 个数值。", period=period, count=count)]
    if view.row.withdrawal:
        kept = "已公布的值在撤回审定之前不变。"
        said = [say("撤回{period}的 {count} 个数值。", period=period, count=count), kept]
    open_doubts = sum(_answerable(one) for one in view.findings)
    if open_doubts:
        said.append(say("{count} 处存疑,请逐条说明。", count=open_doubts))
    return listed([*said, *filter(None, [NEXT.get(view.submission)])], "")


def _returned(view: ReceiptView) -> str:
    must, notes = _split(view.findings)
    also = say("(另有 {count} 条提示,无需处理)", count=len(notes)) if notes else ""
    where = "请改正后重新提交" if view.row.in_place else "请在原文件中改正后重新交回"
    return say(
        "{count} 处须改正{also}。{where};没有数值入账。", count=len(must), also=also, where=where
    )


def _refused(view: ReceiptView) -> str:
    """The finding's own cure: a form under a password needs no new form."""
    must, _ = _split(view.findings)
    cures = dict.fromkeys(one.expected.rstrip("。") for one in must if one.expected)
    what = listed(cures, ";") or "重新下载表样填写"
    return say("这份文件不能识别,没有数值入账。下一步:{what}。", what=what)


def _duplicate(view: ReceiptView) -> str:
    first = view.row.duplicate_of or ""
    said = say("与先前的回执 {first} 内容相同,不重复入账", first=first)
    return say("{said}。", said=said) if view.superseded else say("{said},不必再报。", said=said)


_VERDICTS = {
    "accepted": _accepted,
    "returned": _returned,
    "refused": _refused,
    "duplicate": _duplicate,
}


def _split(
    rows: Sequence[FindingRow],
) -> tuple[tuple[FindingRow, ...], tuple[FindingRow, ...]]:
    """What somebody must act on, the gravest first, and what is only noted."""
    loud = sorted(
        (one for one in rows if one.severity is not Severity.INFO),
        key=lambda one: one.severity is not Severity.CRITICAL,
    )
    return tuple(loud), tuple(one for one in rows if one.severity is Severity.INFO)


def _findings(view: ReceiptView, fates: Mapping[str, Fate]) -> list[Component]:
    """What must be done as a table; notes folded under it."""
    taken = view.row.state == "accepted"
    must, notes = _split(view.findings)
    parts: list[Component] = [findings_table(must, taken=taken, fates=fates)] if must else []
    if notes:
        parts.append(
            html.Details(
                [
                    html.Summary(say("另有 {count} 条提示,无需处理", count=len(notes))),
                    findings_table(notes, taken=taken),
                ],
                className="folded",
            )
        )
    return parts


def findings_table(
    rows: Sequence[FindingRow], *, taken: bool, fates: Mapping[str, Fate] | None = None
) -> Component:
    """单元格 · 填报 · 应为 · 规则 · 怎样改; doubts of a `taken` form may be explained.

    `fates`: by finding id, what it was last time.
    """
    known = fates or {}
    body = [
        [
            html.Span(
                [
                    html.Span(
                        one.severity.label, className=f"severity severity-{one.severity.value}"
                    ),
                    *([changes.fate(known[one.id])] if one.id in known else []),
                ]
            ),
            _place(one),
            one.indicator_name,
            one.value or "空",
            one.expected or "—",
            html.Span([_said(one), html.Small(one.rule, className="rule")]),
            _answer(one) if taken else html.Span(_wanted(one), className="quiet"),
        ]
        for one in rows
    ]
    headings = ["程度", "单元格", "指标", "填报", "应为", "问题与改法", "属实说明"]
    tree = table(headings, body, numeric=frozenset({3}))
    return tree if taken and any(_answerable(one) for one in rows) else flat(tree)


def _place(one: FindingRow) -> Component:
    """Sheet and cell; of what came without a table the field's name."""
    field = field_word(one.sheet, one.cell)
    if field:
        return html.Strong(field, title=one.cell)
    return html.Code(f"{one.sheet}!{one.cell}" if one.cell else one.sheet or "整表")


def _said(one: FindingRow) -> str:
    """The finding's sentence; what a quality rule wants done about it follows, if anything."""
    cure = "" if one.severity is Severity.INFO else cure_of(one.rule)
    return f"{one.message};{cure}" if cure else one.message


def _wanted(one: FindingRow) -> str:
    return "—" if one.severity is Severity.INFO else "请改正后重报"


def _answerable(one: FindingRow) -> bool:
    return not one.answered and one.severity is Severity.WARNING


def _answer(one: FindingRow) -> Component:
    """What the office said to a doubt, or where to say it."""
    if one.answered:
        return html.Span(one.answered, className="answered")
    if not _answerable(one):
        return html.Span("—", className="quiet")
    return html.Div(
        [
            dcc.Input(
                id={"text": "answer", "on": one.id},
                placeholder="属实,原因是…",
                maxLength=2000,
                className="answer-text",
            ),
            html.Button("属实", id={"do": "answer", "on": one.id}, className="button small"),
        ],
        className="answer",
    )


def _next_buttons(view: ReceiptView) -> list[Component]:
    identity = segment(view.row.id)
    buttons: list[Component] = [
        html.A("下载原文件", href=f"/files/original/{identity}", className="button")
    ]
    if view.row.state in ("accepted", "returned"):
        buttons.append(
            html.A(
                "核验记录", href=f"/files/data-docs/{identity}", className="button", target="_blank"
            )
        )
    if view.return_sheet:
        buttons.insert(
            0, html.A("下载退回单", href=f"/files/return/{identity}", className="button primary")
        )
    if view.may_correct:
        buttons.append(notices.link("就地更正", _values_page(view)))
    return buttons


def _values_page(view: ReceiptView) -> str:
    return f"/reporting/{segment(view.row.office)}/{segment(view.row.period)}/values"


def receipts_table(rows: Sequence[ReceiptRow]) -> Component:
    """The latest deliveries."""
    body = [
        [
            dcc.Link(one.id, href=f"/receipts/{segment(one.id)}", className="cell-link"),
            html.Span(one.name, className=VERBATIM),
            one.office_name,
            moment(one.received_at),
            state(RECEIPT_WORDS.get(one.state, one.state), one.state),
            str(one.accepted),
            str(one.findings),
        ]
        for one in rows
    ]
    return card(
        "最近报送",
        table(
            ["回执号", "文件", "单位", "接收时间", "结果", "受理", "问题"],
            body,
            numeric=frozenset({5, 6}),
            empty="还没有报送。",
        ),
    )


def receipt_facts(row: ReceiptRow) -> Component:
    """Where a delivery came from."""
    return facts(
        [
            ("文件", html.Span(row.name, className=VERBATIM)),
            ("单位", row.office_name),
            ("报告期", label_of(row.period) if row.period else "未识别"),
            ("接收时间", moment(row.received_at, seconds=True)),
            ("报送岗位", row.submitted_by),
            ("指纹 SHA-256", html.Code(row.sha256)),
        ]
    )
