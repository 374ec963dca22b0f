"""A delivery beside the one before it: which problems are closed, which values changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html
from dashboards.components.states import RECEIPT_WORDS
from dashboards.components.tables import table
from dashboards.words import say
from observations.document_words import field_word
from observations.fates import Fate
from observations.period import label_of

if TYPE_CHECKING:
    from desk.differences import Change
    from desk.views import SinceLast
    from desk.views.changes import GoneRow

MARKS = {
    Fate.NEW: "+",
    Fate.OPEN: "!",
    Fate.ANSWERED: "…",
    Fate.CLOSED: "✓",
    Fate.UNSEEN: "?",
}


def fate(which: Fate) -> Component:
    """What became of a finding: a sign and a word, never a colour alone."""
    return html.Span(f"{MARKS[which]} {which.label}", className=f"fate fate-{which.value}")


def since_last(since: SinceLast) -> Component:
    """The block 与上次报送相比 of a receipt."""
    return html.Div(
        [
            html.H3("与上次报送相比"),
            html.P(
                [*_before(since), say("问题:{summary}。", summary=since.summary)], className="quiet"
            ),
            *([_gone(since.gone)] if since.gone else []),
            *(_values(since)),
        ],
        className="since",
    )


def _before(since: SinceLast) -> list[Component | str]:
    if not since.before:
        return []
    word = RECEIPT_WORDS.get(since.before_state, since.before_state)
    link = dcc.Link(since.before, href=f"/receipts/{segment(since.before)}", className="cell-link")
    return ["上次:回执", " ", link, say("({state})。", state=word)]


def _gone(rows: tuple[GoneRow, ...]) -> Component:
    body = [
        [
            fate(one.fate),
            _place(one.row.sheet, one.row.cell),
            one.row.indicator_name,
            one.row.value or "空",
            html.Span([one.row.message, html.Small(one.row.rule, className="rule")]),
        ]
        for one in rows
    ]
    return table(
        ["结果", "上次单元格", "指标", "上次填报", "上次的问题"], body, numeric=frozenset({3})
    )


def _place(sheet: str, cell: str) -> Component:
    field = field_word(sheet, cell)
    return html.Strong(field) if field else html.Code(f"{sheet}!{cell}" if cell else "整表")


def _values(since: SinceLast) -> list[Component]:
    """Every row that says something else; nothing when there is nothing to compare with."""
    if not since.before:
        return []
    body = [_changed(one) for one in since.changes]
    return [
        table(
            ["指标", "地区", "上次", "本次", "变化", "说明"],
            body,
            numeric=frozenset({2, 3, 4}),
            empty="数值和说明与上次相同。",
        )
    ]


def _changed(one: Change) -> list[Component | str]:
    name = one.indicator_name + (f"({label_of(one.period)})" if one.period else "")
    return [name, one.area_name, one.before, one.now, one.change or "—", _note(one)]


def _note(one: Change) -> Component | str:
    if one.note_before == one.note_now:
        return one.note_now or "—"
    if not one.note_before:
        return html.Span([fate(Fate.NEW), " ", one.note_now])
    return html.Span([html.Del(one.note_before), " ", one.note_now or "(已删去)"])
