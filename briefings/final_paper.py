"""三年终期评估报告: what the plan came to, by attribute, from measured values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from briefings.body import build_sections
from briefings.briefing import Heading, composed, drafted
from briefings.carry_over import carry_over
from briefings.charts import STANDING_MM
from briefings.draft import Draft, paragraphs
from briefings.marks import LEVEL_MARKS
from briefings.paper import Block, Briefing, Chart, Line, joined, say
from briefings.paper_figures import Figure, Part, stacked
from briefings.paper_form import PaperForm, paper_form
from briefings.rows import Row
from briefings.scorecard import Scorecard
from briefings.sentences import label, names, supervised
from briefings.trajectory import course_blocks
from briefings.typography import chinese
from briefings.year_paper import reasons, record
from observations.calendar import WorkingDays
from targets.assessment import Level
from targets.final import Tally
from targets.wording import date_text

OUTCOMES = (
    ("done", "●", "完成或达到", LEVEL_MARKS[Level.MET].colour),
    ("not_done", "■", "未完成或未达到", LEVEL_MARKS[Level.FAR_BEHIND].colour),
    ("missing", "□", "缺报", "#475569"),
    ("not_judged", "○", "不作判定", LEVEL_MARKS[Level.NOT_ASSESSABLE].colour),
)
"""Key, shape, word and colour of what a target came to."""


def build_final_paper(
    card: Scorecard,
    dated: date,
    *,
    calendar: WorkingDays | None = None,
    form: PaperForm | None = None,
    fingerprint: Mapping[str, str] | None = None,
) -> Briefing:
    """The report on the whole plan; `card` is of the final evaluation, with the plan's course.

    Equal arguments give an equal paper. Numbers are traced as in the quarterly briefing.
    """
    used, plan = form or paper_form(card.plan), card.plan
    heading = Heading(
        (used.subject, f"({plan.start.year}-{plan.end.year}年)", "终期评估报告"),
        used.addressee,
        f"{plan.title}期限已满,现将终期评估结果报告如下。",
    )
    draft = drafted(card, dated, used, calendar)
    return composed(draft, heading, build_sections(draft, PARTS), fingerprint)


def conclusion(draft: Draft) -> tuple[Block, ...]:
    """总体结论: kept and not kept by attribute, what was not judged by name, the cases."""
    card, tallies = draft.card, _tallies(draft)
    first = say(
        f"方案期至{date_text(card.plan.end)}。终期评估只看方案最后一年审定的实测值,不看序时进度和预测。"
        "共评估目标",
        draft.book.count("终期评估的目标", card.rows),
        "项。",
    )
    lines = [first, *(_outcomes(draft, one) for one in tallies)]
    lines.append(supervised(draft.book, card.context.cases, draft.dated))
    return (*paragraphs(lines), *_chart(tallies))


def _tallies(draft: Draft) -> tuple[Tally, ...]:
    course = draft.card.context.course
    return tuple(one for one in course.outcomes if one.total) if course else ()


def _rows(draft: Draft, ids: Sequence[str]) -> list[Row]:
    wanted = frozenset(ids)
    return [row for row in draft.card.rows if row.target.id in wanted]


def _outcomes(draft: Draft, one: Tally) -> Line:
    """`约束性15项,完成6项,未完成7项:甲、乙;不作判定2项:丙、丁。`"""
    total = _rows(draft, (*one.done, *one.not_done, *one.missing, *one.not_judged))
    named = (
        (one.not_done_word, one.not_done),
        ("缺报", one.missing),
        ("不作判定", one.not_judged),
    )
    parts = [_counted(draft, one, one.done_word, one.done)]
    parts += [
        say(_counted(draft, one, word, ids), f":{names(_rows(draft, ids))}")
        for word, ids in named
        if ids
    ]
    count = draft.book.count(f"{one.label}目标", total)
    return say(one.label, count, "项,", joined([part for part in parts if part], ";"), "。")


def _counted(draft: Draft, one: Tally, word: str, ids: Sequence[str]) -> Line:
    if not ids:
        return ()
    return say(word, draft.book.count(f"{one.label}{word}", _rows(draft, ids)), "项")


def _chart(tallies: Sequence[Tally]) -> tuple[Block, ...]:
    if not tallies:
        return ()
    words = ";".join(f"{one.label}{one.total}项," + _told(one) for one in tallies)
    caption = chinese("图1 终期评估结果(项)")
    return (
        Chart("outcomes", caption, outcome_figure(tallies), chinese(f"{words}。"), STANDING_MM),
    )


def _told(one: Tally) -> str:
    found = [(word, len(getattr(one, key))) for key, _, word, _ in OUTCOMES]
    return "、".join(f"{word}{number}项" for word, number in found if number)


def outcome_figure(tallies: Sequence[Tally]) -> Figure:
    """A bar for each attribute, cut by outcome."""
    parts = [
        Part(key, shape, word, colour, colour, tuple(len(getattr(one, key)) for one in tallies))
        for key, shape, word, colour in OUTCOMES
    ]
    return stacked([(one.label, one.total) for one in tallies], parts)


def offices(draft: Draft) -> tuple[Block, ...]:
    """各单位完成情况: for each lead office its tasks, and what its targets came to."""
    lines = []
    for office in draft.card.plan.offices:
        led = [task for task in draft.card.plan.tasks if office.id in task.leads]
        rows = [row for row in draft.card.rows if office.id in row.target.leads]
        if rows:
            lines.append(_office(draft, office.name, len(led), rows))
    return paragraphs(lines)


def _office(draft: Draft, office: str, led: int, rows: Sequence[Row]) -> Line:
    book = draft.book
    by_outcome = [
        (word, [row for row in rows if row.assessment.outcome == key])
        for key, _, word, _ in OUTCOMES
    ]
    counted = [
        say(word, book.count(f"{office}{word}", found), "项") for word, found in by_outcome if found
    ]
    failed = [row for row in rows if row.assessment.outcome == "not_done"]
    tasks = book.share(f"{office}牵头任务", str(led), "方案任务表中列为牵头单位的任务数")
    head = say(f"{office}牵头任务", tasks, "项,牵头目标") if led else say(f"{office}牵头目标")
    missed = f";未达到的是{names(failed)}" if failed else ""
    count = book.count(f"{office}牵头目标", rows)
    return say(head, count, "项,", joined(counted, ","), missed, "。")


def shortfalls(draft: Draft) -> tuple[Block, ...]:
    """未达到的目标及原因: each in a line of numbers, then what the record holds on it."""
    rows = [row for row in draft.card.decisions if row.target.source == "table"]
    return (*paragraphs(_short(draft, row) for row in rows), *reasons(draft))


def _short(draft: Draft, row: Row) -> Line:
    """`供水管网漏损率9.6%,目标≤9%,差0.6个百分点,未完成。`"""
    book = draft.book
    gap = say(",差", book.gap(row)) if row.gap != "—" else ()
    return say(
        label(row), book.value(row), ",目标", book.goal(row), gap, f",{draft.verdict(row)}。"
    )


PARTS = (
    ("总体结论", conclusion),
    ("目标走势", course_blocks),
    ("各单位完成情况", offices),
    ("未达到的目标及登记情况", shortfalls),
    ("报送与修订", record),
    ("转入下一规划期的建议", carry_over),
)
