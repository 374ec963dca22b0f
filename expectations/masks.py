"""Rules as Polars masks: each names every failing row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from expectations.rules import Kind, Rule


def _present(rule: Rule) -> pl.Expr:
    return pl.col(rule.column).is_null()


def _equal(rule: Rule) -> pl.Expr:
    return pl.col(rule.column) != pl.col(rule.other)


def _at_most(rule: Rule) -> pl.Expr:
    return pl.col(rule.column) > pl.col(rule.other)


def _at_least(rule: Rule) -> pl.Expr:
    return pl.col(rule.column) < pl.col(rule.other)


def _between(rule: Rule) -> pl.Expr:
    column = pl.col(rule.column)
    below = above = pl.lit(value=False)
    if rule.low is not None:
        below = column <= rule.low if rule.low_excluded else column < rule.low
    if rule.high is not None:
        above = column >= rule.high if rule.high_excluded else column > rule.high
    return below | above


def _in_set(rule: Rule) -> pl.Expr:
    return ~pl.col(rule.column).is_in([float(value) for value in rule.values])


def _unique(rule: Rule) -> pl.Expr:
    return pl.col(rule.column).is_duplicated() & pl.col(rule.column).is_not_null()


_MASKS: Mapping[Kind, Callable[[Rule], pl.Expr]] = {
    "present": _present,
    "equal": _equal,
    "at_most": _at_most,
    "at_least": _at_least,
    "between": _between,
    "in_set": _in_set,
    "unique": _unique,
}


def masks(frame: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """One Boolean column a rule, named by its id: True where the row breaks it."""
    return frame.select(
        _MASKS[rule.kind](rule).fill_null(value=False).alias(rule.id) for rule in rules
    )
