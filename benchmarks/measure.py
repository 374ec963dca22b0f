"""Timing: repeats, median, worst; a figure beside its limit and its reference."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.figures import Figure, figure

REPEATS = 5
TOLD: list[Figure] = []
"""What was told since a part began."""


class Invalid(Exception):  # noqa: N818 -- an outcome
    """A measurement without its reference, or over other cases than it claims: it has failed."""


@dataclass(frozen=True)
class Timed:
    """Seconds of several repeats."""

    seconds: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.seconds or min(self.seconds) <= 0:
            raise Invalid("没有测到")

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


def counted(what: str, found: int, wanted: int) -> None:
    """`Invalid` unless exactly the cases claimed were measured."""
    if found != wanted:
        raise Invalid(f"{what}:{found},应为 {wanted},测量无效")


def line(name: str, text: str) -> None:
    """One printed figure."""
    sys.stdout.write(f"{name:44} {text}\n")
    sys.stdout.flush()


def told(figure: Figure) -> str:
    """Keep a figure; whether it holds, as it is printed."""
    TOLD.append(figure)
    if figure.held:
        return "达到"
    return f"差 {abs(figure.value / figure.limit - 1) * 100:.0f}%" if figure.limit else "未达到"


def bounded(name: str, measured: Timed, limit: float, unit: str = "s") -> None:
    """A figure with a limit: median, worst, and whether it holds."""
    scale = 1000 if unit == "ms" else 1
    one = figure(name, [scale * spent for spent in measured.seconds], limit * scale, unit)
    line(
        name,
        f"中位 {one.value:.2f} {unit},最差 {one.worst:.2f} {unit},限 {one.limit:g} {unit}"
        f" → {told(one)}",
    )


def ratio(name: str, ours: Timed, reference: Timed, wanted: float) -> None:
    """Our speed as a share of the reference's (1.0 = as fast); worst against its worst pair."""
    shares = [reference.median / spent for spent in ours.seconds]
    one = figure(name, shares, wanted, "倍", low=False)
    line(
        name,
        f"{one.value:.2f}×,最差 {one.worst:.2f}×(本系统 {ours.median:.2f} s,"
        f"参照 {reference.median:.2f} s),要求 {wanted:g}× → {told(one)}",
    )


def within(name: str, ours: Timed, reference: Timed, limit: float) -> None:
    """Our time as a multiple of the reference's, which may be at most `limit`."""
    one = figure(name, [spent / reference.median for spent in ours.seconds], limit, "倍")
    line(
        name,
        f"{one.value:.2f} 倍,最差 {one.worst:.2f} 倍"
        f"(本系统 {ours.median:.3f} s,参照 {reference.median:.3f} s),限 {limit:g} 倍 → {told(one)}",
    )


def beside(name: str, ours: Timed, peer: Timed) -> None:
    """What a user would pick instead, in the same run: how much longer it takes."""
    line(f"  {name}", f"{peer.median:.2f} s,本系统快 {peer.median / ours.median:.1f} 倍")
