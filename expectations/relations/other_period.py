"""A form filled with the numbers of another period: every telling value is on record there."""

from __future__ import annotations

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.longframe import NUMBERS
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
    pairs = _elsewhere(frame, past)
    if pairs.is_empty():
        return nothing()
    same = pl.all_horizontal(pl.col(n).eq_missing(pl.col(f"other_{n}")) for n in NUMBERS)
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
        pl.col("equal").alias("left"),
        pl.col("many").alias("right"),
        pl.col("equal").alias("gap"),
        pl.lit(0.0).alias("allowance"),
        pl.lit(value=True).alias("alone"),
    )
    return sides(told, "other_label", "equal")


def _elsewhere(frame: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Telling rows of the frame beside the values on record for other periods, not the last."""
    told = pl.col("value").is_not_null() & (pl.col("value") != pl.col("previous"))
    wanted = [*_SERIES, *NUMBERS, "row", "report", "period", "sheet", "cell", "previous_period"]
    rows = frame.filter(told.fill_null(value=False) & ~pl.col("history")).select(wanted)
    elsewhere = {name: f"other_{name}" for name in NUMBERS}
    held = past.select(
        *_SERIES, *NUMBERS,
        pl.col("period").alias("other_period"),
        pl.col("period_label").alias("other_label"),
    ).drop_nulls("value").rename(elsewhere)  # fmt: skip
    if held["other_period"].n_unique() < 2:  # the period before alone, as for bulk deliveries
        return rows.clear()
    pairs = rows.join(held, on=_SERIES)
    return pairs.filter(
        (pl.col("other_period") != pl.col("period"))
        & (pl.col("other_period") != pl.col("previous_period"))
    )
