"""Seeded series with a known future, for asking whether projections keep their word.

Percentages, quarter by quarter; each process draws its own parameters for every series. Those of
`CHOSEN_ON` were looked at (with other seeds) when the method was chosen, those of `UNSEEN` not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Process = Callable[[np.random.Generator, int], Values]


def _noise(draw: np.random.Generator, length: int, low: float, high: float) -> Values:
    return draw.uniform(low, high) * draw.normal(size=length)


def line(draw: np.random.Generator, length: int) -> Values:
    """The fitted process itself: a straight line and independent scatter."""
    return 50 + draw.normal(0, 0.8) * np.arange(length) + _noise(draw, length, 0.5, 2)


def logistic(draw: np.random.Generator, length: int) -> Values:
    """Growth to a ceiling of 60 to 98 %."""
    ceiling, pace, middle = draw.uniform(60, 98), draw.uniform(0.05, 0.35), draw.uniform(-6, 10)
    grown = ceiling / (1 + np.exp(-pace * (np.arange(length) - middle)))
    return np.asarray(grown + _noise(draw, length, 0.3, 2))


def step(draw: np.random.Generator, length: int) -> Values:
    """One jump, at any time, seen or still to come."""
    jump = draw.normal(6, 4) * (np.arange(length) >= draw.integers(1, length))
    return np.asarray(50 + jump + _noise(draw, length, 0.3, 1.5))


def lingering(draw: np.random.Generator, length: int) -> Values:
    """AR(1) around a drift, seven tenths of every shock lasting into the next quarter."""
    scatter = draw.normal(size=length)
    scatter[0] /= np.sqrt(1 - 0.49)
    for i in range(1, length):
        scatter[i] += 0.7 * scatter[i - 1]
    return np.asarray(50 + draw.normal(0, 0.5) * np.arange(length) + scatter)


def walk(draw: np.random.Generator, length: int) -> Values:
    """A random walk with drift."""
    return np.asarray(50 + np.cumsum(draw.normal(draw.normal(0, 0.3), 1, length)))


def seasonal(draw: np.random.Generator, length: int) -> Values:
    """A trend with a yearly wave larger than its scatter."""
    time, first = np.arange(length), draw.integers(4)
    wave = draw.uniform(1, 3) * np.cos((time + first) * np.pi / 2)
    trend = draw.normal(0, 0.5) * time
    return np.asarray(50 + trend + wave + _noise(draw, length, 0.6, 0.6))


def level(draw: np.random.Generator, length: int) -> Values:
    """No trend at all."""
    return 50 + draw.normal(size=length)


def bend(draw: np.random.Generator, length: int) -> Values:
    """A trend that changes its slope once."""
    time = np.arange(length)
    first, second = draw.normal(0, 0.8, 2)
    bent = np.maximum(time - draw.uniform(0, length), 0)
    return np.asarray(50 + first * time + (second - first) * bent + _noise(draw, length, 0.4, 1.2))


def saturating(draw: np.random.Generator, length: int) -> Values:
    """Most of the gain comes first (exponential approach), scatter with heavy tails (t, 3)."""
    start, gain = draw.uniform(30, 60), draw.uniform(5, 30)
    gone = 1 - np.exp(-np.arange(length) / draw.uniform(3, 15))
    return np.asarray(start + gain * gone + draw.uniform(0.3, 1) * draw.standard_t(3, length))


def wandering(draw: np.random.Generator, length: int) -> Values:
    """A local linear trend: the slope itself walks at random."""
    slope = draw.normal(0, 0.4) + np.cumsum(draw.normal(0, 0.15, length))
    return np.asarray(50 + np.cumsum(slope) + draw.normal(0, 0.5, length))


def gompertz(draw: np.random.Generator, length: int) -> Values:
    """Gompertz growth towards 100 %, fast first and slow later."""
    speed, offset = draw.uniform(0.05, 0.25), draw.uniform(0.5, 3)
    grown = 99 * np.exp(-offset * np.exp(-speed * np.arange(length)))
    return np.asarray(grown + _noise(draw, length, 0.3, 1.5))


def topping(draw: np.random.Generator, length: int) -> Values:
    """A steady climb that stops at 100 %, as coverage does when nothing is left to cover."""
    climb = draw.uniform(60, 92) + draw.uniform(0.5, 3) * np.arange(length)
    return np.minimum(100, climb + _noise(draw, length, 0.2, 1.5))


CHOSEN_ON: dict[str, Process] = {
    "直线(所拟合的)": line,
    "逻辑斯蒂增长": logistic,
    "阶跃": step,
    "自回归+漂移": lingering,
    "随机游走+漂移": walk,
    "季节波动": seasonal,
    "无趋势": level,
    "中途转折": bend,
    "匀速到顶": topping,
}
UNSEEN: dict[str, Process] = {
    "饱和+厚尾": saturating,
    "斜率游走": wandering,
    "龚珀兹增长": gompertz,
}


def poisson(draw: np.random.Generator, length: int) -> Values:
    """Pieces finished at an even rate."""
    return np.asarray(draw.poisson(draw.uniform(1, 12), length), dtype=float)


def batches(draw: np.random.Generator, length: int) -> Values:
    """Pieces finished in batches: more scatter than Poisson."""
    return np.asarray(draw.negative_binomial(1.5, draw.uniform(0.1, 0.4), length), dtype=float)


def slowing(draw: np.random.Generator, length: int) -> Values:
    """The easy pieces first: the rate falls by a tenth every quarter."""
    rate = draw.uniform(6, 20) * 0.9 ** np.arange(length)
    return np.asarray(draw.poisson(rate), dtype=float)


def rushing(draw: np.random.Generator, length: int) -> Values:
    """Little at first and much before the deadline: the rate grows by a tenth every quarter."""
    rate = draw.uniform(1, 5) * 1.1 ** np.arange(length)
    return np.asarray(draw.poisson(rate), dtype=float)


COUNTS: dict[str, Process] = {
    "匀速计件": poisson,
    "成批计件": batches,
    "逐季放慢": slowing,
    "前松后紧": rushing,
}
