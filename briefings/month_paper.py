"""月度监测简报: one A4 page on what happened in a month, what needs a look, what is due next.

Indicators are reported by the quarter or the year (decision 0005): a month is not judged. The
page says by which assessment it names levels, and what changed in the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import ceil

from briefings.body import Part, build_sections
from briefings.briefing import Heading, composed, drafted
from briefings.draft import Draft, paragraphs
from briefings.month import Deadline, Month
from briefings.numerals import near_date
from briefings.page_form import BULLETIN
from briefings.paper import (
    Block,
    Briefing,
    Column,
    Line,
    Paragraph,
    Span,
    Table,
    TableRow,
    joined,
    say,
    text_of,
)
from briefings.paper_form import PaperForm, paper_form
from briefings.rows import Row
from briefings.scorecard import Scorecard
from briefings.sentences import counted, label
from briefings.typography import em_width
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod

MOST_ROWS = 6
MOST_NAMES = 4
_WATCHED = (
    Column("指标", 48),
    Column("属性", 14, "center"),
    Column("最近值", 26, "right"),
    Column("序时应达", 26, "right"),
    Column("评估", 17, "center"),
    Column("牵头单位", 31),
)
_DUE = (Column("日期", 24, "center"), Column("事项", 68), Column("单位", 70))

POINTS_A_MM = 72 / 25.4
BODY_CHARACTERS = 28  # of a line of body text on this page, one kept in reserve
_CELL_POINTS, _CELL_PITCH, _CELL_MARGIN = 9.0, 12.5, 3.2
_TITLE_PITCH, _CAPTION_PITCH = 36.0, 22.0


def build_month_paper(
    card: Scorecard,
    month: Month,
    dated: date,
    *,
    calendar: WorkingDays | None = None,
    form: PaperForm | None = None,
    fingerprint: Mapping[str, str] | None = None,
) -> Briefing:
    """The bulletin of `month`; `card` is of the newest assessment made by the month's end.

    It is one page: rows that have no room are counted, not printed. Equal arguments give an
    equal paper.
    """
    used = replace(form or paper_form(card.plan), form=BULLETIN, letterhead=None)
    heading = Heading((used.subject, f"{month.label}监测简报"), used.addressee, "")
    for most in range(MOST_ROWS, -1, -1):
        draft = replace(drafted(card, dated, used, calendar), annexes={})
        parts = _parts(month, most)
        paper = composed(draft, heading, build_sections(draft, parts), fingerprint)
        if height(paper) <= room():
            break
    return replace(paper, period=f"{month.year}-{month.month:02d}")


def _parts(month: Month, most: int) -> tuple[tuple[str, Part], ...]:
    return (
        ("本月变化", lambda draft: changed(draft, month)),
        ("需要关注的指标", lambda draft: watched(draft, month, most)),
        ("下月到期", lambda draft: due(draft, month, most)),
    )


def changed(draft: Draft, month: Month) -> tuple[Block, ...]:
    """本月变化: reports, revisions, cases, alerts, forms overdue at the month's end."""
    lines = [
        _sentence([_reports(draft, month), _revisions(draft, month)]),
        _sentence([_cases(draft, month), _alerts(draft, month)]),
        _overdue(draft, month),
    ]
    kept = [line for line in lines if line]
    return paragraphs(kept or [say("本月没有来报、修订、督办和预警的变化。")])


def _sentence(parts: Sequence[Line]) -> Line:
    told = joined(parts, ";")
    return say(told, "。") if told else ()


def _number(draft: Draft, what: str, number: int, how: str) -> Span:
    return draft.book.share(what, str(number), how)


def _reports(draft: Draft, month: Month) -> Line:
    if not month.came and not month.returned:
        return ()
    how = f"{month.label}收到并核验的来件"
    back = (
        say(",退回", _number(draft, "退回来件", month.returned, how), "件")
        if month.returned
        else ()
    )
    return say("收到报表,受理", _number(draft, "受理来件", month.came, how), "件", back)


def _revisions(draft: Draft, month: Month) -> Line:
    if not month.revised:
        return ()
    how = f"本月初已公布、月末已换数的值:{'、'.join(month.revised)}"
    return say("修订已公布的数据", _number(draft, "修订数据", len(month.revised), how), "个")


def _cases(draft: Draft, month: Month) -> Line:
    parts = [
        _listed(draft, "新交办", month.cases_opened),
        _listed(draft, "销号", month.cases_closed),
        _listed(draft, "月末在办", month.cases_open),
        _listed(draft, "其中逾期", month.cases_late),
    ]
    told = joined([one for one in parts if one], ",")
    return say("督办事项", told) if told else ()


def _listed(draft: Draft, what: str, numbers: Sequence[str]) -> Line:
    if not numbers:
        return ()
    how = f"督办台账:{'、'.join(numbers)}"
    return say(what, _number(draft, f"督办{what}", len(numbers), how), "项")


def _alerts(draft: Draft, month: Month) -> Line:
    parts = [
        say(word, _number(draft, f"预警{word}", number, "预警台账"), "条")
        for word, number in (
            ("新开", month.alerts_opened),
            ("关闭", month.alerts_closed),
            ("月末未关闭", month.alerts_open),
        )
        if number
    ]
    told = joined(parts, ",")
    return say("预警", told) if told else ()


def _overdue(draft: Draft, month: Month) -> Line:
    if not month.overdue:
        return ()
    how = "月末已过期限、没有受理的表"
    shown = month.overdue[:MOST_NAMES]
    names = [
        say(
            f"{draft.office(one.office)}({ReportingPeriod.parse(one.period).label},",
            _number(draft, f"{draft.office(one.office)}逾期", one.days, "到期日至月末的工作日"),
            "个工作日)",
        )
        for one in shown
    ]
    more = "等" if len(month.overdue) > len(shown) else ""
    number = _number(draft, "逾期未报的表", len(month.overdue), how)
    return say("月末逾期未报", number, "张:", joined(names, "、"), f"{more}。")


def watched(draft: Draft, month: Month, most: int) -> tuple[Block, ...]:
    """需要关注的指标: whose assessment this is, the counts, the most urgent rows."""
    card = draft.card
    if not card.rows:
        return ()
    which = card.period.label
    made = f"本月完成{which}评估" if month.assessed else f"本月没有新的评估,沿用{which}的结论"
    opening = say(f"指标按季或按年填报,本简报不作月度评估。{made}:", _standing(draft), "。")
    rows = [row for row in card.decisions if row.target.source == "table"] or list(card.decisions)
    shown = rows[:most]
    left = _left(draft, [row for row in card.decisions if row not in shown])
    table = Table("", _WATCHED, tuple(TableRow(_cells(draft, row)) for row in shown), left)
    return (Paragraph(opening), *((table,) if shown else ()))


def _standing(draft: Draft) -> Line:
    rows = draft.card.rows
    count = draft.book.count("纳入监测的目标", rows)
    return say("目标", count, "项,", counted(draft.book, rows, ""))


def _left(draft: Draft, rows: Sequence[Row]) -> Line:
    if not rows:
        return ()
    number = draft.book.count("滞后而未列出的目标", rows)
    return say("注:按约束性、差距、时限排序;滞后的另有", number, "项,见季度通报。")


def _cells(draft: Draft, row: Row) -> tuple[Line, ...]:
    book = draft.book
    return (
        say(label(row)),
        say(row.binding),
        say(book.value(row)),
        say(book.pace(row)),
        say(row.assessment.level.label),
        say(next(iter(row.leads), "—")),
    )


def due(draft: Draft, month: Month, most: int) -> tuple[Block, ...]:
    """下月到期: forms and cases by day."""
    shown = month.deadlines[: max(1, most)]
    if not shown:
        return paragraphs([say("下月没有到期的报表和督办事项。")])
    left = len(month.deadlines) - len(shown)
    count = _number(draft, "未列出的到期事项", left, "下月到期的事项减列出的")
    note = say("注:另有", count, "项到期事项,见填报台和督办台账。") if left else ()
    return (Table("", _DUE, tuple(TableRow(_due(draft, one)) for one in shown), note),)


def _due(draft: Draft, one: Deadline) -> tuple[Line, ...]:
    names = [draft.office(office) for office in one.offices]
    count = _number(draft, f"{one.matter}的单位", len(names), "、".join(names))
    more = say("等", count, "个单位") if len(names) > MOST_NAMES else ()
    return (
        say(near_date(one.day, draft.dated)),
        say(one.matter),
        say("、".join(names[:MOST_NAMES]), more),
    )


def room() -> float:
    """Height of the type area in points."""
    return (297 - BULLETIN.top - BULLETIN.bottom) * POINTS_A_MM


def height(paper: Briefing) -> float:
    """How high the paper stands at most, in points: every line counted as the page sets it."""
    pitch = paper.page.pitch
    title = ceil(em_width(paper.title) / 20) * _TITLE_PITCH
    ends = pitch * 6  # under the title, addressee, opening's reserve, before and the signature
    blocks = [one for section in paper.sections for one in section.blocks]
    return title + ends + pitch * len(paper.sections) + sum(_height(one, pitch) for one in blocks)


def _height(block: Block, pitch: float) -> float:
    if isinstance(block, Paragraph):
        return ceil((em_width(text_of(block.line)) + 2) / BODY_CHARACTERS) * pitch
    if isinstance(block, Table):
        rows = [_row_height(block, row) for row in block.rows]
        note = ceil(em_width(text_of(block.note)) / 48) * _CELL_PITCH + 9
        return _CAPTION_PITCH + sum(rows) + note
    return block.height * POINTS_A_MM


def _row_height(table: Table, row: TableRow) -> float:
    lines = [
        ceil(em_width(text_of(cell)) * _CELL_POINTS / (column.width * POINTS_A_MM - 6.5))
        for column, cell in zip(table.columns, row.cells, strict=True)
    ]
    return max(1, *lines) * _CELL_PITCH + _CELL_MARGIN
