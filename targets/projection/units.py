"""So many of so many units done (towns, communities, sites): each still to finish, one by one.

Every open unit finishes in a period with the same unknown chance p ~ Beta(½ + finished,
½ + waited); the finished of `open` units within H periods follow in closed form, because
E[(1 − p)^k] = B(α, β + k)/B(α, β). Source: domain.md F.2 (5); Fader & Hardie (2007), the shifted
beta-geometric.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, comb, exp, fsum, lgamma

from observations.indicator import Indicator
from targets.assessment import Measured, Projection
from targets.choose import Series
from targets.model import Target
from targets.pace import TOLERANCE
from targets.projection.result import Projected, none_because
from targets.projection.trend import points
from targets.projection.words import likelihood

METHOD = "beta-geometric-1"
MOST = 20  # beyond it the alternating sum loses digits, and a share is no longer a step


@dataclass(frozen=True)
class Waiting:
    """`open` units after `finished` units took their turn and `waited` unit-periods brought none.

    `ahead`: reporting periods left.
    """

    open: int
    finished: int
    waited: float
    ahead: float

    def still_open(self, units: int) -> float:
        """Probability that exactly `units` stay open to the deadline."""
        done = self.open - units
        return comb(self.open, units) * fsum(
            (-1) ** more * comb(done, more) * self._survival(units + more)
            for more in range(done + 1)
        )

    def at_least(self, more: int) -> float:
        """Probability that `more` units or more finish in time."""
        return fsum(self.still_open(units) for units in range(self.open - more + 1))

    def quantile(self, share: float) -> int:
        """The fewest finishing units that are not exceeded with probability `share`."""
        counts = range(self.open + 1)
        return next(k for k in counts if k == self.open or 1 - self.at_least(k + 1) >= share)

    def _survival(self, units: int) -> float:
        """Probability that `units` given units all stay open."""
        a, b, more = 0.5 + self.finished, 0.5 + self.waited, units * self.ahead
        return exp(lgamma(b + more) - lgamma(a + b + more) + lgamma(a + b) - lgamma(b))


def counts_units(indicator: Indicator, series: Series) -> bool:
    """True for a rate of few whole units that never fell: finished units out of the same all."""
    if indicator.kind != "rate" or indicator.direction != "up":
        return False
    if not all(_in_units(one) for _, one in series):
        return False
    done = [one.numerator or 0.0 for _, one in series]
    wholes = {one.denominator or 0.0 for _, one in series}
    return len(wholes) == 1 and max(wholes) <= MOST and done == sorted(done)


def by_units(indicator: Indicator, target: Target, series: Series) -> Projected:
    """Projection of a share of at most `MOST` units; only for targets of at least so many."""
    if target.comparator != ">=":
        return none_because("step_like", len(series))
    done = [int(one.numerator or 0) for _, one in series]
    units = int(series[-1][1].denominator or 0)
    wanted = ceil(target.value / 100 * units - TOLERANCE)
    if done[-1] >= wanted:
        return none_because("already_reached", len(series))
    known = points(indicator, target, series)
    left = Waiting(units - done[-1], done[-1] - done[0], _waited(known.times, done, units),
                   known.deadline)  # fmt: skip
    probability = min(1.0, max(0.0, left.at_least(wanted - done[-1]))) if wanted <= units else 0.0
    low, middle, high = (
        100 * (done[-1] + left.quantile(share)) / units for share in (0.05, 0.5, 0.95)
    )
    shown = Projection(probability, low, high, METHOD)
    return Projected(
        shown, n=len(series), method=METHOD, word=likelihood(probability), centre=middle
    )


def _waited(times: tuple[float, ...], done: list[int], units: int) -> float:
    """Unit-periods that brought nothing; over a gap a unit finished in one of its periods."""
    steps = zip(times, times[1:], done, done[1:], strict=False)
    return fsum(
        (units - after) * (end - start) + (after - before) * max(0.0, end - start - 1) / 2
        for start, end, before, after in steps
    )


def _in_units(one: Measured) -> bool:
    """True when the value is the share of two whole numbers, as far as it is printed."""
    top, whole = one.numerator, one.denominator
    if top is None or not whole or one.value is None or top < 0 or whole < 0:
        return False
    told = abs(one.value - 100 * top / whole) <= 10.0**-one.decimals
    return told and float(top).is_integer() and float(whole).is_integer()
