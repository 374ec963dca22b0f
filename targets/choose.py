"""Which observation stands for a period: its own, or the last measured one with its date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Baseline, Measured

Series = list[tuple[ReportingPeriod, Measured]]

_parsed = lru_cache(maxsize=4096)(ReportingPeriod.parse)  # few periods, many values


def series_by_key(measured: Iterable[Measured]) -> dict[tuple[str, str], Series]:
    """Observed values by (indicator, area), oldest first; missing values are left out."""
    found: dict[tuple[str, str], Series] = defaultdict(list)
    for one in measured:
        if one.value is not None:
            found[one.indicator, one.area].append((_parsed(one.period), one))
    return {key: _in_order(series) for key, series in found.items()}


def _in_order(series: Series) -> Series:
    """Oldest first, one value a period: the one given last."""
    one_each = {period: (period, one) for period, one in series}
    return sorted(one_each.values(), key=lambda pair: (pair[0].end, pair[0].frequency.months))


def until(series: Series, day: date) -> Series:
    """The part of an ordered series that ends by `day`."""
    last = len(series)
    while last and series[last - 1][0].end > day:
        last -= 1
    return series[:last]


def value_for(
    indicator: Indicator, series: Series, period: ReportingPeriod, *, recurring: bool = False
) -> Series:
    """The series up to the value that stands for `period`; empty when nothing may stand.

    A yearly value stands in a quarter with its own date, for at most one year after the last
    full year; a finished yes/no stays finished unless it is asked again each period
    (`recurring`); everything else must be measured in the period.
    """
    known = until(series, period.end)
    if not known:
        return []
    last = known[-1][0]
    if indicator.kind == "yes" and known[-1][1].value == 1 and not recurring:
        return known
    if indicator.frequency is Frequency.YEAR and period.frequency is not Frequency.YEAR:
        return known if last.year >= period.end.year - 2 + (period.end.month == 12) else []
    return known if last.end == period.end else []


def latest_baselines(baselines: Iterable[Baseline]) -> dict[tuple[str, str], Baseline]:
    """The newest version of each baseline by (indicator, area)."""
    newest: dict[tuple[str, str], Baseline] = {}
    for one in sorted(baselines, key=lambda b: b.version):
        newest[one.indicator, one.area] = one
    return newest
