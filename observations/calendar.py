"""Working days: the State Council's calendar, our overrides, weekdays where none is published."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_ONE_DAY = timedelta(days=1)


def shanghai_day(moment: datetime) -> date:
    """The day on which `moment` falls in Shanghai, whatever zone it is told in.

    `ValueError` for a moment without a zone: its day cannot be known.

    >>> from datetime import UTC
    >>> shanghai_day(datetime(2024, 10, 18, 16, 0, tzinfo=UTC))
    datetime.date(2024, 10, 19)
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment}")
    return moment.astimezone(SHANGHAI).date()


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

    `years` are those whose official arrangement the overrides give; `version` names the file
    they are from, empty for none. A year without an official notice goes by weekdays and
    `covered` says so, for the pages to mark the date 未公布: guessing swaps would be silently
    wrong.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    version: str = ""

    def covered(self, year: int) -> bool:
        """True when the official arrangement of `year` is known."""
        return self.published(year) or year in self.years

    @staticmethod
    def published(year: int) -> bool:
        """True when the built-in transcription of the notices has `year`."""
        return year in _published()[0]

    def irregular(self, year: int) -> tuple[tuple[date, bool], ...]:
        """Days of `year` that are not as their weekday says, in order; True = working."""
        first = date(year, 1, 1)
        days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
        told = ((day, self.is_working_day(day)) for day in days)
        return tuple((day, works) for day, works in told if works != (day.weekday() < 5))

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
        days, more = self._irregular_days
        weekdays = _weekdays(b) - _weekdays(a)
        return weekdays + more[bisect_right(days, b)] - more[bisect_right(days, a)]

    @cached_property
    def _irregular_days(self) -> tuple[tuple[date, ...], tuple[int, ...]]:
        """Every day that any source names, in order: all others go by their weekday.

        And how many more days are worked than by weekdays up to each, from none on.
        """
        _, holidays, workdays = _published()
        days = tuple(sorted({*holidays, *workdays, *self.overrides}))
        each = (self.is_working_day(day) - (day.weekday() < 5) for day in days)
        return days, tuple(accumulate(each, initial=0))


def _weekdays(day: date) -> int:
    """Mondays to Fridays from the first day there is up to and including `day`."""
    weeks, rest = divmod(day.toordinal(), 7)  # the ordinal of a Sunday is a multiple of 7
    return 5 * weeks + min(rest, 5)
