"""Pieces done so far and pieces still to do: a projection by the past pace of counting.

Gamma–Poisson: with S pieces in exposure T and Jeffreys' prior, the pieces of a further exposure H
are negative binomial, P(N ≥ k) = I_{H/(T+H)}(k, S + ½), I the regularised incomplete beta
function. Each step back counts `MEMORY` of the one after it (West & Harrison's steady model).
Pieces that come in batches, with more scatter than Poisson's, are counted in batches of the
dispersion χ²/(m − 2). Whether the pace lasts, fades or quickens (`FUTURES`) a few values cannot
tell: the three weigh the same. Sources: domain.md F.2 (5); docs/projection.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import fsum

from observations.indicator import Indicator
from targets.assessment import Projection
from targets.choose import Series
from targets.model import Target
from targets.projection.pieces import Clock, Steps, done_so_far, increments, only_new
from targets.projection.result import Projected, none_because
from targets.projection.words import likelihood

METHOD = "gamma-poisson-2"
MEMORY = 0.8
FUTURES = (0.85, 1.0, 1.15)  # each coming period's pace as a multiple of the one before
_CHANGING = 8  # for so many periods; beyond them the pace is held


@dataclass(frozen=True)
class Remaining:
    """Pieces still to come: `pieces` in `exposure` (periods) so far, `ahead` periods left.

    `ahead` holds one exposure for each equally probable future.
    """

    pieces: float
    exposure: float
    ahead: tuple[float, ...]
    batch: float = 1.0

    def at_least(self, more: float) -> float:
        """Probability of `more` pieces or more before the deadline."""
        from scipy.special import betainc

        if more <= 0:
            return 1.0
        start = self.pieces / self.batch + 0.5
        shares = [ahead / (self.exposure + ahead) for ahead in self.ahead]
        return fsum(float(betainc(more / self.batch, start, share)) for share in shares) / len(
            shares
        )

    def quantile(self, share: float) -> int:
        """The fewest further pieces that are not exceeded with probability `share`."""
        low, high = -1, 1
        while 1 - self.at_least(high + 1) < share:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if 1 - self.at_least(middle + 1) >= share else (middle, high)
        return high


def by_count(indicator: Indicator, target: Target, series: Series, recent: int) -> Projected:
    """Projection of a count by a date from its last `recent` increments.

    `series` is whole, for totals are summed over it. Values are running totals, totals of the
    year to date, or each period's own pieces, as the indicator declares; the target is for the
    deadline's own year (`new`) or for all so far.
    """
    clock = Clock(indicator)
    steps = increments(clock, series)[-recent:]
    done = done_so_far(indicator, target, series)
    if done is None:
        return none_because("counting_unknown", recent)
    if any(pieces < 0 for pieces, _ in steps):
        return none_because("falling_total", recent)
    if target.comparator == ">=" and done >= target.value:
        return none_because("already_reached", recent)
    if not sum(exposure for _, exposure in steps):
        return none_because("out_of_season", recent)
    begins = date(target.deadline.year - 1, 12, 31) if only_new(indicator, target) else date.min
    last = max(series[-1][0].end, begins)
    left = remaining(steps, clock.at(target.deadline) - clock.at(last))
    return _told(target, left, done, recent)


def _told(target: Target, left: Remaining, done: float, n: int) -> Projected:
    probability = min(1.0, max(0.0, _CHANCES[target.comparator](target, left, done)))
    low, middle, high = (done + left.quantile(share) for share in (0.05, 0.5, 0.95))
    shown = Projection(probability, low, high, METHOD)
    word = likelihood(probability)
    return Projected(shown, n=n, method=METHOD, word=word, centre=middle)


def _at_least(target: Target, left: Remaining, done: float) -> float:
    return left.at_least(target.value - done)


def _at_most(target: Target, left: Remaining, done: float) -> float:
    return 1 - left.at_least(target.value - done + 1)


def _between(target: Target, left: Remaining, done: float) -> float:
    upper = target.value if target.value_max is None else target.value_max
    return left.at_least(target.value - done) - left.at_least(upper - done + 1)


_CHANCES: dict[str, Callable[[Target, Remaining, float], float]] = {
    ">=": _at_least,
    "<=": _at_most,
    "=": _between,
    "range": _between,
}


def remaining(steps: Steps, ahead: float) -> Remaining:
    """The counting model of `steps` for `ahead` periods; their exposure must not be nothing."""
    kept = [(MEMORY**age, *step) for age, step in enumerate(reversed(steps)) if step[1] > 0]
    pieces = fsum(weight * count for weight, count, _ in kept)
    exposure = fsum(weight * length for weight, _, length in kept)
    futures = tuple(_reach(ahead, future) for future in FUTURES)
    return Remaining(pieces, exposure, futures, _batch(kept, pieces / exposure))


def _batch(kept: list[tuple[float, float, float]], rate: float) -> float:
    """Dispersion against Poisson's, at least 1."""
    if rate == 0 or len(kept) < 3:
        return 1.0
    scatter = fsum(w * (count - rate * length) ** 2 / (rate * length) for w, count, length in kept)
    return max(1.0, scatter / fsum(w for w, _, _ in kept) * len(kept) / (len(kept) - 2))


def _reach(ahead: float, future: float) -> float:
    """Exposure that `ahead` periods are worth when each counts `future` of the one before."""
    if future == 1:
        return ahead
    changing = min(ahead, _CHANGING)
    reached = future * (1 - future**changing) / (1 - future)
    return float(reached + (ahead - changing) * future**_CHANGING)
