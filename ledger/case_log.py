"""Case events, in the order they were kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cases.events import CaseEvent
from ledger.content import dump, load
from ledger.tables.cases import case_events
from ledger.tables.chain import audit
from ledger.unit import Reading, Unit


def append(unit: Unit, events: Sequence[CaseEvent]) -> None:
    """Keep what happened to cases."""
    unit.add(case_events, [_row(event) for event in events])


def events(reading: Reading, case: str | None = None) -> tuple[CaseEvent, ...]:
    """Events of all cases, or of one, up to the head."""
    query = (
        select(case_events.c.content)
        .join(audit, audit.c.unit == case_events.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, case_events.c.id)
    )
    if case is not None:
        query = query.where(case_events.c.case == case)
    return tuple(load(CaseEvent, text) for text in reading.connection.execute(query).scalars())


def _row(event: CaseEvent) -> dict[str, Any]:
    return {
        "case": event.case,
        "kind": event.kind,
        "step": str(event.step),
        "at": event.at,
        "actor": event.actor,
        "office": event.office,
        "subject": event.subject,
        "text": event.text,
        "due": event.due,
        "content": dump(CaseEvent, event),
    }
