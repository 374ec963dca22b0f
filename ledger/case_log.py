"""Case events, in the order they were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from cases.events import CaseEvent
from ledger.content import dump, load
from ledger.tables.cases import case_events, case_places
from ledger.tables.chain import audit
from ledger.unit import Reading, Unit
from observations.errors import Refused

_AT_ONCE = 10_000  # of one query's parameters; PostgreSQL takes 65,535


def append(unit: Unit, events: Sequence[CaseEvent]) -> None:
    """Keep what happened to cases, each event at the next place of its case.

    `Refused` when somebody has taken a step since the writer looked: an event's `place` says
    what it was written after, and no two stand at one place.
    """
    if not events:
        return
    unit.lock_chain()  # two steps at once: the second sees the first
    counted = _counts(unit.reading(), {one.case for one in events})
    for event in events:
        counted[event.case] += 1
        if event.place != counted[event.case]:
            raise _overtaken(event)
    numbers = unit.add(case_events, [_row(event) for event in events])
    for number, event in zip(numbers, events, strict=True):
        if unit.add_once(case_places, _place(number, event)) is None:
            raise _overtaken(event)


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


def _counts(reading: Reading, cases: Iterable[str]) -> Counter[str]:
    """How many steps each case has; none were kept with a place before places were."""
    names, found = sorted(cases), Counter[str]()
    for start in range(0, len(names), _AT_ONCE):
        query = (
            select(case_events.c.case, func.count())
            .where(case_events.c.case.in_(names[start : start + _AT_ONCE]))
            .group_by(case_events.c.case)
        )
        found.update(dict(reading.connection.execute(query).all()))
    return found


def _overtaken(event: CaseEvent) -> Refused:
    return Refused(
        f"督办“{event.title or event.case}”另有人刚办过,这一步({event.step})没有记入",
        cure="看过最新的一步再办",
    )


def _place(number: int, event: CaseEvent) -> dict[str, Any]:
    shown = event.evidence_sha256
    return {"case": event.case, "place": event.place, "event": number, "evidence_sha256": shown}


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
