"""The robust second opinion: Theil–Sen slope and Kendall's exact test.

Source: domain.md F.2 (3). The two-sided p is exact for values without ties and errs to the safe
side with ties; the smallest that n values can reach is 2/n!, so four values are never
significant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from statistics import median

SIGNIFICANT = 0.10


@dataclass(frozen=True)
class Robust:
    """Theil–Sen line (`start` at time 0, `slope` per period), Kendall's p and its least."""

    start: float
    slope: float
    p_value: float
    least_p: float

    def at(self, time: float) -> float:
        """The line at `time`."""
        return self.start + self.slope * time


def robust(times: Sequence[float], values: Sequence[float]) -> Robust:
    """The median of all pairwise slopes, and whether there is a trend at all."""
    n = len(times)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    slope = median((values[j] - values[i]) / (times[j] - times[i]) for i, j in pairs)
    start = median(value - slope * time for time, value in zip(times, values, strict=True))
    score = sum(_sign(values[j] - values[i]) for i, j in pairs)
    return Robust(start, slope, kendall_p(score, n), least_p(n))


def least_p(n: int) -> float:
    """The smallest two-sided p of Kendall's test on n values.

    >>> [round(least_p(n), 4) for n in (3, 4, 5)]
    [0.3333, 0.0833, 0.0167]
    """
    return min(1.0, 2 / factorial(n))


def kendall_p(score: float, n: int) -> float:
    """Exact two-sided p of Kendall's S (concordant − discordant pairs) for n values.

    >>> round(kendall_p(10, 5), 4), kendall_p(0, 5)
    (0.0167, 1.0)
    """
    orders = _orders(n)
    most = len(orders) - 1
    fewest = int((most - abs(score)) // 2)  # discordant pairs of an order at least as extreme
    return min(1.0, 2 * sum(orders[: fewest + 1]) / factorial(n))


@lru_cache(maxsize=16)
def _orders(n: int) -> tuple[int, ...]:
    """How many orders of n values have 0, 1, 2 … discordant pairs (Mahonian numbers)."""
    counts = [1]
    for size in range(2, n + 1):
        longer = [0] * (len(counts) + size - 1)
        for pairs, ways in enumerate(counts):
            for more in range(size):
                longer[pairs + more] += ways
        counts = longer
    return tuple(counts)


def _sign(change: float) -> int:
    return (change > 0) - (change < 0)
