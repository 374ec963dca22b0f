"""Identities between indicators: each becomes one more row of the long frame, as a gap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add

import polars as pl

from expectations.longframe import KEY
from expectations.rules import Identity, Relation, Rule, Term
from observations.indicator import Indicator

_GAPS: Mapping[Relation, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "equal": lambda left, right: (left - right).abs(),
    "at_least": lambda left, right: right - left,
    "at_most": lambda left, right: left - right,
}
_PLACE = ("area", "period")


def identity_rows(
    frame: pl.DataFrame,
    known: pl.DataFrame,
    identities: Sequence[Identity],
    indicators: Mapping[str, Indicator],
) -> pl.DataFrame:
    """One row per identity, area and period that the group's rows take part in.

    Columns: identity, area, period, left, right, identity_gap, identity_allowance, members
    (`row` numbers taking part), row, report and place of the first member, alone (all terms
    come from that report). Empty frame when none applies. Units are those of the indicators.
    """
    keys = _keys_by_name(indicators)
    reported = set(frame["indicator"].unique().to_list())
    made = [
        _rows_of(frame, known, identity, keys)
        for identity in identities
        if reported & _needed(identity, keys)
    ]
    return pl.concat(made) if made else pl.DataFrame(schema=_SCHEMA)


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "area": pl.String(),
    "period": pl.String(),
    "row": pl.UInt32(),
    "report": pl.Int32(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "members": pl.List(pl.UInt32()),
    "alone": pl.Boolean(),
    "left": pl.Float64(),
    "right": pl.Float64(),
    "identity_allowance": pl.Float64(),
    "identity": pl.String(),
    "identity_gap": pl.Float64(),
}


def _keys_by_name(indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Every key, name and alias → key; a name used by two indicators belongs to the first."""
    names: dict[str, str] = {}
    for indicator in indicators.values():
        for name in (indicator.key, indicator.name, *indicator.aliases):
            names.setdefault(name, indicator.key)
    return names


def _needed(identity: Identity, keys: Mapping[str, str]) -> set[str]:
    """Keys of the terms, or nothing when the plan lacks one that is not optional."""
    terms = (*identity.left, *identity.right)
    required = [n for t in terms if not t.optional for n in (t.of, t.per) if n]
    if any(name not in keys for name in required):
        return set()
    return {keys[n] for t in terms for n in (t.of, t.per) if n in keys}


def _rows_of(
    frame: pl.DataFrame, known: pl.DataFrame, identity: Identity, keys: Mapping[str, str]
) -> pl.DataFrame:
    needed = _needed(identity, keys)
    values = _values(frame, known, needed)
    left, right = (_side(side, keys) for side in (identity.left, identity.right))
    reported = pl.col("report").is_not_null() & pl.col("value").is_not_null()
    grouped = values.group_by(_PLACE, maintain_order=True).agg(
        pl.col("row").filter(reported).min().alias("row"),
        *(
            pl.col(name).filter(reported).sort_by(pl.col("row").filter(reported)).first()
            for name in ("report", "sheet", "cell")
        ),
        pl.col("row").filter(reported).alias("members"),
        (pl.col("report").n_unique() == 1).alias("alone"),
        left.alias("left"),
        right.alias("right"),
        _allowance(identity, keys).alias("identity_allowance"),
    )
    gap = _GAPS[identity.relation](pl.col("left"), pl.col("right")).round(9)
    return (
        grouped.with_columns(pl.lit(identity.id).alias("identity"), gap.alias("identity_gap"))
        .filter(pl.col("row").is_not_null() & pl.col("identity_gap").is_not_null())
        .select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    )


def _values(frame: pl.DataFrame, known: pl.DataFrame, needed: set[str]) -> pl.DataFrame:
    """Values of the needed indicators, the group's own superseding those on record."""
    columns = [*KEY, "value", "decimals", "row", "report", "sheet", "cell"]
    own = frame.filter(pl.col("indicator").is_in(needed)).select(columns)
    own = own.unique(subset=KEY, keep="last", maintain_order=True)
    held = known.filter(pl.col("indicator").is_in(needed)).join(own, on=KEY, how="anti")
    held = held.join(own.select(_PLACE).unique(), on=_PLACE, how="semi")
    return pl.concat([own, held.select(*KEY, "value")], how="diagonal")


def _value(name: str, keys: Mapping[str, str]) -> pl.Expr:
    return pl.col("value").filter(pl.col("indicator") == keys.get(name, "")).last()


def _term(term: Term, keys: Mapping[str, str]) -> pl.Expr:
    value = _value(term.of, keys) * term.times
    if term.per:
        value = value / _value(term.per, keys)
    return value.fill_null(0.0) if term.optional else value


def _side(terms: Sequence[Term], keys: Mapping[str, str]) -> pl.Expr:
    return reduce(add, (_term(term, keys) for term in terms))


def _allowance(identity: Identity, keys: Mapping[str, str]) -> pl.Expr:
    """Half a last printed unit of every value, or a share of the larger side."""
    left, right = (_side(side, keys) for side in (identity.left, identity.right))
    if identity.within_share is not None:
        return pl.max_horizontal(left.abs(), right.abs()) * identity.within_share
    decimals = pl.col("decimals").cast(pl.Float64).fill_null(2.0)
    printed = (pl.lit(0.5) * pl.lit(10.0).pow(-decimals)).sum()
    return printed + pl.max_horizontal(left.abs(), right.abs()) * 1e-9


def append(frame: pl.DataFrame, rows: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """`frame` with the identity rows below it; columns that must be present say 不适用."""
    if rows.is_empty():
        return frame.with_columns(
            pl.lit(None, kind).alias(name)
            for name, kind in _SCHEMA.items()
            if name not in frame.columns
        )
    present = {rule.column for rule in rules if rule.kind == "present"}
    filled = rows.with_columns(pl.lit("不适用").alias(column) for column in present)
    return pl.concat([frame, filled], how="diagonal")
