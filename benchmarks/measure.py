"""Timing: repeats, median, worst; a figure beside its limit and its reference."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

REPEATS = 5


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
    """Our speed as a share of the reference's (1.0 = as fast); worst against its worst pair."""
    got, worst = reference.median / ours.median, reference.median / ours.worst
    word = "达到" if got >= wanted else "未达到"
    line(
        name,
        f"{got:.2f}×,最差 {worst:.2f}×(本系统 {ours.median:.2f} s,参照 {reference.median:.2f} s),"
        f"要求 {wanted:g}× → {word}",
    )


def within(name: str, ours: Timed, reference: Timed, limit: float) -> None:
    """Our time as a multiple of the reference's, which may be at most `limit`."""
    got = ours.median / reference.median
    word = "达到" if got <= limit else "未达到"
    line(
        name,
        f"{got:.2f} 倍,最差 {ours.worst / reference.median:.2f} 倍"
        f"(本系统 {ours.median:.3f} s,参照 {reference.median:.3f} s),限 {limit:g} 倍 → {word}",
    )


def beside(name: str, ours: Timed, peer: Timed) -> None:
    """What a user would pick instead, in the same run: how much longer it takes."""
    line(f"  {name}", f"{peer.median:.2f} s,本系统快 {peer.median / ours.median:.1f} 倍")
