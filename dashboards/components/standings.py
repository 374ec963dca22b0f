"""All targets, one bullet row each, grouped as the plan groups them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc
from dash.development.base_component import Component

from briefings.format import ABSENT
from briefings.rows import Row
from briefings.scorecard import Group
from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components.bullet import bullet
from dashboards.components.decisions import bare, doubt, indicator_href, other_goals
from dashboards.words import say
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Belief, Level
from targets.wording import headline, lag_note

OF_A_WHOLE = {
    Frequency.YEAR: "年度值 {period}",
    Frequency.QUARTER: "季度值 {period}",
    Frequency.MONTH: "月度值 {period}",
}


WIDE = 6
"""Rows from which a category takes two columns of a wide screen: beside it two short ones stand
one over the other, and no hole is left."""


def groups(groups: Sequence[Group], address: Address, *, whole: bool = True) -> Component:
    """All targets: the table's categories in a grid, the text's sections in packed columns.

    Not `whole`: of the text's sections one line each, as long as there is a table to read.
    """
    shown = [one for one in groups if one.rows]
    table = [one for one in shown if one.rows[0].target.source == "table"]
    prose = [one for one in shown if one.rows[0].target.source != "table"]
    folded = not whole and bool(table)
    return html.Div(
        [
            *_block("指标表", table, [group(one, address) for one in table], "groups"),
            *_block(
                "正文目标",
                prose,
                [section(one, address) if folded else group(one, address) for one in prose],
                "sections card" if folded else "packed",
                *_unfolding(folded, address),
            ),
        ]
    )


def _block(
    title: str,
    shown: Sequence[Group],
    drawn: Sequence[Component],
    arrangement: str,
    *aside: Component,
) -> list[Component]:
    if not shown:
        return []
    count = sum(len(one.rows) for one in shown)
    return [
        html.H2(
            [title, html.Span(say("{count} 项", count=count), className="quiet"), *aside],
            className="block-title",
        ),
        html.Div(drawn, className=arrangement),
    ]


def _unfolding(folded: bool, address: Address) -> list[Component]:
    if folded:
        return [dcc.Link("逐项展开", href=address.href(prose="1"), className="unfold")]
    if address.get("prose"):
        return [dcc.Link("收起", href=address.href(prose=None), className="unfold")]
    return []


def section(one: Group, address: Address) -> Component:
    """A section in one line: its verdicts as signs, and how many of them lag."""
    behind = sum(row.lagging for row in one.rows)
    said = say("滞后 {count} 项", count=behind) if behind else "没有滞后的"
    return dcc.Link(
        [
            html.Span(one.title, className="s-title"),
            _strip(one.rows),
            html.Span(said, className="s-behind" if behind else "s-behind quiet"),
        ],
        href=address.href(prose="1"),
        className="section-line",
    )


def group(one: Group, address: Address) -> Component:
    """One category with its rows."""
    return html.Section(
        [
            html.Header([html.H2([one.title, *_common_tier(one.rows)]), _strip(one.rows)]),
            html.Div([standing(row, address) for row in one.rows], className="rows"),
        ],
        className="group card" + (" group-wide" if len(one.rows) >= WIDE else ""),
    )


def _common_tier(rows: Sequence[Row]) -> list[Component]:
    """Whose promises these are, said once when all are the same tier's."""
    tiers = {row.target.tier for row in rows}
    return [marks.tier(tiers.pop())] if len(tiers) == 1 else []


def _strip(rows: Sequence[Row]) -> Component:
    """The category's verdicts in one line of signs."""
    order = list(Level)
    ranked = sorted((row.assessment.level for row in rows), key=order.index)
    return html.Span([marks.shape(level) for level in ranked], className="strip")


def standing(row: Row, address: Address) -> Component:
    """One indicator row: name, tag, bullet, value, gap, trend, belief."""
    verdict = row.assessment
    return dcc.Link(
        [
            html.Span(marks.shape(verdict.level), className="r-level"),
            html.Span(
                [
                    html.Span(row.name, className="r-title"),
                    marks.binding(row.target.binding),
                    *([marks.tier(row.target.tier)] if len(row.lines) > 1 else []),
                ],
                className="r-name",
            ),
            bullet(row),
            html.Span(
                [
                    html.Strong(row.value),
                    html.Span(bare(row, row.goal), className="quiet r-goal"),
                    *other_goals(row),
                ],
                className="r-value",
            ),
            html.Span(_standing_words(row), className="r-words"),
        ],
        href=indicator_href(row, address),
        className=f"row belief-row-{verdict.belief.value}",
        title=headline(verdict.why),
    )


def _standing_words(row: Row) -> list[Component]:
    verdict = row.assessment
    words: list[Component] = []
    if row.reason and verdict.belief is not Belief.MISSING:
        words.append(html.Span(row.reason, className="quiet"))
    elif row.lagging and row.gap != ABSENT:
        words.append(html.Span(say("差 {gap}", gap=bare(row, row.gap)), className="gap"))
    elif lag_note(verdict):
        words.append(html.Span(lag_note(verdict), className="quiet"))
    words.append(marks.trend(verdict.trend))
    words += doubt(row)
    if row.observed:
        words.append(html.Span(_observed(row), className="quiet observed"))
    return words


def _observed(row: Row) -> str:
    """A value of a whole year that ends with the judged quarter is no older than it."""
    seen = ReportingPeriod.parse(row.assessment.observed_period or row.assessment.period)
    judged = ReportingPeriod.parse(row.assessment.period)
    current = seen.end == judged.end
    if not current:
        return say("上次实测 {period}", period=row.observed)
    return say(OF_A_WHOLE[seen.frequency], period=row.observed)
