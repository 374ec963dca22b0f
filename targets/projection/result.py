"""What a projection says, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from targets.assessment import Check, Projection

__all__ = ["ABSENT", "Check", "Projected", "none_because"]

ABSENT = (
    "definition_pending", "no_value", "yes_no", "recurring", "open_ended", "past_deadline",
    "few_points", "doubted", "constant", "step_like", "no_scatter", "already_reached",
    "counting_unknown", "falling_total", "out_of_season",
)  # fmt: skip


@dataclass(frozen=True)
class Projected:
    """A projection with what it rests on; exactly one of `projection` and `absent` is given.

    `absent` is one of `ABSENT`. `n`: values used. `method`: name and version of the method.
    `word`: the probability on the verbal scale (`likelihood`). `check`: whether the robust
    Theil–Sen line `agrees`, `disagrees` (it ends on the other side of the target than the
    probability says), or is `unsure` (Kendall's test finds no trend); empty for counts.
    `p_value` is Kendall's two-sided p, `least_p` the smallest one n values can reach.
    `staying`: the probability is of not falling below until the deadline (保持类).
    `centre`: the middle of the prediction at the deadline, in the indicator's unit.
    """

    projection: Projection | None
    absent: str = ""
    n: int = 0
    method: str = ""
    word: str = ""
    check: Check = ""
    slope: float | None = None  # Theil–Sen, indicator's unit per reporting period
    p_value: float | None = None
    least_p: float | None = None
    staying: bool = False
    centre: float | None = None


def none_because(code: str, n: int = 0) -> Projected:
    """No projection, for a reason in `ABSENT`."""
    return Projected(None, absent=code, n=n)
