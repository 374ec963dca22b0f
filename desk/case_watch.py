"""Forms that do not come and findings nobody answers, followed as cases until approved."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from cases.events import CaseEvent, CaseState
from cases.follow import Cleared, Followed, Left, follow
from cases.kinds import CaseKind, load_kinds
from desk.case_handover import hand_over_cases
from desk.case_known import folded
from desk.case_told import case_facts
from desk.handle import Desk
from desk.rates import names_ever, rates
from desk.rights import require_role
from expectations.reporting import FormTimeliness
from ledger import approvals, case_log, case_reads, facts, receipts
from ledger.findings import FindingRow, open_findings
from ledger.unit import Reading
from observations.calendar import shanghai_day
from observations.identity import Actor, Role

FORM, DATA = "form", "data"
_SUBJECTS = {"missing_form": FORM, "open_finding": DATA}


def watch_cases(desk: Desk, actor: Actor) -> tuple[CaseEvent, ...]:
    """What is late or doubted too long becomes a case; what was approved since closes its case.

    Before that, cases of offices that ended go to their successors. Everything due up to now: a
    second call of the same moment does nothing.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    return (*hand_over_cases(desk, actor), *_watched(desk, actor))


def _watched(desk: Desk, actor: Actor) -> tuple[CaseEvent, ...]:
    with desk.ledger.read() as reading:
        if not _wanted(desk, actor, reading):
            return ()
    with desk.ledger.write(actor, desk.now(), "case.watch") as unit:
        unit.lock_chain()  # two watches at once: no case twice
        events = _wanted(desk, actor, unit.reading())
        case_log.append(unit, events)
        facts.store(unit, case_facts(desk, events))
    return events


def _wanted(desk: Desk, actor: Actor, reading: Reading) -> tuple[CaseEvent, ...]:
    by = Followed(actor.post, desk.now(), desk.today(), desk.calendar)
    seen = _Seen(
        desk, rates(desk, reading, desk.today()).forms, _doubted(reading), names_ever(desk, reading)
    )
    left = {FORM: seen.missing(), DATA: seen.bad()}
    events: list[CaseEvent] = []
    for kind in _kinds():
        name = _SUBJECTS[kind.opens.by]
        known = _concerned(reading, kind, seen, left[name])
        wanted = {one.subject.partition(":")[2] for one in known}
        mine = {f"{name}:{on}": o for on, o in _cleared(reading, seen, wanted).items()}
        events += follow(kind, left[name], mine, known, by)
    return tuple(events)


def _concerned(
    reading: Reading, kind: CaseKind, seen: _Seen, left: Collection[Left]
) -> tuple[CaseState, ...]:
    """Cases of the kind that may move: about what is left, or about a form that passed since.

    One that is open already stays as it is while it is left; one that evidence closed stays
    closed until it is left again.
    """
    again = {one.subject for one in left}
    passed = {f"{_SUBJECTS[kind.opens.by]}:{_about(one)}" for one in seen.forms if one.passed}
    found = case_reads.about(reading, again | passed)
    mine = [one for one in found if one.kind == kind.id]
    return folded(
        reading, [one for one in mine if one.subject in again or one.is_open or not one.cleared]
    )


def _kinds() -> tuple[CaseKind, ...]:
    return tuple(one for one in load_kinds() if one.opens.by in _SUBJECTS)


@dataclass(frozen=True)
class _Seen:
    """Every form that is due, and what stands unanswered, by office and period."""

    desk: Desk
    forms: tuple[FormTimeliness, ...]
    doubted: Mapping[str, list[FindingRow]]
    names: Mapping[str, str]

    def missing(self) -> list[Left]:
        """Forms whose day is over and that did not come."""
        late = [o for o in self.forms if not o.received and o.due.due < self.desk.today()]
        return [self._left(FORM, one, one.due.due, _not_come(one)) for one in late]

    def bad(self) -> list[Left]:
        """Forms that came and of which something is still wrong or unexplained."""
        left = []
        for one in self.forms:
            found = self.doubted.get(_about(one))
            if one.received and found:
                rules = "、".join(sorted({row.finding.rule for row in found}))
                since = min(shanghai_day(row.recorded_at) for row in found)
                why = f"{len(found)}处未改正、未说明({rules})。"
                left.append(self._left(DATA, one, since, why))
        return left

    def _left(self, name: str, form: FormTimeliness, since: date, why: str) -> Left:
        office, period = form.due.office, form.due.period
        named = self.names.get(office, office)
        return Left(
            subject=f"{name}:{_about(form)}",
            title=f"{named}{period.label}报表",
            office=office,
            office_name=named,
            area=_area(self.desk, office),
            why=why,
            since=since,
        )


def _not_come(form: FormTimeliness) -> str:
    day = form.due.due
    return f"应于{day.month}月{day.day}日前报送,至今没有收到合格的。"


def _about(form: FormTimeliness) -> str:
    return f"{form.due.office}/{form.due.period}"


def _area(desk: Desk, office: str) -> str:
    """The area the office reports about; of one that reports about several, the plan's own."""
    areas = {row.area for row in desk.plan.reporting if row.office == office}
    return areas.pop() if len(areas) == 1 else desk.plan.area


def _doubted(reading: Reading) -> dict[str, list[FindingRow]]:
    found: dict[str, list[FindingRow]] = {}
    for row in open_findings(reading):
        found.setdefault(f"{row.office}/{row.period}", []).append(row)
    return found


def _cleared(reading: Reading, seen: _Seen, wanted: Collection[str]) -> dict[str, Cleared]:
    """Of those wanted: approved by the desk, passed, and nothing left unexplained."""
    fit = {_about(one) for one in seen.forms if one.passed} & set(wanted) - set(seen.doubted)
    if not fit:
        return {}
    found = {}
    for row in approvals.submissions(reading, offices={one.partition("/")[0] for one in fit}):
        about = f"{row.office}/{row.period}"
        if row.state != "approved" or row.approved_at is None or about not in fit:
            continue
        brought = [receipts.get(reading, one) for one in row.receipts]
        hashes = "\n".join(sorted(one.source.sha256 for one in brought if one is not None))
        digest = hashlib.sha256(hashes.encode()).hexdigest()
        found[about] = Cleared(row.approved_at, f"receipts:{' '.join(row.receipts)}", digest)
    return found
