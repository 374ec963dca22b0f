"""地区: one indicator side by side over the plan's areas, each by verdict or by its value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from briefings.format import format_target
from desk.area_map import Outline, current_map, map_loaded
from desk.handle import Desk
from desk.keys import plan_keys
from desk.lookups import fates
from desk.plans import in_period
from desk.rates import asked_periods
from desk.run_history import assessed_periods, recency
from desk.views.area_cells import AreaCell, Compared, answering, cells, upper_line, visible
from desk.views.overview import run_seen
from ledger import browse, revisions
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.model import Plan


@dataclass(frozen=True)
class AreasView:
    """One indicator at the end of one period over all areas of the plan, in plan order.

    `indicators` are (key, name, areas with a value the actor may see), those with most areas first;
    `periods` newest first. `goal` is the line that areas are compared with, in words, empty
    without one. `period` is None before the first one is over; `mapped`: a map was loaded. `gone`
    says of each area that is not there at the period's end what became of it.
    """

    demo: bool
    indicator: Indicator
    indicators: tuple[tuple[str, str, int], ...]
    period: ReportingPeriod | None
    periods: tuple[ReportingPeriod, ...]
    goal: str
    cells: tuple[AreaCell, ...]
    mapped: bool = False
    gone: tuple[str, ...] = ()

    @property
    def judged(self) -> bool:
        """True when an area has a verdict: colours then mean verdicts, else thirds of values."""
        return any(one.state == "verdict" for one in self.cells)


def areas(
    desk: Desk,
    actor: Actor,
    indicator: str = "",
    period: ReportingPeriod | None = None,
    *,
    head: int | None = None,
) -> AreasView:
    """The comparison; the indicator with most areas and the newest period unless named.

    `UserError` for an unknown indicator or a period that is not over.
    """
    with desk.ledger.read(head) as reading:
        known = _periods(desk, reading)
        pairs = browse.valued(reading, plan_keys(desk.plan))
        counts = _counts(desk.plan, actor, pairs)
        chosen = _chosen(desk.plan, indicator, counts)
        frame = revisions.as_of(reading, keys=plan_keys(desk.plan, {chosen.key}))
        mapped = map_loaded(reading)
    if period is not None and period not in known:
        raise UserError(f"{period.label}不在可比较的报告期内", cure="从“报告期”中选择")
    shown = period or next(iter(known), None)
    found: tuple[AreaCell, ...] = ()
    goal = ""
    if shown is not None:
        asked = Compared(in_period(desk, shown), actor, chosen, shown, head)
        found = cells(asked, run_seen(desk, actor, shown, head), frame)
        line = upper_line(asked)
        goal = format_target(chosen, line) if line else ""
    return AreasView(
        demo=desk.is_demo,
        indicator=chosen,
        indicators=_indicators(desk.plan, counts),
        period=shown,
        periods=known,
        goal=goal,
        cells=found,
        mapped=mapped,
        gone=fates(desk.plan, shown.end) if shown else (),
    )


def outline(desk: Desk, actor: Actor, head: int | None = None) -> Outline | None:
    """The loaded map; None without one, or for nobody's post. `UserError` for a damaged one."""
    with desk.ledger.read(head) as reading:
        return current_map(desk, reading) if actor.has(*Role) else None


def _periods(desk: Desk, reading: Reading) -> tuple[ReportingPeriod, ...]:
    """Periods that are over and asked for, and every assessed one, newest first."""
    assessed = [ReportingPeriod.parse(one) for one in assessed_periods(reading)]
    every = {*assessed, *asked_periods(desk, desk.today())}
    return tuple(sorted(every, key=lambda one: recency(str(one)), reverse=True))


def _counts(plan: Plan, actor: Actor, pairs: Collection[tuple[str, str]]) -> Mapping[str, int]:
    """In how many of the plan's areas the actor may see a value of an indicator."""
    named, offices = {one.code for one in plan.areas}, answering(plan)
    return Counter(
        key
        for key, area in pairs
        if area in named and visible(actor, area, offices.get((key, area), ()))
    )


def _indicators(plan: Plan, counts: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    asked = {one.indicator for one in plan.targets} | {one.indicator for one in plan.reporting}
    shown = [one for one in plan.indicators if one.key in asked or counts.get(one.key)]
    told = [(one.key, one.name, counts.get(one.key, 0)) for one in shown]
    return tuple(sorted(told, key=lambda one: -one[2]))


def _chosen(plan: Plan, key: str, counts: Mapping[str, int]) -> Indicator:
    wanted = key or _indicators(plan, counts)[0][0]
    found = next((one for one in plan.indicators if one.key == wanted), None)
    if found is None:
        raise UserError(f"没有指标“{key}”", cure="从“指标”中选择")
    return found
