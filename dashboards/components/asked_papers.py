"""Papers written on demand: what can be had now, each format a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html
from dashboards.components.tables import Cell, card, table
from dashboards.words import say

if TYPE_CHECKING:
    from desk.asked_papers import Offer
    from observations.period import ReportingPeriod

ABOUT = "按此刻的台账现写现给,不归档;带图的要等几秒"


def offered(offers: tuple[Offer, ...], title: str = "随用随写的文书") -> list[Component]:
    """One line a paper and period, newest first; nothing when nothing can be written yet."""
    rows: list[list[Cell]] = [
        [say(one.name), html.Span(say(period.label), className="nowrap"), _links(one, period)]
        for one in offers
        for period in one.periods
    ]
    if not rows:
        return []
    return [card(title, table(["文书", "报告期", "下载"], rows), aside=ABOUT)]


def _links(one: Offer, period: ReportingPeriod) -> Component:
    where = f"office/{segment(one.office)}" if one.office else one.kind
    links = [
        html.A(
            form,
            href=f"/files/written/{where}/{period}.{form}",
            className="button small",
            title=f"{say(one.name)} {say(period.label)} {form}",
        )
        for form in one.formats
    ]
    return html.Div(links, className="buttons")
