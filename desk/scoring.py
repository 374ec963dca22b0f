"""考核: what every office scores in a period, as known at any day, by the rule of that period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from desk.handle import SHANGHAI, Desk
from desk.rates import names_ever
from desk.score_facts import case_facts, form_facts, verdict_facts
from ledger import proposals, runs
from ledger.plans import stored_plan
from ledger.proposals import Proposal, Word
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.period import Frequency, ReportingPeriod
from targets.adjustments import in_force
from targets.assessment import AssessmentRun
from targets.model import Plan
from targets.score_rule import ScoreRule, kept_rule, load_score_rule
from targets.scores import Fact, OfficeScore, scores

RULE, OBJECTION = "score", "objection"
"""Kinds of what one post asks for and another decides on, as the ledger keeps them."""


@dataclass(frozen=True)
class Objection:
    """An office's objection to one matter, and what was decided; None while it waits."""

    key: str
    period: str
    office: str
    item: str
    matter: str
    label: str
    reason: str
    at: datetime
    decided: Word | None

    @property
    def upheld(self) -> bool:
        """True when the desk took it up: the matter is not counted."""
        return self.decided is not None and self.decided.decision == "approved"

    @property
    def state(self) -> str:
        """In a word."""
        return "待办理" if self.decided is None else "采纳" if self.upheld else "不采纳"


@dataclass(frozen=True)
class Scored:
    """A period's scores as known at the end of `day`.

    `until`: the last day on which an office may object. `names`: offices by id.
    """

    period: ReportingPeriod
    day: date
    run: AssessmentRun
    rule: ScoreRule
    facts: tuple[Fact, ...]
    offices: tuple[str, ...]
    found: tuple[OfficeScore, ...]
    names: Mapping[str, str]
    objections: tuple[Objection, ...]
    until: date

    @property
    def public(self) -> bool:
        """True when every office reads all: a rule's paper, its objections over and decided."""
        waiting = any(one.decided is None for one in self.objections)
        return self.told_in_paper and self.day > self.until and not waiting

    @property
    def told_in_paper(self) -> bool:
        """True for a period whose paper has the scores as an annex."""
        return self.period.frequency is Frequency.YEAR and "annual" in self.rule.papers


def scored(
    desk: Desk, period: ReportingPeriod, day: date | None = None, rule: ScoreRule | None = None
) -> Scored:
    """The scores of a quarter or a year; `rule` instead of the one in force for it, if given.

    `UserError` for another period or a day to come, `Refused` while nothing is assessed.
    """
    on = day or desk.today()
    if on > desk.today():
        raise UserError(f"{on} 还没有到", cure="写今天或以前的日期")
    moment = datetime.combine(on, time.max, SHANGHAI)
    with desk.ledger.read(desk.ledger.head_at(moment) if day else None) as reading:
        return scored_at(desk, reading, period, (on, rule))


def scored_at(
    desk: Desk, reading: Reading, period: ReportingPeriod, by: tuple[date, ScoreRule | None]
) -> Scored:
    """Like `scored`, at a reading's head; `by` = (the day, another rule)."""
    on, given = by
    run = _run(reading, period)
    plan = _plan(desk, reading, run)
    rule = given or rule_for(reading, period)
    told = objections(reading, period)
    lifted = {(o.office, o.item, o.matter): _lifted(o) for o in told if o.upheld}
    facts = tuple(
        replace(one, lifted=lifted.get((one.office, one.item, one.key), ""))
        for one in _facts(replace(desk, plan=plan), reading, (period, on, run), rule)
    )
    offices = (*(one.id for one in plan.offices),)
    former = sorted({one.office for one in facts} - {*offices})
    return Scored(
        period=period,
        day=on,
        run=run,
        rule=rule,
        facts=facts,
        offices=(*offices, *former),
        found=scores(facts, (*offices, *former), rule),
        names=names_ever(desk, reading),
        objections=told,
        until=desk.calendar.add(run.today, rule.objection_days),
    )


def periods_scored(reading: Reading) -> tuple[ReportingPeriod, ...]:
    """Years whose last quarter is assessed, then quarters; newest first."""
    assessed = [ReportingPeriod.parse(one.period) for one in runs.runs(reading)]
    quarters = {one for one in assessed if one.frequency is Frequency.QUARTER}
    years = {ReportingPeriod.parse(str(one.year)) for one in quarters if one.end.month == 12}
    return (*sorted(years, reverse=True), *sorted(quarters, reverse=True))


def rules(reading: Reading) -> tuple[ScoreRule, ...]:
    """Every rule that was let in up to the head, the product's own first."""
    asked = (one for one in proposals.every(reading) if one.asked.kind == RULE)
    let_in = [one.asked for one in asked if one.decided and one.decided.decision == "approved"]
    kept = [kept_rule(one.body["rule"]) for one in let_in]
    return (load_score_rule(), *sorted(kept, key=lambda one: one.version))


def rule_for(reading: Reading, period: ReportingPeriod) -> ScoreRule:
    """The newest rule in force on the period's first day: no period is judged by a later one."""
    return [one for one in rules(reading) if one.since is None or one.since <= period.start][-1]


def objections(reading: Reading, period: ReportingPeriod) -> tuple[Objection, ...]:
    """Every objection to the period's scores, oldest first; those decided stay for ever."""
    mine = [one for one in proposals.every(reading) if one.asked.kind == OBJECTION]
    found = [_objection(one) for one in reversed(mine)]
    return tuple(one for one in found if one.period == str(period))


def _objection(one: Proposal) -> Objection:
    body = one.asked.body
    about = {name: str(body[name]) for name in ("period", "office", "item", "matter", "label")}
    return Objection(
        key=one.asked.key, reason=one.asked.text, at=one.asked.at, decided=one.decided, **about
    )


def _lifted(one: Objection) -> str:
    return f"异议 {one.key} 采纳:{one.decided.text if one.decided else ''}"


def _run(reading: Reading, period: ReportingPeriod) -> AssessmentRun:
    """The run that judges the period's end."""
    if period.frequency not in (Frequency.YEAR, Frequency.QUARTER):
        raise UserError(f"{period.label}不是考核的报告期", cure="写年或季,如 2024、2024-Q2")
    last = ReportingPeriod.containing(period.end, Frequency.QUARTER)
    run = runs.latest_run(reading, str(last))
    if run is None:
        raise Refused(f"{last.label}还没有评估,不能计分", cure=f"先运行 cityplan assess {last}")
    return run


def _plan(desk: Desk, reading: Reading, run: AssessmentRun) -> Plan:
    """The plan that the run was judged by, with the adjustments in force at its period's end."""
    kept = None if run.plan_version == desk.plan.version else stored_plan(reading, run.plan_version)
    return in_force(kept or desk.plan, ReportingPeriod.parse(run.period).end)


def _facts(
    desk: Desk,
    reading: Reading,
    asked: tuple[ReportingPeriod, date, AssessmentRun],
    rule: ScoreRule,
) -> Iterator[Fact]:
    period, day, run = asked
    yield from verdict_facts(run, desk.plan, rule)
    yield from case_facts(desk, reading, period, day)
    yield from form_facts(desk, reading, period, day)


def office_score(found: Sequence[OfficeScore], office: str) -> OfficeScore:
    """One office's; `UserError` for an office that is not scored."""
    one = next((each for each in found if each.office == office), None)
    if one is None:
        known = "、".join(each.office for each in found)
        raise UserError(f"没有单位“{office}”", cure=f"可用:{known}")
    return one
