"""Relations between rows, and between a row and its history: declared in rules/*.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from expectations.context import CheckContext
from expectations.declared import RelationRule
from expectations.relations.digits import precision, rounded, stale
from expectations.relations.identities import identity
from expectations.relations.outliers import jumps, levels, seasons
from expectations.relations.rows import RelationRows
from expectations.relations.sawtooth import single, summed, unreset
from expectations.relations.thresholds import at_goal, heaps
from expectations.relations.year_end import peaks, pooled_peaks

RELATIONS: Mapping[str, RelationRows] = {
    "identity": identity,
    "jumps": jumps,
    "levels": levels,
    "seasons": seasons,
    "summed": summed,
    "single": single,
    "unreset": unreset,
    "stale": stale,
    "rounded": rounded,
    "precision": precision,
    "at_goal": at_goal,
    "heaps": heaps,
    "peaks": peaks,
    "pooled_peaks": pooled_peaks,
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
