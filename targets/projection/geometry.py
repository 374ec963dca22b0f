"""What a prediction owes to the times alone: regression with lingering scatter, per unit of it.

y = a + b·t + u with corr(u_i, u_j) = ρ^|t_i − t_j| and a flat prior on a, b and log σ: generalised
least squares and its best linear prediction (Goldberger 1962). ρ = 0 undamped is the textbook
regression of domain.md F.2. All series of one form share their times, so this is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

INERTIA = (0.0, 0.5, 0.9, 0.99)
LEVEL = 0.0  # as a path: no trend is fitted at all
KEPT = 256


@dataclass(frozen=True)
class Geometry:
    """One path's regressions, first axis ρ of `INERTIA`; then dates, values (n).

    `means` (ρ, dates, n): a prediction is this times the values. `scatter` (ρ, n, n): the
    residual sum of squares as a quadratic form. `spread` (ρ, dates): error of a prediction for a
    residual variance of one. `shared` (ρ): mean correlation between the errors of two dates.
    `evidence` (ρ): logarithm of what the marginal likelihood owes to the times.
    """

    means: Vector
    scatter: Vector
    spread: Vector
    shared: Vector
    evidence: Vector
    freedom: int


@lru_cache(maxsize=KEPT)
def geometry(times: tuple[float, ...], dates: tuple[float, ...], path: float) -> Geometry:
    """For values at `times`, predictions at `dates` (reporting periods, rising).

    `path`: what each further period of trend is worth of the one before (1 undamped), or `LEVEL`.
    """
    known, asked = np.array(times), np.array(dates)
    design, ahead = _regressors(known, path), _regressors(_reach(asked, known[-1], path), path)
    parts = [_one(known, asked, rho, (design, ahead)) for rho in INERTIA]
    means, scatter, spread, shared, evidence = (np.array(one) for one in zip(*parts, strict=True))
    freedom = len(times) - design.shape[1]
    return Geometry(means, scatter, spread, shared, evidence, freedom)


def _one(
    times: Vector, dates: Vector, rho: float, regressors: tuple[Vector, Vector]
) -> tuple[Vector, Vector, Vector, float, float]:
    design, ahead = regressors
    links, across = _links(rho, times, times), _links(rho, dates, times)
    inverse = np.linalg.inv(links)
    inner = design.T @ inverse @ design
    fit = np.linalg.solve(inner, design.T @ inverse)
    resid = np.eye(len(times)) - design @ fit
    carried = across @ inverse
    apart = ahead - carried @ design
    errors = _links(rho, dates, dates) - carried @ across.T
    errors += apart @ np.linalg.solve(inner, apart.T)
    evidence = -(np.linalg.slogdet(links)[1] + np.linalg.slogdet(inner)[1]) / 2
    spread = np.sqrt(np.diag(errors))
    means, scatter = ahead @ fit + carried @ resid, resid.T @ inverse @ resid
    return means, scatter, spread, _mean_correlation(errors, spread), float(evidence)


def _links(rho: float, left: Vector, right: Vector) -> Vector:
    return np.asarray(rho ** np.abs(left[:, None] - right))


def _regressors(times: Vector, path: float) -> Vector:
    ones = np.ones_like(times)
    return ones[:, None] if path == LEVEL else np.column_stack([ones, times])


def _reach(dates: Vector, last: float, path: float) -> Vector:
    """The time up to which a damped trend gets: φ + φ² + … periods beyond the last value."""
    if path in (LEVEL, 1.0):
        return dates
    return np.asarray(last + path * (1 - path ** (dates - last)) / (1 - path))


def _mean_correlation(errors: Vector, spread: Vector) -> float:
    pairs = len(spread) * (len(spread) - 1)
    if not pairs:
        return 0.0
    whole = float(np.sum(errors / spread / spread[:, None]))
    return min(0.999, max(0.0, (whole - len(spread)) / pairs))
