"""Running totals reported as the pieces of a period, pieces reported as running totals."""

from __future__ import annotations

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.series import Series, Truth, each_series, failing
from expectations.statistics.robust import FEWEST, Column, Rows, counted, means, widened
from expectations.statistics.sawtooth import looks_single, looks_summed, usual, year_so_far


def summed(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Pieces of a period that are the year's sum so far and a usual period (累计数填成当期数).

    Asked of counts that are no totals, and of amounts. The sum is that of the values reported
    this year, or the value before when that was itself such a sum.
    """
    del context
    return each_series(frame, past, lambda series: _summed(series, parameters))


def _summed(series: Series, parameters: Parameters) -> pl.DataFrame:
    pieces = pl.col("kind").is_in(parameters["kinds"])
    asked = series.true(pieces & ~pl.col("cumulative") & ~pl.col("year_to_date"))
    level, unit = usual(_years_before(series), series.season)
    limit, unit = _limit(series, parameters, level, unit)
    near = float(parameters["near"])
    total = np.zeros(series.value.shape)
    found = np.zeros(series.value.shape, dtype=bool)
    for sum_before in (year_so_far(series.before, series.place), _last_sum(series, level)):
        enough = (level >= parameters["pieces"]) & _long(series, parameters)
        hit = asked & enough & looks_summed(series.value, sum_before, level, unit, limit, near)
        total = np.where(hit & ~found, sum_before, total)
        found |= hit
    words = {
        "left": series.value,
        "right": level,
        "gap": (series.value - level) / np.where(unit > 0, unit, 1.0),
        "allowance": limit,
        "so_far": total,
        "level": np.round(level, 2),
        "expected_sum": np.round(total + level, 2),
    }
    return failing(series, found, words)


def _years_before(series: Series) -> Rows:
    """Values of earlier years alone where there are any: those of this year may be sums."""
    columns = np.arange(series.before.shape[1])[None, :]
    earlier = np.where(columns >= series.place[:, None], series.before, np.nan)
    return np.where((counted(earlier) > 0)[:, None], earlier, series.before)


def _limit(
    series: Series, parameters: Parameters, level: Column, unit: Column
) -> tuple[Column, Column]:
    """How many units count as out of the usual; with few values the unit is a share instead."""
    known = counted(_years_before(series))
    few = known < FEWEST
    limit = widened(parameters["limit"], known.astype(np.float64), parameters["widening"])
    share = np.maximum(unit, parameters["few"]["share"] * np.abs(level))
    return np.where(few, parameters["few"]["limit"], limit), np.where(few, share, unit)


def _long(series: Series, parameters: Parameters) -> Truth:
    """A sum of one period is only double: too little to say of a series of few values."""
    known = counted(_years_before(series))
    return (known >= FEWEST) | (series.place >= int(parameters["few"]["place"]))


def _last_sum(series: Series, level: Column) -> Column:
    """The value before, where it was already far above a usual period of this year."""
    last = series.before[:, 0]
    return np.where((series.place >= 2) & (last > 1.5 * level), last, np.nan)


def single(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Totals of the year that fall within it, or add nothing where they usually add a piece."""
    del context
    return each_series(frame, past, lambda series: _single(series, parameters))


def _single(series: Series, parameters: Parameters) -> pl.DataFrame:
    flow, flows = series.flows()
    asked = series.true(pl.col("year_to_date")) & (series.place > 0)
    level, unit = usual(flows, series.season)
    last = series.before[:, 0]
    fell = asked & (series.value < last)
    steady = asked & (counted(flows) >= FEWEST) & (series.place == 1)
    limit = widened(parameters["limit"], counted(flows).astype(np.float64), parameters["widening"])
    alone = steady & looks_single(series.value, last, level, unit, limit)
    words = {
        "left": series.value,
        "right": last,
        "gap": np.where(fell, last - series.value, (level - flow) / np.maximum(unit, 1e-9)),
        "allowance": np.where(fell, 0.0, limit),
        "added": flow,
        "level": np.round(np.nan_to_num(level), 2),
        "said": list(np.where(fell, "年初以来累计数在年内不会减少", "比上期几乎没有增加")),
    }
    return failing(series, fell | alone, words)


def unreset(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Totals of the year that did not begin anew: a year's first is no smaller than the last.

    Named when it is also more than `times` what a year's first period brought before, or a
    usual period where that is unknown or brings fewer than `few` pieces, and `chance` times
    √(that + 1) more: few pieces come twice as many by chance.
    """
    del context
    return each_series(frame, past, lambda series: _unreset(series, parameters))


def _unreset(series: Series, parameters: Parameters) -> pl.DataFrame:
    _, flows = series.flows()
    asked = series.true(pl.col("year_to_date")) & (series.place == 0) & (series.season > 1)
    last = series.before[:, 0]
    level, _ = usual(flows, series.season)
    mean = means(flows)
    level = np.where(mean < parameters["few"], mean, level)
    share = np.where(np.isfinite(level), level, last / series.season)
    where = asked & (share > 0) & (series.value >= last)
    most = parameters["times"] * share + parameters["chance"] * np.sqrt(np.maximum(share, 0.0) + 1)
    where &= series.value > most
    words = {
        "left": series.value,
        "right": last,
        "gap": series.value / np.where(share > 0, most, 1.0),
        "allowance": np.ones(series.value.shape),
        "level": np.round(np.nan_to_num(share), 2),
    }
    return failing(series, where, words)
