"""The five parts of the quarterly briefing's body (domain.md B.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from briefings import sentences as told
from briefings.charts import standing_chart
from briefings.draft import Draft, paragraphs, under
from briefings.marks import TREND_WORDS
from briefings.numerals import end_of, ordinal
from briefings.opinion_told import opinions_told
from briefings.paper import (
    Block,
    Column,
    Line,
    Section,
    Table,
    TableRow,
    joined,
    say,
)
from briefings.problems import problems, requests
from briefings.rows import Row
from targets import wording

Part = Callable[[Draft], tuple[Block, ...]]

_COLUMNS = (
    Column("序号", 10, "center"),
    Column("指标", 49),
    Column("单位", 20, "center"),
    Column("目标", 17, "right"),
    Column("本期值", 17, "right"),
    Column("序时应达", 17, "right"),
    Column("评估", 15, "center"),
    Column("趋势", 11, "center"),
)


def build_sections(
    draft: Draft, parts: Sequence[tuple[str, Part]] | None = None
) -> tuple[Section, ...]:
    """The parts with content, numbered 一、 onwards without a gap; by default the quarterly's."""
    filled = [(title, part(draft)) for title, part in parts or _PARTS]
    kept = [(title, blocks) for title, blocks in filled if blocks]
    return tuple(
        Section(f"{ordinal(number)}、{title}", blocks)
        for number, (title, blocks) in enumerate(kept, start=1)
    )


def overall(draft: Draft) -> tuple[Block, ...]:
    """总体进展: counts by verdict and attribute, what moved since, what is late or supervised."""
    card, book = draft.card, draft.book
    until, share = end_of(card.period), wording.percent(card.time_share)
    how = f"方案起点{card.plan.pace_origin.isoformat()}至期末{card.plan.end.isoformat()},按月计"
    first = say(
        f"截至{until},时间进度",
        book.share("时间进度", share, how),
        "。纳入监测的",
        book.count("纳入监测的目标", card.rows),
        "项目标中,",
        told.counted(book, card.rows, ""),
        told.reasons(book, card.rows),
        "。",
    )
    attributes = [
        _attribute(draft, "约束性指标", card.of_binding("binding")),
        _attribute(draft, "预期性指标", card.of_binding("indicative")),
        _attribute(draft, "正文定量目标和节点", card.of_binding("none")),
    ]
    lines = [first, say(joined(attributes, ";"), "。"), moved_since(draft)]
    lines += [
        told.punctuality(book, card.context.punctuality),
        told.supervised(book, card.context.cases, draft.dated),
        opinions_told(draft),
    ]
    return (*paragraphs(lines), *standing_chart(draft))


def _attribute(draft: Draft, what: str, rows: Sequence[Row]) -> Line:
    if not rows:
        return ()
    count = draft.book.count(what, rows)
    return say(f"{what}", count, "项,", told.counted(draft.book, rows, what))


def moved_since(draft: Draft) -> Line:
    """`与上季度相比,……`; empty without a period before."""
    changes, before = draft.card.changes, draft.before
    if not before:
        return ()
    groups = (
        ("新增达标", changes.newly_met),
        ("转为滞后", changes.turned_behind),
        ("由滞后转为达到序时进度", changes.recovered),
        ("转为不可评估", changes.no_longer_assessable),
    )
    moved = told.movement(draft.book, before, groups)
    return moved or say(f"与{before}相比,各项目标评估结论没有变化。")


def indicators(draft: Draft) -> tuple[Block, ...]:
    """指标进展: binding and indicative apart with their tables, then what the text promises."""
    card = draft.card
    binding, indicative = card.of_binding("binding"), card.of_binding("indicative")
    return under(
        (
            ("约束性指标", _with_table(draft, "约束性指标进展", binding)),
            ("预期性指标", _with_table(draft, "预期性指标进展", indicative)),
            ("正文定量目标和节点", _prose(draft, card.of_binding("none"))),
        )
    )


def _with_table(draft: Draft, caption: str, rows: Sequence[Row]) -> tuple[Block, ...]:
    if not rows:
        return ()
    cells = tuple(TableRow(_cells(draft, row)) for row in rows)
    return (Table(caption, _COLUMNS, cells), *_sentences(draft, rows))


def _cells(draft: Draft, row: Row) -> tuple[Line, ...]:
    book = draft.book
    number = row.target.number or draft.card.rows.index(row) + 1
    return (
        say(str(number)),
        say(row.name),
        say(told.unit(row)),
        say(book.bare(row, book.goal(row))),
        say(book.bare(row, book.value(row)), f"\n{row.observed}" if row.observed else ""),
        say(book.bare(row, book.pace(row))),
        say(row.assessment.level.label),
        say(TREND_WORDS[row.assessment.trend]),
    )


def _sentences(draft: Draft, rows: Sequence[Row]) -> tuple[Block, ...]:
    return paragraphs(told.standing(draft.book, row) for row in rows if told.moved(row))


def _prose(draft: Draft, rows: Sequence[Row]) -> tuple[Block, ...]:
    """Counts, then only what changed its level or lags; the table of all is annexed."""
    if not rows:
        return ()
    told_now = [row for row in rows if told.turned(row) and not row.lagging]
    what = "正文定量目标和节点"
    table = draft.annexes["progress"]
    first = say(
        "共",
        draft.book.count(what, rows),
        "项,",
        told.counted(draft.book, rows, what),
        f",详见附件{table}。",
    )
    return paragraphs([first, *(told.standing(draft.book, row) for row in told_now)])


def tasks(draft: Draft) -> tuple[Block, ...]:
    """重点任务: each lead office with its tasks and how its prose targets stand."""
    plan = draft.card.plan
    prose = [row for row in draft.card.rows if row.target.source != "table"]
    lines, bare = [], []
    for office in plan.offices:
        led = [task for task in plan.tasks if office.id in task.leads]
        rows = [row for row in prose if office.id in row.target.leads]
        if rows:
            lines.append(_office_line(draft, office.name, len(led), rows))
        elif led:
            bare.append(office.name)
    if bare:
        lines.append(say(f"{'、'.join(bare)}牵头的任务方案未定量,不作定量评估。"))
    return paragraphs(lines)


def _office_line(draft: Draft, office: str, led: int, rows: Sequence[Row]) -> Line:
    book = draft.book
    head = say(f"{office}涉及")
    if led:  # a number that is not printed has no source to be told
        named = book.share(f"{office}牵头任务", str(led), "方案任务表中列为牵头单位的任务数")
        head = say(f"{office}牵头任务", named, "项,涉及")
    lagging = told.lagging_rows(rows)
    names = say(f";滞后的是{told.names(lagging)}") if lagging else ()
    count = book.count(f"{office}目标", rows)
    what = f"{office}目标"
    return say(head, "定量目标和节点", count, "项,", told.counted(book, rows, what), names, "。")


_PARTS: tuple[tuple[str, Part], ...] = (
    ("总体进展", overall),
    ("指标进展", indicators),
    ("重点任务", tasks),
    ("存在问题", problems),
    ("下步要求", requests),
)
