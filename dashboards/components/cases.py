"""Supervised cases as a table, and their colours: always with the word and a shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from cases.events import TURN, Standing
from dashboards.address import segment
from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.components.tables import card, table
from dashboards.components.times import due_day
from dashboards.words import say

if TYPE_CHECKING:
    from cases.kinds import CaseKind
    from desk.views import CaseRow

COLOURS = {"蓝": "blue", "黄": "yellow", "橙": "orange", "红": "red"}
SHAPES = {"蓝": "◆", "黄": "▲", "橙": "▼", "红": "■"}


def days_words(days: int | None) -> Component:
    """Working days left, or how late."""
    if days is None:
        return html.Span("—")
    if days < 0:
        return html.Span(say("逾期 {count} 个工作日", count=-days), className="late")
    return html.Span(say("剩 {count} 个工作日", count=days), className="soon" if days <= 3 else "")


def case_mark(text: str, colour: str, *more: str) -> Component:
    """A supervised item's colour: its word always stands there too, and its shape."""
    name = COLOURS.get(colour, "plain")
    sign = [html.Span(SHAPES[colour], className="shape", **aria(hidden="true"))] if colour else []
    return html.Span([*sign, text, *more], className=f"case-mark case-{name}")


def coloured(colour: str, text: str) -> list[Component]:
    """A colour with what it means; nothing where there is none."""
    return [case_mark(colour, colour, " ", text)] if colour else []


def turn_words(standing: Standing, kind: CaseKind) -> str:
    """Whose turn it is; nobody's while only later data can close it, or once it is closed."""
    if standing is Standing.CLOSED:
        return ""
    if standing is Standing.VERIFIED and kind.by_evidence:
        return "等其后的数据"
    return say("轮到{part}", part=TURN[standing].label)


def case_href(number: str) -> str:
    """The page of a case, by its printed number."""
    return f"/cases/{segment(number)}"


def case_link(number: str, word: str = "") -> Component:
    """The way to a case's page."""
    return dcc.Link(word or number, href=case_href(number), className="nowrap")


def case_table(
    rows: Sequence[CaseRow], *, title: str = "督办事项", aside: Component | None = None
) -> Component:
    """Cases with office, standing and deadline, each with the way to its page."""
    body = [
        [
            case_link(one.number),
            dcc.Link(one.title, href=f"/indicators/{segment(one.indicator)}?area={one.area}")
            if one.indicator
            else dcc.Link(one.title, href=case_href(one.number)),
            one.office_name,
            html.Span([one.standing or one.step_label, *coloured(one.colour, one.colour_text)]),
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
        aside=aside,
    )
