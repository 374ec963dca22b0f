"""Settings that people change at work (calendar overrides, recipients): versions, kept."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from ledger.content import text_of
from ledger.tables.chain import audit
from ledger.tables.work import preferences
from ledger.unit import Reading, Unit


def put(unit: Unit, name: str, value: Any) -> None:
    """Keep `value` (anything JSON can say) as the next version of `name`."""
    unit.lock_chain()
    last = select(func.coalesce(func.max(preferences.c.version), 0))
    number = unit.connection.execute(last.where(preferences.c.name == name)).scalar_one()
    row = {"name": name, "version": int(number) + 1, "value": text_of(value)}
    unit.add(preferences, [row | {"post": unit.actor.post}])


def value(reading: Reading, name: str, default: Any = None) -> Any:
    """The value that counts at the head."""
    query = (
        select(preferences.c.value)
        .join(audit, audit.c.unit == preferences.c.unit)
        .where(preferences.c.name == name, audit.c.seq <= reading.head)
        .order_by(preferences.c.version.desc())
        .limit(1)
    )
    text = reading.connection.execute(query).scalar_one_or_none()
    return default if text is None else json.loads(text)
