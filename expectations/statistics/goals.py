"""Where a value stands to its goal, in steps of what is printed.

Few values and one goal each: densities and discontinuity tests (McCrary 2008) need hundreds, so
only the exact binomial remains (the finite-sample test of Cattaneo, Frandsen and Titiunik 2015).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from expectations.statistics.chances import FEWEST, at_least
from expectations.statistics.robust import Column


def steps_past(value: Column, goal: Column, decimals: Column, rising: NDArray[np.bool_]) -> Column:
    """Z = (x − G) / 10^−decimals, its sign turned where less is better; whole where x is printed.

    0: exactly at the goal; 1: one printed step past it; negative: not reached.
    """
    steps = np.round((value - goal) * 10.0**decimals, 6)
    return np.where(rising, steps, -steps) + 0.0


def heaped(steps: Column, window: float) -> tuple[int, int, float]:
    """Values just past and just short of their goals, and the chance of so many past.

    Counts 0 ≤ z < window against −window ≤ z < 0; P(X ≥ past), X ~ Binomial(both, ½). The
    chance is 1 with fewer than eight values near their goals: no conclusion.
    """
    past = int(((steps >= 0) & (steps < window)).sum())
    short = int(((steps >= -window) & (steps < 0)).sum())
    both = past + short
    return past, short, at_least(past, both) if both >= FEWEST else 1.0
