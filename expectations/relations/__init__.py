"""Relations between rows, and between a row and its history: declared in rules/*.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from expectations.context import CheckContext
from expectations.declared import RelationRule
from expectations.relations.identities import identity
from expectations.relations.rows import RelationRows

RELATIONS: Mapping[str, RelationRows] = {
    "identity": identity,
}
"""Every function a declaration may name as its `relation`."""


def related(
    frame: pl.DataFrame,
    past: pl.DataFrame,
    declared: Sequence[RelationRule],
    context: CheckContext,
) -> list[pl.DataFrame]:
    """What each declared relation found in the measured frame, marked with its id."""
    return [
        RELATIONS[one.relation](frame, past, one.parameters, context).with_columns(
            pl.lit(one.id).alias("relation")
        )
        for one in declared
    ]
