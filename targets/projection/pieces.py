"""What a count's values say: pieces of each period, and pieces done so far for the target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Measured
from targets.choose import Series
from targets.model import Target
from targets.pace import months_until

Pair = tuple[ReportingPeriod, Measured]
Steps = list[tuple[float, float]]  # pieces, and the exposure in reporting periods they took


@dataclass(frozen=True)
class Clock:
    """Time in reporting periods, running faster in the seasons that usually bring more."""

    indicator: Indicator

    def at(self, day: date) -> float:
        """Periods from year 0 to the end of `day`."""
        each = 12 // self.indicator.frequency.months
        years, gone = divmod(months_until(day), 12)
        if gone < 1e-9:  # a year's last day ends that year
            years, gone = years - 1, 12.0
        return each * (years + self._done_by(gone / 12))

    def _done_by(self, gone: float) -> float:
        """Share of a year's pieces usually done when `gone` of it is; straight in between."""
        season = self.indicator.season
        if not season:
            return gone
        index = min(int(gone * len(season) + 1e-9), len(season) - 1)
        before = season[index - 1] if index else 0.0
        return before + (season[index] - before) * (gone * len(season) - index)


def _from_totals(clock: Clock, series: Series) -> Steps:
    return [
        (_value(after) - _value(before), clock.at(after[0].end) - clock.at(before[0].end))
        for before, after in pairwise(series)
    ]


def _from_years(clock: Clock, series: Series) -> Steps:
    """Each January begins at nothing: the first value of a year is its own increment."""
    found: Steps = []
    for place, one in enumerate(series):
        before = series[place - 1] if place else None
        if before is not None and before[0].year == one[0].year:
            found += _from_totals(clock, [before, one])
        else:
            new_year = date(one[0].year - 1, 12, 31)
            found.append((_value(one), clock.at(one[0].end) - clock.at(new_year)))
    return found


def _from_pieces(clock: Clock, series: Series) -> Steps:
    day = timedelta(days=1)
    return [(_value(one), clock.at(one[0].end) - clock.at(one[0].start - day)) for one in series]


def increments(clock: Clock, series: Series) -> Steps:
    """Pieces of each step of the series, as the indicator counts."""
    return _STEPS[_way(clock.indicator)](clock, series)


_STEPS: dict[str, Callable[[Clock, Series], Steps]] = {
    "total": _from_totals,
    "year": _from_years,
    "pieces": _from_pieces,
}


def _way(indicator: Indicator) -> str:
    if indicator.cumulative:
        return "total"
    return "year" if indicator.year_to_date else "pieces"


def only_new(indicator: Indicator, target: Target) -> bool:
    """True when only the deadline's own year counts; what a year-to-date count means unsaid."""
    return target.counting == "new" or (not target.counting and indicator.year_to_date)


def done_so_far(indicator: Indicator, target: Target, series: Series) -> float | None:
    """Pieces that count for the target so far; None where the series does not tell."""
    way, new = _way(indicator), only_new(indicator, target)
    if way == "total" and not new:
        return _value(series[-1])
    if way == "pieces" and not target.counting:
        return None
    counted = [one for one in series if not new or one[0].year == target.deadline.year]
    if new and not counted:
        return 0.0
    if way == "total":
        start = [one for one in series if one[0].end == date(target.deadline.year - 1, 12, 31)]
        return _value(series[-1]) - _value(start[0]) if start else None
    return _summed(way, counted, new=new)


def _summed(way: str, counted: Series, *, new: bool) -> float | None:
    """Sum of pieces, or of each year's last total; None when a period is missing between."""
    periods = [period for period, _ in counted]
    whole = not new or periods[0].number == 1 or way == "year"
    if way == "pieces":
        return sum(map(_value, counted)) if whole and _unbroken(periods) else None
    last = {period.year: (period, one) for period, one in counted}
    closed = [period.next().year != year for year, (period, _) in list(last.items())[:-1]]
    years = list(last)
    if not all(closed) or years != list(range(years[0], years[-1] + 1)):
        return None
    return sum(map(_value, last.values()))


def _unbroken(periods: Sequence[ReportingPeriod]) -> bool:
    return all(a.next() == b for a, b in pairwise(periods))


def _value(one: Pair) -> float:
    return one[1].value or 0.0
