"""在线填表: every row of the form with its fields, the draft's state and the zero report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from briefings.form_parts import definition_text
from dashboards.address import segment
from dashboards.components import forms, html, notices, receipts
from dashboards.components.attributes import aria, data
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say

if TYPE_CHECKING:
    from desk.views.filling import FillingRow, FillingView
    from desk.views.standing import Part
    from ledger.drafts import Draft

LONGEST_CELL, LONGEST_NOTE = 60, 500
WAS = "was"
"""The field that says what all others said when the page was drawn."""


def page_of(office: str, period: str) -> str:
    """The address of the page where a form is filled in."""
    return f"/reporting/{segment(office)}/{segment(period)}/fill"


def subject_of(view: FillingView, what: str) -> str:
    """What a form of the page is on; `what` is form or nil."""
    return f"{view.office}/{view.period}/{view.draft.version if view.draft else 0}/{what}"


def rest(part: str) -> dict[str, str]:
    """The id of a part of the page (told, form, nil) that goes when another was handed in."""
    return {"rest": part}


def whole_form(view: FillingView) -> Component:
    """Every row with its fields, and what keeps them or hands them in."""
    subject = subject_of(view, "form")
    inside = forms.form(
        subject,
        "在线填表",
        forms.hidden(WAS, subject, json.dumps(dict(view.draft.cells) if view.draft else {})),
        table(
            ["指标", "上期值与目标", "本期填报", "说明"],
            [_row(one, subject) for one in view.rows],
        ),
        html.Div(
            [
                html.P(_progress(view), className="fill-progress", **aria(live="polite")),
                forms.submit("保存草稿", "save_draft", subject, primary=False),
                forms.submit("提交审核", "hand_in_form", subject),
            ],
            className="form-foot",
        ),
    )
    said = "与表样同样的行、同样的校核;没有的数留空并在“说明”写原因"
    return card("填报", inside, aside=said, className="filling")


def _progress(view: FillingView) -> list[Component | str]:
    filled = sum(one.filled for one in view.rows)
    count = html.Strong(str(filled), className="fill-count")
    return ["已填 ", count, say(" / {count} 行", count=len(view.rows))]


def _row(one: FillingRow, subject: str) -> list[Component]:
    indicator = one.value.indicator
    name = html.Span(
        [html.Strong(indicator.name), html.Small(one.value.area_name), _definition(one)],
        className="v-name",
    )
    before = html.Span(
        [
            html.Span(["上期 ", one.previous or "—"]),
            html.Small(say("目标 {target}", target=one.target) if one.target else "没有目标值"),
        ],
        className="fill-before",
    )
    return [name, before, _parts(one, subject), _note(one, subject)]


def _definition(one: FillingRow) -> Component:
    lines = definition_text(one.value.indicator).splitlines()
    return html.Details(
        [html.Summary("口径"), *(html.P(line) for line in lines)], className="fill-definition"
    )


def _parts(one: FillingRow, subject: str) -> Component:
    """The numbers to type; where two of them make the value, what they make as they are typed."""
    if one.known:
        return html.P([html.Strong(one.value.shown), " 系统已有,不再填写"], className="quiet")
    fields = [_field(one, part, subject) for part in one.value.parts]
    if not one.value.row.computed:
        return html.Div(fields, className="v-parts")
    indicator = one.value.indicator
    made = html.P(
        ["本期值 ", html.Output("—", className="fill-made")],
        className="fill-value",
        **data(
            scale=str(indicator.scale), decimals=str(indicator.decimals), kind=indicator.kind,
            unit=indicator.unit,
        ),
    )  # fmt: skip
    return html.Div([*fields, made], className="v-parts")


def _field(one: FillingRow, part: Part, subject: str) -> Component:
    from desk.views.filling import field_of

    label = part.label or (say("本期值({unit})", unit=part.unit) if part.unit else "本期值")
    name = field_of(one.value, part)
    said = one.texts.get(name, "")
    if one.value.indicator.kind == "yes" and part.name == "value":
        return forms.choice(label, name, subject, _yes_or_no(said), said)
    return forms.field(
        label, name, subject, value=said, maxLength=LONGEST_CELL, inputMode="decimal"
    )


def _yes_or_no(said: str) -> list[tuple[str, str]]:
    """Both answers, what a draft says beside them, and a way to take an answer back."""
    words = dict.fromkeys(("是", "否", said)) if said else dict.fromkeys(("是", "否"))
    return [*((one, one) for one in words), *([("", "不填")] if said else [])]


def _note(one: FillingRow, subject: str) -> Component:
    from desk.views.filling import note_of

    if one.known:
        return html.Span("—", className="quiet")
    name = note_of(one.value)
    said = one.texts.get(name, "")
    return forms.field("说明", name, subject, value=said, maxLength=LONGEST_NOTE)


def drafted(draft: Draft) -> Component:
    """Who saved the draft and when; that it is no report."""
    said = html.P(
        [
            html.Strong("草稿 "),
            f"“{draft.post}”",
            " ",
            moment(draft.at),
            " 保存。草稿不算报送,只有本单位看得到,受理后删除。",
        ]
    )
    return html.Div(said, className="fill-draft", role="status")


def returned(receipt: str) -> Component:
    """Why the form is open again."""
    step = notices.link("看退回的问题", f"/receipts/{segment(receipt)}")
    return notices.notice(
        "error", "交回的表已退回", "填过的数都在下面,改正后再提交;没有数值入账。", step
    )


def zero_report(view: FillingView) -> Component:
    """零报告, folded: there is nothing to report, with the reason."""
    subject = subject_of(view, "nil")
    inside = forms.form(
        subject,
        "零报告",
        html.P(
            "本期确实没有要报的事项时用:每一行都记为“本期没有”,照样校核、审核、审定。",
            className="quiet",
        ),
        forms.field("理由", "reason", subject, placeholder="例如 本期未开展该项工作"),
        forms.submit("提交零报告", "hand_in_nil", subject, primary=False),
    )
    opened = html.Details([html.Summary("零报告:本期没有要报的"), inside], className="folded")
    return html.Section(opened, id="nil", className="card")


def handed_in(receipt_id: str, office: str, period: str) -> Component:
    """The receipt in the place of the form; its verdict follows by itself."""
    report = f"/reporting/{segment(office)}/{segment(period)}"
    links = [
        html.A("回到填表", href=page_of(office, period), target="_self", className="button"),
        dcc.Link("回到报送", href=report, className="button"),
    ]
    return html.Div([receipts.waiting(receipt_id), html.Div(links, className="buttons")])
