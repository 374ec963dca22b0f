"""Chinese numbers, dates and periods as official papers write them."""

from __future__ import annotations

from datetime import date

from observations.period import Frequency, ReportingPeriod

_DIGITS = "零一二三四五六七八九"
_BEFORE = {Frequency.QUARTER: "上季度", Frequency.MONTH: "上月", Frequency.YEAR: "上年"}


def ordinal(number: int) -> str:
    """A heading's number from 1 to 99 in Chinese.

    >>> [ordinal(n) for n in (1, 10, 12, 20, 45)]
    ['一', '十', '十二', '二十', '四十五']
    """
    if not 1 <= number <= 99:
        raise ValueError(f"ordinal is for 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def end_of(period: ReportingPeriod) -> str:
    """The period's last day as a paper says it: `2024年9月底`, `2024年底`."""
    if period.end.month == 12:
        return f"{period.year}年底"
    return f"{period.year}年{period.end.month}月底"


def compared_with(period: ReportingPeriod, earlier: ReportingPeriod) -> str:
    """What the earlier period is called beside this one: `上季度`, else its full name."""
    return _BEFORE[period.frequency] if earlier == period.previous() else earlier.label


def full_date(day: date) -> str:
    """`2024年10月14日`: Arabic numerals, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def near_date(day: date, beside: date) -> str:
    """`10月25日` within the year of `beside`, else with its year."""
    return f"{day.month}月{day.day}日" if day.year == beside.year else full_date(day)


def listed(numbers: list[int]) -> str:
    """Item numbers of a list, runs of three and more folded.

    >>> listed([1, 2, 3, 5, 8, 9])
    '1至3、5、8、9'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(
        f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(str(one) for one in run)
        for run in runs
    )
