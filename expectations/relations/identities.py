"""Identities between indicators: two sums of terms of one area and period, and how they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Literal, get_args

import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters, known_fields, mapping, member
from expectations.longframe import KEY
from expectations.relations.rows import nothing, sides
from observations.indicator import Indicator

Stands = Literal["equal", "at_most", "at_least"]

_GAPS: Mapping[Stands, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "equal": lambda left, right: (left - right).abs(),
    "at_least": lambda left, right: right - left,
    "at_most": lambda left, right: left - right,
}
_PLACE = ("area", "period")


@dataclass(frozen=True)
class Term:
    """One term of an identity: `of` / `per` × `times`; `optional` counts 0 when absent."""

    of: str
    per: str = ""
    times: float = 1.0
    optional: bool = False


@dataclass(frozen=True)
class Identity:
    """Two sums of terms and how they must stand; tolerance from the printed precision.

    `within_share` (a fraction of the larger side) replaces the tolerance where given.
    """

    stands: Stands
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    within_share: float | None = None


def read_identity(parameters: Parameters) -> Identity:
    """The identity a declaration's parameters spell; `UserError` for a malformed one."""
    given = mapping(parameters, "恒等式")
    known_fields(given, Identity, "恒等式")
    member(given, "stands", get_args(Stands), "恒等式")
    for side in ("left", "right"):
        given[side] = tuple(_read_term(term) for term in given[side])
    return Identity(**given)


def _read_term(entry: Any) -> Term:
    given = mapping(entry, "恒等式的项")
    known_fields(given, Term, "恒等式的项")
    return Term(**given)


def identity(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """One row per area and period that the group's rows take part in.

    left, right: the two sides in the units of the indicators; alone: all terms come from one
    report. Nothing when the plan lacks an indicator that is not optional.
    """
    declared, keys = read_identity(parameters), _keys_by_name(context.indicators)
    if not set(frame["indicator"].unique().to_list()) & _needed(declared, keys):
        return nothing()
    return _rows_of(frame, past, declared, keys)


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
    frame: pl.DataFrame, past: pl.DataFrame, identity: Identity, keys: Mapping[str, str]
) -> pl.DataFrame:
    needed = _needed(identity, keys)
    values = _values(frame, past, needed)
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
        _allowance(identity, keys).alias("allowance"),
    )
    gap = _GAPS[identity.stands](pl.col("left"), pl.col("right")).round(9)
    kept = grouped.with_columns(gap.alias("gap")).filter(
        pl.col("row").is_not_null() & pl.col("gap").is_not_null()
    )
    return sides(kept)


def _values(frame: pl.DataFrame, past: pl.DataFrame, needed: set[str]) -> pl.DataFrame:
    """Values of the needed indicators, the group's own superseding those on record."""
    columns = [*KEY, "value", "decimals", "row", "report", "sheet", "cell"]
    own = frame.filter(pl.col("indicator").is_in(needed)).select(columns)
    own = own.unique(subset=KEY, keep="last", maintain_order=True)
    held = past.filter(pl.col("indicator").is_in(needed)).join(own, on=KEY, how="anti")
    held = held.join(own.select(_PLACE).unique(), on=_PLACE, how="semi")
    return pl.concat([own, held.select(*KEY, "value", "decimals")], how="diagonal_relaxed")


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
