"""Working days: the State Council's calendar, our overrides, weekdays where none is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1)
def _published() -> tuple[frozenset[int], frozenset[date], frozenset[date]]:
    """Years with an official notice, their holidays, their swapped working days.

    Source: chinesecalendar, which transcribes the notices of 国务院办公厅.
    """
    from chinese_calendar import constants

    holidays, workdays = frozenset(constants.holidays), frozenset(constants.workdays)
    return frozenset(day.year for day in holidays), holidays, workdays


@dataclass(frozen=True)
class WorkingDays:
    """The working-day calendar; `overrides` (True = working) win over every other source.

    A year without an official notice goes by weekdays and `covered` says so, for the pages
    to mark the date 未公布: guessing swaps would be silently wrong.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def covered(self, year: int) -> bool:
        """True when the official arrangement of `year` is known."""
        return year in _published()[0]

    def is_working_day(self, day: date) -> bool:
        """True on a working day; a date between two calendars is never an error."""
        if day in self.overrides:
            return self.overrides[day]
        _, holidays, workdays = _published()
        if day in workdays:
            return True
        return day.weekday() < 5 and day not in holidays

    def add(self, day: date, n: int) -> date:
        """The `n`-th working day after `day` (before it when negative); `day` itself for 0."""
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def between(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`; negative when `b` is before `a`."""
        if b < a:
            return -self.between(b, a)
        days = (b - a).days
        return sum(self.is_working_day(a + timedelta(days=n)) for n in range(1, days + 1))
