"""Sums over areas, totals among their own items, and one quantity under several indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.longframe import KEY, NUMBERS
from expectations.measures import half_unit_of_last_decimal
from expectations.relations.rows import nothing, sides
from observations.indicator import Indicator
from targets.compose import how_composed

_CELL = ["row", "report", "sheet", "cell"]
_WORDS = {"value": "", "numerator": "的分子", "denominator": "的分母"}
_NOISE = 1e-9  # share of a sum that binary fractions may be off


def parts_of_whole(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """The whole of an area beside the sum of the areas it is made of, one row each quantity.

    `ask` in `parameters`: `exceeds` (the parts known may not exceed the whole), `short` (all
    parts together are not less than the whole) or `between` (a rate of the whole lies between
    the least and the largest of its parts). Counts and amounts that add up are summed, of
    rates with declared sums their numerators and denominators, never percentages.
    """
    numbers = _numbers(frame, past, context)
    if numbers.is_empty():
        return nothing()
    made_of = _made_of(numbers["period"].unique().to_list(), context)
    sizes = made_of.group_by("whole", "period").agg(pl.len().alias("all"))
    place = ["indicator", "period", "part"]
    grouped = (
        numbers.join(made_of, on=["area", "period"])
        .group_by("whole", *place, maintain_order=True)
        .agg(
            pl.col("number").sum().alias("sum"),
            pl.col("number").min().alias("least"),
            pl.col("number").max().alias("most"),
            pl.col("half").sum().alias("halves"),
            pl.len().alias("known"),
            pl.struct(*_CELL).alias("cells"),
        )
        .join(sizes, on=["whole", "period"])
        .join(numbers.rename({"area": "whole"}), on=["whole", *place])
    )
    asked = _ASKED[parameters["ask"]](grouped)
    return _of_areas(asked, context) if asked.height else nothing()


def _made_of(periods: Sequence[str], context: CheckContext) -> pl.DataFrame:
    """whole, area, period: which areas made up which when the period ended."""
    rows = [
        (whole, part, period)
        for period in periods
        for whole, parts in context.parts_in(period).items()
        for part in parts
    ]
    named = dict.fromkeys(("whole", "area", "period"), pl.String)
    return pl.DataFrame(rows, schema=named, orient="row")


def _exceeds(grouped: pl.DataFrame) -> pl.DataFrame:
    some = grouped.filter((pl.col("how") == "sum") & (pl.col("least") >= 0))
    return some.with_columns(
        pl.col("sum").alias("left"),
        (pl.col("sum") - pl.col("number")).alias("gap"),
        _printed("sum").alias("allowance"),
    )


def _short(grouped: pl.DataFrame) -> pl.DataFrame:
    whole = grouped.filter((pl.col("how") == "sum") & (pl.col("known") == pl.col("all")))
    return whole.with_columns(
        pl.col("sum").alias("left"),
        (pl.col("number") - pl.col("sum")).alias("gap"),
        _printed("number").alias("allowance"),
    )


def _between(grouped: pl.DataFrame) -> pl.DataFrame:
    rates = grouped.filter((pl.col("how") == "rate") & (pl.col("known") == pl.col("all")))
    below, above = pl.col("least") - pl.col("number"), pl.col("number") - pl.col("most")
    nearest = pl.when(below > above).then("least").otherwise("most")
    return rates.with_columns(
        nearest.alias("left"),
        pl.max_horizontal(below, above).alias("gap"),
        (pl.col("half") + pl.col("halves") / pl.col("known") + _NOISE).alias("allowance"),
    )


_ASKED = {"exceeds": _exceeds, "short": _short, "between": _between}


def _printed(larger: str) -> pl.Expr:
    return pl.col("halves") + pl.col("half") + pl.col(larger).abs() * _NOISE


def _of_areas(asked: pl.DataFrame, context: CheckContext) -> pl.DataFrame:
    """Relation rows: the whole's cell and those of its parts that the group reports."""
    names = {one.key: one.name for one in context.indicators.values()}
    cells = asked.with_columns(
        pl.concat_list("cells", pl.concat_list(pl.struct(*_CELL))).alias("cells"),
        pl.int_range(pl.len()).alias("place"),
    )
    own = cells.select("place", "cells").explode("cells").unnest("cells")
    known = own.group_by("place", maintain_order=True).agg(
        pl.col("row").drop_nulls().sort().alias("members"),
        *(pl.col(n).sort_by("row", nulls_last=True).first().alias(f"own_{n}") for n in _CELL),
        (pl.col("report").n_unique() == 1).alias("alone"),
    )
    both = cells.drop(*_CELL).join(known, on="place").filter(pl.col("own_row").is_not_null())
    subject = pl.col("indicator").replace(names) + pl.col("part").replace_strict(_WORDS)
    renamed = both.rename({f"own_{name}": name for name in _CELL}).with_columns(
        pl.col("whole").alias("area"),
        pl.col("number").alias("right"),
        pl.col("gap").round(9),
        subject.alias("subject"),
        pl.col("whole").replace(dict(context.area_names)).alias("whole_name"),
        pl.col("known").cast(pl.String).alias("parts_known"),
    )
    return sides(renamed, "subject", "whole_name", "parts_known")


def _numbers(frame: pl.DataFrame, past: pl.DataFrame, context: CheckContext) -> pl.DataFrame:
    """indicator, area, period, part, number, half, how and cell: the group's own and on record.

    Of areas that others make up or that make up others, and of indicators the group reports.
    """
    areas = {area for whole, parts in context.parts.items() for area in (whole, *parts)}
    own = frame.filter(pl.col("area").is_in(list(areas)) & ~pl.col("empty"))
    if own.is_empty():
        return own
    columns = [*KEY, *NUMBERS, "decimals"]
    keyed = own.unique(subset=KEY, keep="last", maintain_order=True)
    keyed = keyed.select(*columns, *_CELL, half_unit_of_last_decimal().alias("half"))
    same = keyed.select("indicator", "period").unique()
    held = past.filter(pl.col("area").is_in(list(areas))).join(same, on=["indicator", "period"])
    held = held.join(keyed, on=KEY, how="anti").select(columns)
    digits = pl.col("decimals").cast(pl.Float64).fill_null(2.0)
    held = held.with_columns((pl.lit(0.5) * pl.lit(10.0).pow(-digits)).alias("half"))
    whole = pl.concat([keyed, held], how="diagonal_relaxed")
    long = whole.unpivot(
        NUMBERS, index=["indicator", "area", "period", "half", *_CELL],
        variable_name="part", value_name="number",
    )  # fmt: skip
    known = long.drop_nulls("number").join(_hows(context.indicators), on=["indicator", "part"])
    exact = pl.when("whole_pieces").then(0.0).otherwise("half").alias("half")
    return known.with_columns(exact).drop("whole_pieces")


def _hows(indicators: Mapping[str, Indicator]) -> pl.DataFrame:
    """Which quantities of which indicator add up (`sum`), or lie between (`rate`).

    Pieces are counted, never rounded (`whole_pieces`).
    """
    rows = [
        (one.key, part, how, one.kind == "count" and one.decimals == 0)
        for one in indicators.values()
        for part, how in _quantities(one)
    ]
    return pl.DataFrame(rows, schema=["indicator", "part", "how", "whole_pieces"], orient="row")


def _quantities(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    how = how_composed(indicator)
    if how == "sum":
        return (("value", "sum"),)
    if indicator.kind not in {"rate", "ratio", "density"} or how not in {"ratio", "supply"}:
        return ()
    declared = (("numerator", "sum"), ("denominator", "sum"))
    return (("value", "rate"), *(declared if indicator.aggregation == "ratio" else ()))


def total_of_others(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Areas whose value is, to the last printed digit, the sum of all others of the same report.

    Asked of what adds up, where at least `fewest` others have a value and the sum is at least
    `least`: small pieces add up by chance. An area that is made of others is left out.
    """
    del past
    there = set(frame["area"].unique().to_list())
    wholes = [whole for whole in context.parts if whole in there]
    adding = [one.key for one in context.indicators.values() if how_composed(one) == "sum"]
    rows = frame.filter(
        pl.col("indicator").is_in(adding) & ~pl.col("area").is_in(wholes) & (pl.col("value") > 0)
    )
    if rows.is_empty():
        return nothing()
    group = ["report", "indicator", "period"]
    others = pl.col("value").sum().over(group) - pl.col("value")
    halves = half_unit_of_last_decimal()
    told = rows.with_columns(
        pl.col("value").alias("left"),
        others.round(9).alias("right"),
        pl.len().over(group).alias("many"),
        (pl.col("value") - others).abs().alias("apart"),
        pl.concat_list("row").alias("members"),
        pl.lit(value=True).alias("alone"),
        (halves.sum().over(group) + pl.col("value") * _NOISE).alias("within"),
    ).filter(
        (pl.col("many") > parameters["fewest"])
        & (pl.col("value") >= parameters["least"])
        & (pl.col("apart") <= pl.col("within"))
    )
    near = told.with_columns(pl.col("value").alias("gap"), pl.lit(0.0).alias("allowance"))
    return sides(near, "many")
