"""Numerators and denominators beside their own history: sums since January, other wholes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.series import Series, Truth, each_series, failing
from expectations.statistics.parts import (
    factor,
    factors_of,
    known_first,
    largest,
    stock_limit,
)
from expectations.statistics.robust import Column, Rows, counted
from expectations.statistics.sawtooth import usual, year_so_far


def parts_summed(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows both of whose parts are the year's sum so far and a usual period (分子分母填成累计数).

    The sum is that of this year's parts on record, or the part before where that was itself
    such a sum. `near`: how far ln(part / expected sum) may be. At least so far above a usual
    period, as ln: `least`; the denominator also `times` its largest change so far and `yearly`
    times that over a year. Not of totals.
    """
    del context
    return each_series(frame, past, lambda series: _summed(series, parameters))


def _summed(series: Series, parameters: Parameters) -> pl.DataFrame:
    totals = pl.col("cumulative") | pl.col("year_to_date") | ~pl.col("has_parts")
    least = np.full(series.value.shape, float(parameters["least"]))
    wide = np.maximum(least, _widest(series.denominators, series.season, parameters))
    top = _sum(series, "numerator", least, float(parameters["near"]))
    bottom = _sum(series, "denominator", wide, float(parameters["near"]))
    where = top.found & bottom.found & (series.place > 0) & ~series.true(totals)
    value = series.column("denominator")
    words = {
        "left": value,
        "right": bottom.total + bottom.level,
        "gap": np.nan_to_num(factor(value, bottom.level)),
        "allowance": least,
        "numerator_so_far": np.round(top.total, 3),
        "numerator_level": np.round(top.level, 3),
        "numerator_sum": np.round(top.total + top.level, 3),
        "denominator_so_far": np.round(bottom.total, 3),
        "denominator_level": np.round(bottom.level, 3),
        "denominator_sum": np.round(bottom.total + bottom.level, 3),
    }
    return failing(series, where, words)


_YEARLY = 4  # changes over a year, to know how one season differs from its last


@dataclass(frozen=True)
class _Sum:
    """Where a part looks like a sum; its usual period, and the sum before this one."""

    found: Truth
    level: Column
    total: Column


def _widest(before: Rows, season: int, parameters: Parameters) -> Column:
    """The changes a part has shown, as ln and as often as `times` and `yearly` say.

    Those from one season to the next do not count where enough years are known to compare with.
    """
    changes = factor(before[:, :-season], before[:, season:])
    yearly = largest(changes) * float(parameters["yearly"])
    step = largest(factors_of(before)) * float(parameters["times"])
    return np.where(counted(changes) >= _YEARLY, yearly, np.maximum(step, yearly))


def _sum(series: Series, part: str, far: Column, within: float) -> _Sum:
    value = series.column(part)
    before = series.numerators if part == "numerator" else series.denominators
    level, _ = usual(before, series.season)
    last = before[:, 0]
    summed = np.where((series.place > 1) & (last > 1.5 * level), last, np.nan)
    tries = (
        (year_so_far(before, series.place), np.fmax(level, last)),
        (summed, level),
    )
    found, total = np.zeros(value.shape, dtype=bool), np.zeros(value.shape)
    for sum_before, base in tries:
        near = np.abs(factor(value, sum_before + level)) <= within
        hit = near & (factor(value, base) > far) & ~found
        total, found = np.where(hit, sum_before, total), found | hit
    return _Sum(found, level, total)


def stock_moved(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose denominator, a stock by its own history, is suddenly another (分母换了).

    Whatever the numerator does. A stock changed by no more than `stock` (as ln) between any two
    of `known` or more earlier periods; now |ln(denominator / last)| is more than
    `statistics.parts.stock_limit` allows.
    """
    del context
    return each_series(frame, past, lambda series: _moved(series, parameters))


def _moved(series: Series, parameters: Parameters) -> pl.DataFrame:
    before, value = known_first(series.denominators), series.column("denominator")
    limit = stock_limit(before, *(float(parameters[n]) for n in ("floor", "times", "widening")))
    gap = np.abs(factor(value, before[:, 0]))
    stock = largest(factors_of(before)) <= parameters["stock"]
    where = series.true(pl.col("has_parts")) & (counted(before) >= parameters["known"]) & stock
    words = {
        "left": value,
        "right": before[:, 0],
        "gap": gap,
        "allowance": limit,
        "moved_percent": np.round(np.expm1(factor(value, before[:, 0])) * 100, 1),
        "usual_percent": np.round(np.expm1(largest(factors_of(before))) * 100, 1),
        "limit_percent": np.round(np.expm1(limit) * 100, 1),
        "known": counted(before).astype(np.float64),
    }
    return failing(series, where & (gap > limit), words)
