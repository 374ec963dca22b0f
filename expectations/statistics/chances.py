"""Exact tail probabilities of counts: no approximation, since the samples are small."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np

FEWEST = 8
"""With fewer cases a one-sided 5 % test cannot find even nine in ten: no conclusion."""


def at_least(successes: int, cases: int, chance: float = 0.5) -> float:
    """P(X ≥ successes) for X ~ Binomial(cases, chance), summed term by term."""
    terms = range(max(successes, 0), cases + 1)
    return min(1.0, sum(comb(cases, k) * chance**k * (1 - chance) ** (cases - k) for k in terms))


def at_least_of(successes: int, chances: Sequence[float]) -> float:
    """P(at least `successes` of independent events of these chances happen).

    The distribution is built event by event (Poisson binomial); equal chances give `at_least`.
    """
    mass = np.zeros(len(chances) + 1)
    mass[0] = 1.0
    for known, chance in enumerate(chances, start=1):
        happened = mass[:known] * chance
        mass[:known] *= 1 - chance
        mass[1 : known + 1] += happened
    return min(1.0, float(sum(mass[max(successes, 0) :].tolist())))
