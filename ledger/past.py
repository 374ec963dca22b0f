"""The history of the keys that a delivery reports: what its values are compared with in time."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl
from sqlalchemy import select

from ledger import frames
from ledger.revisions import REVISION_SCHEMA, standing_only
from ledger.tables.reports import revisions
from ledger.unit import Reading

PAST_COLUMNS = (
    "indicator", "area", "period", "office", "value", "numerator", "denominator", "decimals",
    "printed",
)  # fmt: skip


def past(reading: Reading, pairs: Collection[tuple[str, str]], most: int) -> pl.DataFrame:
    """Values now valid of the (indicator, area) `pairs`, one row a period, in no order.

    At most the last `most` periods of each pair and written length (year, quarter, month);
    withdrawn and empty values are left out.
    """
    wire = {name: REVISION_SCHEMA[name] for name in PAST_COLUMNS}
    if not pairs:
        return pl.DataFrame(schema=wire)
    query = select(*(revisions.c[name] for name in PAST_COLUMNS)).where(
        revisions.c.indicator.in_(sorted({indicator for indicator, _ in pairs})),
        revisions.c.area.in_(sorted({area for _, area in pairs})),
        revisions.c.value.is_not(None),
        *standing_only(reading),
    )
    frame = frames.fetch(reading.connection, query, wire)
    asked = pl.DataFrame(sorted(pairs), schema=["indicator", "area"], orient="row")
    kept = frame.join(asked, on=["indicator", "area"], how="semi")
    place = pl.col("period").rank("ordinal", descending=True)
    # written periods of one length sort as their time does: 2024, 2024-Q2, 2024-06
    length = [pl.col("indicator"), pl.col("area"), pl.col("period").str.replace_all("[0-9]", "")]
    return kept.filter(place.over(*length) <= most)
