"""Values, gaps and changes as page and paper print them; the words come from targets.wording.

Differences are taken between the printed numbers, so that a reader who subtracts two cells of
a table finds the third.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from observations.indicator import Indicator
from targets import wording
from targets.model import Target

ABSENT = "—"
MAX_DECIMALS = 6
WHOLE = 100.0

Direction = Literal["up", "down", "flat"]


@dataclass(frozen=True)
class Change:
    """A value against an earlier one; `amount` is the printed size with its unit.

    `better` is None when flat, else whether the change goes the indicator's way.
    """

    direction: Direction
    amount: str
    better: bool | None

    @property
    def text(self) -> str:
        """`下降0.3个百分点`, `持平`."""
        if self.direction == "flat":
            return "持平"
        return f"{'上升' if self.direction == 'up' else '下降'}{self.amount}"


def format_value(indicator: Indicator, value: float | None) -> str:
    """A value with its unit: `11.4%`, `1:4.1`, `4.2座/平方公里`, `已完成`; `—` when absent."""
    return ABSENT if value is None else wording.value_text(indicator, value)


def format_target(indicator: Indicator, target: Target) -> str:
    """A target with its working sign and unit: `≤9%`, `≥1:3`, `完成`; a whole is just `100%`."""
    if indicator.unit == "%" and target.value == WHOLE and target.comparator in (">=", "="):
        return format_value(indicator, target.value)
    return wording.target_text(indicator, target).replace(" ", "")


def format_against(indicator: Indicator, value: float, other: float) -> str:
    """`value` with as many more digits as keep it from looking equal to `other` when it is not.

    A leakage rate of 9.004 % against at most 9 % prints `9.004%`, never `9%` beside 滞后.
    """
    if indicator.kind in ("ratio", "yes") or value == other:
        return format_value(indicator, value)
    for decimals in range(indicator.decimals, MAX_DECIMALS + 1):
        shown = wording.number(value, decimals)
        if shown != wording.number(other, decimals):
            return f"{shown}{indicator.unit}"
    return format_value(indicator, value)


def format_gap(indicator: Indicator, value: float | None, expected: float | None) -> str:
    """Size of the distance between two printed values, with unit; `—` when either is absent.

    A distance too small to print is `不足0.01个百分点`, never 0.

    >>> from observations.period import Frequency
    >>> rate = Indicator("k", "率", "%", "rate", "down", Frequency.QUARTER)
    >>> format_gap(rate, 11.4, 10.75)
    '0.65个百分点'
    """
    if value is None or expected is None or indicator.kind == "yes":
        return ABSENT
    step = _printed(indicator, value) - _printed(indicator, expected)
    if step == 0 and value != expected:
        return f"不足{_amount(indicator, Decimal(1).scaleb(-_decimals(indicator)))}"
    return _amount(indicator, step)


def change_between(
    indicator: Indicator, before: float | None, after: float | None
) -> Change | None:
    """The change from `before` to `after` as printed; None when either is absent.

    A finished or unfinished matter has no size of change.
    """
    if before is None or after is None or indicator.kind == "yes":
        return None
    step = _printed(indicator, after) - _printed(indicator, before)
    if step == 0:
        return Change("flat", "", None)
    rising = step > 0
    return Change(
        "up" if rising else "down",
        _amount(indicator, step),
        rising == (indicator.direction == "up"),
    )


def _printed(indicator: Indicator, value: float) -> Decimal:
    """The number a reader sees; a ratio is compared by its quotient to three digits."""
    return Decimal(wording.number(value, _decimals(indicator)))


def _decimals(indicator: Indicator) -> int:
    return 3 if indicator.kind == "ratio" else indicator.decimals


def _amount(indicator: Indicator, step: Decimal) -> str:
    size = format(abs(step).normalize(), "f")
    if indicator.kind == "ratio":
        return size
    return f"{size}{'个百分点' if indicator.unit == '%' else indicator.unit}"
