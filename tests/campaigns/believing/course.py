"""The periods a series goes through, each with its own source of chance."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from observations.period import Frequency, ReportingPeriod


@dataclass(frozen=True)
class Course:
    """From the first period of the record up to one of them.

    Every series draws anew for every period; `trial` changes the draws of the last one alone,
    so that many forms continue one history.
    """

    seed: str
    periods: tuple[ReportingPeriod, ...]
    trial: str = ""

    def fixed(self, name: str) -> random.Random:
        """What a series is made of: the same for every period and trial."""
        return random.Random(f"{self.seed}:{name}")

    def steps(self, name: str) -> Iterator[random.Random]:
        """One source of chance a period."""
        for period in self.periods[:-1]:
            yield random.Random(f"{self.seed}:{name}:{period}")
        once = f":{self.trial}" if self.trial else ""
        yield random.Random(f"{self.seed}:{name}:{self.periods[-1]}{once}")

    @property
    def quarterly(self) -> bool:
        return self.periods[-1].frequency is Frequency.QUARTER


def course(seed: str, last: ReportingPeriod, length: int, trial: str = "") -> Course:
    """The course of `length` periods that ends with `last`."""
    periods = [last]
    while len(periods) < length:
        periods.append(periods[-1].previous())
    return Course(seed, tuple(reversed(periods)), trial)


def poisson(draw: random.Random, mean: float) -> int:
    """A count of rare events; by halves where the mean is large."""
    if mean > 30:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    count, rest, floor = 0, draw.random(), math.exp(-mean)
    while rest > floor:
        rest *= draw.random()
        count += 1
    return count


def season(period: ReportingPeriod, phase: float) -> float:
    """Between −1 and 1 over the quarters of a year; 0 of a whole year."""
    if period.frequency is not Frequency.QUARTER:
        return 0.0
    return math.sin(2 * math.pi * (period.number + phase) / 4)
