"""Timing: repeats, median, worst; a figure beside its limit and its reference."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

REPEATS = 5


@dataclass(frozen=True)
class Timed:
    """Seconds of several repeats."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def worst(self) -> float:
        return max(self.seconds)


def timed(work: Callable[[], object], repeats: int = REPEATS) -> Timed:
    """Run `work` and time it each time."""
    spent = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return Timed(tuple(spent))


def line(name: str, text: str) -> None:
    """One printed figure."""
    sys.stdout.write(f"{name:44} {text}\n")
    sys.stdout.flush()


def bounded(name: str, measured: Timed, limit: float, unit: str = "s") -> None:
    """A figure with a limit: median, worst, and whether it holds."""
    scale = 1000 if unit == "ms" else 1
    word = "达到" if measured.median <= limit else f"差 {(measured.median / limit - 1) * 100:.0f}%"
    line(
        name,
        f"中位 {measured.median * scale:.2f} {unit},最差 {measured.worst * scale:.2f} {unit},"
        f"限 {limit * scale:g} {unit} → {word}",
    )


def ratio(name: str, ours: Timed, reference: Timed, wanted: float) -> None:
    """Our speed as a share of the reference's (1.0 = as fast)."""
    got = reference.median / ours.median
    word = "达到" if got >= wanted else "未达到"
    line(
        name,
        f"{got:.2f}×(本系统 {ours.median:.2f} s,参照 {reference.median:.2f} s),"
        f"要求 {wanted:g}× → {word}",
    )
