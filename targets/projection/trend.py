"""Values that move along a trend: the probability of meeting a target, with its second opinion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from observations.indicator import Indicator
from targets.assessment import Measured, Projection
from targets.choose import Series
from targets.model import Target
from targets.pace import is_met, months_until
from targets.projection.predictive import GOING_ON, METHOD, STAYING, Predictive, predictive
from targets.projection.result import Check, Projected, none_because
from targets.projection.robust import SIGNIFICANT, Robust, robust
from targets.projection.scale import Scale, scale_for
from targets.projection.shape import shape_of
from targets.projection.words import likelihood

_SURE = 0.66  # beyond “两可” on the verbal scale, either way


@dataclass(frozen=True)
class Points:
    """A series as numbers: times and deadline in reporting periods after its last value."""

    times: tuple[float, ...]
    values: tuple[float, ...]
    deadline: float
    half: float  # half the last printed digit

    @property
    def dates(self) -> tuple[float, ...]:
        """Every coming period up to the deadline, which is the last of them."""
        whole = range(1, int(np.ceil(self.deadline - 1e-9)))
        return (*map(float, whole), self.deadline)


def points(indicator: Indicator, target: Target, series: Series) -> Points:
    """What of `series` a regression sees."""
    months = indicator.frequency.months if not series else series[-1][0].frequency.months
    last = months_until(series[-1][0].end)
    times = tuple((months_until(period.end) - last) / months for period, _ in series)
    deadline = (months_until(target.deadline) - last) / months
    decimals = max(one.decimals for _, one in series)
    return Points(times, tuple(one.value or 0.0 for _, one in series), deadline, 0.5 / 10**decimals)


def by_trend(
    indicator: Indicator, target: Target, series: Series, *, sampled: bool = False
) -> Projected:
    """Projection of at least five comparable values; `sampled` as in `projected`."""
    known = points(indicator, target, series)
    scale = scale_for(indicator, known.values)
    least = _sampling_variance(scale, [one for _, one in series]) if sampled else 0.0
    odd = shape_of(known.times, known.values, scale, 0.0 if least else known.half)
    if odd and not (least and odd == "no_scatter"):
        return none_because(odd, len(series))
    places = np.array([scale.forward(value) for value in known.values])
    ahead = predictive(
        known.times,
        known.dates if target.keep else known.dates[-1:],
        places,
        paths=STAYING if target.keep else GOING_ON,
        least=least,
    )
    found = _Found(target, known, scale, ahead)
    return _told(found, robust(known.times, [float(place) for place in places]))


@dataclass(frozen=True)
class _Found:
    target: Target
    known: Points
    scale: Scale
    ahead: Predictive

    @property
    def probability(self) -> float:
        """Of meeting the target: on the last date, or for a kept one on every date."""
        comparator = self.target.comparator
        if self.target.keep and comparator in _SIDES:
            side = _SIDES[comparator]
            bound = self.scale.forward(self._reachable(self.target.value, side))
            return self.ahead.never_beyond(bound, side)
        return min(1.0, max(0.0, _CHANCES[comparator](self)))

    def at_least(self, value: float) -> float:
        return 1 - self.below(self._reachable(value, 1.0))

    def at_most(self, value: float) -> float:
        return self.below(self._reachable(value, -1.0))

    def below(self, value: float) -> float:
        return self.ahead.below(self.scale.forward(value))

    def _reachable(self, value: float, side: float) -> float:
        """At least 100 % and at most 0 % are met by what prints as such: half a digit inside."""
        if self.scale.name != "logit" or self.scale.squeeze or not 0 <= value <= 100:
            return value
        half = self.known.half
        return min(value, 100 - half) if side > 0 else max(value, half)


def _equal(found: _Found) -> float:
    value, half = found.target.value, found.known.half
    return found.below(value + half) - found.below(value - half)


def _between(found: _Found) -> float:
    upper = found.target.value if found.target.value_max is None else found.target.value_max
    if upper == found.target.value:
        return _equal(found)
    return found.at_most(upper) + found.at_least(found.target.value) - 1


_SIDES = {">=": 1.0, "<=": -1.0}
_CHANCES: dict[str, Callable[[_Found], float]] = {
    ">=": lambda found: found.at_least(found.target.value),
    "<=": lambda found: found.at_most(found.target.value),
    "=": _equal,
    "range": _between,
}


def _told(found: _Found, second: Robust) -> Projected:
    probability = found.probability
    back, ahead = found.scale.back, found.ahead
    shown = Projection(probability, back(ahead.quantile(0.05)), back(ahead.quantile(0.95)), METHOD)
    plain = robust(found.known.times, found.known.values)
    return Projected(
        shown,
        n=len(found.known.values),
        method=f"{METHOD}/{found.scale.name}",
        word=likelihood(probability),
        check=_check(found, second, probability),
        slope=plain.slope,
        p_value=second.p_value,
        least_p=second.least_p,
        staying=found.target.keep,
        centre=back(ahead.centre),
    )


def _check(found: _Found, second: Robust, probability: float) -> Check:
    met = is_met(found.target, found.scale.back(second.at(found.known.deadline)))
    if (met and probability < 1 - _SURE) or (not met and probability > _SURE):
        return "disagrees"
    return "agrees" if second.p_value <= SIGNIFICANT else "unsure"


def _sampling_variance(scale: Scale, measured: list[Measured]) -> float:
    """Mean sampling variance on the scale; 0 when a sample's size is not known.

    p(1 − p)/n carried over by the scale's steepness; p is taken half an answer off 0 and 100.
    """
    found = []
    for one in measured:
        size = one.denominator or 0.0
        if size < 1 or one.value is None:
            return 0.0
        share = (one.value / 100 * size + 0.5) / (size + 1)
        steep = scale.steepness(100 * share)
        found.append(100**2 * share * (1 - share) / size * steep**2)
    return sum(found) / len(found)
