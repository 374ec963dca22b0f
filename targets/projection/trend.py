"""Will it be met in time? Linear trend with its own uncertainty, in closed form.

Source: domain.md F.2 — ŷ(T) = a + bT, se = s·√(1 + 1/n + (T − t̄)²/Sxx),
P = F_{t,n−2}((ŷ(T) − g)/se). Percentages are projected on the logit scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from observations.indicator import Indicator
from targets.assessment import Projection
from targets.choose import Series
from targets.model import Target
from targets.pace import months_until

MINIMUM = 5
METHOD = "ols-t-1"


def _project(indicator: Indicator, target: Target, series: Series) -> Projection | None:
    """Probability of meeting `target` at its deadline and the 90 % interval there.

    None with fewer than five values, after the deadline, for steps (yes/no, counts), for doubted
    data, and when the series has no scatter to judge by (a straight line proves nothing).
    """
    recent = series[-12:]
    if len(recent) < MINIMUM or indicator.kind in {"yes", "count"}:
        return None
    if recent[-1][0].end >= target.deadline or any(one.doubted for _, one in recent):
        return None
    scale = _scale(indicator, target, [one.value or 0.0 for _, one in recent])
    times = [months_until(period.end) for period, _ in recent]
    values = [scale.forward(one.value or 0.0) for _, one in recent]
    fitted = _fit(times, values, months_until(target.deadline))
    if fitted is None:
        return None
    return _outcome(target, scale, fitted, len(recent))


@dataclass(frozen=True)
class _Scale:
    """Logit for percentages (squeezed off 0 and 100 when one occurs), identity otherwise."""

    logit: bool
    squeeze: int = 0  # Smithson–Verkuilen n; 0 = none needed

    def forward(self, value: float) -> float:
        if not self.logit:
            return value
        share = value / 100
        if self.squeeze:
            share = (share * (self.squeeze - 1) + 0.5) / self.squeeze
        return log(share / (1 - share))

    def back(self, value: float) -> float:
        if not self.logit:
            return value
        share = 1 / (1 + exp(-value))
        if self.squeeze:
            share = (share * self.squeeze - 0.5) / (self.squeeze - 1)
        return 100 * min(1.0, max(0.0, share))


def _scale(indicator: Indicator, target: Target, values: list[float]) -> _Scale:
    known = [*values, target.value]
    if indicator.unit != "%" or min(known) < 0 or max(known) > 100:
        return _Scale(logit=False)
    at_the_edge = any(v in (0.0, 100.0) for v in known)
    return _Scale(logit=True, squeeze=len(values) if at_the_edge else 0)


def _fit(times: list[float], values: list[float], at: float) -> tuple[float, float] | None:
    """Prediction at `at` and its standard error; None when the residuals vanish."""
    n = len(times)
    mean_t, mean_v = sum(times) / n, sum(values) / n
    sxx = sum((t - mean_t) ** 2 for t in times)
    slope = sum((t - mean_t) * (v - mean_v) for t, v in zip(times, values, strict=True)) / sxx
    start = mean_v - slope * mean_t
    rest = sum((v - start - slope * t) ** 2 for t, v in zip(times, values, strict=True))
    s = sqrt(rest / (n - 2))
    if s < 1e-9:
        return None
    return start + slope * at, s * sqrt(1 + 1 / n + (at - mean_t) ** 2 / sxx)


def _outcome(target: Target, scale: _Scale, fitted: tuple[float, float], n: int) -> Projection:
    from scipy.special import stdtr, stdtrit

    centre, error = fitted
    below = float(stdtr(n - 2, (scale.forward(target.value) - centre) / error))
    half = float(stdtrit(n - 2, 0.95)) * error
    return Projection(
        probability=below if target.comparator == "<=" else 1 - below,
        low=scale.back(centre - half),
        high=scale.back(centre + half),
        method=METHOD,
    )
