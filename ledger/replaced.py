"""Published values that others have taken the place of, between two states of the record."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from sqlalchemy import select

from ledger import frames
from ledger.revisions import Keys, as_of
from ledger.tables.reports import revisions
from ledger.unit import Reading

_KEY = ("indicator", "area", "period")
_KEY_SCHEMA: dict[str, pl.DataType] = dict.fromkeys(_KEY, pl.String())
REPLACED_SCHEMA: dict[str, pl.DataType] = {
    **_KEY_SCHEMA,
    "was": pl.Float64(),
    "value": pl.Float64(),
    "revision": pl.String(),
}
"""One row per key: what was published then, what is now and by which revision."""


def replaced(reading: Reading, then: int, keys: Keys) -> pl.DataFrame:
    """REPLACED_SCHEMA: of `keys` those published at `then` and at the head, with other values.

    Only what was ever revised is compared.
    """
    revised = _revised(reading, keys)
    if not revised.periods:
        return pl.DataFrame(schema=REPLACED_SCHEMA)
    before = _published(replace(reading, head=then, live=False), revised)
    now = _published(reading, revised)
    both = now.join(before.select(*_KEY, pl.col("value").alias("was")), on=_KEY, how="inner")
    changed = both.filter(~pl.col("value").eq_missing(pl.col("was")))
    return changed.select(*REPLACED_SCHEMA).sort(*_KEY)


def _revised(reading: Reading, keys: Keys) -> Keys:
    """Keys that hold every one of `keys` with more than one revision: few more than those."""
    followers = select(*(revisions.c[name] for name in _KEY)).distinct()
    query = followers.where(*keys.conditions(), revisions.c.follows > 0)
    found = frames.fetch(reading.connection, query, _KEY_SCHEMA)
    return Keys(*(frozenset(found[name]) for name in _KEY))


def _published(reading: Reading, keys: Keys) -> pl.DataFrame:
    """Published values of `keys`, withdrawn ones left out."""
    return as_of(reading, keys=keys).select("revision", *_KEY, "value")
