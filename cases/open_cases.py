"""A lagging verdict becomes a supervised case; only later evidence closes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.events import CaseEvent, CaseState, Step
from cases.kinds import CaseKind
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod
from targets.assessment import Assessment, AssessmentRun
from targets.model import Plan, Target
from targets.wording import headline


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
    by_subject = {state.subject: state for state in known}
    targets = {target.id: target for target in around.plan.targets}
    events = []
    for verdict in run.assessments:
        target = targets[verdict.target_id]
        for kind in around.kinds:
            event = _event(run, verdict, target, kind, by_subject, around)
            if event is not None:
                events.append(event)
    return tuple(events)


def _event(
    run: AssessmentRun,
    verdict: Assessment,
    target: Target,
    kind: CaseKind,
    known: dict[str, CaseState],
    around: Circumstances,
) -> CaseEvent | None:
    state = known.get(f"target:{target.id}")
    step = _step(verdict, kind, state)
    if step is None or not target.leads:
        return None
    opening = step is not Step.CLOSE
    due = around.calendar.add(around.today, kind.answer_within_working_days) if opening else None
    return CaseEvent(
        case=state.case if state else f"{kind.id}/{target.id}",
        kind=kind.id,
        step=step,
        at=around.now,
        actor=around.actor,
        office=target.leads[0],
        subject=f"target:{target.id}",
        text=_text(verdict, target, kind, step, due, around),
        due=due,
        evidence=f"run:{run.id}",
        cooperating=(*target.leads[1:], *target.cooperating),
    )


def _step(verdict: Assessment, kind: CaseKind, state: CaseState | None) -> Step | None:
    """What the verdict asks of the case, None when it already stands so."""
    if verdict.consequence in kind.opens.consequences:
        if state is None:
            return Step.OPEN
        return None if state.is_open else Step.REOPEN
    if state is None or not state.is_open:
        return None
    cleared = verdict.level in kind.closes.levels and verdict.belief in kind.closes.beliefs
    return Step.CLOSE if cleared else None


def _text(
    verdict: Assessment,
    target: Target,
    kind: CaseKind,
    step: Step,
    due: date | None,
    around: Circumstances,
) -> str:
    pattern = {
        Step.OPEN: kind.text.open,
        Step.REOPEN: kind.text.reopen,
        Step.CLOSE: kind.text.close,
    }[step]
    return pattern.format(
        target=target.name,
        level=verdict.level.label,
        why=headline(verdict.why),  # the run that is its evidence keeps the whole sentence
        office=around.plan.office(target.leads[0]).name,
        due=f"{due.month}月{due.day}日" if due else "",
        period=ReportingPeriod.parse(verdict.period).label,
    )
