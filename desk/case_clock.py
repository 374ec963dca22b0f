"""The daily clock of cases: reminders, escalation, 调度 and 回头看, each said once, to a post.

What is told on a day goes by how each case stood when the day began: run at any hour, late or
twice, it says the same. A day that was missed is made good by the next run, with its own date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cases.events import Part
from cases.kinds import CaseKind, load_kinds
from cases.stages import Stage, look
from desk.handle import Desk
from desk.rates import names_ever
from desk.rights import require_role
from ledger import case_reads, facts
from ledger.case_reads import Stood
from ledger.facts import AlertFact
from observations.calendar import WorkingDays
from observations.identity import Actor, Role

TITLES: Mapping[str, str] = {
    "due": "督办提醒",
    "unsigned": "督办未签收",
    "late": "督办逾期",
    "review": "督办调度",
    "look_back": "督办回头看",
}
"""What is said, by the beginning of a stage's key."""
_LOUD = frozenset({"unsigned", "late"})


def tell_stages(desk: Desk, actor: Actor) -> tuple[AlertFact, ...]:
    """Say what every case reached up to today and was not said; what is new, oldest case first."""
    require_role(actor, Role.DESK, Role.ADMIN)
    today, kinds = desk.today(), {one.id: one for one in load_kinds()}
    with desk.ledger.read() as reading:
        rows = case_reads.to_look_at(reading, today)
        names = names_ever(desk, reading) if rows else {}
    calendar = _remembering(desk.calendar)
    seen = [_seen(one, kinds[one.kind], calendar, today) for one in rows]
    told = [_fact(desk, names, one.row, stage) for one in seen for stage in one.stages]
    marks = [(one.row, today, one.next) for one in seen]
    if not told:
        if marks:
            with desk.ledger.step() as connection:
                case_reads.looked_at(connection, marks)
        return ()
    with desk.ledger.write(actor, desk.now(), "case.tell", str(today)) as unit:
        unit.lock_chain()  # two clocks at once say nothing twice
        new = facts.store_many(unit, told)
        case_reads.looked_at(unit.connection, marks)
    return new


@dataclass(frozen=True)
class _Seen:
    """One standing: the stages it reached by today, and the day of the next one."""

    row: Stood
    stages: tuple[Stage, ...]
    next: date | None


def _seen(row: Stood, kind: CaseKind, calendar: WorkingDays, today: date) -> _Seen:
    end = min(row.until or today, today)
    stages, next_ = look(row, kind, calendar, (row.told_until, end))
    if next_ is not None and row.until is not None and next_ > row.until:
        next_ = None
    return _Seen(row, stages, next_)


def _fact(desk: Desk, names: Mapping[str, str], row: Stood, stage: Stage) -> AlertFact:
    office = row.office if stage.to is Part.OFFICE else ""
    word = next(one for one in TITLES if stage.key.startswith(one))
    late = stage.to is Part.OFFICE and row.due is not None and stage.day > row.due
    due = f"(时限 {row.due})" if row.due and row.is_open else ""
    whose = "" if office else f"{names.get(row.office, row.office)} "
    return AlertFact(
        kind="case",
        subject=row.case,
        key=f"stage/{stage.key}",
        severity="warning" if word in _LOUD or late else "info",
        body={
            "title": TITLES[word],
            "office": office,
            "office_name": names.get(office, ""),
            "lines": [f"{stage.day} {whose}{row.printed}“{row.title}”:{stage.text}{due}"],
            "to": "" if office else str(stage.to),
            "path": f"/cases/{row.printed}",
            "demo": desk.is_demo,
        },
    )


@dataclass(frozen=True)
class _Remembering(WorkingDays):
    """A calendar that counts from a day but once: thousands of cases share their deadlines."""

    known: dict[tuple[date, int], date] = field(default_factory=dict, compare=False)

    def add(self, day: date, n: int) -> date:
        """As the calendar says, looked up when it was asked before."""
        found = self.known.get((day, n))
        if found is None:
            found = self.known[day, n] = super().add(day, n)
        return found


def _remembering(calendar: WorkingDays) -> _Remembering:
    return _Remembering(calendar.overrides, calendar.years, calendar.version)
