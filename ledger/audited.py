"""What was done, by its action: the links of the audit chain that say so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from ledger.audit import AuditRow
from ledger.tables.chain import audit
from ledger.unit import Reading


def links_of(reading: Reading, action: str) -> tuple[AuditRow, ...]:
    """Every link of an action up to the head, oldest first."""
    query = select(*(audit.c[name] for name in AuditRow.__dataclass_fields__))
    chosen = query.where(audit.c.action == action, audit.c.seq <= reading.head)
    rows = reading.connection.execute(chosen.order_by(audit.c.seq))
    return tuple(AuditRow(*row) for row in rows)


def last_of(reading: Reading, action: str) -> dict[str, datetime]:
    """When each post did `action` last, up to the head; without those who never did."""
    last = select(audit.c.actor, func.max(audit.c.recorded_at))
    chosen = last.where(audit.c.action == action, audit.c.seq <= reading.head)
    rows = reading.connection.execute(chosen.group_by(audit.c.actor))
    return {row[0]: row[1] for row in rows}
