"""Series and targets written as a civil servant would: a first period and the values."""

from dataclasses import replace
from datetime import date

from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Measured
from targets.choose import Series
from targets.model import Target
from tests.targets.small import LEAKAGE, TARGET

COVERAGE = replace(
    LEAKAGE, key="coverage", name="污水处理率", direction="up", hard_min=0.0, hard_max=100.0
)
GREEN = replace(COVERAGE, key="green", name="人均公园绿地面积", unit="平方米/人", kind="amount")
BALANCE = replace(COVERAGE, key="balance", name="收支差", unit="万元", hard_min=None)
TOILETS = replace(
    COVERAGE, key="toilets", name="公厕", unit="座", kind="count", decimals=0, cumulative=True
)
AT_LEAST = replace(TARGET, comparator=">=", value=95.0)
EACH = {Frequency.YEAR: "年", Frequency.QUARTER: "季", Frequency.MONTH: "月"}


def measured(period: str, value: float, **more) -> Measured:
    return Measured("coverage", "150627", period, value, f"r-{period}", "R1", "填报", "I5", **more)


def series(first: str, *values: float | None, decimals: int = 2, **more) -> Series:
    """Consecutive periods from `first`; None leaves a gap."""
    period, found = ReportingPeriod.parse(first), []
    for value in values:
        if value is not None:
            found.append((period, measured(str(period), value, decimals=decimals, **more)))
        period = period.next()
    return found


def units(first: str, whole: int, *done: int) -> Series:
    """Shares of `whole` units of which `done` are finished."""
    period, found = ReportingPeriod.parse(first), []
    for top in done:
        share = round(100 * top / whole, 2)
        found.append((period, measured(str(period), share, numerator=top, denominator=whole)))
        period = period.next()
    return found


def target(comparator: str, value: float, deadline: str = "2025-Q4", **more) -> Target:
    end = ReportingPeriod.parse(deadline).end
    return replace(TARGET, comparator=comparator, value=value, deadline=end, **more)


def indicator(like: Indicator, **more) -> Indicator:
    return replace(like, **more)


NEVER = date(9999, 12, 31)
