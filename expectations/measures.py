"""Measures: the columns that rules compare. Each leaves a column empty where no rule applies."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from expectations.rules import Parameters

Measure = Callable[[pl.DataFrame, Parameters], pl.DataFrame]

HAS_BOTH = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
FEWEST_OF_A_MAJORITY = 3
_FLOAT_NOISE = 1e-9  # share of the value that binary fractions may be off


def presence(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """`explained` (Boolean) and texts that are empty where something is lacking.

    `answer`: the value, or that there is none to give (`empty`); `parts_to_compute` and
    `parts_to_confirm`: the other half of a fraction, where it would give the value and where
    it would only confirm it. `missing_part`: numerator or denominator, whichever is blank.
    """
    note = pl.col("note").fill_null("").str.strip_chars()
    said = (note.str.len_chars() >= parameters["explanation_length"]) | note.is_in(
        parameters["explanations"]
    )
    half = pl.col("numerator").is_null() != pl.col("denominator").is_null()
    half &= pl.col("has_parts").fill_null(value=False)
    valued = pl.col("value").is_not_null()
    return frame.with_columns(
        said.alias("explained"),
        pl.when(valued | pl.col("empty")).then(pl.lit("有")).alias("answer"),
        pl.when(~half | valued).then(pl.lit("齐")).alias("parts_to_compute"),
        pl.when(~half | ~valued).then(pl.lit("齐")).alias("parts_to_confirm"),
        pl.when(pl.col("numerator").is_null())
        .then(pl.lit("numerator"))
        .otherwise(pl.lit("denominator"))
        .alias("missing_part"),
    )


def ranges(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """The value moved into its hard and plausible range; whole-number and yes/no columns."""
    value, largest = pl.col("value"), parameters["largest"]
    hard = value.clip(pl.col("hard_min").fill_null(-largest), pl.col("hard_max").fill_null(largest))
    plausible = value.clip(
        pl.col("plausible_min").fill_null(-largest), pl.col("plausible_max").fill_null(largest)
    )
    typed = pl.col("has_parts").fill_null(value=False).not_() | HAS_BOTH.not_()
    return frame.with_columns(
        hard.alias("value_if_possible"),
        plausible.alias("value_if_plausible"),
        pl.when(pl.col("kind") == "yes").then(value).alias("yes_value"),
        pl.when((pl.col("kind") == "count") & (pl.col("unit_decimals") == 0))
        .then((value - value.round()).abs())
        .alias("count_fraction"),
        pl.when(typed).then(pl.col("decimals").cast(pl.Float64)).alias("typed_decimals"),
    )


def parts(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """The value recomputed from its parts, and how far it may be off.

    `recomputed` = numerator / denominator × scale. The allowance is half a unit of the last
    printed decimal, never finer than the definition prints; `rounded_share` of the value
    where the office wrote 约, 近 or 以上.
    """
    usable = pl.col("has_parts").fill_null(value=False)
    whole = pl.when(usable).then(pl.col("denominator"))
    recomputed = pl.when(usable & (pl.col("denominator") > 0)).then(
        pl.col("numerator") / pl.col("denominator") * pl.col("scale")
    )
    bounded = usable & (pl.col("kind") == "rate") & ~(pl.col("hard_max") > pl.col("scale"))
    frame = frame.with_columns(
        whole.alias("whole"),
        recomputed.alias("recomputed"),
        pl.when(~(pl.col("hard_min") < 0)).then(0.0).alias("numerator_floor"),
        pl.when(bounded.fill_null(value=True) & usable)
        .then(pl.col("numerator"))
        .alias("share_numerator"),
    )
    half_unit = half_unit_of_last_decimal()
    noise = pl.col("recomputed").abs() * _FLOAT_NOISE + 1e-12
    rough = pl.when(pl.col("qualifier").fill_null("") != "").then(
        pl.col("value").abs() * parameters["rounded_share"]
    )
    return frame.with_columns(
        (pl.col("value") - pl.col("recomputed")).abs().alias("recomputed_gap"),
        (pl.max_horizontal(half_unit, rough) + noise).alias("recomputed_allowance"),
    )


def half_unit_of_last_decimal() -> pl.Expr:
    """Half a unit of the last printed decimal, never finer than the definition prints."""
    printed = pl.min_horizontal(pl.col("decimals").cast(pl.Float64), pl.col("unit_decimals"))
    return pl.lit(0.5) * pl.lit(10.0).pow(-printed.fill_null(0.0))


def denominators(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """How far denominators of one name differ within a report, area and period, as a share.

    `denominator_usual`: what more than half of three or more of them are, empty without such a
    majority; `denominator_odd`: the cells of the others, in order.
    """
    del parameters
    group = ("report", "area", "period", "denominator_name", "denominator_unit")
    shared = pl.when(pl.col("has_parts") & (pl.col("denominator") > 0)).then(pl.col("denominator"))
    frame = frame.with_columns(
        shared.min().over(group).alias("denominator_least"),
        shared.max().over(group).alias("denominator_most"),
    )
    spread = 1 - pl.col("denominator_least") / pl.col("denominator_most")
    measured = frame.with_columns(
        pl.when(shared.is_not_null()).then(spread).alias("denominator_spread")
    )
    return _with_the_odd_ones(measured, group)


def _with_the_odd_ones(frame: pl.DataFrame, group: tuple[str, ...]) -> pl.DataFrame:
    """`denominator_usual` and `denominator_odd`, worked out only where denominators differ."""
    apart = frame.filter(pl.col("denominator_spread") > _FLOAT_NOISE)
    usual = pl.col("denominator").median()
    off = (pl.col("denominator") / usual - 1).abs() > _FLOAT_NOISE
    told = (
        apart.group_by(group)
        .agg(
            usual.alias("denominator_usual"),
            pl.len().alias("many"),
            off.sum().alias("others"),
            pl.col("denominator_cell").filter(off).str.join("、").alias("denominator_odd"),
        )
        .filter(pl.col("many") >= FEWEST_OF_A_MAJORITY, pl.col("others") * 2 < pl.col("many"))
        .select(*group, "denominator_usual", "denominator_odd")
    )
    if told.is_empty():
        nothing = {"denominator_usual": pl.Float64(), "denominator_odd": pl.String()}
        return frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in nothing.items())
    return frame.join(told, on=list(group), how="left", maintain_order="left", nulls_equal=True)


def keys(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """`key_in_report` and the one `answering_office`: assigned, on record, or first to report.

    Nobody was assigned to earlier years: there the office on record answers. `answering_row`:
    where in the group that office reports the same key.
    """
    del parameters
    key = ("indicator", "area", "period")
    first, many = pl.col("office"), frame["office"].n_unique() > 1
    if many:  # else nobody came first: a window over all keys is dear
        first = first.sort_by("row").first().over(key)
    assigned = pl.when(~pl.col("history")).then("assigned_office")
    office = pl.coalesce(assigned, "current_office", first)
    frame = frame.with_columns(
        pl.concat_str("report", *key, separator="|").alias("key_in_report"),
        pl.when(pl.col("office") != "").then(office).alias("answering_office"),
    )
    answers = pl.col("row").filter(pl.col("office") == pl.col("answering_office")).min().over(key)
    return frame.with_columns(
        (answers if many else pl.lit(None)).cast(pl.UInt32).alias("answering_row")
    )


def history(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Change against the previous period and against the value on record, with their limits.

    A change the series has shown before, of six or more, is usual whatever the fixed limit; so
    is `margin` times it, for seven changes seldom show the largest there is.
    """
    frame = frame.join(_limits(parameters), on="kind", how="left")
    previous, current, value = pl.col("previous"), pl.col("current"), pl.col("value")
    periods = pl.col("periods_between").clip(1, parameters["widest"])
    annual = pl.when(pl.col("period_months") == 12).then(parameters["annual"]).otherwise(1)
    grows = pl.col("cumulative") | (pl.col("kind") == "yes")
    fixed = _limit(previous) * periods * annual
    # a kind without limits has none, whatever its history
    shown = pl.col("largest_change") * parameters["margin"]
    limit = pl.when(fixed.is_not_null()).then(pl.max_horizontal(fixed, shown))
    return frame.with_columns(
        pl.when(grows).then(previous).alias("cumulative_floor"),
        (value - previous).abs().round(9).alias("change"),
        limit.alias("change_limit"),
        (value - current).abs().round(9).alias("restated"),
        (_limit(current) * annual).alias("restated_limit"),
    )


def _limits(parameters: Parameters) -> pl.DataFrame:
    rows = [
        (k, float(v["share"]), float(v["least"]), float(v["most"]))
        for k, v in parameters["limits"].items()
    ]
    schema = {
        "kind": pl.String(),
        "share": pl.Float64(),
        "least": pl.Float64(),
        "most": pl.Float64(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _limit(anchor: pl.Expr) -> pl.Expr:
    return (anchor.abs() * pl.col("share")).clip(pl.col("least"), pl.col("most"))


def copies(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Share of a report's telling values that repeat the period just before, exactly.

    A value tells something when it has decimals or a numerator of some size; whole numbers
    such as 100 repeat honestly. Empty for reports with fewer than `fewest` telling values.
    """
    value, numerator = pl.col("value"), pl.col("numerator")
    decimals = (value - value.round()).abs() > _FLOAT_NOISE
    sized = numerator.abs().fill_null(0) >= parameters["telling_numerator"]
    telling = ((decimals | sized) & (pl.col("periods_between") == 1)).fill_null(value=False)
    same = (value == pl.col("previous")) & numerator.eq_missing(pl.col("previous_numerator"))
    counted, equal = telling.sum().over("report"), (telling & same).sum().over("report")
    enough = telling & (counted >= parameters["fewest"])
    return frame.with_columns(
        pl.when(enough).then(equal / counted).alias("copied_share"), counted.alias("copied_rows")
    )


def periods(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """`started_period_end`: the last day of a period that has begun.

    A withdrawal takes back and reports nothing that could still change by the end.
    """
    del parameters
    begun = (pl.col("period_start") <= pl.col("today")) & ~pl.col("withdrawn")
    return frame.with_columns(pl.when(begun).then(pl.col("period_end")).alias("started_period_end"))
