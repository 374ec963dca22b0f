"""A value against the same season of last year, and a year's end against its surroundings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from expectations.statistics.robust import Column, Rows, enough, scores

CONSISTENT = 0.33
"""±33 %: what WHO's data quality review calls consistent over time."""


def share_changed(value: Column, last_year: Column) -> Column:
    """X / x₋₁ − 1 for counts and amounts; 0 where both are 0, NaN where only the base is 0."""
    known = np.where(last_year == 0, np.nan, last_year)
    changed = value / known - 1
    return np.where((value == 0) & (last_year == 0), 0.0, changed)


def points_changed(value: Column, last_year: Column) -> Column:
    """X − x₋₁ in points of the unit, for rates and ratios."""
    return np.round(value - last_year, 9)


def consistent(value: Column, last_year: Column, within: float = CONSISTENT) -> NDArray[np.bool_]:
    """|x / x₋₁ − 1| ≤ within; not where last year was 0 and this year is not."""
    changed = share_changed(value, last_year)
    return np.where(np.isnan(changed), np.isnan(last_year), np.abs(changed) <= within + 1e-12)


def peaked(before: Column, top: Column, after: Column, rising: NDArray[np.bool_]) -> Column:
    """How much of a peak the middle of three periods is: min(top − before, top − after).

    In the series' unit, the sign turned where less is better; negative where it is no peak.
    Three exchangeable values have their middle one on top once in three times.
    """
    sign = np.where(rising, 1.0, -1.0)
    return np.minimum((top - before) * sign, (top - after) * sign)


def peak_score(peak: Column, changes: Rows) -> Column:
    """The peak in modified z of the series' other changes; NaN with five or fewer of them."""
    score = scores(peak[:, None], np.abs(changes))[:, 0]
    return np.where(enough(changes), score, np.nan)
