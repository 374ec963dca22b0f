"""What needs a decision: one line a lagging target, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc
from dash.development.base_component import Component

from briefings.context import CaseLine
from briefings.format import ABSENT
from briefings.rows import Row
from dashboards.address import Address, keep, segment
from dashboards.components import html, marks
from dashboards.components.attributes import aria
from dashboards.components.bullet import bullet, other_lines
from dashboards.components.cases import case_href, case_mark
from dashboards.words import listed, say
from targets.assessment import Belief
from targets.wording import date_text

CARRIED = ("period", "asof")
FILTERS = ("level", "change", "area")
LONG_UNIT = 2  # characters; 个 and % stay


def decisions(
    rows: Sequence[Row],
    address: Address,
    *,
    limit: int | None = None,
    offices: frozenset[str] | None = None,
) -> Component:
    """What needs a decision, most urgent first; empty in words.

    `offices` are those whose cases the reader may see, None for all of them.
    """
    shown = rows if limit is None else rows[:limit]
    body: list[Component] = [decision(row, address, offices) for row in shown]
    if not body:
        body = [html.P(_nothing(address), className="quiet")]
    rest = len(rows) - len(shown)
    if rest > 0:
        body.append(
            dcc.Link(
                say("显示其余 {count} 项", count=rest), href=address.href(all="1"), className="more"
            )
        )
    return html.Section(
        [
            html.Header(
                [
                    html.H2(["需要决定", html.Span(str(len(rows)), className="badge")]),
                    html.Span("按约束性、差距、时限排序", className="quiet"),
                ]
            ),
            html.Div(body, className="decision-list"),
        ],
        className="decisions card",
        **aria(label="需要决定"),
    )


def _nothing(address: Address) -> str:
    if any(address.get(name) for name in FILTERS):
        return "当前筛选下没有滞后目标。"
    return "没有滞后的目标。下一步:关注不可评估的目标,补齐基期。"


def decision(row: Row, address: Address, offices: frozenset[str] | None = None) -> Component:
    """One lagging target: verdict, name, value against target, pace, whose, case.

    The name's link reaches over the whole line (cases.css); the case has a link of its own.
    """
    verdict = row.assessment
    return html.Div(
        [
            html.Span(marks.verdict(verdict.level), className="d-level"),
            html.Span(
                [
                    dcc.Link(
                        html.Strong(row.name),
                        href=indicator_href(row, address),
                        className="d-link",
                    ),
                    marks.binding(row.target.binding),
                    marks.tier(row.target.tier),
                ],
                className="d-name",
            ),
            bullet(row),
            html.Span(
                [
                    html.Strong(row.value),
                    html.Span(f" / {bare(row, row.goal)}", className="quiet"),
                    *other_goals(row),
                ],
                className="d-value",
            ),
            html.Span(_pace_words(row), className="d-pace"),
            html.Span([marks.trend(verdict.trend), *doubt(row)], className="d-trend"),
            html.Span(listed(row.leads) or "牵头单位未定", className="d-lead"),
            html.Span(_case_words(row, offices), className="d-case"),
        ],
        className="decision",
    )


def doubt(row: Row) -> list[Component]:
    """存疑 or 缺报; that values are synthetic is said once, by the band over the page."""
    kind = row.assessment.belief
    return [marks.belief(kind)] if kind in (Belief.DOUBTED, Belief.MISSING) else []


def _pace_words(row: Row) -> list[Component | str]:
    if row.assessment.expected is None or row.gap == ABSENT:
        return [html.Span(date_text(row.target.deadline), className="quiet")]
    return [
        html.Span(say("应达 {value}", value=bare(row, row.expected)), className="quiet"),
        html.Span(say("差 {gap}", gap=bare(row, row.gap)), className="gap"),
    ]


def other_goals(row: Row) -> list[Component]:
    """What the other tier asks of the same value, where it asks something else."""
    return [
        html.Span(
            say("{tier}线 {goal}", tier=one.tier, goal=bare(row, one.target)),
            className="quiet other-goal",
        )
        for one in other_lines(row)
    ]


def bare(row: Row, text: str) -> str:
    """`text` without a long unit: beside the value, which carries it, it only takes room."""
    unit = row.indicator.unit
    return text.replace(unit, "").strip() if len(unit) > LONG_UNIT else text


def _case_words(row: Row, offices: frozenset[str] | None) -> Component:
    """The case; that there is none is only said to those who would see it if there were."""
    if row.case is None:
        theirs = offices is not None and not offices.intersection(row.target.leads)
        missing = "未立督办" if row.target.binding == "binding" and not theirs else ""
        return html.Span(missing, className="quiet")
    mark = case_mark(case_words(row.case), row.case.colour)
    return dcc.Link(mark, href=case_href(row.case.number), className="d-case-link")


def case_words(case: CaseLine) -> str:
    """The case by its printed number and, once it has one, its colour."""
    if not case.colour:
        return say("督办 {number}", number=case.number)
    return say("督办 {number} {colour}", number=case.number, colour=case.colour)


def indicator_href(row: Row, address: Address) -> str:
    """The indicator page of a row, keeping period and as-of."""
    here = Address(address.path, {**address.query, "area": row.target.area})
    return keep(here, f"/indicators/{segment(row.indicator.key)}", *CARRIED, "area")
