"""回执: one delivery with everything that came of it, down to the cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import html, marks, notices, origins, receipts
from dashboards.components.flat import flat
from dashboards.components.tables import card, table
from dashboards.words import say
from observations.document_words import field_word
from observations.errors import UserError
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import ReceiptView
    from desk.views.rows import ReceiptValue


def render(desk: Desk, who: Actor, address: Address, receipt_id: str) -> Component:
    """The receipt, a number the address names on top; out of scope it is as if there were none."""
    from desk import views
    from desk.keeping import destroyed

    view = views.receipt(desk, who, receipt_id)
    if view is None:
        raise UserError("没有这份回执", cure="请从填报台的“最近报送”打开")
    gone = destroyed(desk, view.row.sha256)
    sheet, cell = address.get("sheet"), address.get("cell")
    asked = views.origin(desk, who, receipt_id, sheet, cell) if cell else None
    codes = {area.name: area.code for area in desk.plan.areas}
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div([html.H1(say("回执 {receipt}", receipt=view.row.id))], className="page-head"),
            *([flat(origins.origin_card(asked, sheet, cell))] if cell else []),
            *([notices.notice("empty", gone, "回执、问题和审计记录仍可查。")] if gone else []),
            card(
                "结果",
                receipts.waiting(view.row.id)
                if view.row.state in ("received", "judging")
                else receipts.receipt(view, views.since_last(desk, who, receipt_id)),
            ),
            flat(card("来件", receipts.receipt_facts(view.row))),
            flat(values(view, codes, f"{sheet}!{cell}")),
        ],
        className="page-body",
    )


def values(view: ReceiptView, codes: Mapping[str, str], asked: str = "") -> Component:
    """The accepted values, each with the cell it stood in; `codes` are area codes by name.

    The row of the cell `asked` for is pointed out.
    """
    rows = [
        [
            dcc.Link(
                one.indicator_name,
                href=f"/indicators/{segment(one.indicator)}?area={codes.get(one.area_name, '')}",
            ),
            one.area_name,
            one.period,
            html.Span(
                [
                    one.printed,
                    *(
                        [html.Span("存疑", className="belief belief-doubted")]
                        if one.doubted
                        else []
                    ),
                ]
            ),
            _cell(one, asked),
            ACTIONS.get(one.action, one.action),
        ]
        for one in view.values
    ]
    rest = view.brought - len(view.values)
    return card(
        "入账数值",
        table(
            ["指标", "地区", "报告期", "填报值", "单元格", "变化"],
            rows,
            numeric=frozenset({3}),
            empty="没有数值入账。",
        ),
        aside=say("共 {all} 个,列出前 {shown} 个", all=view.brought, shown=len(view.values))
        if rest
        else None,
    )


def _cell(one: ReceiptValue, asked: str) -> Component:
    """Where it stood; of what was typed on a page there is no cell but the part of the value."""
    where, field = f"{one.sheet}!{one.cell}", field_word(one.sheet, one.cell)
    place = html.Span(field, title=one.cell) if field else html.Code(where)
    if where != asked:
        return place
    return html.Span([place, html.Span("所查", className="tag tag-indicative here")])


ACTIONS = {"new": "新报", "revised": "修订", "unchanged": "未变", "withdrawn": "撤回"}
