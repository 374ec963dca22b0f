"""Numbers written in each other's place: parts of one row, or two rows of one report."""

from __future__ import annotations

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.rows import nothing, of_each, sides

_MANY, _NEIGHBOURS = 1000, 3
"""Above so many moved rows only lines at most so far from each other are compared."""
_SIDES = ("row", "report", "area", "period", "sheet", "cell")


def columns_swapped(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose value follows from their parts only when two columns change places.

    Numerator and denominator, or value and numerator: value = numerator / denominator × scale
    holds within the printed precision after the exchange; before it is off by the factor
    exp(`apart`) or more. Value and denominator exchanged satisfy the same equation: ranges tell.
    """
    del past, context
    value, top, bottom = pl.col("value"), pl.col("numerator"), pl.col("denominator")
    whole = pl.col("has_parts") & (value > 0) & (top > 0) & (bottom > 0)
    far = (pl.col("recomputed") / value).log().abs() >= parameters["apart"]  # no slip of a digit
    wrong = (pl.col("recomputed_gap") > pl.col("recomputed_allowance")) & far
    rows = frame.filter((whole & wrong).fill_null(value=False))
    if rows.is_empty():
        return nothing()
    half = pl.lit(0.5) * pl.lit(10.0).pow(-pl.col("unit_decimals"))
    scale = pl.col("scale")
    tried = {
        "分子与分母": ((bottom / top * scale - value).abs(), pl.col("recomputed_allowance")),
        "本期值与分子": ((value / bottom * scale - top).abs(), half + top * 1e-9),
    }
    said = pl.lit(None, pl.String())
    for words, (apart, within) in reversed(tried.items()):
        said = pl.when(apart <= within).then(pl.lit(words)).otherwise(said)
    found = rows.with_columns(said.alias("swapped"), value.alias("left")).drop_nulls("swapped")
    told = found.with_columns(
        pl.col("recomputed").alias("right"),
        pl.col("recomputed_gap").alias("gap"),
        pl.col("recomputed_allowance").alias("allowance"),
    )
    return of_each(told, "swapped")


def parts_swapped(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose numerator is the denominator of the period before, and the other way round.

    Both within the factor `near` of each other's last value, each at least `apart` times farther
    (as a factor) from its own.
    """
    del past, context
    names = ("numerator", "denominator", "previous_numerator", "previous_denominator")
    positive = pl.all_horizontal(pl.col(name) > 0 for name in names)
    rows = frame.filter((pl.col("has_parts") & positive).fill_null(value=False))
    if rows.is_empty():
        return nothing()
    top, bottom, was_top, was_bottom = (pl.col(name).log() for name in names)
    crossed = pl.max_horizontal((top - was_bottom).abs(), (bottom - was_top).abs())
    straight = pl.min_horizontal((top - was_top).abs(), (bottom - was_bottom).abs())
    near = pl.lit(parameters["near"]).log()
    found = rows.with_columns(crossed.alias("crossed"), straight.alias("straight")).filter(
        (pl.col("crossed") <= near)
        & (pl.col("straight") >= pl.max_horizontal("crossed", near) * parameters["apart"])
    )
    told = found.with_columns(
        pl.col("numerator").alias("left"),
        pl.col("previous_denominator").alias("right"),
        pl.col("straight").alias("gap"),
        pl.col("crossed").alias("allowance"),
    )
    return of_each(told)


def rows_swapped(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Two rows of a report that hold each other's numbers: each fits the other's last value.

    A row's step is the median change of its history, at least `share` of its last value and
    half its last printed unit. Crossed, both lie within `near` steps; in their own places both
    are more than `apart` steps off. Rows with parts must cross with their parts.
    """
    del context
    value, was = pl.col("value"), pl.col("previous")
    least, far = was.abs() * parameters["share"], (value - was).abs()
    asked = (far > least * parameters["apart"]) & (pl.col("kind") != "yes")
    rows = frame.filter(asked.fill_null(value=False))
    if rows.height < 2:
        return nothing()
    rows = rows.join(_steps(past, rows), on=["indicator", "area", "period_months"], how="left")
    half = pl.lit(0.5) * pl.lit(10.0).pow(-pl.col("unit_decimals"))
    steps = rows.with_columns(pl.max_horizontal("usual_step", least, half).alias("step"))
    moved = steps.filter(far > pl.col("step") * parameters["apart"])
    if moved.height < 2:
        return nothing()
    return _crossed(moved, parameters)


def _steps(past: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """`usual_step`: the median change between neighbouring periods of a history of four or more."""
    series = ["indicator", "area", "period_months"]
    held = past.join(rows.select(series).unique(), on=series, how="semi")
    held = held.filter(pl.col("period_end") < rows["period_end"].max()).sort("period_end")
    return held.group_by(series).agg(
        pl.when(pl.len() > 3).then(pl.col("value").diff().abs().median()).alias("usual_step")
    )


def _crossed(moved: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Pairs among the moved rows, of one report and period, that fit each other's place."""
    names = [*_SIDES, "value", "previous", "step", "indicator_name", "printed", "numerator"]
    names += ["previous_numerator", "denominator", "previous_denominator"]
    one = moved.select(names)
    other = one.rename({name: f"other_{name}" for name in names})
    pairs = _pairs(one, other)
    near = parameters["near"]
    fits = ((pl.col("value") - pl.col("other_previous")).abs() <= pl.col("other_step") * near) & (
        (pl.col("other_value") - pl.col("previous")).abs() <= pl.col("step") * near
    )
    found = pairs.filter(fits & _parts_cross("numerator") & _parts_cross("denominator"))
    told = found.with_columns(
        pl.concat_list("row", "other_row").alias("members"),
        pl.col("value").alias("left"),
        pl.col("other_value").alias("right"),
        ((pl.col("value") - pl.col("previous")).abs() / pl.col("step")).alias("gap"),
        pl.lit(float(parameters["apart"])).alias("allowance"),
        pl.lit(value=True).alias("alone"),
        pl.format("“{}”{}", "indicator_name", "cell").alias("first_row"),
        pl.format("“{}”{}", "other_indicator_name", "other_cell").alias("second_row"),
        pl.col("previous").alias("first_before"),
        pl.col("other_previous").alias("second_before"),
    )
    return sides(told, "first_row", "second_row", "first_before", "second_before")


def _pairs(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Pairs of one report and period; of many moved rows only those of neighbouring lines."""
    place = ["report", "period"]
    there = [f"other_{name}" for name in place]
    if one.height <= _MANY:
        pairs = one.join(other, left_on=place, right_on=there)
        return pairs.filter(pl.col("row") < pl.col("other_row"))
    near = [
        one.with_columns((pl.col("row") + step).alias("next")).join(
            other, left_on=[*place, "next"], right_on=[*there, "other_row"], coalesce=False
        )
        for step in range(1, _NEIGHBOURS + 1)
    ]
    return pl.concat(near)


def _parts_cross(part: str) -> pl.Expr:
    """Where both rows have the part now and before, it lies nearer the other's last one."""
    own, other = pl.col(part), pl.col(f"other_{part}")
    was, other_was = pl.col(f"previous_{part}"), pl.col(f"other_previous_{part}")
    straight = (own - was).abs() + (other - other_was).abs()
    crossed = (own - other_was).abs() + (other - was).abs()
    same = (own == other) & (was == other_was)
    return (same | (crossed < straight)).fill_null(value=True)
