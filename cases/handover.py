"""What an office that ended had to put right goes to its successor, as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cases.events import CaseEvent, CaseState, Part, Step
from cases.follow import SYSTEM, Followed
from cases.kinds import CaseKind
from cases.taking import Taking, next_event


@dataclass(frozen=True)
class Heir:
    """Who has the duties of an office that ended, from `since` on, both with their names."""

    name: str
    office: str
    office_name: str
    since: date


def hand_over(
    known: Iterable[CaseState],
    heirs: Mapping[str, Heir],
    kinds: Mapping[str, CaseKind],
    by: Followed,
    edition: str,
) -> tuple[CaseEvent, ...]:
    """改派 by the system of every open case that an office of `heirs` leads or cooperates in.

    Standing and deadlines stay as they are (`events.handed_over`); asked again it does nothing.
    `edition` is the version of the plan that says so, the evidence of the step.
    """
    return tuple(
        _handed(one, heirs, kinds[one.kind], by, edition)
        for one in known
        if one.is_open and heirs.keys() & {one.office, *one.cooperating}
    )


def _handed(
    state: CaseState,
    heirs: Mapping[str, Heir],
    kind: CaseKind,
    by: Followed,
    edition: str,
) -> CaseEvent:
    office = heirs[state.office].office if state.office in heirs else state.office
    helping = [heirs[one].office if one in heirs else one for one in state.cooperating]
    gone = [heirs[one] for one in (state.office, *state.cooperating) if one in heirs]
    told = ";".join(
        f"{one.name}自{one.since.isoformat()}起不再保留,职责由{one.office_name}承担" for one in gone
    )
    return next_event(
        state,
        Step.REASSIGN,
        Taking(by.actor, SYSTEM, by.now, by.calendar),
        text=f"{told}。由其接办,办理情况和时限不变(方案版本 {edition[:12]})。",
        office=office,
        cooperating=tuple(one for one in dict.fromkeys(helping) if one != office),
        evidence=f"plan:{edition}",
        evidence_sha256=edition,
        edition=kind.edition,
        part=str(Part.SYSTEM),
    )
