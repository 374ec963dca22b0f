"""Moments as people here read them."""

from __future__ import annotations

from datetime import datetime

from dash import html
from dash.development.base_component import Component

from desk.handle import SHANGHAI


def moment(at: datetime, *, seconds: bool = False) -> Component:
    """A moment in Shanghai time; the ledger keeps UTC."""
    local = at.astimezone(SHANGHAI)
    text = local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
    return html.Time(text, dateTime=local.isoformat(), className="moment")
