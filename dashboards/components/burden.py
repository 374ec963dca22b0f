"""填报负担: what each form asks of people, cell by cell, with the rule of the counting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.tables import card, table
from dashboards.words import say

if TYPE_CHECKING:
    from desk.views.burden import FormBurden


def burden(rows: Sequence[FormBurden], *, offices: bool = True) -> Component:
    """The newest form of each frequency; `offices`: name the office in each line."""
    from desk.views.burden import RULE

    body = [
        [
            *([one.office_name] if offices else []),
            one.period.label,
            *(str(count) for count in _counts(one)),
        ]
        for one in rows
    ]
    heads = ["单位"] if offices else []
    heads += ["最近一期", "指标行", "需填(格)", "带出(格)", "计算(格)", "免填(格)", "一年需填(格)"]
    first = len(heads) - 6
    inside = table(heads, body, numeric=frozenset(range(first, len(heads))), empty="没有填报任务。")
    whole = sum(one.asked_a_year for one in rows)
    return card(
        "填报负担",
        inside,
        html.P(RULE, className="quiet burden-rule"),
        aside=say("按最近一期的表推算,一年共需填 {count} 格", count=whole) if rows else None,
    )


def _counts(one: FormBurden) -> tuple[int, ...]:
    return one.rows, one.asked, one.prefilled, one.computed, one.skipped, one.asked_a_year
