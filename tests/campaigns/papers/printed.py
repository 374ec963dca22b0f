"""Numbers as an official paper prints them, written down here once more by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Row = dict[str, Any]
_SIGNS = {">=": "≥", "<=": "≤", "=": "="}


def figure(value: float, decimals: int) -> str:
    """At most so many digits, no trailing zeros."""
    text = format(Decimal(f"{value:.{decimals}f}").normalize(), "f")
    return "0" if text in ("-0", "0") else text


def value(indicator: Row, measured: float) -> str:
    """A value with its unit once; what is done or not done is no number."""
    if indicator["kind"] == "yes":
        return "已完成" if measured >= 1 else "未完成"
    if indicator["kind"] == "ratio":
        return f"1:{figure(1 / measured, 1)}" if measured > 0 else "0"
    return f"{figure(measured, indicator['decimals'])}{indicator['unit']}"


def beside(indicator: Row, measured: float, other: float) -> str:
    """A value that must not look like `other` when it is not: as many digits as it takes."""
    if indicator["kind"] in ("yes", "ratio") or measured == other:
        return value(indicator, measured)
    for decimals in range(indicator["decimals"], 7):
        if figure(measured, decimals) != figure(other, decimals):
            return f"{figure(measured, decimals)}{indicator['unit']}"
    return value(indicator, measured)


def goal(indicator: Row, promise: Row) -> str:
    """`≤9%`, `1:3`, `完成`; a whole is just `100%`."""
    if promise["comparator"] == "yes" or indicator["kind"] == "yes":
        return "完成"
    if promise["comparator"] == "range":
        ends = (promise["value"], promise["value_max"])
        return "—".join(value(indicator, end) for end in ends)
    whole = indicator["unit"] == "%" and promise["value"] == 100 and promise["comparator"] != "<="
    sign = "" if whole else _SIGNS[promise["comparator"]]
    return f"{sign}{value(indicator, promise['value'])}"


def distance(indicator: Row, one: float, other: float) -> str:
    """Between two numbers as they are printed; percents differ by points."""
    decimals = 3 if indicator["kind"] == "ratio" else indicator["decimals"]
    step = abs(Decimal(figure(one, decimals)) - Decimal(figure(other, decimals)))
    if indicator["kind"] == "ratio":
        return format(step.normalize(), "f")
    unit = "个百分点" if indicator["unit"] == "%" else indicator["unit"]
    if step == 0 and one != other:
        return f"不足{format(Decimal(1).scaleb(-decimals), 'f')}{unit}"
    return f"{format(step.normalize(), 'f') if step else '0'}{unit}"


def share(part: float, whole: float) -> str:
    """A percentage with one digit."""
    return f"{figure(part / whole * 100, 1)}%"
