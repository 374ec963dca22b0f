"""A form filled with the numbers of another period: every telling value is on record there."""

from __future__ import annotations

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.rows import nothing, sides

_SERIES = ("indicator", "area", "period_months")


def wrong_period(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """One row a report: its values are those on record for a period that is not its own.

    A value tells something of a period when it was another in the period just before the one
    reported: constant values repeat honestly. At least `fewest` telling values and the share
    `most` of them agree, with their parts. That the values are those of the period just before
    is another rule's (Q604).
    """
    del context
    held = past.select(
        *_SERIES,
        pl.col("period").alias("other_period"),
        pl.col("period_label").alias("other_label"),
        pl.col("value").alias("other_value"),
        pl.col("numerator").alias("other_numerator"),
        pl.col("denominator").alias("other_denominator"),
    ).drop_nulls("other_value")
    rows = frame.filter(
        (pl.col("value").is_not_null() & (pl.col("value") != pl.col("previous"))).fill_null(
            value=False
        )
        & ~pl.col("history")
    )
    if rows.is_empty() or held.is_empty():
        return nothing()
    wanted = [*_SERIES, "row", "report", "period", "sheet", "cell", "previous_period"]
    numbers = ["value", "numerator", "denominator"]
    pairs = rows.select(*wanted, *numbers).join(held, on=_SERIES)
    pairs = pairs.filter(
        (pl.col("other_period") != pl.col("period"))
        & (pl.col("other_period") != pl.col("previous_period"))
    )
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(f"other_{name}"))
        for name in ("value", "numerator", "denominator")
    )
    telling = pairs.group_by("report", "other_period", "other_label", maintain_order=True).agg(
        pl.len().alias("many"),
        same.sum().alias("equal"),
        *(pl.col(name).filter(same).first() for name in ("row", "area", "period", "sheet", "cell")),
        pl.col("row").filter(same).alias("members"),
    )
    found = telling.filter(
        (pl.col("equal") >= parameters["fewest"])
        & (pl.col("equal") >= pl.col("many") * parameters["most"])
    )
    best = found.sort("equal", descending=True, maintain_order=True)
    told = best.unique("report", keep="first", maintain_order=True).with_columns(
        pl.col("equal").cast(pl.Float64).alias("left"),
        pl.col("many").cast(pl.Float64).alias("right"),
        pl.col("equal").cast(pl.Float64).alias("gap"),
        pl.lit(0.0).alias("allowance"),
        pl.lit(value=True).alias("alone"),
    )
    return sides(told, "other_label", "equal")
