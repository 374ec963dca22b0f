"""Two deliveries that crossed: which rows came too late, and which contradict one not yet seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

KEY = ("indicator", "area", "period")
_NUMBERS = (("value", "stood"), ("numerator", "stood_numerator"),
            ("denominator", "stood_denominator"))  # fmt: skip


@dataclass(frozen=True)
class Arrived:
    """How a delivery came: its receipt, the post, the moment, `seq` of the receipt in the audit.

    `judged` is the sequence of its first verdict, None while it has none; `accepted` that one
    of its verdicts let it in; `duplicate_of` what its last verdict called it a repetition of.
    """

    receipt: str
    post: str
    at: datetime
    seq: int
    judged: int | None = None
    accepted: bool = False
    duplicate_of: str = ""


@dataclass(frozen=True)
class Crossed:
    """What a delivery meets: `rows` may follow what stands, `contradicted` may not.

    `contradicted`: rows with `stood`, `holder` and `holder_post` beside them.
    """

    rows: pl.DataFrame
    contradicted: pl.DataFrame


def crossed(accepted: pl.DataFrame, standing: pl.DataFrame, mine: Arrived) -> Crossed:
    """Compare `accepted` with the last words on its keys that are later than its receipt.

    `standing`: STANDING_SCHEMA of the ledger. Two deliveries are at once when each was
    received before the other had its verdict; from different posts and with other numbers
    the second is contradicted. A row whose key was reported by a later delivery is left out:
    it came too late to follow, whatever order the two are judged in.
    """
    others = standing.filter(pl.col("holder") != mine.receipt)
    if others.is_empty() or accepted.is_empty():
        return Crossed(accepted, accepted.clear())
    both = accepted.join(others, on=list(KEY), how="left", maintain_order="left")
    both = both.with_columns(_at_once(mine).alias("at_once"))
    late = (pl.col("received") > mine.seq).fill_null(value=False)
    kept = both.filter(~late & ~pl.col("at_once")).select(accepted.columns)
    return Crossed(kept, both.filter("at_once"))


def _at_once(mine: Arrived) -> pl.Expr:
    before_my_verdict = pl.lit(value=True)
    if mine.judged is not None:
        before_my_verdict = pl.col("received") < mine.judged
    differs = pl.any_horizontal(pl.col(a).ne_missing(pl.col(b)) for a, b in _NUMBERS)
    unseen = (pl.col("judged") > mine.seq) & before_my_verdict
    return (unseen & (pl.col("holder_post") != mine.post) & differs).fill_null(value=False)
