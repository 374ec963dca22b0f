"""What was done, by its action: the links of the audit chain that say so."""

from __future__ import annotations

from sqlalchemy import select

from ledger.audit import AuditRow
from ledger.tables.chain import audit
from ledger.unit import Reading


def links_of(reading: Reading, action: str) -> tuple[AuditRow, ...]:
    """Every link of an action up to the head, oldest first."""
    query = select(*(audit.c[name] for name in AuditRow.__dataclass_fields__))
    chosen = query.where(audit.c.action == action, audit.c.seq <= reading.head)
    rows = reading.connection.execute(chosen.order_by(audit.c.seq))
    return tuple(AuditRow(*row) for row in rows)
