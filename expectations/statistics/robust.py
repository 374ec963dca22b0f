"""How far a value lies from the others of its series: z, modified z, and when not to ask.

Sources: Iglewicz and Hoaglin 1993 (modified z, its 0.6745 and the limit of 3.5), the constants
and the fallback as in the default metadata of WHO's data quality application for DHIS2. Two
slips of that application are avoided: its mean deviation calls the median deviation, and one of
its checks looks at high values only; here low values weigh as much as high ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
"""One series a row, oldest or newest first; NaN where a period has no value."""
Column = NDArray[np.float64]
"""One number a series; NaN where there is none."""

FEWEST = 6
"""Values a statistic of spread needs: with five or fewer the MAD is too unsteady to be used."""
_MAD_FACTOR, _MEAN_AD_FACTOR = 0.6745, 0.7979  # Φ⁻¹(0.75) and √(2/π)
_NOISE = 1e-12  # a spread below this share of the values is rounding of binary fractions


def counted(rows: Rows) -> NDArray[np.int64]:
    """How many values each row has."""
    many: NDArray[np.int64] = np.isfinite(rows).sum(axis=1)
    return many


def medians(rows: Rows) -> Column:
    """The median of each row; NaN for a row without values."""
    if not rows.shape[1]:
        return np.full(rows.shape[0], np.nan)
    ordered = np.sort(rows, axis=1)  # NaN last
    many = counted(rows)
    low, high = np.clip((many - 1) // 2, 0, None), many // 2
    high = np.minimum(high, rows.shape[1] - 1)
    line = np.arange(rows.shape[0])
    middle = (ordered[line, low] + ordered[line, high]) / 2
    return np.where(many > 0, middle, np.nan)


def means(rows: Rows) -> Column:
    """The mean of each row; NaN for a row without values."""
    many = counted(rows)
    return np.where(many > 0, np.nansum(rows, axis=1) / np.maximum(many, 1), np.nan)


def spreads(rows: Rows) -> tuple[Column, Column, Column]:
    """Median, MAD = med|x − med| and MeanAD = mean|x − med| of each row, in the rows' unit."""
    middle = medians(rows)
    away = np.abs(rows - middle[:, None])
    return middle, medians(away), means(away)


def z_scores(rows: Rows) -> Rows:
    """Z = |x − mean| / sd of every value, sd over all n values (as DHIS2 takes it).

    0 where all values of a row are equal. Without unit.
    """
    middle = means(rows)[:, None]
    deviation = np.sqrt(means((rows - middle) ** 2))[:, None]
    largest = np.where(np.isfinite(rows), np.abs(rows), 0.0).max(axis=1, initial=0.0)[:, None]
    away = np.abs(rows - middle)
    flat = deviation <= _NOISE * largest
    return np.where(flat, away * 0.0, away / np.where(flat, 1.0, deviation))


def modified_z(rows: Rows) -> Rows:
    """M = 0.6745 · (x − med) / MAD of every value, signed; without unit.

    Where MAD = 0: M = 0.7979 · (x − med) / MeanAD. Where both are 0: M = 0.
    """
    return scores(rows, rows)


def scores(values: Rows, rows: Rows) -> Rows:
    """M of `values` by the median and deviations of `rows`: a value against those before it."""
    unit = deviations(rows)[:, None]
    away = values - medians(rows)[:, None]
    return np.where(unit == 0, away * 0.0, away / np.where(unit == 0, 1.0, unit))


def deviations(rows: Rows) -> Column:
    """What 1 of M is in the rows' unit: MAD / 0.6745, MeanAD / 0.7979 where the MAD is 0."""
    _, mad, mean_ad = spreads(rows)
    return np.where(mad > 0, mad / _MAD_FACTOR, mean_ad / _MEAN_AD_FACTOR)


def widened(limit: float, known: Column, by: float) -> Column:
    """Limit · (1 + by / n): a MAD of few values is itself uncertain, so more must be shown."""
    return limit * (1.0 + by / np.maximum(known, 1.0))


def enough(rows: Rows) -> NDArray[np.bool_]:
    """Which rows have the values that a statistic of spread needs (more than five)."""
    return counted(rows) >= FEWEST
