"""How loud a failing row is: declared severity, softer where explained or across forms."""

from __future__ import annotations

import polars as pl

from expectations.declared import Declared, RelationRule
from observations.finding import Severity


def loudness(rule: Declared) -> pl.Expr:
    """The severity of each failing row of `rule`, as text.

    An explained row takes the rule's `explained`; a relation between several forms, or with the
    record, is softer, for nobody knows which of them is wrong.
    """
    loud = pl.lit(rule.severity.value)
    if isinstance(rule, RelationRule):
        loud = pl.when("alone").then(loud).otherwise(pl.lit(_across(rule).value))
    if rule.explained is not None:
        loud = pl.when("explained").then(pl.lit(rule.explained.value)).otherwise(loud)
    return loud


def _across(rule: RelationRule) -> Severity:
    softer = Severity.WARNING if rule.severity is Severity.CRITICAL else rule.severity
    return rule.across or softer
