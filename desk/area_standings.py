"""All areas against the same lines: who stands where in a period, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from desk.assess import measured
from desk.handle import Desk
from desk.periods import require_finished
from desk.plans import in_period
from desk.rights import require_role
from ledger import milestones, plans
from ledger.unit import Reading
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.columns import assess_columns
from targets.columns_terms import terms
from targets.model import Plan, Target
from targets.pace import shortfall
from targets.rulebook import judging_rule
from targets.siblings import line_of, lines_everywhere

_VALUES = {"indicator": pl.String, "area": pl.String, "period": pl.String, "value": pl.Float64}
_LEVELS = ("met", "on_pace", "behind", "far_behind", "not_assessable")


@dataclass(frozen=True)
class AreaStanding:
    """One area against one line; `distance` is how far it is short, in the unit, 0 when met."""

    target_id: str
    indicator: str
    name: str
    area: str
    area_name: str
    value: float
    printed: str
    unit: str
    level: str
    why_code: str
    trend: str
    distance: float


@dataclass(frozen=True)
class Comparison:
    """The areas that have a value, nearest to the line first; `missing` by target id."""

    period: str
    rule_version: str
    standings: tuple[AreaStanding, ...]
    missing: dict[str, tuple[str, ...]]


def compare_areas(
    desk: Desk,
    actor: Actor,
    period: ReportingPeriod,
    indicator: str | None = None,
    *,
    head: int | None = None,
) -> Comparison:
    """Every area of the same level against the lines of the level above; nothing is kept.

    From approved and published values as known at `head` (now for None), by the plan in force at
    the period's end; `indicator` keeps the lines of one.
    """
    require_role(actor, Role.DESK, Role.LEADER, Role.ADMIN)
    require_finished(desk, period)
    everywhere = _there(lines_everywhere(in_period(desk, period).plan), period)
    if indicator is not None:
        chosen = tuple(one for one in everywhere.targets if one.indicator == indicator)
        everywhere = replace(everywhere, targets=chosen)
    with desk.ledger.read(head) as reading:
        table = _verdicts(desk, reading, everywhere, period)
    promised = {target.id: target for target in everywhere.targets}
    found = sorted(_standings(everywhere, promised, table), key=_order(everywhere))
    return Comparison(
        str(period), judging_rule(everywhere.rule).id, tuple(found), _missing(everywhere, found)
    )


def _there(plan: Plan, period: ReportingPeriod) -> Plan:
    """The plan with the lines of areas that are there on the period's last day."""
    there = tuple(one for one in plan.targets if plan.valid_on(one.area, period.end))
    return replace(plan, targets=there)


def _verdicts(desk: Desk, reading: Reading, plan: Plan, period: ReportingPeriod) -> pl.DataFrame:
    """target_id, value, level, why_code, trend: in columns, and one by one what is left over."""
    values, baselines = measured(desk, reading), plans.baselines(reading)
    entered = milestones.milestones(reading)
    rule = judging_rule(plan.rule)
    rows = [(one.indicator, one.area, one.period, one.value) for one in values]
    frame = pl.LazyFrame(rows, schema=_VALUES, orient="row")
    stepped = {one.target for one in (*plan.milestones, *entered)}
    quick = assess_columns(
        frame, terms(plan, baselines, rule=rule, with_milestones=stepped), period, rule
    )
    left = {*quick.left_over}
    rest = replace(plan, targets=tuple(one for one in plan.targets if one.id in left))
    slow = assess(
        rest, values, baselines, period, today=desk.today(), milestones=entered, rule=rule
    )
    columns = ("target_id", "value", "level", "why_code", "trend")
    kinds = {name: quick.table.schema[name] for name in columns}
    others = [{name: getattr(one, name) for name in columns} for one in slow]
    return pl.concat([quick.table.select(columns), pl.DataFrame(others, schema=kinds)])


def _standings(
    plan: Plan, promised: dict[str, Target], table: pl.DataFrame
) -> Iterator[AreaStanding]:
    for row in table.filter(pl.col("value").is_not_null()).iter_rows(named=True):
        target = promised[row["target_id"]]
        yield AreaStanding(
            target_id=line_of(target.id),
            indicator=target.indicator,
            name=target.name,
            area=target.area,
            area_name=plan.area_of(target.area).name,
            value=row["value"],
            printed=target.printed,
            unit=target.unit,
            level=str(row["level"]),
            why_code=row["why_code"],
            trend=str(row["trend"]),
            distance=max(0.0, shortfall(target, row["value"])),
        )


def _order(plan: Plan) -> Callable[[AreaStanding], tuple[int, float, int, str]]:
    place = {line_of(one.id): n for n, one in reversed(list(enumerate(plan.targets)))}

    def key(one: AreaStanding) -> tuple[int, float, int, str]:
        return place[one.target_id], one.distance, _LEVELS.index(one.level), one.area

    return key


def _missing(plan: Plan, found: Sequence[AreaStanding]) -> dict[str, tuple[str, ...]]:
    known = {(one.target_id, one.area) for one in found}
    wanting: dict[str, tuple[str, ...]] = {}
    for target in plan.targets:
        line = line_of(target.id)
        if (line, target.area) not in known:
            wanting[line] = (*wanting.get(line, ()), plan.area_of(target.area).name)
    return wanting
