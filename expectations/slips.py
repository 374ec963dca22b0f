"""Unit slips: a value off by the powers of ten that wrong units make (%, 千, 万, 亿, 亩, 公顷)."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from expectations.rules import Parameters
from expectations.units import AREA_UNITS, mistaken_for

_PERCENT_LIKE = ("rate", "ratio")
_PARTS = ("value", "numerator", "denominator")


def slips(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Orders of magnitude a row is off: `plain_slip` and `likely_slip`, 0 where it is not.

    `plain_part` and `likely_part` say which of value, numerator, denominator. A value is
    judged by what its parts give, by the previous value, then by the ranges of the
    definition; numerator and denominator by their own previous values, for a slip there
    moves a computed value too. Plain slips return the form; likely ones (counts, growth from
    a small value, nothing to compare with) are doubted. A number in a unit of area that is off
    by what another unit of area makes of it, within `area_residual`, is plain: land does not
    grow fifteenfold. Needs the columns of `parts`.
    """
    near, far = parameters["parts_residual"], parameters["previous_residual"]
    orders = [float(order) for order in parameters["orders"]]
    frame = frame.with_columns(
        (pl.col("recomputed_gap") <= pl.col("recomputed_allowance"))
        .fill_null(value=False)
        .alias("_confirmed"),
        _off("value", "recomputed", orders, near).alias("_denied"),
        pl.when(_begun_anew())
        .then(0.0)
        .otherwise(_off("value", "previous", orders, far))
        .alias("_moved"),
        _off("numerator", "previous_numerator", orders, far).alias("_numerator"),
        _off("denominator", "previous_denominator", orders, far).alias("_denominator"),
    )
    frame = _areas(frame, parameters)
    frame = frame.with_columns(_plain_value().alias("_plain"), *_plain_parts())
    frame = _first_of(frame, "plain", ("_plain", "_plain_numerator", "_plain_denominator"))
    frame = frame.with_columns(_likely_value().alias("_likely"))
    frame = _first_of(frame, "likely", ("_likely", "_numerator", "_denominator"))
    likely = pl.when(pl.col("plain_slip") == 0).then(pl.col("likely_slip")).otherwise(0)
    return frame.with_columns(likely.alias("likely_slip"))


def _begun_anew() -> pl.Expr:
    """True for the first two counts of a year: beside December's, and beside a first one.

    Little comes in while it freezes; the second period may bring a hundred times the first.
    """
    first = pl.from_epoch((pl.col("period_start") - _EPOCH).cast(pl.Int32), time_unit="d")
    early = first.dt.month() <= 1 + pl.col("period_months")
    return (pl.col("year_to_date") & early).fill_null(value=False)


_EPOCH = 719_163.0  # the proleptic day number of 1970-01-01


def _off(column: str, anchor: str, orders: list[float], residual: float) -> pl.Expr:
    """The order of magnitude by which `column` misses `anchor`, 0 when none of `orders` fits."""
    ratio = _ratio(column, anchor)
    nearest = ratio.round()
    fits = nearest.is_in(orders) & ((ratio - nearest).abs() <= residual)
    return pl.when(fits).then(nearest).otherwise(0.0)


def _ratio(column: str, anchor: str) -> pl.Expr:
    """log10 of value over anchor, where both are there and of one sign."""
    value, other = pl.col(column), pl.col(anchor)
    same_sign = (value != 0) & (other != 0) & ((value > 0) == (other > 0))
    return pl.when(same_sign).then((value / other).abs().log10())


_AREAS = {
    "value": ("unit", "previous"),
    "numerator": ("numerator_unit", "previous_numerator"),
    "denominator": ("denominator_unit", "previous_denominator"),
}


def _areas(frame: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """`_<part>_area`: the order by which one unit of area was written for another, else 0.

    Of 15 亩 to the 公顷 the order is no whole number. Hundreds of rates have no such unit:
    nothing is computed for them.
    """
    made = []
    for part, (unit, anchor) in _AREAS.items():
        order = pl.lit(0.0)
        for written in set(frame[unit].unique()) & set(AREA_UNITS):
            near = parameters["area_residual"]
            found = _nearest(part, anchor, mistaken_for(written).values(), near)
            order = pl.when(pl.col(unit) == written).then(found).otherwise(order)
        made.append(order.alias(f"_{part}_area"))
    return frame.with_columns(made)


def _nearest(column: str, anchor: str, orders: Iterable[float], residual: float) -> pl.Expr:
    ratio = _ratio(column, anchor)
    found = pl.lit(0.0)
    for order in orders:
        found = pl.when((ratio - order).abs() <= residual).then(order).otherwise(found)
    return found


def _plain_value() -> pl.Expr:
    moved, kind, value = pl.col("_moved"), pl.col("kind"), pl.col("value")
    # a rate that ought to fall may honestly come near zero, unless its range says otherwise
    expected_up = (pl.col("direction") == "up") | (value < pl.col("plausible_min"))
    fraction = kind.is_in(_PERCENT_LIKE) & (moved == -2) & expected_up
    beyond = (moved == 2) & (value > pl.min_horizontal("plausible_max", "hard_max"))
    far = (moved.abs() >= 3) & (kind != "count")
    return (
        pl.when(pl.col("_denied") != 0)
        .then(pl.col("_denied"))
        .when(pl.col("_confirmed"))
        .then(0.0)
        .when(pl.col("_value_area") != 0)
        .then(pl.col("_value_area"))
        .when(fraction | beyond | far)
        .then(moved)
        .when(moved == 0)
        .then(_by_ranges())
        .otherwise(0.0)
        .fill_null(0.0)
    )


def _by_ranges() -> pl.Expr:
    """±2 when the value is outside its range and a hundredfold, or a hundredth, is inside."""
    value, kind, previous = pl.col("value"), pl.col("kind"), pl.col("previous")
    low, high = pl.col("plausible_min"), pl.col("plausible_max")
    strange = previous.is_null() | (value * 5 < previous)
    small = (kind == "rate") & strange & (value > 0) & (value <= 1) & (value < low)
    fraction = small & (value * 100 >= low) & (high.is_null() | (value * 100 <= high))
    roof = pl.min_horizontal("plausible_max", "hard_max")
    ceiling = pl.when(kind == "rate").then(pl.col("hard_max")).when(kind == "ratio").then(roof)
    above = value > 2 * ceiling  # just above the ceiling is a typing error, not a unit
    percent = above & (value / 100 <= roof) & (low.is_null() | (value / 100 >= low))
    return pl.when(fraction).then(-2.0).when(percent).then(2.0).otherwise(0.0)


def _plain_parts() -> tuple[pl.Expr, ...]:
    """A part off by a thousand or more, or by a hundred where the value leaves its range."""
    value = pl.col("value")
    strange = (value < pl.col("plausible_min")) | (value > pl.col("plausible_max"))
    made = []
    for part in _PARTS[1:]:
        off, area = pl.col(f"_{part}"), pl.col(f"_{part}_area")
        plain = (off.abs() >= 3) | ((off != 0) & strange.fill_null(value=False))
        other = pl.when(plain).then(off).otherwise(0.0)
        made.append(pl.when(area != 0).then(area).otherwise(other).alias(f"_plain_{part}"))
    return tuple(made)


def _likely_value() -> pl.Expr:
    unseen = pl.col("previous").is_null() & pl.col("recomputed").is_null()
    small = (pl.col("kind") == "rate") & (pl.col("value") > 0) & (pl.col("value") <= 1)
    bare = unseen & small & pl.col("plausible_min").is_null()
    return pl.when(bare).then(-2.0).otherwise(pl.col("_moved")).fill_null(0.0)


def _first_of(frame: pl.DataFrame, name: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """`<name>_slip` and `<name>_part`: the first of the three columns that is not 0."""
    slip, part = pl.lit(0.0), pl.lit("value")
    for column, label in reversed(tuple(zip(columns, _PARTS, strict=True))):
        found = pl.col(column) != 0
        slip = pl.when(found).then(pl.col(column)).otherwise(slip)
        part = pl.when(found).then(pl.lit(label)).otherwise(part)
    return frame.with_columns(slip.alias(f"{name}_slip"), part.alias(f"{name}_part"))
