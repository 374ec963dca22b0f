"""Parts of a fraction whose digits tell: two exchanged, a whole form repeated exactly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.messages import number
from expectations.relations.rows import nothing, sides
from expectations.relations.series import Series, Truth, each_series, failing, histories
from expectations.statistics.digits import step_of
from expectations.statistics.parts import distance, known_first, largest, repeats, turned_back
from expectations.statistics.robust import Column, Rows, counted, widened

_PARTS = {"numerator": "分子", "denominator": "分母"}
_FEWEST_PAIRS = 3  # of periods in succession, to say that forms never repeat


def digits_turned(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows a part of which fits its history when two neighbouring digits are exchanged.

    After `known` earlier values. As it is written, the part is farther than `beyond` times its
    largest change (widened for few), and than the share `least`, from every usual way on
    (`distance`); exchanged it is within its largest change and `better` times nearer.
    """
    del context
    return each_series(frame, past, lambda series: _turned(series, parameters))


def _turned(series: Series, parameters: Parameters) -> pl.DataFrame:
    found = [_turned_part(series, part, parameters) for part in _PARTS]
    found = [one for one in found if not one.is_empty()]
    return pl.concat(found).unique("row", keep="first", maintain_order=True) if found else nothing()


def _turned_part(series: Series, part: str, parameters: Parameters) -> pl.DataFrame:
    value, rows = series.column(part), _before(series, part)
    step = step_of(np.column_stack([value, rows]), np.full(value.shape, _DECIMALS))
    away, usual = distance(value, rows, series.season), largest(rows[:, :-1] - rows[:, 1:])
    tried = np.stack([np.full(value.shape, np.nan), *turned_back(value, step)])
    left = np.stack([distance(one, rows, series.season) for one in tried])
    best = left.argmin(axis=0)
    line = np.arange(value.size)
    back, near = tried[best, line], left[best, line]
    many = np.maximum(counted(rows) - 1.0, 1.0)
    limit = widened(parameters["beyond"], many, parameters["widening"]) * usual
    far = (away > limit) & (away > parameters["least"] * np.abs(rows[:, 0]))
    fits = (near <= usual) & (near * parameters["better"] <= away) & (step < away)
    where = series.true(pl.col("has_parts")) & (counted(rows) >= parameters["known"]) & far & fits
    words = {
        "left": value,
        "right": np.nan_to_num(back),
        "gap": away,
        "allowance": limit,
        "turned_part": [_PARTS[part]] * value.size,
        "turned": [number(one) for one in np.nan_to_num(back)],
        "last_part": [number(one) for one in np.nan_to_num(rows[:, 0])],
        "away": [number(one, 3) for one in np.nan_to_num(away, posinf=0.0)],
        "near": [number(one, 3) for one in np.nan_to_num(near, posinf=0.0)],
        "usual": [number(one, 3) for one in usual],
    }
    return failing(series, where, words)


_DECIMALS = 4.0  # parts are printed with no more


def _before(series: Series, part: str) -> Rows:
    return known_first(series.numerators if part == "numerator" else series.denominators)


def form_repeated(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Reports all of whose rows are those of the period just before, one row a report.

    No two forms in succession were ever equal on record, and that the numbers come twice by
    chance is less likely than `below` (`statistics.parts.repeats` of every value or of its two
    parts, multiplied). Running totals and 是/否 must repeat too but prove nothing.
    """
    del context
    asked = frame.filter(pl.col("value").is_not_null() & ~pl.col("history"))
    many = dict(asked.group_by("report").len().iter_rows())
    known = [_repeated(series) for series in histories(frame, past)]
    known = [one for one in known if one.height]
    if not known:
        return nothing()
    found = [
        _told(rows, parameters)
        for rows in pl.concat(known).sort("row").partition_by("report", maintain_order=True)
        if rows.height == many.get(rows["report"][0]) and _never_before(rows)
    ]
    found = [one for one in found if one["chance"][0] < parameters["below"]]
    if not found:
        return nothing()
    told = pl.concat(found).with_columns(pl.col("chance").log10().neg().alias("gap"))
    words = pl.col("chance").map_elements(lambda one: f"{one * 100:.2g}", pl.String())
    return sides(told.with_columns(words), "chance", "same_rows", "previous_label")


def _repeated(series: Series) -> pl.DataFrame:
    """Rows equal to the period before: `chance` of that, and `still`: the same of earlier pairs."""
    pairs = (
        (series.value, series.before),
        (series.column("numerator"), series.numerators),
        (series.column("denominator"), series.denominators),
    )
    same = np.logical_and.reduce([_equal(value, rows[:, 0]) for value, rows in pairs])
    still = np.logical_and.reduce([_equal(rows[:, :-1], rows[:, 1:]) for _, rows in pairs])
    known = np.isfinite(series.before[:, :-1]) & np.isfinite(series.before[:, 1:])
    mute = series.true(pl.col("cumulative") | (pl.col("kind") == "yes"))
    chance = np.where(mute, 1.0, _chance(series, pairs))
    earlier = [_answers(one, of) for one, of in zip(still, known, strict=True)]
    names = ("row", "report", "area", "period", "sheet", "cell", "previous_label")
    rows = series.rows.select(names).with_columns(
        pl.Series("chance", chance), pl.Series("still", earlier, pl.List(pl.Boolean()))
    )
    return rows.filter(pl.Series(same))


def _chance(series: Series, pairs: Sequence[tuple[Column, Rows]]) -> Column:
    """The chance of one row's repetition: of the value, or of its numerator and denominator."""
    shares = series.true(pl.col("has_parts")) & np.isfinite(series.column("numerator"))
    found = []
    for at, (value, rows) in enumerate(pairs):
        whole = np.column_stack([value, rows])
        chance = repeats(rows, step_of(whole, np.full(value.shape, _DECIMALS)))
        found.append(np.where(shares & (at == 0), 1.0, chance))  # a share follows from its parts
    together: Column = np.prod(np.stack(found), axis=0)
    return together


def _equal(one: Rows, other: Rows) -> Truth:
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))


def _answers(still: Truth, known: Truth) -> list[bool | None]:
    return [bool(one) if of else None for one, of in zip(still, known, strict=True)]


def _never_before(rows: pl.DataFrame) -> bool:
    """True when in no earlier pair of periods every known row stood still; of three or more."""
    known = [
        one for one in zip_longest(*rows["still"].to_list()) if any(a is not None for a in one)
    ]
    return len(known) >= _FEWEST_PAIRS and not any(
        all(answer is not False for answer in one) for one in known
    )


def _told(rows: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """One line for a report: its first row, all rows as members, the joint chance."""
    chance = float(rows["chance"].product())
    return rows.head(1).drop("still").with_columns(
        pl.lit(max(chance, 1e-12)).alias("chance"),
        pl.lit(pl.Series([rows["row"].to_list()])).alias("members"),
        pl.lit(value=True).alias("alone"),
        pl.lit(float(rows.height)).alias("same_rows"),
        pl.lit(-float(np.log10(parameters["below"]))).alias("allowance"),
    )  # fmt: skip
