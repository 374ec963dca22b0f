"""Running totals where the pieces of a period were asked for, and the other way round.

Peers read year-to-date figures as point values because a flag was wrong; what gives it away is
arithmetic: this value ≈ sum of the year so far + a usual period.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from expectations.statistics.robust import Column, Rows, counted, deviations, medians

Truth = NDArray[np.bool_]


def flows_of(
    totals: Rows, place: NDArray[np.int64], season: int, running: Truth, yearly: Truth
) -> Rows:
    """What each period brought, newest first, in the series' unit.

    x(t) − x(t−1) where `running` totals never fall; where totals are `yearly` the same, but for
    a year's first period, which is its own flow; the values themselves elsewhere. `place`: how
    many periods of its year lie before column 0. NaN where the period before is not known.
    """
    older = np.column_stack([totals[:, 1:], np.full(totals.shape[0], np.nan)])
    first = (place[:, None] - np.arange(totals.shape[1])[None, :]) % season == 0
    change = np.where(running[:, None] | ~first, totals - older, totals)
    return np.where((running | yearly)[:, None], change, totals)


def year_so_far(before: Rows, place: NDArray[np.int64]) -> Column:
    """The sum of the `place` periods just before; NaN when one is missing, 0 for a year's first."""
    wanted = np.arange(before.shape[1])[None, :] < place[:, None]
    sums = np.where(wanted, before, 0.0).sum(axis=1)
    return np.where(place > before.shape[1], np.nan, sums)


def usual(before: Rows, season: int) -> tuple[Column, Column]:
    """What a period usually brings, and how far that varies (as a standard deviation).

    The same period of last year where it is known, else the median of all; MAD / 0.6745 of the
    changes from year to year where six are known, else of the values (MeanAD / 0.7979 where the
    MAD is 0), never less than √level, the spread of counted pieces. NaN without values.
    """
    yearly = before[:, :-season] - before[:, season:]
    known = counted(yearly) >= 6
    level = medians(before)
    if before.shape[1] >= season:
        level = np.where(np.isfinite(before[:, season - 1]), before[:, season - 1], level)
    unit = np.where(known, deviations(yearly), deviations(before))
    return level, np.maximum(unit, np.sqrt(np.abs(level)))


def looks_summed(
    value: Column, total: Column, level: Column, unit: Column, limit: Column, near: float
) -> Truth:
    """The value is a running total: total + level, and no longer one period's piece.

    |value − (total + level)| ≤ `near` · max(unit, 10 % of it), while value − level is more
    than `limit` units. False where something is unknown or nothing came before.
    """
    expected = total + level
    close = np.abs(value - expected) <= near * np.maximum(unit, 0.1 * expected)
    found: Truth = (total > 0) & close & (value - level > limit * unit)
    return found


def looks_single(value: Column, last: Column, level: Column, unit: Column, limit: Column) -> Truth:
    """A piece where the running total was asked for: it falls below the total before.

    Or it does not fall but is a usual piece by itself, while as a total it would add almost
    nothing: value − last is more than `limit` units below the level.
    """
    added = value - last
    piece = (np.abs(value - level) <= unit) & (added < level - limit * unit)
    return (added < 0) | ((added >= 0) & piece & (level > 0))
