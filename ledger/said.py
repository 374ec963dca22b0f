"""What was said of a subject and when: the facts of some kinds, by subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from ledger.tables.alerts import alert_facts
from ledger.tables.chain import audit
from ledger.unit import Reading


def said(reading: Reading, kinds: Collection[str]) -> Mapping[str, Mapping[str, datetime]]:
    """Per subject the keys of its facts of these kinds, each with the moment it was recorded."""
    query = (
        select(alert_facts.c.subject, alert_facts.c.key, audit.c.recorded_at)
        .join(audit, audit.c.unit == alert_facts.c.unit)
        .where(alert_facts.c.kind.in_(sorted(kinds)), audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    found: dict[str, dict[str, datetime]] = defaultdict(dict)
    for row in reading.connection.execute(query):
        found[row.subject].setdefault(row.key, row.recorded_at)
    return found
