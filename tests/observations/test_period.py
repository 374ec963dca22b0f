"""Reporting periods: what may be written, and how far one can count."""

from __future__ import annotations

import pytest

from observations.errors import UserError
from observations.period import ReportingPeriod


@pytest.mark.parametrize("year", ["0000", "0001", "1899", "2200", "9999"])
@pytest.mark.parametrize("rest", ["", "-Q1", "-Q4", "-12"])
def test_a_year_nobody_means_is_the_writers_mistake(year, rest):
    with pytest.raises(UserError, match="1900 至 2199"):
        ReportingPeriod.parse(year + rest)


@pytest.mark.parametrize("written", ["1900", "1900-Q1", "1900-01", "2199", "2199-Q4", "2199-12"])
def test_the_first_and_the_last_period_have_neighbours_and_days(written):
    period = ReportingPeriod.parse(written)
    around = (period.previous(), period, period.next())
    assert sorted(around) == list(around)
    assert period.same_last_year().year == period.year - 1
    assert all(one.start <= one.end for one in around)


@pytest.mark.parametrize("steps", [10**5, -(10**5), 10**30, -(10**30)])
def test_counting_beyond_the_calendar_is_the_users_mistake(steps):
    with pytest.raises(UserError, match="超出日历"):
        ReportingPeriod.parse("2024-Q2").shift(steps)


def test_the_same_season_of_the_year_before_keeps_its_number():
    assert str(ReportingPeriod.parse("2024-Q2").same_last_year()) == "2023-Q2"
    assert str(ReportingPeriod.parse("2024-06").same_last_year()) == "2023-06"
    assert str(ReportingPeriod.parse("2024").same_last_year()) == "2023"
