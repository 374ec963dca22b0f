"""What stands in the rows of a form, and how an office prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from observations.indicator import Indicator

Key = tuple[str, str]
Number = int | float


@dataclass(frozen=True)
class Said:
    """One row as filled in; `value` is None where the form computes it."""

    value: Number | bool | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    note: str = ""


Form = Mapping[Key, Said]


def printed(value: float, decimals: int) -> Number:
    """`value` at so many decimals; a whole number when there are none."""
    quantum = Decimal(1).scaleb(-decimals)
    exact = Decimal(repr(value)).quantize(quantum, ROUND_HALF_UP)
    return int(exact) if decimals == 0 else float(exact)


def decimals_of(value: Number) -> int:
    """Decimals as written down: 12.5 has one, 12.0 and 12 have none."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def with_number(said: Said, name: str, number: Number) -> Said:
    """The row with another number in one field; a computed value follows its parts."""
    if name == "value":
        return replace(said, value=number)
    if name == "numerator":
        return replace(said, value=None, numerator=number)
    return replace(said, value=None, denominator=number)


def worth(said: Said, indicator: Indicator) -> float | None:
    """The row's value as anybody computes it; None when it says nothing."""
    if said.value is not None:
        return float(said.value)
    if said.numerator is None or not said.denominator:
        return None
    share = said.numerator / said.denominator * indicator.scale
    return float(printed(share, indicator.decimals))
