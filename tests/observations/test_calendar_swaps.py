"""The swaps of Spring Festival and the National Day, 2023–2026, as the notices have them.

Source: 国务院办公厅's yearly notices on the arrangement of holidays; the days were counted by hand.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.calendar import WorkingDays, shanghai_day

CALENDAR = WorkingDays()

# 节日, 首日, 末日, 调休上班
FESTIVALS = [
    ("春节2023", "2023-01-21", "2023-01-27", ["2023-01-28", "2023-01-29"]),
    ("国庆2023", "2023-09-29", "2023-10-06", ["2023-10-07", "2023-10-08"]),
    ("春节2024", "2024-02-10", "2024-02-17", ["2024-02-04", "2024-02-18"]),
    ("国庆2024", "2024-10-01", "2024-10-07", ["2024-09-29", "2024-10-12"]),
    ("春节2025", "2025-01-28", "2025-02-04", ["2025-01-26", "2025-02-08"]),
    ("国庆2025", "2025-10-01", "2025-10-08", ["2025-09-28", "2025-10-11"]),
    ("春节2026", "2026-02-15", "2026-02-23", ["2026-02-14", "2026-02-28"]),
    ("国庆2026", "2026-10-01", "2026-10-07", ["2026-09-20", "2026-10-10"]),
]


@pytest.mark.parametrize(("name", "first", "last", "worked"), FESTIVALS)
def test_a_festival_is_off_from_its_first_day_to_its_last_and_paid_back_at_weekends(
    name: str, first: str, last: str, worked: list[str]
) -> None:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    assert not any(CALENDAR.is_working_day(day) for day in days), name
    assert CALENDAR.is_working_day(end + timedelta(days=1)), name
    for day in map(date.fromisoformat, worked):
        assert day.weekday() >= 5 and CALENDAR.is_working_day(day), name


# 报告期末, 第10个工作日(季报、月报期限)
DUE = [
    ("2022-12-31", "2023-01-16"),  # 元旦休到1月2日;3、4、5、6,9–13,16
    ("2023-01-31", "2023-02-14"),  # 春节已过
    ("2023-09-30", "2023-10-18"),  # 7、8(周六、周日上班),9–13,16、17、18
    ("2023-12-31", "2024-01-15"),  # 元旦1月1日
    ("2024-01-31", "2024-02-19"),  # 1、2、4(周日上班),5–9,18(周日上班),19
    ("2024-09-30", "2024-10-18"),  # 8–12(周六上班),14–18
    ("2024-12-31", "2025-01-15"),
    ("2025-01-31", "2025-02-17"),  # 5–8(周六上班),10–14,17
    ("2025-09-30", "2025-10-21"),  # 9、10、11(周六上班),13–17,20、21
    ("2025-12-31", "2026-01-15"),  # 4(周日上班),5–9,12–15
    ("2026-01-31", "2026-02-13"),
    ("2026-09-30", "2026-10-20"),  # 8、9、10(周六上班),12–16,19、20
]


@pytest.mark.parametrize(("end", "due"), DUE)
def test_the_tenth_working_day_after_a_period_steps_over_the_swaps(end: str, due: str) -> None:
    assert CALENDAR.add(date.fromisoformat(end), 10) == date.fromisoformat(due)
    assert CALENDAR.between(date.fromisoformat(end), date.fromisoformat(due)) == 10


@pytest.mark.parametrize(("year", "off", "on"), [(2023, 18, 7), (2024, 19, 8), (2025, 18, 5),
                                                 (2026, 19, 6)])  # fmt: skip
def test_the_days_that_differ_from_their_weekday_are_listed(year: int, off: int, on: int) -> None:
    days = CALENDAR.irregular(year)
    assert [sum(works is kind for _, works in days) for kind in (False, True)] == [off, on]
    assert list(days) == sorted(days)


def test_a_year_given_by_overrides_is_covered_and_names_its_file() -> None:
    calendar = WorkingDays({date(2031, 10, 1): False}, frozenset({2031}), "f00d")
    assert calendar.covered(2031) and not calendar.published(2031)
    assert not WorkingDays().covered(2031)
    assert calendar.irregular(2031) == ((date(2031, 10, 1), False),)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-10-18T15:59:59.999+00:00", "2024-10-18"),
        ("2024-10-18T16:00:00.000+00:00", "2024-10-19"),
        ("2024-10-18T23:59:59.999+08:00", "2024-10-18"),
        ("2024-10-18T12:00:00.000-04:00", "2024-10-19"),
        ("2024-10-19T05:59:59.999+14:00", "2024-10-18"),
    ],
)
def test_the_day_of_a_moment_is_that_of_shanghai(moment: str, day: str) -> None:
    assert shanghai_day(datetime.fromisoformat(moment)) == date.fromisoformat(day)


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        shanghai_day(datetime(2024, 10, 18, tzinfo=UTC).replace(tzinfo=None))


DAYS = st.dates(date(2022, 12, 1), date(2028, 2, 28))
OVERRIDES = st.dictionaries(DAYS, st.booleans(), max_size=9)


@given(DAYS, DAYS, OVERRIDES)
def test_the_days_between_two_are_those_that_a_wall_calendar_counts(
    one: date, other: date, overrides: dict[date, bool]
) -> None:
    calendar = WorkingDays(overrides)
    first, last = min(one, other), max(one, other)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    counted = sum(calendar.is_working_day(day) for day in days)
    assert calendar.between(first, last) == counted == -calendar.between(last, first)
