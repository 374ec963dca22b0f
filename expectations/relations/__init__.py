"""Relations between rows, and between a row and its history: declared in rules/*.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from expectations.context import CheckContext
from expectations.declared import RelationRule
from expectations.relations.definitions import (
    denominator_moved,
    denominator_revised,
    first_after_redefinition,
)
from expectations.relations.denominators import shared_denominators
from expectations.relations.digits import precision, rounded, stale
from expectations.relations.identities import identity
from expectations.relations.other_period import wrong_period
from expectations.relations.outliers import jumps, levels, seasons
from expectations.relations.part_digits import digits_turned
from expectations.relations.parts import parts_summed, stock_moved
from expectations.relations.repeated import form_of_before, form_repeated
from expectations.relations.rows import RelationRows
from expectations.relations.sawtooth import single, summed, unreset
from expectations.relations.swaps import columns_swapped, parts_swapped, rows_swapped
from expectations.relations.thresholds import at_goal, heaps
from expectations.relations.totals import parts_of_whole, total_of_others
from expectations.relations.year_end import peaks, pooled_peaks

RELATIONS: Mapping[str, RelationRows] = {
    "identity": identity,
    "parts_of_whole": parts_of_whole,
    "total_of_others": total_of_others,
    "shared_denominators": shared_denominators,
    "columns_swapped": columns_swapped,
    "parts_swapped": parts_swapped,
    "rows_swapped": rows_swapped,
    "wrong_period": wrong_period,
    "denominator_moved": denominator_moved,
    "denominator_revised": denominator_revised,
    "first_after_redefinition": first_after_redefinition,
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
    "parts_summed": parts_summed,
    "stock_moved": stock_moved,
    "form_repeated": form_repeated,
    "form_of_before": form_of_before,
    "digits_turned": digits_turned,
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
        if context.histories or not one.history
    ]
