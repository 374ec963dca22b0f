"""年度评估报告 and 三年终期评估报告: written on demand from the record, never archived."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from briefings.annex_scores import ObjectionLine, ScoreSheet
from briefings.context import Context, Evidence, RevisedValue
from briefings.course import Course, Explained, FormsOf, YearEnd
from briefings.final_paper import build_final_paper
from briefings.paper import Briefing
from briefings.rows import Row, build_rows
from briefings.scorecard import Scorecard, scorecard
from briefings.series import Series
from briefings.year_paper import build_year_paper
from cases.events import Step
from desk.assess import PUBLISHED_OFFICE, Terms, what_was_known
from desk.concern import concerned
from desk.handle import Desk
from desk.keys import plan_keys
from desk.plans import in_period
from desk.publish import fingerprint, written
from desk.rates import rates
from desk.rights import require_discloser
from desk.run_history import newest_period
from desk.scoring import scored_at
from desk.views.final import final_period
from desk.views.surroundings import doubts_of, evidence_of, surroundings
from desk.views.trends import for_paper
from ledger import case_log, findings, plans, receipts, runs, series
from ledger.replaced import replaced
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.finding import Severity
from observations.identity import Actor
from observations.period import Frequency, ReportingPeriod
from targets.assessment import AssessmentRun, Baseline
from targets.final import tallies
from targets.model import Plan
from targets.rulebook import judging_rule
from targets.wording import date_text

Kind = Literal["monthly", "annual", "final"]
NAMES: dict[Kind, str] = {
    "monthly": "月度监测简报",
    "annual": "年度评估报告",
    "final": "终期评估报告",
}


def annual_paper(desk: Desk, actor: Actor, year: int) -> Briefing:
    """The report on `year`, by the newest assessment of its last quarter; for desk and leaders.

    `UserError` for a year outside the plan, `Refused` while its last quarter is not assessed.
    """
    require_discloser(actor)
    with desk.ledger.read() as reading:
        card = _year_card(desk, reading, year)
    return build_year_paper(card, desk.today(), calendar=desk.calendar, fingerprint=fingerprint())


def final_paper(desk: Desk, actor: Actor) -> Briefing:
    """The report on the whole plan, by its final evaluation; for desk and leaders.

    Computed like the page 期末评估: nothing is kept. `Refused` before the plan's end.
    """
    require_discloser(actor)
    if desk.today() <= desk.plan.end:
        raise Refused(
            f"方案期到{date_text(desk.plan.end)}才结束,还没有终期评估",
            cure="此前用 cityplan paper annual 写年度评估报告",
        )
    period = final_period(desk.plan)
    run = what_was_known(desk, period, desk.now(), Terms(final=True))
    with desk.ledger.read(run.head) as reading:
        card = _final_card(desk, reading, run)
    return build_final_paper(card, desk.today(), calendar=desk.calendar, fingerprint=fingerprint())


def write_paper(desk: Desk, paper: Briefing, kind: Kind, folder: Path) -> tuple[Path, ...]:
    """Every format of `paper` as `<the kind's name>_<period>` in `folder`; the files."""
    return written(desk, paper, f"{NAMES[kind]}_{paper.period}", folder)


def _last_quarter(year: int) -> ReportingPeriod:
    return ReportingPeriod.parse(f"{year}-Q4")


def _year_card(desk: Desk, reading: Reading, year: int) -> Scorecard:
    if not desk.plan.start.year <= year <= desk.plan.end.year:
        span = f"{desk.plan.start.year}至{desk.plan.end.year}年"
        raise UserError(f"{year}年不在方案期内", cure=f"写{span}之间的年份")
    then = in_period(desk, _last_quarter(year))
    run = runs.latest_run(reading, str(_last_quarter(year)))
    if run is None or run.plan_version != then.plan.version:
        raise Refused(
            f"{year}年还没有评估(缺{_last_quarter(year).label}的评估)",
            cure=f"先运行 cityplan assess {_last_quarter(year)}",
        )
    before = runs.latest_run(reading, str(_last_quarter(year - 1)))
    before = before if before and before.plan_version == then.plan.version else None
    around = _around(then, reading, run, before)
    card = for_paper(then, reading, scorecard(then.plan, run, before, around))
    told = replace(card.context, course=_course(then, reading, card, (run,)))
    past = [one.run for one in told.course.years[:-1]] if told.course else []
    evidence = {**told.evidence, **_evidence(reading, past)}
    return replace(
        card,
        period=ReportingPeriod.parse(str(year)),
        previous_period=ReportingPeriod.parse(str(year - 1)) if before else None,
        context=replace(told, evidence=evidence, scores=_scores(desk, reading, year)),
    )


def _scores(desk: Desk, reading: Reading, year: int) -> ScoreSheet | None:
    """What offices score in the year, where the rule wants it told in this paper."""
    found = scored_at(desk, reading, ReportingPeriod.parse(str(year)), (desk.today(), None))
    if not found.told_in_paper:
        return None
    labels: dict[str, str] = {one.name: one.label for one in found.rule.items}
    told = tuple(
        ObjectionLine(one.key, one.office, labels.get(one.item, one.item), one.label, one.state)
        for one in found.objections
    )
    return ScoreSheet(found.rule, found.found, found.until, told)


def _final_card(desk: Desk, reading: Reading, run: AssessmentRun) -> Scorecard:
    period = ReportingPeriod.parse(run.period)
    then = in_period(desk, period)
    around = _around(then, reading, run, None)
    card = for_paper(then, reading, scorecard(then.plan, run, None, around))
    ordinary = what_was_known(desk, period, desk.now())
    course = _course(then, reading, card, (ordinary,))
    found = tallies(then.plan, run.assessments, judging_rule(then.plan.rule))
    past = [one.run for one in course.years]
    told = replace(
        card.context,
        course=replace(course, outcomes=found),
        trends={name: _unjudged(one) for name, one in card.context.trends.items()},
        evidence={**card.context.evidence, **_evidence(reading, past)},
    )
    return replace(card, context=told)


def _unjudged(one: Series) -> Series:
    """The course without the words of a period's verdict: the outcome is another question."""
    return replace(one, goals=tuple(replace(goal, judged=None) for goal in one.goals))


def _around(
    desk: Desk, reading: Reading, run: AssessmentRun, before: AssessmentRun | None
) -> Context:
    """What a paper over a year tells around its run: doubts and revisions of all its periods.

    How many values came in time is told of each period apart, in the course.
    """
    around = surroundings(desk, reading, run)
    periods = _periods(desk, ReportingPeriod.parse(run.period).year)
    standing = [
        row
        for row in findings.open_findings(reading, concerned(desk, reading))
        if row.finding.severity is Severity.WARNING and row.period in periods
    ]
    return replace(
        around,
        cases=tuple(one for one in around.cases if one.opened <= run.today),
        doubts=doubts_of(standing, receipts.named(reading, {row.receipt for row in standing})),
        revised=_revised(desk, reading, before),
        punctuality=None,
        todo=(),
    )


def _revised(
    desk: Desk, reading: Reading, before: AssessmentRun | None
) -> tuple[RevisedValue, ...]:
    """Published values replaced by other ones since `before`; none without it."""
    if before is None:
        return ()
    rows = replaced(reading, before.head, plan_keys(desk.plan)).iter_rows(named=True)
    return tuple(
        RevisedValue(
            row["indicator"], row["area"], row["period"], row["was"], row["value"], row["revision"]
        )
        for row in rows
    )


def _periods(desk: Desk, *years: int) -> tuple[str, ...]:
    """Reporting periods of the years that the plan's indicators are asked for, in order."""
    used = {one.frequency for one in desk.plan.indicators}
    found = [str(year) for year in years if Frequency.YEAR in used]
    if Frequency.QUARTER in used:
        found += [f"{year}-Q{quarter}" for year in years for quarter in range(1, 5)]
    return tuple(sorted(found))


def _course(
    desk: Desk, reading: Reading, card: Scorecard, last: tuple[AssessmentRun, ...]
) -> Course:
    """The years up to the card's own, whose run is `last`; the others as kept in the ledger."""
    year = card.period.year
    kept = [
        runs.latest_run(reading, str(_last_quarter(one)))
        for one in range(desk.plan.start.year, year)
    ]
    ends = [*(one for one in kept if one is not None), *last]
    years = range(desk.plan.start.year, year + 1) if card.run not in last else (year,)
    return Course(
        years=tuple(_year_end(desk.plan, one) for one in ends),
        baselines=_baselines(reading),
        explained=_explained(desk, reading, card),
        forms=_forms(desk, reading, _periods(desk, *years)),
        newest=newest_period(reading) in (None, str(_last_quarter(year))),
    )


def _year_end(plan: Plan, run: AssessmentRun) -> YearEnd:
    """The verdicts on targets that the plan still has; what was taken out of it is not told."""
    known = {target.id for target in plan.targets}
    mine = replace(run, assessments=tuple(a for a in run.assessments if a.target_id in known))
    rows = {row.target.id: row for row in build_rows(plan, mine, None)}
    return YearEnd(ReportingPeriod.parse(run.period).year, run, rows)


def _baselines(reading: Reading) -> Mapping[tuple[str, str], Baseline]:
    return {(one.indicator, one.area): one for one in plans.baselines(reading)}


def _forms(desk: Desk, reading: Reading, periods: Iterable[str]) -> tuple[FormsOf, ...]:
    """Forms asked of each period, in order of time; a period without any is not told."""
    asked = [ReportingPeriod.parse(one) for one in periods]
    found = rates(desk, reading, desk.today(), asked)
    told = []
    for period in sorted(asked, key=lambda one: (one.end, -one.start.toordinal())):
        mine = found.of_period(period)
        if mine.expected:
            counts = (mine.expected, mine.received, mine.on_time, mine.passed)
            told.append(FormsOf(str(period), *counts))
    return tuple(told)


def _evidence(reading: Reading, past: Iterable[AssessmentRun]) -> dict[str, Evidence]:
    return {name: one for run in past for name, one in evidence_of(reading, run).items()}


def _explained(
    desk: Desk, reading: Reading, card: Scorecard
) -> Mapping[str, tuple[Explained, ...]]:
    """What offices wrote on the lagging targets: beside the value, to a doubt, on the case."""
    rows = card.decisions
    notes = _notes(reading, rows)
    answers = _answers(desk, reading, card)
    steps = [one for one in case_log.events(reading) if one.step is Step.NOTE and one.text]
    found = {}
    for row in rows:
        key = (row.target.indicator, row.target.area)
        said = [Explained("填报说明", notes[one]) for one in row.assessment.lineage if one in notes]
        said += [Explained("属实说明", text) for text in answers.get(key[0], ())]
        mine = [one for one in steps if one.subject == f"target:{row.target.id}"]
        said += [Explained("督办办理", one.text) for one in mine]
        if said:
            found[row.target.id] = tuple(dict.fromkeys(said))
    return found


def _notes(reading: Reading, rows: Iterable[Row]) -> Mapping[str, str]:
    """What stands beside the judged values, by revision."""
    wanted = {name for row in rows for name in row.assessment.lineage}
    frame = series.named(reading, wanted)
    return {
        row["revision"]: row["note"]
        for row in frame.iter_rows(named=True)
        if row["note"] and row["office"] != PUBLISHED_OFFICE
    }


def _answers(desk: Desk, reading: Reading, card: Scorecard) -> Mapping[str, Collection[str]]:
    """What was answered to doubts of the card's year, by indicator."""
    found: dict[str, list[str]] = {}
    offices = concerned(desk, reading)
    for period in _periods(desk, card.period.year):
        for row in findings.of_period(reading, period, offices):
            if row.answer:
                found.setdefault(row.finding.indicator, []).append(row.answer)
    return found
