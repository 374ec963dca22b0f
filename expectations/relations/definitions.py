"""A denominator or a definition that changed without a word."""

from __future__ import annotations

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.longframe import KEY
from expectations.relations.rows import nothing, of_each

_PARTS = ("numerator", "denominator")


def denominator_moved(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose denominator moves more than its history allows while the numerator does not.

    A change is |x / x₀ − 1| against the period before. Allowed to the denominator: `share`, or
    `times` the largest change in its history; the numerator stands still within `still`.
    """
    del context
    names = (*_PARTS, *(f"previous_{name}" for name in _PARTS))
    positive = pl.all_horizontal(pl.col(name) > 0 for name in names)
    rows = frame.filter((pl.col("has_parts") & positive).fill_null(value=False))
    if rows.is_empty():
        return nothing()
    moved, stood = (_change(pl.col(n), pl.col(f"previous_{n}")) for n in _PARTS[::-1])
    far = rows.with_columns(moved.alias("gap"), stood.alias("stood")).filter(
        (pl.col("gap") > parameters["share"]) & (pl.col("stood") <= parameters["still"])
    )
    if far.is_empty():
        return nothing()
    series = ["indicator", "area", "period_months"]
    held = past.filter(
        (pl.col("denominator") > 0) & (pl.col("period_end") < far["period_end"].max())
    )
    held = held.join(far.select(series).unique(), on=series, how="semi").sort("period_end")
    change = _change(pl.col("denominator"), pl.col("denominator").shift(1))
    usual = held.group_by(series).agg(change.max().alias("largest"))
    allowed = pl.max_horizontal(
        pl.lit(parameters["share"]), pl.col("largest").fill_null(0.0) * parameters["times"]
    )
    told = far.join(usual, on=series, how="left").with_columns(
        allowed.alias("allowance"),
        pl.col("denominator").alias("left"),
        pl.col("previous_denominator").alias("right"),
        (pl.col("gap") * 100).round(1).alias("moved_percent"),
    )
    return of_each(told, "moved_percent")


def denominator_revised(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows that report a period again with another denominator and the same numerator.

    The share it differs beside `share`: what a corrected survey would change, the numerator too.
    """
    del context
    held = past.select(
        *KEY,
        pl.col("numerator").alias("was_numerator"),
        pl.col("denominator").alias("was_denominator"),
    )
    asked = frame.filter(
        pl.col("has_parts").fill_null(value=False)
        & (pl.col("denominator") > 0)
        & (pl.col("current").is_not_null())
    )
    if asked.is_empty():
        return nothing()
    rows = asked.join(held, on=KEY).filter(pl.col("numerator") == pl.col("was_numerator"))
    told = rows.with_columns(
        pl.col("denominator").alias("left"),
        pl.col("was_denominator").alias("right"),
        _change(pl.col("denominator"), pl.col("was_denominator")).alias("gap"),
        pl.lit(float(parameters["share"])).alias("allowance"),
    )
    return of_each(told.filter(pl.col("gap") > 0))


def first_after_redefinition(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows of the first period after their indicator was redefined: nothing before compares."""
    del past, parameters, context
    rows = frame.filter(
        (
            pl.col("redefined").is_not_null()
            & (pl.col("period_start") >= pl.col("redefined"))
            & (pl.col("period_start") - pl.col("redefined") < pl.col("period_months") * 31)
            & pl.col("value").is_not_null()
        ).fill_null(value=False)
    )
    told = rows.with_columns(
        pl.col("value").alias("left"), pl.lit(1.0).alias("gap"), pl.lit(0.0).alias("allowance")
    )
    return of_each(told)


def _change(now: pl.Expr, before: pl.Expr) -> pl.Expr:
    return (now / before - 1).abs()
