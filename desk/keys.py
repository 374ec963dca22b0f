"""Which keys a plan and a form speak of: all that a page asks of a ledger that holds a country."""

from __future__ import annotations

from collections.abc import Collection

from ledger.revisions import Keys
from observations.layout import Layout
from observations.period import ReportingPeriod
from targets.model import Plan


def plan_keys(
    plan: Plan,
    indicators: Collection[str] | None = None,
    periods: Collection[str] | None = None,
) -> Keys:
    """The plan's indicators, or those given, in its areas; of every period unless some are given.

    In the areas an edition in force names; what was removed from the plan is none of them.
    """
    named = [one.key for one in plan.indicators] if indicators is None else indicators
    return Keys(frozenset(named), frozenset(one.code for one in plan.areas), periods)


def form_keys(layout: Layout, period: ReportingPeriod) -> Keys:
    """A form's indicators in its areas, of one period: its rows, and few that are none."""
    indicators, areas = (
        {getattr(row, name) for row in layout.rows} for name in ("indicator", "area")
    )
    return Keys(indicators, areas, {str(period)})
