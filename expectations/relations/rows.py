"""The rows that relations append to the long frame: two sides, how far apart, how far allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters, Rule

RelationRows = Callable[[pl.DataFrame, pl.DataFrame, Parameters, CheckContext], pl.DataFrame]
"""`(frame, past, parameters, context)` → the rows it found, by `sides` or `of_each`.

`frame`: the measured long frame of one period's reports. `past`: PAST_SCHEMA with period facts,
the values now on record, one row a key, the frame's own periods and later ones among them.
A relation returns every row it asks about or only those that fail; a row fails when its gap is
larger than its allowance. It reads the frame and never changes it.
"""

SIDES: dict[str, pl.DataType | type[pl.DataType]] = {
    "area": pl.String(),
    "period": pl.String(),
    "row": pl.UInt32(),
    "report": pl.Int32(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "members": pl.List(pl.UInt32()),
    "alone": pl.Boolean(),
    "left": pl.Float64(),
    "right": pl.Float64(),
    "gap": pl.Float64(),
    "allowance": pl.Float64(),
    "relation": pl.String(),
}
"""`members`: `row` numbers taking part; row, report, sheet and cell are the first member's.
`alone`: everything compared comes from that report, so that it is known to be wrong in itself."""


NOT_ASKED = "不适用"
"""What columns that must be present say in a relation's row."""


def nothing() -> pl.DataFrame:
    """What a relation returns that found nothing to ask."""
    return pl.DataFrame(schema=SIDES)


def sides(rows: pl.DataFrame, *words: str) -> pl.DataFrame:
    """`rows` as relation rows: SIDES and the columns `words` that the message names.

    `relation` may be missing: whoever declared it is filled in.
    """
    named = rows.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in SIDES.items() if name not in rows.columns
    )
    return named.select(*(pl.col(name).cast(kind) for name, kind in SIDES.items()), *words)


def of_each(rows: pl.DataFrame, *words: str) -> pl.DataFrame:
    """Rows of the long frame, each a relation of its own with left, right, gap and allowance.

    In a message the row's own columns (indicator_name, printed, unit …) may be named without
    being among `words`.
    """
    alone = rows.with_columns(
        pl.concat_list(pl.col("row")).alias("members"), pl.lit(value=True).alias("alone")
    )
    return sides(alone, *words)


def append(
    frame: pl.DataFrame, found: Sequence[pl.DataFrame], rules: Sequence[Rule]
) -> pl.DataFrame:
    """`frame` with the relation rows below it; columns that must be present say 不适用."""
    known = [rows for rows in found if not rows.is_empty()]
    if not known:
        return frame.with_columns(
            pl.lit(None, kind).alias(name)
            for name, kind in SIDES.items()
            if name not in frame.columns
        )
    present = {rule.column for rule in rules if rule.kind == "present"}
    rows = pl.concat(known, how="diagonal_relaxed").with_columns(
        pl.selectors.float().fill_nan(None)
    )
    rows = rows.with_columns(_explained(frame, rows))
    filled = rows.with_columns(pl.lit(NOT_ASKED).alias(column) for column in present)
    return pl.concat([frame, filled], how="diagonal_relaxed")


def _explained(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """True where every row that takes part carries an explanation."""
    said = frame.filter("explained")["row"].cast(pl.UInt32)
    if said.is_empty():
        return pl.Series("explained", [False] * rows.height)
    told = rows["members"].list.set_difference(pl.Series([said.to_list()]))
    return ((told.list.len() == 0) & (rows["members"].list.len() > 0)).alias("explained")
