"""Times as people write them: `2024年第一季度`, `2024年1—3月`, `2024Q1`, `2024.06`, 上半年."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from observations.layout import folded
from observations.period import Frequency, ReportingPeriod

_YEAR = r"(?<![0-9.])((?:19|20|21)[0-9]{2})"
_ENDS = r"(?![0-9])"
_NUMERALS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_QUARTERS = "一二三四1234"


@dataclass(frozen=True)
class Months:
    """The months that a text names: `first` to `last` of a year."""

    year: int
    first: int
    last: int

    def exact(self) -> ReportingPeriod | None:
        """The reporting period these months are; None for 1—6月 and other stretches."""
        for frequency in Frequency:
            number, rest = divmod(self.first - 1, frequency.months)
            if not rest and self.last == self.first + frequency.months - 1:
                return ReportingPeriod(self.year, frequency, number + 1)
        return None

    @property
    def whole(self) -> bool:
        """True for a whole year."""
        return (self.first, self.last) == (1, 12)

    def to_date(self, frequency: Frequency) -> ReportingPeriod | None:
        """The period of `frequency` that figures from January on are reported for."""
        number, rest = divmod(self.last, frequency.months)
        known = self.first == 1 and not rest
        return ReportingPeriod(self.year, frequency, number) if known else None

    @property
    def label(self) -> str:
        """As a person writes it: `2024年`, `2024年7月`, `2024年1—3月`."""
        if (self.first, self.last) == (1, 12):
            return f"{self.year}年"
        months = f"{self.first}" if self.first == self.last else f"{self.first}—{self.last}"
        return f"{self.year}年{months}月"


@lru_cache(maxsize=4096)
def months_in(written: str) -> frozenset[Months]:
    """Every stretch of months that `written` names; whole dates are no reporting periods.

    A year that is also named with its quarter or months counts as those only, also where they
    stand apart from it.

    >>> months_in("2024年市政供水报表(1—3月)")
    frozenset({Months(year=2024, first=1, last=3)})
    >>> months_in("二〇二四年第二季度 填报日期:2024年7月8日")
    frozenset({Months(year=2024, first=4, last=6)})
    """
    text, found = _readable(written), set[Months]()
    for pattern, months in _PATTERNS:
        for match in pattern.finditer(text):
            found |= set(months(int(match.group(1)), *match.groups()[1:]))
        text = pattern.sub("|", text)
    years = {one.year for one in found}
    for pattern, months in _WITHOUT_YEAR:
        for match in pattern.finditer(text) if len(years) == 1 else ():
            found |= set(months(min(years), *match.groups()))
        text = pattern.sub("|", text)
    detailed = {one.year for one in found if not one.whole}
    return frozenset(one for one in found if not one.whole or one.year not in detailed)


def day_in(written: str) -> date | None:
    """The date that `written` is (a date cell comes as ISO text); None for anything else."""
    match = _DAY.fullmatch(_readable(written).partition("T")[0])
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def period_of_day(day: date, frequency: Frequency) -> ReportingPeriod | None:
    """The period that a date cell stands for: any day of a month, else its first or last day."""
    period = ReportingPeriod.containing(day, frequency)
    certain = frequency is Frequency.MONTH or day in (period.start, period.end)
    return period if certain else None


def period_dated(day: date, frequency: Frequency) -> ReportingPeriod | None:
    """The period whose first or last day a date is; None for any other day.

    >>> str(period_dated(date(2024, 3, 31), Frequency.QUARTER))
    '2024-Q1'
    """
    period = ReportingPeriod.containing(day, frequency)
    return period if day in (period.start, period.end) else None


def date_in_words(written: str, frequency: Frequency) -> str:
    """Why a date is no period of `frequency`, naming the days that would be; "" for no date."""
    day = day_in(written)
    if day is None:
        return ""
    period = ReportingPeriod.containing(day, frequency)
    return (
        f"读作日期 {day},既不是{period.label}的第一天({period.start}),也不是最后一天({period.end})"
    )


def _readable(written: str) -> str:
    return _CHINESE_YEAR.sub(
        lambda match: "".join(_NUMERALS[c] for c in match.group()), folded(written[:400])
    )


_Read = Callable[..., tuple[Months, ...]]


def _nothing(_year: int, *_: str) -> tuple[Months, ...]:
    return ()


def _years(year: int, last: str) -> tuple[Months, ...]:
    return (Months(year, 1, 12), Months(int(last), 1, 12))


def _range(year: int, first: str, last: str) -> tuple[Months, ...]:
    within = 1 <= int(first) <= int(last) <= 12
    return (Months(year, int(first), int(last)),) if within else ()


def _quarter(year: int, written: str) -> tuple[Months, ...]:
    number = _QUARTERS.index(written) % 4
    return (Months(year, 3 * number + 1, 3 * number + 3),)


def _month(year: int, written: str) -> tuple[Months, ...]:
    return _range(year, written, written)


def _stretch(first: int, last: int) -> _Read:
    return lambda year: (Months(year, first, last),)


_MONTHS = r"([0-9]{1,2})月?[-—–―~至到]([0-9]{1,2})月"
_DAY = re.compile(rf"{_YEAR}[-./年]([0-9]{{1,2}})[-./月]([0-9]{{1,2}})日?{_ENDS}")
_PATTERNS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(rf"{_YEAR}年?[-—–―~至到]((?:19|20|21)[0-9]{{2}})年?{_ENDS}"), _years),
    (re.compile(rf"{_YEAR}年{_MONTHS}"), _range),
    (_DAY, _nothing),
    (re.compile(rf"{_YEAR}年?上半年"), _stretch(1, 6)),
    (re.compile(rf"{_YEAR}年?下半年"), _stretch(7, 12)),
    (re.compile(rf"{_YEAR}年?前[三3]个?季度"), _stretch(1, 9)),
    (re.compile(rf"{_YEAR}年?第?([一二三四1-4])季度?"), _quarter),
    (re.compile(rf"{_YEAR}[年./-]?Q([1-4]){_ENDS}", re.IGNORECASE), _quarter),
    (re.compile(rf"{_YEAR}年([0-9]{{1,2}})月"), _month),
    (re.compile(rf"{_YEAR}[-./]([0-9]{{1,2}})月?(?![0-9./-])"), _month),
    (re.compile(rf"{_YEAR}(?:年度?|$)"), _stretch(1, 12)),
)
_WITHOUT_YEAR: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(r"[0-9]{1,2}月[0-9]{1,2}日"), _nothing),
    (re.compile(rf"(?<![0-9]){_MONTHS}"), _range),
    (re.compile("上半年"), _stretch(1, 6)),
    (re.compile("下半年"), _stretch(7, 12)),
    (re.compile("前[三3]个?季度"), _stretch(1, 9)),
    (re.compile("第?([一二三四1-4])季度"), _quarter),
    (re.compile(r"(?<![0-9])([0-9]{1,2})月(?!报)"), _month),
)
