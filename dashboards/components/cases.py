"""Supervised cases as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html
from dashboards.components.tables import card, table
from dashboards.components.times import due_day
from dashboards.words import say

if TYPE_CHECKING:
    from desk.views import CaseRow

COLOURS = {"蓝": "blue", "黄": "yellow", "橙": "orange", "红": "red"}


def days_words(days: int | None) -> Component:
    """Working days left, or how late."""
    if days is None:
        return html.Span("—")
    if days < 0:
        return html.Span(say("逾期 {count} 个工作日", count=-days), className="late")
    return html.Span(say("剩 {count} 个工作日", count=days), className="soon" if days <= 3 else "")


def case_mark(text: str, colour: str) -> Component:
    """A supervised item's step of the rule: the colour's word always stands there too."""
    name = COLOURS.get(colour, "plain")
    return html.Span(text, className=f"case-mark case-{name}")


def case_table(rows: Sequence[CaseRow], *, title: str = "督办事项") -> Component:
    """Cases with office, step and deadline."""
    body = [
        [
            html.Span(one.number, className="nowrap"),
            dcc.Link(one.title, href=f"/indicators/{segment(one.indicator)}?area={one.area}")
            if one.indicator
            else one.title,
            one.office_name,
            html.Span(
                [
                    one.step_label,
                    *([case_mark(one.colour, one.colour)] if one.colour else []),
                ]
            ),
            due_day(one.due, known=one.calendar_known) if one.due else "—",
            say("销号于 {closed}", closed=one.closed.isoformat())
            if one.closed
            else days_words(one.days_left),
        ]
        for one in rows
    ]
    return card(
        title,
        table(
            ["编号", "事项", "牵头单位", "状态", "时限", "剩余"],
            body,
            empty="没有督办事项。约束性指标滞后时由评估自动立项。",
        ),
    )
