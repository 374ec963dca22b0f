"""From a number to where it came from: its receipt, opened at its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import html, notices
from dashboards.components.punctuation import VERBATIM
from dashboards.components.tables import card, facts
from dashboards.components.times import moment
from dashboards.words import say

if TYPE_CHECKING:
    from desk.views import Origin


def href(receipt: str, sheet: str, cell: str) -> str:
    """The receipt's page, with the number that stands in this cell on top."""
    return Address(f"/receipts/{segment(receipt)}", {"sheet": sheet, "cell": cell}).href()


def number(text: str, where: tuple[str, str, str], *, linked: bool) -> Component:
    """A number as a link to its cell; `where` is receipt, sheet, cell. Plain text without a way."""
    receipt, sheet, cell = where
    if not (linked and receipt and cell):
        return html.Span(text)
    return dcc.Link(
        text,
        href=href(receipt, sheet, cell),
        className="origin",
        title=say("出处 {sheet}!{cell}", sheet=sheet, cell=cell),
    )


def cell_link(where: tuple[str, str, str], *, linked: bool) -> Component:
    """The cell's own address as a link; plain text for whoever may not open the receipt."""
    receipt, sheet, cell = where
    if not receipt:
        return html.Span("—")
    text = f"{sheet}!{cell}" if cell else "回执"
    if not linked:
        return html.Span(text, className="cell-link quiet")
    to = href(receipt, sheet, cell) if cell else f"/receipts/{segment(receipt)}"
    return dcc.Link(
        text, href=to, className="cell-link", title=say("回执 {receipt}", receipt=receipt)
    )


def origin_card(found: Origin | None, sheet: str, cell: str) -> Component:
    """The number of one cell: file, sheet, cell, receipt and the check that let it in."""
    if found is None:
        what = say("这份来件里“{sheet}!{cell}”没有入账的数值", sheet=sheet, cell=cell)
        return notices.notice("empty", what, "下面列出这份来件的全部入账数值。")
    return card(
        "这个数的来处",
        facts(
            [
                ("数", html.Strong(f"{found.part} {found.number}")),
                ("指标", _indicator(found)),
                ("填报原文", html.Span(found.printed, className=VERBATIM)),
                ("文件", html.Span(found.file, className=VERBATIM)),
                ("工作表", html.Span(found.sheet, className=VERBATIM)),
                ("单元格", html.Code(found.cell)),
                ("回执", html.Code(found.receipt)),
                ("报送", html.Span([f"{found.post} ", moment(found.at)])),
                ("核验", _checked(found)),
            ]
        ),
        className="origin-card",
    )


def _indicator(found: Origin) -> Component:
    to = Address(f"/indicators/{segment(found.indicator)}", {"area": found.area}).href()
    where = f" · {found.area_name} · {found.period}"
    return html.Span([dcc.Link(found.indicator_name, href=to), where])


def _checked(found: Origin) -> Component:
    if found.judged is None:
        return html.Span("还没有核验")
    to = f"/files/data-docs/{segment(found.receipt)}"
    record = html.A("核验记录", href=to)
    return html.Span([moment(found.judged), " 规则 ", html.Code(found.suite), " ", record])
