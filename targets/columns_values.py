"""Of millions of stored values, those that verdicts need: the standing one and the one before.

Follows `choose.value_for`: a value must be of the period, but a yearly one stands with its own date
and a thing once done stays done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from observations.period import Frequency, ReportingPeriod
from targets.pace import months_until

KEY = ("indicator", "area")
_NEAR = {Frequency.YEAR: 3, Frequency.QUARTER: 12, Frequency.MONTH: 36}  # three years


def standing_values(
    values: pl.LazyFrame, wanted: pl.DataFrame, period: ReportingPeriod
) -> pl.DataFrame:
    """`wanted` with `value`, `before` and `day`, its rows in no particular order.

    `wanted`: indicator, area, any_day, once_done, yearly and whatever else. `values`: indicator,
    area, period, value; one row for each key and period, in any order. `day` is the end of the
    period measured, as `months_until`. Null where nothing may stand.
    """
    late = wanted.filter("any_day")
    usual = wanted if late.is_empty() else wanted.filter(~pl.col("any_day"))
    found = usual.lazy().join(_recent(values, period), on=KEY, how="left").collect()
    lone = found.filter(pl.col("value").is_not_null() & pl.col("before").is_null())
    if not lone.is_empty():
        older = _far_back(values, lone, period).select(*KEY, older=pl.col("before"))
        filled = pl.coalesce("before", "older").alias("before")
        found = found.join(older, on=KEY, how="left").with_columns(filled).drop("older")
    if late.is_empty():
        return found
    return pl.concat([found, _any_day(values, late, period)], how="diagonal")


def _recent(values: pl.LazyFrame, period: ReportingPeriod) -> pl.LazyFrame:
    """Keys measured in the period, with the value before where it lies one period back."""
    names = _names(period.previous().end, period.end)
    # One comparison leaves few enough rows that comparing with every name costs nothing.
    near = values.filter(pl.col("period") >= min(names)).select(*KEY, "period", "value").collect()
    exact = pl.any_horizontal(*(pl.col("period") == name for name in names))
    rows = near.filter(exact & pl.col("value").is_not_null())
    own, last = pl.col("period") == str(period), pl.col("period") == str(period.previous())
    if rows.select((own | last).all()).item():
        before = rows.lazy().filter(last).select(*KEY, pl.col("value").alias("before"))
        both = rows.lazy().filter(own).select(*KEY, "value").join(before, on=KEY, how="left")
        return both.with_columns(day=pl.lit(months_until(period.end)))
    return _last_two(rows).lazy().filter(pl.col("day") == months_until(period.end))


def _far_back(values: pl.LazyFrame, keys: pl.DataFrame, period: ReportingPeriod) -> pl.DataFrame:
    """The last two values of each of the `keys`, looked for in recent years first."""
    keys = keys.select(KEY).unique()
    near = pl.col("period").is_in(_names(period.shift(-_NEAR[period.frequency]).end, period.end))
    found = _last_two(_rows_of(values.filter(near), keys))
    lone = keys.join(found.filter(pl.col("before").is_not_null()), on=KEY, how="anti")
    if lone.is_empty():
        return found
    further = _last_two(_until(_rows_of(values, lone), period.end))
    return pl.concat([found.join(lone, on=KEY, how="anti"), further])


def _rows_of(values: pl.LazyFrame, keys: pl.DataFrame) -> pl.DataFrame:
    kept = values.filter(pl.col("value").is_not_null()).select(*KEY, "period", "value")
    return kept.join(keys.lazy(), on=KEY, how="semi").collect()


def _any_day(values: pl.LazyFrame, late: pl.DataFrame, period: ReportingPeriod) -> pl.DataFrame:
    """Yearly values and things once done, with the day they stand for."""
    oldest = period.end.year - 2 + (period.end.month == 12)
    own = pl.col("day") == months_until(period.end)
    done = pl.col("once_done") & (pl.col("value") == 1)
    year = (pl.col("day") - 0.5).floordiv(12)  # the last day of a year counts as the next 0
    stands = own | done
    if period.frequency is not Frequency.YEAR:
        stands = done | pl.when("yearly").then(year >= oldest).otherwise(own)
    found = late.join(_far_back(values, late, period), on=KEY, how="left")
    kept = [pl.when(stands).then(pl.col(name)).alias(name) for name in ("value", "before", "day")]
    return found.with_columns(kept)


def _last_two(rows: pl.DataFrame) -> pl.DataFrame:
    """For each key its last value, the one before and the last one's day."""
    names = rows.get_column("period").unique().to_list()
    periods = [ReportingPeriod.parse(name) for name in names]
    order = pl.DataFrame(
        {
            "period": names,
            "day": [months_until(one.end) for one in periods],
            "length": [one.frequency.months for one in periods],
        },
        schema={"period": pl.String(), "day": pl.Float64(), "length": pl.Int64()},
    )
    sorted_rows = rows.join(order, on="period").sort("day", "length")
    return sorted_rows.group_by(KEY).agg(
        pl.col("value").last(),
        pl.col("value").slice(-2, 1).filter(pl.len() > 1).first().alias("before"),
        pl.col("day").last(),
    )


def _until(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    names = rows.get_column("period").unique().to_list()
    fit = [name for name in names if ReportingPeriod.parse(name).end <= day]
    return rows.filter(pl.col("period").is_in(fit))


def _names(first: date, last: date) -> Sequence[str]:
    """Every way to write a period that ends from `first` to `last`."""
    found: list[str] = []
    for frequency in Frequency:
        one = ReportingPeriod.containing(last, frequency)
        while one.end >= first:
            if one.end <= last:
                found.append(str(one))
            one = one.previous()
    return found
