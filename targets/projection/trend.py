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
from targets.projection.mixture import Mixture, mixture
from targets.projection.predictive import GOING_ON, METHOD, STAYING, Predictive, predictive
from targets.projection.result import Check, Projected, none_because
from targets.projection.robust import SIGNIFICANT, Robust, robust
from targets.projection.scale import Scale, scales_for
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
    """Projection of at least five comparable values; `sampled`: of a random sample."""
    known = points(indicator, target, series)
    scales = scales_for(indicator, known.values)
    measured = [one for _, one in series]
    least = [_sampling_variance(scale, measured) if sampled else 0.0 for scale in scales]
    odd = shape_of(known.times, known.values, scales[0], 0.0 if least[0] else known.half)
    if odd and not (least[0] and odd == "no_scatter"):
        return none_because(odd, len(series))
    ahead = zip(scales, least, strict=True)
    staying = target.keep and is_met(target, known.values[-1])
    parts = tuple((scale, _ahead(known, scale, error, staying=staying)) for scale, error in ahead)
    return _told(_Found(target, known, mixture(parts, known.values), staying))


def _ahead(known: Points, scale: Scale, least: float, *, staying: bool) -> Predictive:
    return predictive(
        known.times,
        known.dates if staying else known.dates[-1:],
        np.array([scale.forward(value) for value in known.values]),
        paths=STAYING if staying else GOING_ON,
        least=least,
    )


@dataclass(frozen=True)
class _Found:
    target: Target
    known: Points
    ahead: Mixture
    staying: bool  # 保持类 and not fallen yet: asked is every date, not only the last

    @property
    def probability(self) -> float:
        """Of meeting the target: on the last date, or for one that still stands on every date."""
        comparator = self.target.comparator
        if self.staying and comparator in _SIDES:
            side = _SIDES[comparator]
            return self.ahead.never_beyond(self.reachable(self.target.value, side), side)
        return min(1.0, max(0.0, _CHANCES[comparator](self)))

    def at_least(self, value: float) -> float:
        return 1 - self.ahead.below(self.reachable(value, 1.0))

    def at_most(self, value: float) -> float:
        return self.ahead.below(self.reachable(value, -1.0))

    def below(self, value: float) -> float:
        return self.ahead.below(value)

    def meets(self, value: float) -> bool:
        """True when `value` would keep the promise, as far as it is printed at a bound."""
        if self.target.comparator not in _SIDES:
            return is_met(self.target, value)
        side = _SIDES[self.target.comparator]
        return side * (value - self.reachable(self.target.value, side)) >= 0

    def reachable(self, value: float, side: float) -> float:
        """At least 100 % and at most 0 % are met by what prints as such: half a digit inside."""
        low, high = self.ahead.bounds
        if not low <= value <= high:
            return value
        half = self.known.half
        return min(value, high - half) if side > 0 else max(value, low + half)


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


def _told(found: _Found) -> Projected:
    probability, ahead = found.probability, found.ahead
    shown = Projection(probability, ahead.quantile(0.05), ahead.quantile(0.95), METHOD)
    times, values = found.known.times, found.known.values
    lines = [(scale, robust(times, [*map(scale.forward, values)])) for scale, _ in ahead.parts]
    second, plain = lines[0][1], lines[-1][1]
    met = {found.meets(scale.back(line.at(found.known.deadline))) for scale, line in lines}
    return Projected(
        shown,
        n=len(values),
        method=f"{METHOD}/{ahead.names}",
        word=likelihood(probability),
        check=_check(met, probability, second),
        slope=plain.slope,
        p_value=second.p_value,
        least_p=second.least_p,
        staying=found.staying,
        centre=ahead.quantile(0.5),
    )


def _check(met: set[bool], probability: float, second: Robust) -> Check:
    """`met`: where the robust lines of the scales end; one on the same side is agreement."""
    if (met == {True} and probability < 1 - _SURE) or (met == {False} and probability > _SURE):
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
