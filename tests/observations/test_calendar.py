"""Working days by the published notices, our overrides, and weekdays beyond them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from observations.calendar import WorkingDays

DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))


def test_a_swapped_saturday_is_a_working_day():
    assert WorkingDays().is_working_day(date(2024, 2, 4))  # Sunday before Spring Festival
    assert not WorkingDays().is_working_day(date(2024, 2, 12))  # Monday in Spring Festival


def test_ten_working_days_after_a_festival_skip_it():
    assert WorkingDays().add(date(2024, 9, 30), 1) == date(2024, 10, 8)
    assert WorkingDays().add(date(2024, 10, 8), -1) == date(2024, 9, 30)


def test_zero_working_days_later_is_the_day_itself():
    assert WorkingDays().add(date(2024, 10, 1), 0) == date(2024, 10, 1)


def test_a_year_without_a_notice_goes_by_weekdays_and_says_so():
    calendar = WorkingDays()
    assert calendar.covered(2024) and not calendar.covered(2031)
    assert calendar.is_working_day(date(2031, 10, 1))  # a Wednesday
    assert not calendar.is_working_day(date(2031, 10, 4))


def test_an_override_wins_over_every_source():
    calendar = WorkingDays({date(2024, 2, 4): False, date(2031, 10, 1): False})
    assert not calendar.is_working_day(date(2024, 2, 4))
    assert not calendar.is_working_day(date(2031, 10, 1))


@given(DAYS, st.integers(1, 30))
def test_between_counts_what_add_added(day, n):
    calendar = WorkingDays()
    assert calendar.between(day, calendar.add(day, n)) == n
    assert calendar.between(calendar.add(day, n), day) == -n


def test_the_calendar_package_is_not_imported_before_it_is_asked():
    code = "import observations.calendar, sys; sys.exit('chinese_calendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
