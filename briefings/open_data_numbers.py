"""Numbers of the open data as decimal text: no exponent, no sign on nothing, a full stop."""

from __future__ import annotations

from decimal import Decimal

from briefings.format import MAX_DECIMALS
from observations.indicator import Indicator
from targets.assessment import Assessment, Level


def digits(indicator: Indicator, verdict: Assessment) -> int:
    """The indicator's own decimals; more where they would make a missed target look met.

    The same rule as on the page, so that a package says no other number than the page.
    """
    value, goal = verdict.value, verdict.target
    if value is None or value == goal or verdict.level is Level.MET:
        return indicator.decimals
    if indicator.kind in ("ratio", "yes"):
        return indicator.decimals
    wider = range(indicator.decimals, MAX_DECIMALS + 1)
    return next((n for n in wider if shown(value, n) != shown(goal, n)), indicator.decimals)


def shown(value: float, decimals: int) -> str:
    """`value` with exactly so many decimals.

    >>> shown(87.5, 2), shown(-0.001, 2), shown(3.0, 0)
    ('87.50', '0.00', '3')
    """
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def exact(value: float) -> str:
    """`value` with all digits it has.

    >>> exact(70.0), exact(0.3333), exact(1e-7), exact(1e22)
    ('70', '0.3333', '0.0000001', '10000000000000000000000')
    """
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def truth(value: bool) -> str:
    """`true` or `false`, as Table Schema reads them."""
    return "true" if value else "false"
