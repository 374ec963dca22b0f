"""The scale a series is projected on: logit for rates, log for positive quantities.

Sources: domain.md F.2 (1); the squeeze off 0 and 100 is Smithson & Verkuilen (2006),
p' = (p·(n − 1) + 0.5)/n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import Literal

from observations.indicator import Indicator

_POSITIVE = {"density", "amount", "ratio"}
_FARTHEST = 700.0  # of what exp can take


@dataclass(frozen=True)
class Scale:
    """A strictly rising map from the indicator's unit to the scale and back.

    `squeeze` is the n of Smithson–Verkuilen, 0 where no value stands at 0 or 100. It never
    depends on the target, so a higher target is never more probable.
    """

    name: Literal["identity", "log", "logit"]
    squeeze: int = 0

    def forward(self, value: float) -> float:
        """The value on the scale; ∓∞ for a bound that no value can fall short of or reach."""
        if self.name == "identity":
            return value
        if self.name == "log":
            return log(value) if value > 0 else -inf
        share = self._squeezed(value / 100)
        if share <= 0 or share >= 1:
            return -inf if share <= 0 else inf
        return log(share / (1 - share))

    def back(self, place: float) -> float:
        """The value at `place`, in the indicator's unit."""
        if self.name == "identity":
            return place
        near = min(_FARTHEST, max(-_FARTHEST, place))
        if self.name == "log":
            return exp(near)
        share = 1 / (1 + exp(-near))
        if self.squeeze:
            share = (share * self.squeeze - 0.5) / (self.squeeze - 1)
        return 100 * min(1.0, max(0.0, share))

    def steepness(self, value: float) -> float:
        """How far the scale moves for one unit at `value`: carries a sampling error over."""
        if self.name == "identity":
            return 1.0
        if self.name == "log":
            return 1 / value
        share = self._squeezed(value / 100)
        widened = (self.squeeze - 1) / self.squeeze if self.squeeze else 1.0
        return widened / (100 * share * (1 - share))

    def _squeezed(self, share: float) -> float:
        return (share * (self.squeeze - 1) + 0.5) / self.squeeze if self.squeeze else share


def scale_for(indicator: Indicator, values: Sequence[float]) -> Scale:
    """Logit for percentages within 0–100, log for positive quantities, identity otherwise."""
    low, high = min(values), max(values)
    if indicator.unit == "%" and low >= 0 and high <= 100:
        return Scale("logit", squeeze=len(values) if low == 0 or high == 100 else 0)
    if indicator.kind in _POSITIVE and low > 0:
        return Scale("log")
    return Scale("identity")


def scales_for(indicator: Indicator, values: Sequence[float]) -> tuple[Scale, ...]:
    """The indicator's scale and, where that bends, the unit itself: few values hardly tell."""
    first = scale_for(indicator, values)
    return (first,) if first.name == "identity" else (first, Scale("identity"))
