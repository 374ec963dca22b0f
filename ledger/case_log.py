"""Case events, in the order they were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from cases.events import CaseEvent, Step
from ledger import case_standing
from ledger.case_standing import Kept
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
    before = _before(unit, {one.case for one in events})
    counted = Counter({case: len(kept) for case, kept in before.items()})
    for event in events:
        counted[event.case] += 1
        if event.place != counted[event.case]:
            raise _overtaken(event)
    rows = [_row(event) for event in events]
    numbers = unit.add(case_events, rows)
    for number, event in zip(numbers, events, strict=True):
        if unit.add_once(case_places, _place(number, event)) is None:
            raise _overtaken(event)
    now = [(n, load(CaseEvent, row["content"])) for n, row in zip(numbers, rows, strict=True)]
    case_standing.follow(unit, before, now)


def events(
    reading: Reading,
    case: str | None = None,
    *,
    cases: Collection[str] | None = None,
    steps: Collection[Step] = (),
) -> tuple[CaseEvent, ...]:
    """Events up to the head: of all cases, of one or of some; of all steps, or only of these."""
    query = (
        select(case_events.c.content)
        .join(audit, audit.c.unit == case_events.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, case_events.c.id)
    )
    if case is not None:
        query = query.where(case_events.c.case == case)
    if steps:
        query = query.where(case_events.c.step.in_(sorted(map(str, steps))))
    if cases is None:
        return tuple(load(CaseEvent, text) for text in reading.connection.execute(query).scalars())
    names, found = sorted(cases), list[CaseEvent]()
    for start in range(0, len(names), _AT_ONCE):
        some = query.where(case_events.c.case.in_(names[start : start + _AT_ONCE]))
        found += [load(CaseEvent, text) for text in reading.connection.execute(some).scalars()]
    return tuple(found)


def _before(unit: Unit, cases: Collection[str]) -> dict[str, list[Kept]]:
    """What happened to the cases so far, this unit's own last; it holds the chain."""
    names, found = sorted(cases), dict[str, list[Kept]]()
    for start in range(0, len(names), _AT_ONCE):
        query = (
            select(case_events.c.case, case_events.c.id, case_events.c.content)
            .outerjoin(audit, audit.c.unit == case_events.c.unit)
            .where(case_events.c.case.in_(names[start : start + _AT_ONCE]))
            .order_by(audit.c.seq.is_(None), audit.c.seq, case_events.c.id)
        )
        for row in unit.connection.execute(query):
            found.setdefault(row.case, []).append((row.id, load(CaseEvent, row.content)))
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
