"""What a delivery writes: its rows that change something, and the revision each follows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from sqlalchemy import Connection, select

from ledger import frames
from ledger.tables.reports import revisions, superseded

_KEY = ["indicator", "area", "period"]


def changes(connection: Connection, brought: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """The rows of each frame that become revisions, with `follows`: the stored id, 0 for none.

    `brought`: frames as `revise` makes them, of the same columns. Found in all of them at once:
    a query of its own for each costs more than the finding.
    """
    if not brought:
        return []
    whose = np.repeat(np.arange(len(brought)), [rows.height for rows in brought])
    whole = pl.concat(brought).with_columns(pl.Series("brought", whose, pl.Int64))
    changed = whole.filter(pl.col("action") != "unchanged")
    numbered = changed.with_columns(frames.stored_ids("previous")).rename({"previous": "follows"})
    gone = frames.fetch(connection, _WITHDRAWN, _WITHDRAWN_SCHEMA)
    following = _after_withdrawal(numbered, gone)
    counts = np.bincount(following["brought"].to_numpy(), minlength=len(brought))
    rows, ends = following.drop("brought"), [0, *np.cumsum(counts).tolist()]
    return [rows[start:end] for start, end in pairwise(ends)]


def _after_withdrawal(changed: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """A value that comes back after its withdrawal follows the withdrawal (`gone`)."""
    if gone.is_empty() or changed.is_empty():
        return changed
    first = pl.col("follows") == 0
    found = pl.col("withdrawn").fill_null(0)
    joined = changed.join(gone, on=_KEY, how="left", maintain_order="left")
    follows = pl.when(first).then(found).otherwise(pl.col("follows"))
    return joined.with_columns(follows.alias("follows")).drop("withdrawn")


_WITHDRAWN_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "area": pl.String(),
    "period": pl.String(),
    "withdrawn": pl.Int64(),
}
_WITHDRAWN = select(
    revisions.c.indicator, revisions.c.area, revisions.c.period, revisions.c.id
).where(
    revisions.c.action == "withdrawn",
    ~select(superseded.c.id).where(superseded.c.revision == revisions.c.id).exists(),
)
