"""One denominator under several indicators: equal by name, area and period, in any unit."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.longframe import KEY
from expectations.relations.rows import nothing, sides
from expectations.units import SIZES
from observations.indicator import Indicator

_PLACE = ["area", "period", "called", "family"]


def shared_denominators(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose denominator is not what most indicators of that denominator's name use.

    Compared between reports, with the record, and where units differ; within one report and
    unit the rows themselves are compared (Q405). `within` is the share two may differ. Where
    there is no majority every row that disagrees with another is named.
    """
    table = _denominators(context.indicators)
    if table.is_empty():
        return nothing()
    numbers = _numbers(frame, past, table)
    about = numbers.group_by(_PLACE).agg(
        pl.col("size").median().alias("usual"),
        pl.col("size").min().alias("least"),
        pl.col("size").max().alias("most"),
        (pl.struct(pl.col("report").fill_null(-1), "unit").n_unique() > 1).alias("wide"),
    )
    limit = parameters["within"]
    far = about.filter("wide", pl.col("least") < pl.col("most") * (1 - limit))
    if far.is_empty():
        return nothing()
    named = _odd(numbers.join(far, on=_PLACE), limit)
    told = named.with_columns(
        pl.col("denominator").alias("left"),
        pl.concat_list("row").alias("members"),
        pl.lit(value=True).alias("alone"),  # the sentence itself says what with
        (pl.col("denominator") / pl.col("right") - 1).abs().alias("gap"),
        pl.lit(limit, pl.Float64).alias("allowance"),
        pl.col("unit").alias("shared_unit"),
        pl.col("called").alias("shared_name"),
    )
    return sides(told, "shared_name", "shared_unit")


def _odd(rows: pl.DataFrame, limit: float) -> pl.DataFrame:
    """The group's own rows that disagree, and what with: the majority, else what is farthest."""
    off = (pl.col("size") / pl.col("usual") - 1).abs() > limit
    most_are_off = off.sum().over(_PLACE) * 2 >= pl.len().over(_PLACE)
    odd = rows.with_columns(off.alias("off"), most_are_off.alias("split"))
    named = odd.filter(pl.col("row").is_not_null() & (pl.col("off") | pl.col("split")))
    small = pl.col("size") * 2 < pl.col("least") + pl.col("most")
    farthest = pl.when(small).then("most").otherwise("least")
    other = pl.when("split").then(farthest).otherwise("usual")
    return named.with_columns((other / pl.col("unit_size")).round(6).alias("right"))


def _denominators(indicators: Mapping[str, Indicator]) -> pl.DataFrame:
    """indicator, called, family, unit, unit_size: only names that several indicators share."""
    rows = [
        (
            one.key,
            one.denominator,
            *SIZES.get(one.denominator_unit, (one.denominator_unit, 1.0)),
            one.denominator_unit,
        )
        for one in indicators.values()
        if one.denominator and one.numerator
    ]
    names = ["indicator", "called", "family", "unit_size", "unit"]
    table = pl.DataFrame(rows, schema=names, orient="row")
    return table.filter(pl.len().over("called", "family") > 1)


def _numbers(frame: pl.DataFrame, past: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    columns = [*KEY, "denominator", "row", "report", "sheet", "cell"]
    listed = table["indicator"].implode()
    own = frame.filter(pl.col("indicator").is_in(listed) & (pl.col("denominator") > 0))
    own = own.select(columns).unique(subset=KEY, keep="last", maintain_order=True)
    held = past.filter(pl.col("indicator").is_in(listed) & (pl.col("denominator") > 0))
    held = held.join(own, on=KEY, how="anti")
    held = held.join(own.select("area", "period").unique(), on=["area", "period"], how="semi")
    both = pl.concat([own, held.select(*KEY, "denominator")], how="diagonal_relaxed")
    sized = both.join(table, on="indicator")
    return sized.with_columns((pl.col("denominator") * pl.col("unit_size")).alias("size"))
