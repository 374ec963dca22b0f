"""Moments as people here read them."""

from __future__ import annotations

from datetime import date, datetime

from dash.development.base_component import Component

from dashboards.components import html
from desk.handle import SHANGHAI

UNKNOWN = "节假日未公布"
"""What stands beside a due date in a year whose working days are not published."""


def due_day(day: date, *, known: bool) -> Component:
    """A due date; where the year's calendar is not published, that it may still change."""
    note = [] if known else [html.Small(UNKNOWN)]
    return html.Span([day.isoformat(), *note], className="nowrap")


def day_of(at: datetime) -> str:
    """The day of a moment in Shanghai, ISO."""
    return at.astimezone(SHANGHAI).date().isoformat()


def moment(at: datetime, *, seconds: bool = False) -> Component:
    """A moment in Shanghai time; the ledger keeps UTC."""
    local = at.astimezone(SHANGHAI)
    text = local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
    return html.Time(text, dateTime=local.isoformat(), className="moment")
