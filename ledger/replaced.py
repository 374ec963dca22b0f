"""Published values that others have taken the place of, between two states of the record."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from sqlalchemy import Select, select, tuple_

from ledger import frames
from ledger.revisions import published
from ledger.tables.reports import revisions, superseded
from ledger.unit import Reading

_KEY = ("indicator", "area", "period")
_WIRE: dict[str, pl.DataType] = {
    "revision": pl.Int64(),
    **dict.fromkeys(_KEY, pl.String()),
    "value": pl.Float64(),
}
REPLACED_SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(_KEY, pl.String()),
    "was": pl.Float64(),
    "value": pl.Float64(),
    "revision": pl.String(),
}
"""One row per key: what was published then, what is now and by which revision."""


def replaced(reading: Reading, then: int) -> pl.DataFrame:
    """REPLACED_SCHEMA: keys published at the head `then` and at the reading's, with other values.

    Read from keys that were ever revised alone, so a large record costs no more than a small one.
    """
    before = _published(replace(reading, head=then, live=False))
    now = _published(reading)
    both = now.join(before.select(*_KEY, pl.col("value").alias("was")), on=_KEY, how="inner")
    changed = both.filter(~pl.col("value").eq_missing(pl.col("was")))
    named = changed.with_columns(frames.written_ids("revision"))
    return named.select(*REPLACED_SCHEMA).sort(*_KEY)


def _published(reading: Reading) -> pl.DataFrame:
    """Published values, withdrawn ones left out, of keys that hold more than one revision."""
    key = tuple_(*(revisions.c[name] for name in _KEY))
    chosen = published(reading, key.in_(_revised_keys())).subquery("published")
    query = (
        select(revisions.c.id.label("revision"), *(revisions.c[name] for name in (*_KEY, "value")))
        .join(chosen, chosen.c.id == revisions.c.id)
        .where(revisions.c.action != "withdrawn")
    )
    return frames.fetch(reading.connection, query, _WIRE)


def _revised_keys() -> Select[tuple[str, ...]]:
    older = revisions.alias("older")
    columns = (older.c[name] for name in _KEY)
    return select(*columns).join(superseded, superseded.c.revision == older.c.id)
