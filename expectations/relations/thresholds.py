"""Values at their goals: exactly there or one printed step past, and heaps of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.rows import nothing, of_each, sides
from expectations.statistics.goals import heaped, steps_past
from targets.model import Plan

Goals = Mapping[tuple[str, str], tuple[float, ...]]
_NUMERIC = frozenset({">=", "<=", "=", "range"})
_KINDS = ("rate", "ratio", "density", "amount")


def goals_of(plan: Plan) -> Goals:
    """(indicator, area) → the goals of a plan in force, in the indicator's unit.

    Both ends of a range; none of what is only done or not.
    """
    goals: dict[tuple[str, str], tuple[float, ...]] = {}
    for target in plan.targets:
        if target.comparator in _NUMERIC:
            ends = (target.value, target.value_max) if target.value_max else (target.value,)
            key = (target.indicator, target.area)
            goals[key] = tuple(dict.fromkeys((*goals.get(key, ()), *ends)))
    return goals


def at_goal(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows exactly at a goal of the plan, or up to `past` printed steps past it.

    Not of counts and yes/no, which end at their goals honestly, nor where the goal is the end of
    what is possible, nor where the period before said the same.
    """
    del past
    near = _near_goals(frame, context, parameters)
    near = near.filter(pl.col("steps").is_between(0, parameters["past"]))
    near = near.filter(~(pl.col("value") == pl.col("previous")).fill_null(value=False))
    if near.is_empty():
        return nothing()
    told = near.with_columns(
        pl.col("value").alias("left"),
        pl.col("goal").alias("right"),
        (parameters["past"] + 1 - pl.col("steps")).alias("gap"),
        pl.lit(0.0).alias("allowance"),
        pl.when(pl.col("steps") == 0)
        .then(pl.lit("恰好等于目标"))
        .otherwise(pl.lit("刚好越过目标一个末位单位,目标"))
        .alias("goal_words"),
    )
    return of_each(told, "goal", "goal_words", "steps")


def heaps(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Reports whose values lie just past their goals too often, one row a report.

    Within `window` printed steps of a goal, past against short, exact binomial, one-sided
    `level`; no conclusion from fewer than eight (`goals.heaped`).
    """
    del past
    near = _near_goals(frame, context, parameters)
    near = near.filter(pl.col("steps").is_between(-parameters["window"], parameters["window"]))
    found = [_said(part, parameters) for part in near.partition_by("report", maintain_order=True)]
    found = [one for one in found if one.height]
    return sides(pl.concat(found), "goal_past", "goal_near", "chance") if found else nothing()


def _said(part: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    past, short, chance = heaped(part["steps"].to_numpy(), float(parameters["window"]))
    members = part.filter(pl.col("steps").is_between(0, parameters["window"], closed="left"))
    if chance >= parameters["level"]:
        return members.clear()
    return members.head(1).select("row", "report", "sheet", "cell", "area", "period").with_columns(
        pl.lit(pl.Series([members["row"].to_list()])).alias("members"),
        pl.lit(value=True).alias("alone"),
        pl.lit(-float(np.log10(chance))).alias("gap"),
        pl.lit(-float(np.log10(parameters["level"]))).alias("allowance"),
        pl.lit(float(past)).alias("goal_past"),
        pl.lit(float(past + short)).alias("goal_near"),
        pl.lit(f"{chance * 100:.2g}").alias("chance"),
    )  # fmt: skip


def _near_goals(frame: pl.DataFrame, context: CheckContext, parameters: Parameters) -> pl.DataFrame:
    """Rows beside the goal they are nearest to: `goal` and `steps` past it."""
    del parameters
    goals = [(i, a, goal) for (i, a), held in context.goals.items() for goal in held]
    schema = {"indicator": pl.String(), "area": pl.String(), "goal": pl.Float64()}
    asked = frame.filter(pl.col("kind").is_in(_KINDS) & pl.col("value").is_not_null())
    rows = asked.join(pl.DataFrame(goals, schema=schema, orient="row"), on=["indicator", "area"])
    ends = (pl.col("goal") == pl.col("hard_max")) | (pl.col("goal") == pl.col("hard_min"))
    rows = rows.filter(~ends.fill_null(value=False))
    steps = steps_past(
        rows["value"].to_numpy(),
        rows["goal"].to_numpy(),
        rows["unit_decimals"].fill_null(0.0).to_numpy(),
        (rows["direction"] == "up").to_numpy(),
    )
    rows = rows.with_columns(pl.Series("steps", steps))
    return (
        rows.sort(pl.col("steps").abs())
        .unique("row", keep="first", maintain_order=True)
        .sort("row")
    )
