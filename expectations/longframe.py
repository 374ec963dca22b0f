"""The long frame every rule reads: reported rows beside their definitions and the record."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from expectations.context import CheckContext, definitions, with_period_facts
from observations.stations import BATCH_SCHEMA, Interpreted

KEY = ("indicator", "area", "period")
NUMBERS = ("value", "numerator", "denominator")


def gather(reports: Sequence[Interpreted]) -> pl.DataFrame:
    """All rows of all reports with `row` (position in the group) and `report` (its index).

    `history`: True for rows of earlier years, for which no office was assigned yet. `empty`:
    True for rows that carry no number on purpose: of a withdrawal or a zero report (零报告).
    `withdrawn`: True for those of a withdrawal.

    NaN counts as empty: it is no number anybody wrote.
    """
    names = list(BATCH_SCHEMA)
    heights = [report.batch.height for report in reports]
    frames = [r.batch if r.batch.columns == names else r.batch.select(names) for r in reports]
    whole = (
        pl.concat(frames, how="vertical_relaxed") if frames else pl.DataFrame(schema=BATCH_SCHEMA)
    )
    index = pl.Series("report", range(len(heights)), pl.Int32).repeat_by(
        pl.Series(heights, dtype=pl.UInt32)
    )
    rows = whole.select(pl.col(name).cast(kind) for name, kind in BATCH_SCHEMA.items())
    rows = rows.with_columns(index.explode(empty_as_null=False).alias("report"))
    headers = [(n, report.header) for n, report in enumerate(reports) if report.header]
    old = [n for n, header in headers if header.history]
    withdrawn = [n for n, header in headers if header.withdraws]
    empty = [n for n, header in headers if header.withdraws or header.nil]
    rows = rows.with_columns(
        pl.col("report").is_in(marked).alias(name)
        for name, marked in (("history", old), ("withdrawn", withdrawn), ("empty", empty))
    )
    return rows.with_columns(pl.col(*NUMBERS).fill_nan(None)).with_row_index("row")


def comparable(known: pl.DataFrame, rows: pl.DataFrame, context: CheckContext) -> pl.DataFrame:
    """`known` without what was measured by an older definition than `rows` of one period are."""
    changed = [
        (one.key, float(one.redefined.toordinal()))
        for one in context.indicators.values()
        if one.redefined is not None
    ]
    if not changed:
        return known
    table = pl.DataFrame(changed, schema=["indicator", "redefined"], orient="row")
    end = with_period_facts(rows.select("period"))["period_end"].max()
    old = table.filter(pl.col("redefined") <= end)
    dated = known.join(old, on="indicator", how="left", maintain_order="left")
    kept = dated.filter(
        pl.col("redefined").is_null() | (pl.col("period_end") >= pl.col("redefined"))
    )
    return kept.drop("redefined")


def attach(rows: pl.DataFrame, known: pl.DataFrame, context: CheckContext) -> pl.DataFrame:
    """`rows` beside definition, period, current and previous value and reporting office.

    `known` has KNOWN_SCHEMA and the period facts, one row a key.
    Added: the columns of `definitions`, period facts, `today`, `current` and `current_office`
    (same key), `previous`, `previous_numerator`, `previous_denominator`, `previous_period`,
    `previous_label`, `periods_between` (latest earlier period of the same length),
    `largest_change` (between two periods on record before it, where six are known or more),
    `assigned_office`.
    """
    frame = rows.join(definitions(context.indicators), on="indicator", how="left")
    frame = with_period_facts(frame).with_columns(
        pl.lit(float(context.today.toordinal())).alias("today")
    )
    current = known.select(
        *KEY, pl.col("value").alias("current"), pl.col("office").alias("current_office")
    )
    frame = frame.join(current, on=KEY, how="left")
    frame = frame.join(_assigned(rows, context), on=["indicator", "area"], how="left")
    return _with_previous(frame, known).sort("row")


_FEWEST_CHANGES = 6  # with fewer nothing is known of what is usual (domain: n ≤ 5)


def _with_largest_change(earlier: pl.DataFrame) -> pl.DataFrame:
    """`earlier` (by period_end) with the greatest change of each series up to there."""
    if earlier["previous_period"].n_unique() <= _FEWEST_CHANGES:
        return earlier.with_columns(pl.lit(None, pl.Float64).alias("largest_change"))
    series = ["indicator", "area", "period_months"]
    changed = earlier.with_columns(pl.col("previous").diff().abs().over(series).alias("changed"))
    largest = pl.col("changed").cum_max().over(series)
    known = pl.col("changed").cum_count().over(series) >= _FEWEST_CHANGES
    return changed.with_columns(pl.when(known).then(largest).alias("largest_change")).drop(
        "changed"
    )


def _assigned(rows: pl.DataFrame, context: CheckContext) -> pl.DataFrame:
    """The office of each (indicator, area) in `rows`: a group is small, a nation's plan is not."""
    asked, own = context.reporting, rows.select("indicator", "area").unique().rows()
    found = [(*pair, asked[pair]) for pair in own if pair in asked]
    names = ("indicator", "area", "assigned_office")
    return pl.DataFrame(found, schema={n: pl.String() for n in names}, orient="row")


def _with_previous(frame: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    earlier = held.filter(pl.col("value").is_not_null()).select(
        "indicator",
        "area",
        "period_months",
        "period_end",
        pl.col("value").alias("previous"),
        pl.col("numerator").alias("previous_numerator"),
        pl.col("denominator").alias("previous_denominator"),
        pl.col("period").alias("previous_period"),
        pl.col("period_label").alias("previous_label"),
        pl.col("period_end").alias("previous_end"),
    )
    joined = frame.sort("period_end").join_asof(
        _with_largest_change(earlier.sort("period_end")),
        on="period_end",
        by=["indicator", "area", "period_months"],
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,  # both sides are sorted just above
    )
    days = pl.col("period_end") - pl.col("previous_end")
    between = (days / (pl.col("period_months") * 30.4375)).round().clip(1)
    return joined.with_columns(between.alias("periods_between"))
