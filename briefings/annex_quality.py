"""The annex 数据质量说明: sentences, and tables of what they count."""

from __future__ import annotations

from collections.abc import Sequence

from briefings import quality_words as words
from briefings.context import Doubt
from briefings.draft import Draft, paragraphs, under
from briefings.format import format_value
from briefings.paper import Block, Column, Line, Table, TableRow, say, verbatim
from briefings.quality_context import OpenAlert, Statement
from observations.period import ReportingPeriod

_DOUBTS = (
    Column("序号", 11, "center"),
    Column("单位", 28),
    Column("指标", 36),
    Column("问题", 49),
    Column("出处", 32),
)
_REVISED = (
    Column("指标", 60),
    Column("报告期", 36, "center"),
    Column("原值", 30, "right"),
    Column("修订后", 30, "right"),
)
_ALERTS = (
    Column("序号", 11, "center"),
    Column("单位和报告期", 41),
    Column("问题", 56),
    Column("已开工作日", 22, "right"),
    Column("处理期限", 26, "center"),
)


def quality_blocks(draft: Draft) -> tuple[Block, ...]:
    """The statement under its headings; without one the tables alone.

    Item numbers run through all tables, so that 第n项 of the annex is one thing.
    """
    statement = draft.card.context.statement
    if statement is None:
        return (*_doubts(draft), *_revised(draft))
    tables = {
        words.VALUES: (*_doubts(draft), *_answered(draft, statement), *_revised(draft)),
        words.ALERTS: _alerts(draft, statement),
    }
    lines = dict(words.told(_teller(draft), statement))
    titles = (words.FORMS, words.VALUES, words.ALERTS, words.RULES, words.LEFT)
    return under([(one, (*paragraphs(lines.get(one, ())), *tables.get(one, ()))) for one in titles])


def _teller(draft: Draft) -> words.Teller:
    return words.Teller(
        office=draft.office,
        indicator=lambda key: _indicator(draft, key),
        calendar=draft.calendar,
        dated=draft.dated,
        cite=draft.book.share,
    )


def _doubts(draft: Draft) -> tuple[Block, ...]:
    return _listed(draft, "待核实数据", draft.card.context.doubts, 1)


def _answered(draft: Draft, statement: Statement) -> tuple[Block, ...]:
    first = len(draft.card.context.doubts) + 1
    return _listed(draft, "单位已书面说明的存疑数据", statement.answered, first)


def _listed(draft: Draft, title: str, doubts: Sequence[Doubt], first: int) -> tuple[Block, ...]:
    rows = tuple(
        TableRow(
            (
                say(str(number)),
                say(draft.office(doubt.office)),
                say(_indicator(draft, doubt.indicator), f"\n{_period(doubt.period)}"),
                say(f"{doubt.rule}:", doubt.message, _said(doubt.answer)),
                verbatim(f"{doubt.file} {doubt.place}".strip() or "—"),
            )
        )
        for number, doubt in enumerate(doubts, start=first)
    )
    return (Table(title, _DOUBTS, rows),) if rows else ()


def _said(answer: str) -> Line:
    return say("。单位说明:", verbatim(answer)) if answer else ()


def _indicator(draft: Draft, key: str) -> str:
    known = {one.key: one.name for one in draft.card.plan.indicators}
    return known.get(key, key) or "—"


def _period(written: str) -> str:
    return ReportingPeriod.parse(written).label if written else "—"


def _revised(draft: Draft) -> tuple[Block, ...]:
    plan = draft.card.plan
    rows = tuple(
        TableRow(
            (
                say(_indicator(draft, one.indicator)),
                say(_period(one.period)),
                say(format_value(plan.indicator(one.indicator), one.before)),
                say(format_value(plan.indicator(one.indicator), one.after)),
            )
        )
        for one in draft.card.context.revised
    )
    return (Table("上期以来修订的数据", _REVISED, rows),) if rows else ()


def _alerts(draft: Draft, statement: Statement) -> tuple[Block, ...]:
    first = len(draft.card.context.doubts) + len(statement.answered) + 1
    rows = tuple(
        TableRow(_alert(draft, one, number))
        for number, one in enumerate(statement.alerts, start=first)
    )
    return (Table("未关闭的预警", _ALERTS, rows),) if rows else ()


def _alert(draft: Draft, one: OpenAlert, number: int) -> tuple[Line, ...]:
    age = draft.calendar.between(one.opened, draft.dated)
    return (
        say(str(number)),
        say(draft.office(one.office) or "调度", f"\n{_period(one.period)}"),
        say(one.title),
        say(str(age)),
        say(one.due.isoformat() if one.due else "—"),
    )
