"""就地更正: the values of a report with the fields to correct them, and the withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.components import forms, html, receipts
from dashboards.components.tables import card, table
from dashboards.words import say

if TYPE_CHECKING:
    from desk.views import StandingValue, StandingView
    from desk.views.standing import Part

WHOLE = "whole"


def subjects(view: StandingView) -> tuple[str, str]:
    """What the two forms of a page are on: the correction and the withdrawal."""
    seen = f"{view.office}/{view.period}/{view.seq}"
    return seen, f"{seen}/withdraw"


def correcting(view: StandingView, names: dict[tuple[str, str], str]) -> Component:
    """Every value with its fields; `names` are field names by (row key joined, part)."""
    subject, _ = subjects(view)
    body = [
        [
            html.Span(
                [html.Strong(one.indicator.name), html.Small(one.area_name)], className="v-name"
            ),
            _shown(one),
            _fields(one, names, subject),
        ]
        for one in view.values
    ]
    heads = ["指标", "在册的值", "更正为"]
    inside = forms.form(
        subject,
        "更正数值",
        table(heads, body, numeric=frozenset({1})),
        html.Div(
            [
                forms.field("更正理由", "reason", subject, placeholder="例如 分子按台账核对更正"),
                forms.submit("提交更正", "correct", subject),
            ],
            className="form-foot",
        ),
    )
    also = (
        say(";另有 {count} 个值随其他表送交,请以原表更正", count=view.others) if view.others else ""
    )
    return card(
        "更正数值",
        inside,
        aside=say("只改要更正的数,其余不动{also}", also=also),
        className="correcting",
    )


def _fields(one: StandingValue, names: dict[tuple[str, str], str], subject: str) -> Component:
    """The row's fields, opened where they are needed: a form may have forty rows."""
    fields = [_field(one, part, names["/".join(one.key), part.name], subject) for part in one.parts]
    word = "更正" if one.recorded else "补填"
    said = html.Span(f"{one.indicator.name}({one.area_name})", className="for-readers")
    return html.Details(
        [
            html.Summary([word, said], className="button small"),
            html.Div(fields, className="v-parts"),
        ],
        className="act",
    )


def _shown(one: StandingValue) -> Component:
    doubt = [html.Span("存疑", className="belief belief-doubted")] if one.doubted else []
    return html.Span([one.shown, *doubt], className="v-now")


def _field(one: StandingValue, part: Part, name: str, subject: str) -> Component:
    label = part.label or (say("本期值({unit})", unit=part.unit) if part.unit else "本期值")
    if one.indicator.kind == "yes" and part.name == "value":
        return forms.choice(label, name, subject, [("是", "是"), ("否", "否")], part.text)
    return forms.field(label, name, subject, value=part.text, maxLength=60, inputMode="decimal")


def withdrawing(view: StandingView) -> Component:
    """Withdraw one value, or the whole report; folded, for it is rare and grave."""
    _, subject = subjects(view)
    known = [one for one in view.values if one.recorded]
    options = [(WHOLE, say("整份报送(全部 {count} 项)", count=len(known)))]
    options += [
        ("/".join(one.key), f"{one.indicator.name}({one.area_name})") for one in known
    ]  # fmt: skip
    inside = forms.form(
        subject,
        "撤回",
        html.P(
            "撤回也是一次送交,同样校核、审核;已公布的值在撤回审定之前不变,以前引用的数仍可查。",
            className="quiet",
        ),
        forms.choice("撤回什么", "which", subject, options, WHOLE),
        forms.field("撤回理由", "reason", subject, placeholder="例如 水表故障,数据作废"),
        forms.submit("提交撤回", "withdraw", subject, primary=False),
    )
    opened = html.Details(
        [html.Summary("撤回整份报送或单个数值"), inside], className="folded withdrawing"
    )
    return html.Section(opened, id="withdraw", className="card")


def handed_in(receipt_id: str, again: str) -> Component:
    """The receipt in the place of the form; its verdict follows by itself."""
    return html.Div(
        [
            receipts.waiting(receipt_id),
            html.Div(
                html.A("继续更正", href=again, target="_self", className="button"),
                className="buttons",
            ),
        ]
    )
