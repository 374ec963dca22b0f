"""How loud a failing row is: declared or set, softer where explained or across forms."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from expectations.declared import Declared, RelationRule
from expectations.settings import LOUDNESS, Settings, softer
from observations.finding import Severity


def loudness(rule: Declared, settings: Settings) -> pl.Expr:
    """The severity of each failing row of `rule`, as text; "silent" where it says nothing.

    A setting for the row's indicator goes before one for all, and both before the declaration.
    An explained row is no louder than the rule's `explained`; a relation between several forms,
    or with the record, no louder than its `across`, for nobody knows which of them is wrong.
    Needs `keys`: the indicators a row is about, a relation's being the loudest set for any.
    """
    whole = settings.get((rule.id, ""), rule.severity.value)
    own = {key: loud for (one, key), loud in settings.items() if one == rule.id and key}
    if not own:
        return _softened(rule, whole)
    said = pl.lit(None, pl.String())
    for loud in reversed(LOUDNESS):
        about = [key for key in own if own[key] == loud]
        said = pl.when(_about(about)).then(_softened(rule, loud)).otherwise(said)
    return pl.coalesce(said, _softened(rule, whole))


def _about(keys: list[str]) -> pl.Expr:
    return pl.col("keys").list.set_intersection(keys).list.len() > 0


def _softened(rule: Declared, loud: str) -> pl.Expr:
    """`loud` for every row, but for those across forms and those explained."""
    said = pl.lit(loud)
    if isinstance(rule, RelationRule):
        across = softer(loud, (rule.across or _SOFTER[rule.severity]).value)
        said = pl.when("alone").then(said).otherwise(pl.lit(across))
        if rule.explained is not None:
            lower = softer(across, rule.explained.value)
            explained = pl.when("alone").then(pl.lit(softer(loud, rule.explained.value)))
            return pl.when("explained").then(explained.otherwise(pl.lit(lower))).otherwise(said)
    elif rule.explained is not None:
        lower = softer(loud, rule.explained.value)
        return pl.when("explained").then(pl.lit(lower)).otherwise(said)
    return said


_SOFTER: Mapping[Severity, Severity] = {
    Severity.CRITICAL: Severity.WARNING,
    Severity.WARNING: Severity.WARNING,
    Severity.INFO: Severity.INFO,
}
