"""The time a value is about (SDMX TIME_PERIOD): `2024`, `2024-Q2`, `2024-06`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from observations.errors import UserError


class Frequency(StrEnum):
    """How often a value is reported (SDMX CL_FREQ)."""

    YEAR = "A"
    QUARTER = "Q"
    MONTH = "M"

    @property
    def months(self) -> int:
        """Months covered by one period of this frequency."""
        return {"A": 12, "Q": 3, "M": 1}[self.value]

    @property
    def label(self) -> str:
        """Chinese name as printed on forms."""
        return {"A": "年", "Q": "季", "M": "月"}[self.value]


_WRITTEN = re.compile(r"^([0-9]{4})(?:-(?:Q([1-4])|([0-9]{2})))?$")
_QUARTERS = "一二三四"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # of what anybody may write
_YEARS = range(1, 10_000)  # of what a date can be


@dataclass(frozen=True)
class ReportingPeriod:
    """One reporting period; ordered by its last day, then by length.

    >>> str(ReportingPeriod.parse("2024-Q2").previous())
    '2024-Q1'
    >>> ReportingPeriod.parse("2024-Q4").end
    datetime.date(2024, 12, 31)
    """

    year: int
    frequency: Frequency
    number: int

    @classmethod
    def parse(cls, written: str) -> ReportingPeriod:
        """Read `2024`, `2024-Q2` or `2024-06`, 1900 to 2199; `UserError` for anything else."""
        match = _WRITTEN.match(written.strip())
        if not match:
            raise UserError(f"报告期“{written[:40]}”无法识别", cure="写成 2024、2024-Q2 或 2024-06")
        year, quarter, month = match.groups()
        if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
            bounds = f"{_FIRST_YEAR} 至 {_LAST_YEAR}"
            raise UserError(f"报告期“{written}”的年份不在 {bounds} 之间", cure="改正年份")
        if quarter:
            return cls(int(year), Frequency.QUARTER, int(quarter))
        if month is None:
            return cls(int(year), Frequency.YEAR, 1)
        if not 1 <= int(month) <= 12:
            raise UserError(f"报告期“{written}”的月份不在 01 至 12 之间", cure="改正月份")
        return cls(int(year), Frequency.MONTH, int(month))

    @classmethod
    def containing(cls, day: date, frequency: Frequency) -> ReportingPeriod:
        """The period of `frequency` in which `day` falls."""
        return cls(day.year, frequency, (day.month - 1) // frequency.months + 1)

    def __str__(self) -> str:
        suffix = {"A": "", "Q": f"-Q{self.number}", "M": f"-{self.number:02d}"}
        return f"{self.year:04d}{suffix[self.frequency]}"

    @property
    def label(self) -> str:
        """Chinese wording for pages and papers: `2024年第二季度`."""
        words = {
            "A": "",
            "Q": f"第{_QUARTERS[self.number - 1]}季度" if self.frequency == "Q" else "",
            "M": f"{self.number}月",
        }
        return f"{self.year}年{words[self.frequency]}"

    @property
    def start(self) -> date:
        """First day of the period."""
        return date(self.year, (self.number - 1) * self.frequency.months + 1, 1)

    @property
    def end(self) -> date:
        """Last day of the period."""
        month = self.number * self.frequency.months
        return date(self.year, month, monthrange(self.year, month)[1])

    def shift(self, steps: int) -> ReportingPeriod:
        """The period `steps` later (earlier when negative), of the same frequency.

        `UserError` when no calendar reaches so far.
        """
        per_year = 12 // self.frequency.months
        year, index = divmod(self.year * per_year + self.number - 1 + steps, per_year)
        if year not in _YEARS:
            raise UserError(f"{self.label}前后 {abs(steps)} 期超出日历", cure="改用较近的报告期")
        return ReportingPeriod(year, self.frequency, index + 1)

    def previous(self) -> ReportingPeriod:
        """The period just before."""
        return self.shift(-1)

    def next(self) -> ReportingPeriod:
        """The period just after."""
        return self.shift(1)

    def same_last_year(self) -> ReportingPeriod:
        """The same season one year before."""
        return self.shift(-12 // self.frequency.months)

    def __lt__(self, other: ReportingPeriod) -> bool:
        return (self.end, self.frequency.months) < (other.end, other.frequency.months)


_SPAN = "--"  # ISO 8601 for addresses and file names, where a solidus cannot stand


@dataclass(frozen=True)
class PeriodSpan:
    """Several periods delivered as one submission, `2019--2022`: the first and the last."""

    first: ReportingPeriod
    last: ReportingPeriod

    def __str__(self) -> str:
        return f"{self.first}{_SPAN}{self.last}"

    @property
    def label(self) -> str:
        """Chinese wording: `2019年至2022年`."""
        return f"{self.first.label}至{self.last.label}"

    @property
    def end(self) -> date:
        """Last day of the last period."""
        return self.last.end


Submitted = ReportingPeriod | PeriodSpan


def span_of(periods: Collection[ReportingPeriod]) -> Submitted:
    """What a submission of `periods` (at least one) is about: one period, or first and last."""
    first, last = min(periods), max(periods)
    return first if first == last else PeriodSpan(first, last)


def periods_in(submitted: Submitted) -> tuple[ReportingPeriod, ...]:
    """Every reporting period of a submission, oldest first.

    >>> [str(one) for one in periods_in(parse_submitted("2019--2021"))]
    ['2019', '2020', '2021']
    """
    if isinstance(submitted, ReportingPeriod):
        return (submitted,)
    found = [submitted.first]
    while found[-1] < submitted.last:
        found.append(found[-1].next())
    return tuple(found)


def parse_submitted(written: str) -> Submitted:
    """Read `2024-Q2` or `2019--2022`; `UserError` for anything else."""
    first, mark, last = written.strip().partition(_SPAN)
    if not mark:
        return ReportingPeriod.parse(written)
    span = PeriodSpan(ReportingPeriod.parse(first), ReportingPeriod.parse(last))
    if not span.first < span.last:
        raise UserError(f"报告期“{written[:40]}”首尾颠倒", cure="先写最早一期,再写最近一期")
    return span


def label_of(written: str) -> str:
    """Chinese wording of what a submission is about, one period or several.

    >>> label_of("2024-Q2"), label_of("2019--2022")
    ('2024年第二季度', '2019年至2022年')
    """
    return parse_submitted(written).label
