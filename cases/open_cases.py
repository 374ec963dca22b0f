"""A lagging verdict becomes a supervised case; only later evidence closes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from cases.events import CaseEvent, CaseState, Part, Step
from cases.kinds import CaseKind
from cases.machine import Hand
from cases.taking import Taking, next_event
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod
from targets.assessment import Assessment, AssessmentRun
from targets.model import Plan, Target
from targets.wording import headline

REVISIONS, OBSERVED = "revisions", "observed_period"
"""Fields of a system's event: what the verdict behind it was read from."""
SYSTEM = Hand(frozenset(), frozenset({Part.SYSTEM}))


@dataclass(frozen=True)
class Circumstances:
    """Who acts, when, under which plan, kinds and calendar."""

    plan: Plan
    kinds: Sequence[CaseKind]
    calendar: WorkingDays
    actor: str
    now: datetime
    today: date


def open_cases(
    run: AssessmentRun, known: Iterable[CaseState], around: Circumstances
) -> tuple[CaseEvent, ...]:
    """Events that `run` causes: open, reopen or close; nothing twice for one run.

    One target has at most one case for ever: lagging again reopens it. Running the same run
    again causes nothing, because the case already stands as it asks.
    """
    by_subject = {(state.kind, state.subject): state for state in known}
    targets = {target.id: target for target in around.plan.targets}
    kinds = [kind for kind in around.kinds if kind.opens.by == "assessment"]
    events = []
    for verdict in run.assessments:
        target = targets[verdict.target_id]
        for kind in kinds:
            state = by_subject.get((kind.id, f"target:{target.id}"))
            step = _step(verdict, kind, state)
            if step is not None and target.leads:
                events.append(_event(run, verdict, kind, _About(target, state, step), around))
    return tuple(events)


@dataclass(frozen=True)
class _About:
    target: Target
    state: CaseState | None
    step: Step


def _event(
    run: AssessmentRun, verdict: Assessment, kind: CaseKind, about: _About, around: Circumstances
) -> CaseEvent:
    target, step = about.target, about.step
    by = Taking(around.actor, SYSTEM, around.now, around.calendar)
    due = _due(kind, step, around)
    said: dict[str, Any] = {
        "text": _text(verdict, target, kind, step, due, around),
        "due": due,
        "evidence": f"run:{run.id}",
        "evidence_sha256": _sha256(verdict),
        "edition": kind.edition,
        "title": target.name,
        "area": target.area,
        "fields": {
            REVISIONS: " ".join(verdict.lineage),
            OBSERVED: verdict.observed_period or "",
        },
        "part": str(Part.SYSTEM),
    }
    if step in (Step.OPEN, Step.REOPEN):
        said |= {"office": target.leads[0]}
        said |= {"cooperating": (*target.leads[1:], *target.cooperating)}
    if about.state is not None:
        return next_event(about.state, step, by, **said)
    name, subject = f"{kind.id}/{target.id}", f"target:{target.id}"
    return CaseEvent(
        case=name, kind=kind.id, step=step, at=by.now, actor=by.actor, subject=subject, place=1,
        **said,
    )  # fmt: skip


def _due(kind: CaseKind, step: Step, around: Circumstances) -> date | None:
    days = {Step.CLOSE: kind.days.look_back, Step.LOOK_BACK: 0}.get(step, kind.days.answer)
    return around.calendar.add(around.today, days) if days else None


def _step(verdict: Assessment, kind: CaseKind, state: CaseState | None) -> Step | None:
    """What the verdict asks of the case, None when it already stands so."""
    if verdict.consequence in kind.opens.consequences:
        if state is None:
            return Step.OPEN
        return Step.REOPEN if state.cleared else None
    good = verdict.level in kind.closes.levels and verdict.belief in kind.closes.beliefs
    if state is None or not good or not _later(verdict, state):
        return None
    if state.is_open:
        return Step.CLOSE
    return None if state.cleared else Step.LOOK_BACK  # a leader's closing, borne out


def _later(verdict: Assessment, state: CaseState) -> bool:
    """True when the value was reported later than the last one that the case was judged by.

    An easier target, another rule or an older value that counts again clears no line, nor does
    the value that closed it before somebody reopened it.
    """
    judged = (one for one in reversed(state.events) if REVISIONS in one.fields)
    given = next(judged, None)
    if given is None:  # given before they were kept with it
        return True
    before, now = given.fields[REVISIONS].split(), verdict.lineage
    observed = given.fields[OBSERVED]
    if verdict.observed_period and observed and set(now) - set(before):
        newer = ReportingPeriod.parse(verdict.observed_period).end
        if newer > ReportingPeriod.parse(observed).end:
            return True
    return max(map(_order, now), default=(0, 0)) > max(map(_order, before), default=(0, 0))


def _order(revision: str) -> tuple[int, int]:
    """Revisions `unit-line` in the order they were kept."""
    unit, _, line = revision.partition("-")
    return (int(unit), int(line)) if unit.isdecimal() and line.isdecimal() else (0, 0)


def _sha256(verdict: Assessment) -> str:
    """Of the verdict that is the evidence, as canonical JSON."""
    text = json.dumps(asdict(verdict), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _text(
    verdict: Assessment,
    target: Target,
    kind: CaseKind,
    step: Step,
    due: date | None,
    around: Circumstances,
) -> str:
    patterns = {Step.OPEN: kind.text.open, Step.REOPEN: kind.text.reopen}
    return patterns.get(step, kind.text.close).format(
        title=target.name,
        level=verdict.level.label,
        why=headline(verdict.why),  # the run that is its evidence keeps the whole sentence
        office=around.plan.office(target.leads[0]).name,
        due=f"{due.month}月{due.day}日" if due else "",
        days=kind.days.answer,
        period=ReportingPeriod.parse(verdict.period).label,
    )
