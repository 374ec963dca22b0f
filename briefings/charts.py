"""The figures of one paper, numbered, each with the same in words."""

from __future__ import annotations

from itertools import count

from briefings.course import YearEnd
from briefings.draft import Draft
from briefings.marks import LEVEL_MARKS
from briefings.paper import Block, Chart, Paragraph, say
from briefings.paper_figures import standing_figure, trend_figure
from briefings.rows import Row
from briefings.scorecard import LEVELS
from briefings.typography import chinese, printable
from briefings.way import on_the_way

STANDING_MM = 44.0
FEWEST_YEARS = 2  # one year is no course
TREND_MM = 64.0
GROUPS = (("约束性指标", "binding"), ("预期性指标", "indicative"), ("正文目标和节点", "none"))


def standing_chart(draft: Draft) -> tuple[Block, ...]:
    """图1: how the targets stand, by attribute; nothing where there is no target."""
    card = draft.card
    groups = [(name, rows) for name, kind in GROUPS if (rows := card.of_binding(kind))]
    if not groups:
        return ()
    told = ";".join(f"{name}{len(rows)}项,{_counted(rows)}" for name, rows in groups)
    caption = chinese(f"图1 {card.period.label}各类目标评估结论(项)")
    words = chinese(f"{told}。")
    return (Chart("standing", caption, standing_figure(groups), words, STANDING_MM),)


def years_of(draft: Draft) -> tuple[YearEnd, ...]:
    """The years that the paper tells of; none in a paper of one period."""
    course = draft.card.context.course
    return course.years if course else ()


def years_chart(draft: Draft) -> tuple[Block, ...]:
    """图2: how the targets stood at the end of each year; nothing where there is one year."""
    years = years_of(draft)
    if len(years) < FEWEST_YEARS:
        return ()
    groups = [(year.label, tuple(year.rows.values())) for year in years]
    told = ";".join(f"{name}{len(rows)}项,{_counted(rows)}" for name, rows in groups)
    caption = "图2 各年底目标评估结论(项)"
    figure = standing_figure(groups)
    return (Chart("years", chinese(caption), figure, chinese(f"{told}。"), STANDING_MM),)


def _counted(rows: tuple[Row, ...]) -> str:
    counts = [(level, sum(row.assessment.level is level for row in rows)) for level in LEVELS]
    return "、".join(f"{LEVEL_MARKS[level].word}{number}项" for level, number in counts if number)


def trend_charts(draft: Draft) -> tuple[Block, ...]:
    """The annex of trends: lagging indicators in the order of their urgency, value by value."""
    trends, card = draft.card.context.trends, draft.card
    rows = [row for row in card.decisions if row.target.id in trends]
    number = count(_first(draft))
    charts = [_trend(draft, row, next(number)) for row in rows]
    whose = "未达到的目标" if draft.outcomes else "滞后指标"
    opening = say(
        f"下列为{whose}中较紧迫的{len(charts)}项:填报值(审定)、序时进度与目标。其余见附件",
        str(draft.annexes[draft.listing]),
        "。",
    )
    return (Paragraph(opening), *charts)


def _first(draft: Draft) -> int:
    """The number of the first course drawn: before it stand 图1 and, over years, up to two more."""
    years = years_of(draft)
    return 2 + (len(years) >= FEWEST_YEARS) + bool(years and on_the_way(draft.card.rows))


def _trend(draft: Draft, row: Row, number: int) -> Chart:
    series = draft.card.context.trends[row.target.id]
    unit = f"({row.indicator.unit})" if row.indicator.unit else ""
    goals = "、".join(f"{goal.tier}目标{goal.text}" for goal in series.goals)
    pace = f",序时应达{row.expected}" if row.assessment.expected is not None else ""
    first = series.shown[0].period.label if series.shown else ""
    words = (
        f"{row.name}自{first}起共{len(series.shown)}期填报值,本期{row.value}{pace},{goals},"
        f"{draft.verdict(row)}。"
    )
    caption = chinese(printable(f"图{number} {row.name}{unit}"))
    return Chart(
        f"trend{number}", caption, trend_figure(series), chinese(printable(words)), TREND_MM
    )
