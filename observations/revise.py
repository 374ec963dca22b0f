"""What a delivery changes: compared with the values that stand, all at once."""

from __future__ import annotations

import polars as pl

from observations.stations import Revisions

KEY = ("indicator", "area", "period")
COMPARED = ("value", "numerator", "denominator", "status", "note")


def revise(previous: pl.DataFrame, accepted: pl.DataFrame) -> Revisions:
    """`accepted` in its order with `action` and `previous`.

    `previous` holds the currently valid values: revision, indicator, area, period, office,
    value, numerator, denominator, status, note; one row a key, else `pl.exceptions.ComputeError`.
    `action`: new (nothing stood), unchanged (same value, parts, status and note: what
    an office explains later must not be lost), withdrawn (a value
    stood, now none), revised. `previous` is the id of the revision followed, null for new.
    """
    stood = previous.select(
        *KEY, pl.col("revision").alias("previous"), *(pl.col(c).alias(_was(c)) for c in COMPARED)
    )
    joined = accepted.join(stood, on=list(KEY), how="left", validate="m:1", maintain_order="left")
    same = pl.all_horizontal(_plain(c).eq_missing(_plain(c, _was(c))) for c in COMPARED)
    withdrawn = pl.col("value").is_null() & pl.col(_was("value")).is_not_null()
    action = (
        pl.when(pl.col("previous").is_null())
        .then(pl.lit("new"))
        .when(same)
        .then(pl.lit("unchanged"))
        .when(withdrawn)
        .then(pl.lit("withdrawn"))
        .otherwise(pl.lit("revised"))
    )
    return Revisions(
        joined.with_columns(action.alias("action")).select(*accepted.columns, "action", "previous")
    )


def _plain(column: str, name: str = "") -> pl.Expr:
    """A column as compared: no note and an empty note are the same."""
    expression = pl.col(name or column)
    return expression.fill_null("") if column == "note" else expression


def _was(column: str) -> str:
    return f"{column}_before"
