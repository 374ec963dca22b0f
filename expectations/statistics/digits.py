"""What the digits of a value tell: roundness, repetition, number of decimals.

Benford's law is not asked: percentages span less than one order of magnitude. Last digits are
compared with the series' own, because rates of small wholes (3/7) are never uniform.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from expectations.statistics.robust import Column, Rows, counted, medians

Truth = NDArray[np.bool_]


def last_digits(values: Rows, decimals: Rows) -> Rows:
    """The digit at the place of `decimals`: 83.45 at 2 is 5, 83.4 at 2 is 0, 250 at 0 is 0."""
    last: Rows = np.mod(np.round(np.abs(values) * 10.0**decimals), 10)
    return last


def halves(values: Rows, decimals: Rows) -> Rows:
    """1 where the last digit is 0 or 5, 0 elsewhere, NaN without a value."""
    last = last_digits(values, decimals)
    return np.where(np.isfinite(last), ((last == 0) | (last == 5)).astype(float), np.nan)


def wholes(values: Rows) -> Rows:
    """1 where a value has no decimals at all, 0 elsewhere, NaN without a value."""
    whole = np.abs(values - np.round(values)) < 1e-9
    return np.where(np.isfinite(values), whole.astype(float), np.nan)


def usual_share(happened: Rows, prior: float, weight: float) -> Column:
    """(k + weight · prior) / (n + weight): a series' own share of k in n, drawn to `prior`.

    Never 0, so that what never happened before remains possible.
    """
    known = np.nansum(happened, axis=1)
    share: Column = (known + weight * prior) / (counted(happened) + weight)
    return share


def step_of(values: Rows, decimals: Column) -> Column:
    """The unit a series is really given in: 1 for whole percents, though two decimals may be.

    10^−d for the fewest decimals d, up to `decimals`, that keep every value of the row.
    """
    step = 10.0**-decimals
    for places in range(int(decimals.max(initial=0.0)) - 1, -1, -1):
        rough = np.abs(values - np.round(values, places)) < 1e-9
        kept = (rough | ~np.isfinite(values)).all(axis=1)
        step = np.where(kept & (places < decimals), np.maximum(step, 10.0**-places), step)
    return step


def equal_run(value: Column, before: Rows) -> Column:
    """How many periods just before, without a gap, are exactly equal to `value`.

    `before` is newest first. 2 means: this is the third period with the same number.
    """
    same = before == value[:, None]
    broken = ~same
    first = np.where(broken.any(axis=1), broken.argmax(axis=1), before.shape[1])
    return np.asarray(first, dtype=np.float64)


def coincidence(step: Column, changes: Rows) -> Column:
    """The chance that two periods in a row print the same number though the thing moves.

    step / (√(2π) · s): the most a normal density of standard deviation s = MAD / 0.6745 gives
    one printed step. `changes` are the differences of neighbouring periods, `step` the printed
    unit; 1 where the differences have no spread or where some of them are 0.
    """
    deviation = medians(np.abs(changes - medians(changes)[:, None])) / 0.6745
    moving = (deviation > 0) & ~(changes == 0).any(axis=1)
    chance = step / (np.sqrt(2 * np.pi) * np.where(moving, deviation, 1.0))
    return np.where(moving, np.minimum(chance, 1.0), 1.0)
