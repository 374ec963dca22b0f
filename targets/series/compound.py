"""Growth against the growth required, compounded: the rule of Open SDG and Statistics Canada.

Source: Open SDG 2.4, “Progress status” (methodology of Statistics Canada), and the behaviour of
its published program where the text is silent. With y0, y the base and current value, n years
between them, s = −1 for a negative base else 1, d = 1 where up is better else −1:
growth o = (y/y0)^(1/n) − 1; without a target P = s·d·o; with one r = (yT/y0)^(1/nT) − 1 and
R = s·d·o / |r|.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from targets.series.config import OPEN_SDG, Config
from targets.series.model import Point, Series, end_month
from targets.series.scales import WITH, WITHOUT

BASE_YEAR, TARGET_YEAR = 2015, 2030
SUBSTITUTE = 0.001  # stands for a base or a target of zero
EXPONENT = 4.44
BEST_SCORE = 5.0


@dataclass(frozen=True)
class Growth:
    """What the formulas need, gathered; `years` may be parts of years (months / 12)."""

    base: float  # as reported; zero is replaced inside
    current: float
    years: float
    sign: int  # d: 1 where up is better
    target: float | None = None
    target_years: float = 0.0
    limit: float | None = None

    @property
    def divisor(self) -> float:
        """The base value that values are divided by."""
        return self.base or SUBSTITUTE

    @property
    def goal(self) -> float | None:
        """The target that is compared with."""
        return SUBSTITUTE if self.target == 0 else self.target

    @property
    def achieved(self) -> bool:
        """True when the current value is at the target or beyond it."""
        return self.goal is not None and (self.current - self.goal) * self.sign >= 0

    @property
    def at_limit(self) -> bool:
        """True when the value is its limit and no target says otherwise."""
        return self.target is None and self.limit is not None and self.current == self.limit

    @property
    def changes_sign(self) -> bool:
        """True when base and current value lie on different sides of zero: no growth rate."""
        return self.divisor * self.current < 0

    @property
    def observed(self) -> float:
        """o: growth a year from base to current; 0.03 is 3 %."""
        return rate(self.current / self.divisor, self.years)

    @property
    def required(self) -> float:
        """|r|: size of the growth a year that reaches the target in time."""
        return abs(rate((self.goal or 0.0) / self.divisor, self.target_years))

    @property
    def progress(self) -> float:
        """P without a target, R with one; infinite when no growth at all would be required."""
        better = (-1 if self.base < 0 else 1) * self.sign * self.observed
        if self.target is None:
            return better
        required = self.required
        return better / required if required else math.copysign(math.inf, better)

    @property
    def room(self) -> float:
        """C: how much of the thresholds is asked this near to the limit; 1 far from it."""
        if self.limit is None or self.target is not None:
            return 1.0
        base, limit = abs(self.base), abs(self.limit)
        if base >= 2 * limit:
            return 1.0
        near = base if base <= limit else 2 * limit - base
        return float(1 - (near / limit) ** EXPONENT)


def rate(ratio: float, years: float) -> float:
    """Growth a year that makes `ratio` of 1 in `years`.

    A negative ratio (a target across zero) has no real root; the published program takes the
    size of the complex one, and so do we, lest its verdicts could not be reproduced.
    ZeroDivisionError when `years` is 0, OverflowError beyond floating point.
    """
    exponent = 1 / years
    if ratio < 0:
        return float(abs(complex(ratio) ** exponent - 1))
    return float(ratio**exponent) - 1


def base_of(series: Series, *, nearest: bool = False) -> Point | None:
    """The value the growth is counted from: the base period's, else the first after it.

    Without a base period it is 2015. `nearest`: the closest period, the later of two equally
    close. None when every value is earlier.
    """
    wanted = 12 * (BASE_YEAR + 1)
    if series.base_period is not None:
        wanted = end_month(series.base_period)
    later = [point for point in series.points if point.month >= wanted]
    if nearest and series.points:
        return min(series.points, key=lambda p: (abs(p.month - wanted), -p.month))
    return later[0] if later else None


def growth_of(series: Series, base: Point) -> Growth:
    """The growth of a series with at least one value; direction down when none is given."""
    due = 12 * (TARGET_YEAR + 1)
    if series.target_period is not None:
        due = end_month(series.target_period)
    current = series.current
    return Growth(
        base.value,
        current.value,
        (current.month - base.month) / 12,
        1 if series.direction == "up" else -1,
        series.target,
        (due - base.month) / 12,
        series.limit,
    )


def thresholds_for(growth: Growth, config: Config) -> tuple[float, ...]:
    """The thresholds as applied, highest first: positive ones are reduced near the limit."""
    bands = config.bands[WITHOUT if growth.target is None else WITH]
    limits = [one * growth.room if one > 0 else one for one in bands.thresholds]
    return (*limits, -limits[0]) if bands.mirrored else tuple(limits)


def status_of(growth: Growth, config: Config) -> str:
    """The level of a growth that is defined, by the band its progress falls into."""
    bands = config.bands[WITHOUT if growth.target is None else WITH]
    positive = [one > 0 for one in bands.thresholds] + [False]
    progress = growth.progress
    for limit, above_zero, level in zip(
        thresholds_for(growth, config), positive, bands.levels, strict=False
    ):
        strict = above_zero and not config.threshold_itself_counts
        if progress > limit or (progress == limit and not strict):
            return level
    return bands.levels[-1]


def score_of(growth: Growth, config: Config) -> float:
    """−5 to 5 by the formulas of the configured publication."""
    branch = WITHOUT if growth.target is None else WITH
    return _SCORES[config.score, branch](growth, thresholds_for(growth, config))


Score = Callable[[Growth, tuple[float, ...]], float]


def _growth_score(growth: Growth, limits: tuple[float, ...]) -> float:
    progress, room = growth.progress, growth.room
    high, med, low = limits[:3]
    if progress < low:
        return max(125 * progress - 2.5, -BEST_SCORE)
    if room == 0:
        return BEST_SCORE
    if progress >= high:
        return min(500 * progress / room - 5, BEST_SCORE)
    if progress >= med:
        return 250 * progress / room - 1.25
    return 500 * progress / room - 2.5


def _ratio_score(growth: Growth, limits: tuple[float, ...]) -> float:
    ratio = growth.progress
    if ratio >= limits[1]:
        return min(7.1429 * ratio - 4.2857, BEST_SCORE)
    return max(4.1667 * ratio - 2.5, -BEST_SCORE)


def _eurostat_growth_score(growth: Growth, limits: tuple[float, ...]) -> float:
    progress, room = growth.progress, growth.room
    if progress < -0.02:
        return -BEST_SCORE
    if room == 0:
        return BEST_SCORE
    return min(progress / (0.02 * (room if progress >= 0 else 1)) * 5, BEST_SCORE)


def _eurostat_ratio_score(growth: Growth, limits: tuple[float, ...]) -> float:
    ratio = growth.progress
    if ratio >= 0.6:
        return min(5 / 0.7 * (ratio - 0.6), BEST_SCORE)
    return max(5 / 1.2 * (ratio + 0.6) - 5, -BEST_SCORE)


_SCORES: Mapping[tuple[str, str], Score] = {
    (OPEN_SDG, WITHOUT): _growth_score,
    (OPEN_SDG, WITH): _ratio_score,
    ("eurostat", WITHOUT): _eurostat_growth_score,
    ("eurostat", WITH): _eurostat_ratio_score,
}
