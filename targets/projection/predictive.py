"""Where the values may go: closed-form predictive t distributions, averaged over few models.

For each path of the trend, the models differ by how long scatter lingers (`INERTIA`), weighted by
their marginal likelihood; paths weigh the same, for a few values cannot tell whether a trend will
last. Why these and not one regression: docs/projection.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from targets.projection.geometry import LEVEL, Vector, geometry

METHOD = "trend-average-3"
GOING_ON = (1.0, 0.8)  # the trend lasts, or each period brings four fifths of the one before
STAYING = (LEVEL, 0.8, 1.0)  # for what must not fall: most likely it stays where it was
_STEPS, _EXACT = 100, 1e-10
_NODES = 24


@dataclass(frozen=True)
class Predictive:
    """A weighted mixture of t distributions on the projection's scale.

    `weights` (models), `centres` and `errors` (models × dates), `freedom` (models): degrees of
    freedom; `shared` (models): mean correlation between two dates' errors.
    """

    weights: Vector
    centres: Vector
    errors: Vector
    freedom: Vector
    shared: Vector
    evidence: float = 0.0

    @property
    def centre(self) -> float:
        """Mean of the models' centres at the last date."""
        return float(self.weights @ self.centres[:, -1])

    def below(self, place: float) -> float:
        """Probability that the value at the last date falls below `place`."""
        from scipy.special import stdtr

        away = (place - self.centres[:, -1]) / self.errors[:, -1]
        return float(self.weights @ stdtr(self.freedom, away))

    def bracket(self, share: float) -> tuple[float, float]:
        """Two places between which the quantile of the mixture lies: those of its parts."""
        from scipy.special import stdtrit

        parts = self.centres[:, -1] + self.errors[:, -1] * stdtrit(self.freedom, share)
        return float(parts.min()), float(parts.max())

    def quantile(self, share: float) -> float:
        """The place below which the value at the last date falls with probability `share`."""
        return crossing(self.below, share, self.bracket(share))

    def never_beyond(self, place: float, side: float) -> float:
        """Probability that at no date the value is on the wrong side of `place`.

        `side` 1: it must not fall below, −1: not rise above. The dates of one model share one
        common factor with their mean correlation and the residual variance; both are integrated
        out at fixed nodes (Dunnett & Sobel 1955).
        """
        from scipy.special import gammaincinv, ndtr

        away = side * (self.centres - place) / self.errors
        middles = (np.arange(_NODES) + 0.5) / _NODES
        half = self.freedom[:, None] / 2
        sizes = np.sqrt(gammaincinv(half, middles) / half)  # models × nodes
        factor, weight = _normal_nodes()
        shared = self.shared[:, None, None, None]
        bound = away[:, None, None, :] * sizes[:, :, None, None]
        moved = (bound + np.sqrt(shared) * factor[:, None]) / np.sqrt(1 - shared)
        each = (ndtr(moved).prod(axis=-1) @ weight).mean(axis=-1)
        return float(self.weights @ each)


def predictive(
    times: tuple[float, ...],
    dates: tuple[float, ...],
    places: Vector,
    *,
    paths: tuple[float, ...] = GOING_ON,
    least: float = 0.0,
) -> Predictive:
    """Prediction at `dates` from `places` at `times` (both in reporting periods, rising).

    `least`: variance of one value's sampling error, which neither the scatter nor the error of a
    prediction can be smaller than. The scatter must not vanish: that is asked before.
    """
    parts = [_path(times, dates, path, places, least) for path in paths]
    weights, centres, errors, freedom, shared = (
        np.concatenate([one[n] for one in parts]) for n in range(5)
    )
    evidence = parts[-1][5]
    return Predictive(weights / len(paths), centres, errors, freedom, shared, evidence)


def _path(
    times: tuple[float, ...], dates: tuple[float, ...], path: float, places: Vector, least: float
) -> tuple[Vector, Vector, Vector, Vector, Vector, float]:
    known = geometry(times, dates, path)
    rest = np.maximum(known.scatter @ places @ places, known.freedom * least)
    evidence = known.evidence - known.freedom / 2 * np.log(rest)
    weights = np.exp(evidence - evidence.max())
    errors = np.maximum(known.spread * np.sqrt(rest / known.freedom)[:, None], np.sqrt(least))
    freedom = np.full(len(weights), float(known.freedom))
    told = float(evidence.max() + np.log(weights.sum()))
    return weights / weights.sum(), known.means @ places, errors, freedom, known.shared, told


def crossing(below: Callable[[float], float], share: float, within: tuple[float, float]) -> float:
    """Where the rising `below` reaches `share`, `within` two places on either side of it.

    By false position, in which an end kept twice counts half (Illinois).
    """
    low, high = within
    off_low, off_high, kept = below(low) - share, below(high) - share, 0
    if min(-off_low, off_high) <= _EXACT:
        return low if -off_low <= _EXACT else high
    for _ in range(_STEPS):
        middle = (low * off_high - high * off_low) / (off_high - off_low)
        off = below(middle) - share
        if abs(off) <= _EXACT:
            break
        if off < 0:
            low, off_low, off_high = middle, off, off_high / (2 if kept < 0 else 1)
        else:
            high, off_high, off_low = middle, off, off_low / (2 if kept > 0 else 1)
        kept = -1 if off < 0 else 1
    return middle


@lru_cache(maxsize=1)
def _normal_nodes() -> tuple[Vector, Vector]:
    """Nodes and weights for the standard normal (Gauss–Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, weights / weights.sum()
