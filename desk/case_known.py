"""Cases taken from the ledger one by one: folded are those that are asked for, not all."""

from __future__ import annotations

from collections.abc import Iterable

from cases.events import CaseState, states
from cases.kinds import CaseKind
from cases.taking import New
from ledger import case_log, case_reads
from ledger.case_reads import Stood
from ledger.case_wanted import Wanted
from ledger.unit import Reading


def folded(reading: Reading, found: Iterable[Stood]) -> tuple[CaseState, ...]:
    """These cases with all that happened to them, in order of opening."""
    order = {one.case: one.number for one in found}
    known = states(case_log.events(reading, cases=order))
    return tuple(sorted(known, key=lambda one: order[one.case]))


def beside(reading: Reading, new: New, kind: CaseKind) -> tuple[CaseState, ...]:
    """What a new case could be the same as, or be merged into, in order of opening."""
    found = {one.case: one for one in case_reads.about(reading, [new.subject])}
    found |= {one.case: one for one in case_reads.answers_for(reading, kind.id)}
    if kind.merges:
        at_work = Wanted(office=new.office, kinds=(kind.id,), shut=False)
        found |= {one.case: one for one in case_reads.in_order(reading, at_work)}
    return folded(reading, found.values())
