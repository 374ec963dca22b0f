"""What a score counts, from the ledger as it stood: verdicts, cases, forms; nothing of persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cases.events import CaseEvent
from cases.rates import Counting, answers_owed, closing_of
from desk.calendar_load import known_at
from desk.handle import Desk
from desk.rates import asked_periods, rates
from desk.views.case_rates import counting
from desk.views.cases import numbered
from expectations.reporting import FormTimeliness
from ledger import case_log
from ledger.form_arrivals import form_arrivals
from ledger.unit import Reading
from observations.period import ReportingPeriod
from targets.assessment import Assessment, AssessmentRun
from targets.model import Plan, Target
from targets.score_rule import ItemName, Part, ScoreRule
from targets.scores import Fact

_EXCUSES = {"exempt": "减免", "closed": "撤并", "before": "启用前到期"}
_BY_BINDING: Mapping[str, ItemName] = {"binding": "binding", "indicative": "indicative"}


def verdict_facts(run: AssessmentRun, plan: Plan, rule: ScoreRule) -> Iterator[Fact]:
    """One fact for each office of each judged target; what the plan has no more is left out."""
    known = {one.id: one for one in plan.targets}
    for verdict in run.assessments:
        target = known.get(verdict.target_id)
        if target is None:
            continue
        for office, part in _parts(target):
            yield _verdict(run, verdict, target, (item_of(target, rule), office, part))


def item_of(target: Target, rule: ScoreRule) -> ItemName:
    """The one item that counts a target: the public's word first, then its attribute, its kind."""
    if target.indicator in rule.public:
        return "public"
    by_kind: ItemName = "milestone" if target.source in ("milestone", "process") else "stated"
    return _BY_BINDING.get(target.binding, by_kind)


def case_facts(desk: Desk, reading: Reading, period: ReportingPeriod, day: date) -> Iterator[Fact]:
    """Answers owed and cases open in the period, up to `day`, of the office that had them."""
    by = counting(known_at(desk, reading), period, day)
    for number, state in numbered(case_log.events(reading)):
        yield from _of_case(number, state.events, by)


def form_facts(desk: Desk, reading: Reading, period: ReportingPeriod, day: date) -> Iterator[Fact]:
    """Forms asked for periods that end within `period` and due by `day`: in time, and sound."""
    mine = [one for one in asked_periods(desk, day) if period.start <= one.end <= period.end]
    found = rates(desk, reading, day, mine)
    came: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in form_arrivals(reading, {str(each) for each in mine}):
        came[one.office, one.period].append(f"receipt:{one.receipt}")
    for form in found.forms:
        yield from _of_form(form, tuple(came[form.due.office, str(form.due.period)]))
    for due in found.excused:
        told = _EXCUSES.get(due.excuse, due.excuse)
        label = f"{due.period.label}报表"
        yield Fact("reporting", due.office, "lead", str(due.period), label, "excused", told)


def _of_case(number: str, told: Sequence[CaseEvent], by: Counting) -> Iterator[Fact]:
    label, sources = f"督办 {number}", (f"case:{number}",)
    for place, duty, kept in answers_owed(told, by):
        grade = "waiting" if kept is None else "in_time" if kept else "late"
        done = f"{duty.done} 回复" if duty.done else "没有回复"
        words = f"回复时限 {duty.due},{done}"
        key = f"{number}/{place}"
        yield Fact("answered", duty.office, "lead", key, label, grade, words, sources)
    found = closing_of(told, by)
    if found is not None:
        state, grade = found
        words = f"到 {by.span.last} {state.standing}"
        yield Fact("closed", state.office, "lead", number, label, grade, words, sources)


def _parts(target: Target) -> Iterator[tuple[str, Part]]:
    for office in dict.fromkeys(target.leads):
        yield office, "lead"
    for office in dict.fromkeys(target.cooperating):
        if office not in target.leads:
            yield office, "cooperating"


def _verdict(
    run: AssessmentRun, verdict: Assessment, target: Target, about: tuple[ItemName, str, Part]
) -> Fact:
    item, office, part = about
    return Fact(
        item=item,
        office=office,
        part=part,
        key=target.id,
        label=f"{target.name}({target.tier})",
        grade=verdict.level.value,
        told=verdict.why,
        sources=(f"run:{run.id}", *(f"revision:{one}" for one in verdict.lineage)),
    )


def _of_form(form: FormTimeliness, sources: tuple[str, ...]) -> Iterator[Fact]:
    due = form.due
    key, label = str(due.period), f"{due.period.label}报表"
    grade = "on_time" if form.on_time else "late" if form.received else "absent"
    came = f"{form.came} 来件" if form.came else "没有报"
    told = f"期限 {due.due},{came}"
    yield Fact("reporting", due.office, "lead", key, label, grade, told, sources)
    against = form.standing
    told = f"未改正的退回项 {against.criticals} 处,未答复的存疑 {against.doubts} 处"
    yield Fact("quality", due.office, "lead", key, label, _sound(form), told, sources)


def _sound(form: FormTimeliness) -> str:
    if not form.received:
        return "absent"
    if not form.passed:
        return "returned"
    return "doubted" if form.doubted else "sound"
