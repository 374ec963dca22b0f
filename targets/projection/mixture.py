"""Where the values may go, in the indicator's unit: the predictions of its scales, averaged.

A rate on the logit scale never reaches 100 %, on its own it gets there in a straight line; a few
values hardly tell which, so that neither is trusted alone. Measured: docs/projection.md §2 and §6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, fsum, inf, log

import numpy as np
from numpy.typing import NDArray

from targets.projection.geometry import Vector
from targets.projection.predictive import Predictive, crossing
from targets.projection.scale import Scale

_BOUNDS = {"logit": (0.0, 100.0), "log": (0.0, inf), "identity": (-inf, inf)}
Part = tuple[Scale, Predictive]


@dataclass(frozen=True)
class Mixture:
    """A prediction for each scale, the indicator's own first, with the `weights` they are given.

    What a straight line foresees beyond the bounds of the first scale stands at the bound.
    """

    parts: tuple[Part, ...]
    weights: tuple[float, ...]

    @property
    def names(self) -> str:
        """The scales' names: `logit+identity`."""
        return "+".join(scale.name for scale, _ in self.parts)

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value there can be."""
        return _BOUNDS[self.parts[0][0].name]

    def below(self, value: float) -> float:
        """Probability that the value at the last date falls below `value`."""
        low, high = self.bounds
        return self._unbounded(value) if low < value <= high else float(value > high)

    def never_beyond(self, value: float, side: float) -> float:
        """Probability that at no date it is on the wrong side of `value`; see `Predictive`."""
        low, high = self.bounds
        if not low <= value <= high:
            return float((value < low) == (side > 0))
        each = zip(self.weights, self.parts, strict=True)
        return fsum(w * ahead.never_beyond(s.forward(value), side) for w, (s, ahead) in each)

    def quantile(self, share: float) -> float:
        """The value below which the one at the last date falls with probability `share`."""
        ends = [scale.back(place) for scale, one in self.parts for place in one.bracket(share)]
        low, high = self.bounds
        return min(high, max(low, crossing(self._unbounded, share, (min(ends), max(ends)))))

    def _unbounded(self, value: float) -> float:
        from scipy.special import stdtr

        weights, centres, errors, freedom, which = self._models
        places = np.array([scale.forward(value) for scale, _ in self.parts])[which]
        return float(weights @ stdtr(freedom, (places - centres) / errors))

    @cached_property
    def _models(self) -> tuple[Vector, Vector, Vector, Vector, NDArray[np.intp]]:
        """Every model of every scale at the last date, and which scale it is on."""
        ones = [ahead for _, ahead in self.parts]
        counts = [len(one.weights) for one in ones]
        each = zip(self.weights, ones, strict=True)
        return (
            np.concatenate([weight * one.weights for weight, one in each]),
            np.concatenate([one.centres[:, -1] for one in ones]),
            np.concatenate([one.errors[:, -1] for one in ones]),
            np.concatenate([one.freedom for one in ones]),
            np.repeat(np.arange(len(ones)), counts),
        )


def mixture(parts: tuple[Part, ...], values: Sequence[float]) -> Mixture:
    """The scales weighed by how well each explains `values`.

    The marginal likelihood of the values themselves: that on the scale times its steepness at
    every value, less what the flat priors owe to the scale's unit (two of n).
    """
    n = len(values)
    told = [
        ahead.evidence + (n - 2) * fsum(log(scale.steepness(value)) for value in values) / n
        for scale, ahead in parts
    ]
    likely = [exp(one - max(told)) for one in told]
    return Mixture(parts, tuple(one / fsum(likely) for one in likely))
