"""The annexes of the quarterly briefing; only those with content are made."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from briefings.annex_cases import case_blocks
from briefings.annex_quality import quality_blocks
from briefings.annex_scores import score_blocks
from briefings.carry_over import carry_blocks
from briefings.charts import trend_charts
from briefings.draft import Draft
from briefings.format import format_value
from briefings.levels import rule_title
from briefings.marks import TREND_WORDS
from briefings.paper import (
    Annex,
    Block,
    Column,
    Line,
    Paragraph,
    Table,
    TableRow,
    joined,
    say,
    verbatim,
)
from briefings.rows import Row
from briefings.sentences import unit
from briefings.trajectory import years_blocks
from observations.period import ReportingPeriod
from targets.assessment import Belief, Level
from targets.model import Task
from targets.wording import flip_texts, inherited_text

_ORDER = tuple(Level)
_PROGRESS = (
    Column("序号", 9, "center"),
    Column("指标和牵头单位", 45.5),
    Column("单位", 19.5, "center"),
    Column("属性", 12, "center"),
    Column("目标", 13, "right"),
    Column("本期值", 16, "right"),
    Column("序时应达", 15, "right"),
    Column("评估", 16, "center"),
    Column("趋势", 10, "center"),
)
_TASKS = (
    Column("序号", 11, "center"),
    Column("任务", 36),
    Column("牵头单位", 34),
    Column("配合单位", 49),
    Column("定量目标和节点", 26),
)
_FLIPS = (
    Column("序号", 11, "center"),
    Column("指标", 55),
    Column("本期值", 26, "right"),
    Column("评估", 20, "center"),
    Column("什么变化会改变结论", 44),
)
_SOURCES = (
    Column("序号", 11, "center"),
    Column("指标与报告期", 46),
    Column("值", 21, "right"),
    Column("文件、工作表与单元格", 50),
    Column("文件指纹", 28),
)


def build_annexes(draft: Draft) -> tuple[Annex, ...]:
    """The annexes that `draft.annexes` numbers, in that order."""
    return tuple(
        Annex(number, draft.title(key), _MAKERS[key](draft))
        for key, number in draft.annexes.items()
    )


def _progress(draft: Draft) -> tuple[Block, ...]:
    rows, number = [], count(1)
    for group in draft.card.groups:
        rows.append(TableRow((say(group.title),), group=True))
        rows += [TableRow(_progress_cells(draft, row, next(number))) for row in group.rows]
    rule = rule_title(draft.card.run.rule_version)
    note = f"注:市为市级指标,旗、阿镇为旗方案承诺,分别评估;评估规则{rule}。"
    return (Table("", _PROGRESS, tuple(rows), say(note)), *_inherited(draft))


def _inherited(draft: Draft) -> tuple[Block, ...]:
    """Where inherited targets come from, one paragraph each under the numbers of the table."""
    rows = [row for group in draft.card.groups for row in group.rows]
    return tuple(
        Paragraph(say(f"第{place}项", inherited_text(row.indicator, row.target), "。"))
        for place, row in enumerate(rows, start=1)
        if row.target.inherited_from
    )


def _progress_cells(draft: Draft, row: Row, number: int) -> tuple[Line, ...]:
    book, verdict = draft.book, row.assessment
    name = say(f"{row.name}({row.target.tier})")
    leads = say(f"\n{'、'.join(row.leads)}") if row.leads else ()
    doubt = "\n(存疑)" if verdict.belief is Belief.DOUBTED else ""
    seen = f"\n{row.observed}" if row.observed else ""
    level = row.reason if verdict.level is Level.NOT_ASSESSABLE else verdict.level.label
    return (
        say(str(number)),
        say(name, leads),
        say(unit(row)),
        say(row.binding),
        say(book.bare(row, book.goal(row))),
        say(book.bare(row, book.value(row)), doubt, seen),
        say(book.bare(row, book.pace(row))),
        say(level),
        say(TREND_WORDS[verdict.trend]),
    )


def _tasks(draft: Draft) -> tuple[Block, ...]:
    plan = draft.card.plan
    rows = tuple(
        TableRow(_task_cells(draft, task, number))
        for number, task in enumerate(plan.tasks, start=1)
    )
    return (Table("", _TASKS, rows),)


def _task_cells(draft: Draft, task: Task, number: int) -> tuple[Line, ...]:
    rows = [row for row in draft.card.rows if row.target.task == task.id]
    by_word: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda one: _ORDER.index(one.assessment.level)):
        by_word.setdefault(draft.verdict(row), []).append(row)
    told = [
        say(word, draft.book.count(f"{task.title}{word}", found), "项")
        for word, found in by_word.items()
    ]
    return (
        say(str(number)),
        say(task.title),
        say("、".join(draft.office(one) for one in task.leads)),
        say("、".join(draft.office(one) for one in task.cooperating) or "—"),
        joined(told, "、") or say("未定量"),
    )


def _period(written: str) -> str:
    return ReportingPeriod.parse(written).label if written else "—"


def _flips(draft: Draft) -> tuple[Block, ...]:
    rows = [row for row in draft.card.rows if row.assessment.flips]
    opening = Paragraph(say("下列结论靠近界线,所列变化即会改变评估等次,引用时请一并说明。"))
    cells = tuple(
        TableRow(
            (
                say(str(number)),
                say(f"{row.name}({row.target.tier})"),
                say(draft.book.value(row)),
                say(draft.verdict(row)),
                say("、".join(flip_texts(row.assessment))),
            )
        )
        for number, row in enumerate(rows, start=1)
    )
    return opening, Table("", _FLIPS, cells)


def _sources(draft: Draft) -> tuple[Block, ...]:
    """One line a measured value: the file's cell and the first digits of the file's hash."""
    known = draft.card.context.evidence
    judged = [r for row in draft.card.rows for r in row.assessment.lineage]
    told = [r for entry in draft.book.entries for r in entry.revisions]
    used = list(dict.fromkeys([*judged, *told]))
    rows = []
    for number, one in enumerate((known[r] for r in used if r in known), start=1):
        indicator = draft.card.plan.indicator(one.indicator)
        rows.append(
            TableRow(
                (
                    say(str(number)),
                    say(f"{indicator.name}\n{_period(one.period)}"),
                    say(format_value(indicator, one.value)),
                    verbatim(f"{one.file}\n{one.sheet}!{one.cell}"),
                    verbatim(one.sha256[:16]),
                )
            )
        )
    run = draft.card.run
    note = say(
        "注:文件指纹为 SHA-256 前 16 位;",
        "评估",
        verbatim(run.id),
        f",规则{rule_title(run.rule_version)},方案版本",
        verbatim(run.plan_version[:16]),
        f",账本截至第{run.head}号。",
    )
    return (Table("", _SOURCES, tuple(rows), note),)


_MAKERS: dict[str, Callable[[Draft], tuple[Block, ...]]] = {
    "progress": _progress,
    "years": years_blocks,
    "carry": carry_blocks,
    "tasks": _tasks,
    "cases": case_blocks,
    "scores": score_blocks,
    "quality": quality_blocks,
    "flips": _flips,
    "trends": trend_charts,
    "sources": _sources,
}
