"""The bullet row of one verdict: where baseline, value, pace and target lie, from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefings.format import format_value
from observations.indicator import Indicator
from targets.assessment import Assessment, Level

PADDING = 0.08


@dataclass(frozen=True)
class Bullet:
    """Positions on a bar on which right is always better; None where there is nothing to show.

    `low` and `high` are the indicator's values at the left and right end (`low` > `high` when
    a smaller value is better, `reversed`). `words` says the row without looking at it.
    """

    baseline: float | None
    value: float | None
    pace: float | None
    target: float
    low: float
    high: float
    reversed: bool
    level: Level
    words: str


def bullet(assessment: Assessment, indicator: Indicator, beside: Iterable[float] = ()) -> Bullet:
    """The bar of one verdict; a missing value has no position, the target always has one.

    `beside`: other numbers that must find their place on the bar.
    """
    own = [
        number
        for number in (
            assessment.baseline,
            assessment.value,
            assessment.expected,
            assessment.target,
        )
        if number is not None
    ]
    left, right = _ends([*own, *beside], assessment, indicator)
    span = right - left

    def place(number: float | None) -> float | None:
        if number is None:
            return None
        return min(1.0, max(0.0, (number - left) / span)) if span else 0.5

    return Bullet(
        baseline=place(assessment.baseline),
        value=place(assessment.value),
        pace=place(assessment.expected),
        target=place(assessment.target) or 0.0,
        low=left,
        high=right,
        reversed=left > right,
        level=assessment.level,
        words=_words(assessment, indicator),
    )


def _ends(known: list[float], assessment: Assessment, indicator: Indicator) -> tuple[float, float]:
    """Values at the left (worse) and right (better) end, a little beyond what is shown."""
    if indicator.kind == "yes":
        return 0.0, 1.0
    low, high = min(known), max(known)
    if assessment.baseline is None:
        low = min(low, 0.0)
    margin = (high - low) * PADDING
    low = low - margin if low < 0 else max(0.0, low - margin)
    high = high + margin
    if indicator.hard_max is not None and high > indicator.hard_max >= max(known):
        high = indicator.hard_max
    return (low, high) if indicator.direction == "up" else (high, low)


def _words(assessment: Assessment, indicator: Indicator) -> str:
    value = "缺报" if assessment.value is None else format_value(indicator, assessment.value)
    parts = [
        ("基期", assessment.baseline),
        ("序时应达", assessment.expected),
        ("目标", assessment.target),
    ]
    told = [f"{word}{format_value(indicator, one)}" for word, one in parts if one is not None]
    return "、".join([f"{assessment.level.label}:本期{value}", *told])
