"""Moments as people write them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from observations.errors import UserError

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(written: str) -> datetime:
    """An aware moment from ISO text; a bare date means the end of that day in Shanghai."""
    try:
        parsed = datetime.fromisoformat(written)
    except ValueError:
        raise UserError(
            f"时刻“{written}”无法识别", cure="写成 2024-10-15 或 2024-10-15T09:00"
        ) from None
    if len(written) <= 10:
        parsed = datetime.combine(parsed.date(), time.max)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=SHANGHAI)


def today() -> date:
    """The day in Shanghai, for commands that open no ledger."""
    return datetime.now(SHANGHAI).date()
