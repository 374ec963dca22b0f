"""免报: the forms that are not asked of an office, why, and where the desk says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import forms, html
from dashboards.components.tables import card, table
from dashboards.components.times import moment

if TYPE_CHECKING:
    from desk.views import ExemptLine, ExemptView

NEW = "exempt"
WORDS = {"exempt": "免报", "closed": "当期未设立或已撤并"}


def exemptions(view: ExemptView, address: Address) -> list[Component]:
    """What is not asked, and for the desk the form; nothing for whom neither concerns."""
    if not (view.lines or view.may):
        return []
    rows = [[*_line(one), *([_end(one)] if view.may else [])] for one in view.lines]
    heads = ["单位", "报告期", "缘由", "理由", *(["办理"] if view.may else [])]
    inside = table(heads, rows, empty="没有免报的报表。")
    new = [forms.folded("办理免报", _new(view, address))] if view.may else []
    told = "免报的不计入应报、不再催报;已报送受理的不能免"
    return [card("免报", inside, *new, aside=told, className="exemptions")]


def _line(one: ExemptLine) -> list[Component | str]:
    return [
        one.office_name,
        one.period.label,
        WORDS[one.decision],
        html.Span([one.text, html.Small([one.post, " ", moment(one.at)])]),
    ]


def _new(view: ExemptView, address: Address) -> Component:
    """Of the form that the address names, if it names one: an alert leads here."""
    periods = [(str(one), one.label) for one in view.periods]
    return forms.form(
        NEW,
        "办理免报",
        forms.choice("单位", "office", NEW, view.offices, _of(address.get("office"), view.offices)),
        forms.choice("报告期", "period", NEW, periods, _of(address.get("period"), periods)),
        forms.choice("缘由", "decision", NEW, list(WORDS.items()), "exempt"),
        forms.field("理由", "reason", NEW, placeholder="例如 本期没有开展这项工作"),
        forms.submit("免报", "exempt", NEW),
    )


def _of(wanted: str, options: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> str:
    return wanted if any(key == wanted for key, _ in options) else ""


def _end(one: ExemptLine) -> Component | str:
    if not one.may_end:
        return "—"
    subject = f"{one.office}/{one.period}"
    inside = forms.form(
        subject,
        "恢复应报",
        forms.field("恢复理由", "reason", subject, placeholder="例如 工作已恢复"),
        forms.submit("恢复应报", "end_exemption", subject),
    )
    return forms.folded("恢复", inside)
