"""Approved values against targets: one run per period, kept with everything to repeat it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from cases.events import CaseEvent
from cases.kinds import load_kinds
from cases.open_cases import Circumstances, open_cases
from desk.case_known import folded
from desk.case_told import case_facts
from desk.handle import Desk
from desk.keys import plan_keys
from desk.periods import require_finished, require_in_plan
from desk.plans import as_it_stood, in_period, keep_plan
from desk.rights import require_role
from desk.run_history import newest_period
from ledger import case_log, case_reads, facts, findings, milestones, plans, revisions, runs
from ledger.unit import Reading
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, AssessmentRun, Measured
from targets.rulebook import judging_rule

PUBLISHED_OFFICE = "published"


def assess_period(desk: Desk, actor: Actor, period: ReportingPeriod) -> AssessmentRun:
    """Judge every target for `period` from what is approved now; open, close, reopen cases.

    The same data, plan and rules give the same run: nothing is kept twice.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    require_finished(desk, period)
    keep_plan(desk, actor)
    desk = in_period(desk, period)
    with desk.ledger.read() as reading:
        run = _run(desk, reading, period, desk.now())
        latest = runs.latest_run(reading, str(period))
    if latest is not None and _says_the_same(latest, run):
        return latest
    with desk.ledger.write(actor, desk.now(), "assess", f"{period}/{run.id}") as unit:
        unit.lock_chain()  # two runs at once: no case twice, and the newer record wins
        latest = runs.latest_run(unit.reading(), str(period))
        if latest is not None and (latest.head > run.head or _says_the_same(latest, run)):
            return latest
        if runs.store_run(unit, run):
            events = _caused(desk, actor, unit.reading(), run)
            case_log.append(unit, events)
            facts.store(unit, case_facts(desk, events))
    return run


def _caused(
    desk: Desk, actor: Actor, reading: Reading, run: AssessmentRun
) -> tuple[CaseEvent, ...]:
    """Case events of a run; judging an old period again changes no case."""
    newest = ReportingPeriod.parse(newest_period(reading) or run.period)
    if newest.end > ReportingPeriod.parse(run.period).end:
        return ()
    around = Circumstances(
        desk.plan, load_kinds(), desk.calendar, actor.post, desk.now(), desk.today()
    )
    subjects = [f"target:{one.target_id}" for one in run.assessments]
    return open_cases(run, folded(reading, case_reads.about(reading, subjects)), around)


@dataclass(frozen=True)
class Terms:
    """What an assessment asks for beside the plan's own settings; all empty: nothing.

    `rule` names another rule file, `pace_origin` another first day of the pace; `final` is the
    evaluation after the plan's end, of measured values only.
    """

    rule: str = ""
    pace_origin: date | None = None
    final: bool = False

    @property
    def ordinary(self) -> bool:
        """True when the plan's own settings decide everything."""
        return self == Terms()


_ORDINARY = Terms()


def what_was_known(
    desk: Desk, period: ReportingPeriod, moment: datetime, terms: Terms = _ORDINARY
) -> AssessmentRun:
    """The verdicts as they would have stood at `moment`, by the plan then; nothing is kept."""
    then = in_period(as_it_stood(desk, moment), period)
    require_in_plan(then, period)
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        return _run(then, reading, period, moment, terms)


def measured(desk: Desk, reading: Reading) -> tuple[Measured, ...]:
    """Approved values of the plan's indicators and areas as the targets room takes them.

    A value is doubted while a warning against it stands that nobody answered (属实).
    """
    frame = revisions.as_of(reading, keys=plan_keys(desk.plan))
    doubts = findings.doubts(reading, frame.filter(frame["doubted"])["receipt"].unique())
    return tuple(
        Measured(
            indicator=row["indicator"],
            area=row["area"],
            period=row["period"],
            value=row["value"],
            revision=row["revision"],
            receipt=row["receipt"],
            sheet=row["sheet"],
            cell=row["cell"],
            decimals=row["decimals"] if row["decimals"] is not None else 2,
            doubted=bool(row["doubted"])
            and (row["receipt"], row["indicator"], row["area"]) in doubts,
            demo=desk.is_demo and row["office"] != PUBLISHED_OFFICE,
            numerator=row["numerator"],
            denominator=row["denominator"],
        )
        for row in frame.iter_rows(named=True)
    )


def assess_otherwise(desk: Desk, period: ReportingPeriod, terms: Terms) -> AssessmentRun:
    """The verdicts from what is approved now on other terms; nothing is kept, no case moves."""
    require_finished(desk, period)
    return what_was_known(desk, period, desk.now(), terms)


def _run(
    desk: Desk,
    reading: Reading,
    period: ReportingPeriod,
    moment: datetime,
    terms: Terms = _ORDINARY,
) -> AssessmentRun:
    rule = judging_rule(terms.rule or desk.plan.rule)
    values = measured(desk, reading)
    verdicts = assess(
        desk.plan,
        values,
        plans.baselines(reading),
        period,
        today=moment.date(),
        milestones=milestones.milestones(reading),
        rule=rule,
        pace_origin=terms.pace_origin,
        final=terms.final,
    )
    return AssessmentRun(
        id=f"{_run_id(desk, period, rule.id, verdicts)}-{reading.head}",
        period=str(period),
        as_of=moment.isoformat(),
        head=reading.head,
        rule_version=rule.id,
        plan_version=desk.plan.version,
        today=moment.date(),
        assessments=verdicts,
    )


def _says_the_same(one: AssessmentRun, other: AssessmentRun) -> bool:
    """Equal verdicts under equal rules; an id ends with the head it was read at."""
    return one.id.rpartition("-")[0] == other.id.rpartition("-")[0]


def _run_id(
    desk: Desk, period: ReportingPeriod, rule: str, verdicts: tuple[Assessment, ...]
) -> str:
    """Content decides: equal verdicts under equal rules begin alike."""
    content = [str(period), desk.plan.version, rule, [asdict(v) for v in verdicts]]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return f"{period}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
