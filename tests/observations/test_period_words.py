"""Times as people write them, and what is no reporting period."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.errors import UserError
from observations.period import (
    Frequency,
    PeriodSpan,
    ReportingPeriod,
    label_of,
    parse_submitted,
    span_of,
)
from observations.period_words import day_in, months_in, period_of_day
from observations.title import read_period


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2024年第一季度", "2024-Q1"),
        ("2024年一季度", "2024-Q1"),
        ("2024年1—3月", "2024-Q1"),
        ("2024年10-12月", "2024-Q4"),
        ("2024年4月至6月", "2024-Q2"),
        ("2024Q1", "2024-Q1"),
        ("2024-Q1", "2024-Q1"),
        ("2024 年 第 3 季度", "2024-Q3"),
        ("2024年1—12月", "2024"),
        ("2024.06", "2024-06"),
        ("2024/6", "2024-06"),
        ("2024年6月", "2024-06"),
        ("2024年度", "2024"),
        ("2024", "2024"),
        ("二〇二四年第二季度", "2024-Q2"),
        ("2024年供水月报(6月)", "2024-06"),
        ("伊金霍洛旗2024年城市建设统计(1-3月)", "2024-Q1"),
        ("2024年第二季度(2024-Q2)", "2024-Q2"),
        ("2024年第一季度 填报日期:2024年4月10日", "2024-Q1"),
    ],
)
def test_a_period_is_read_as_written(written, period):
    assert str(read_period(written)) == period


@pytest.mark.parametrize(
    "written",
    [
        "2024年1—6月",
        "2024年上半年",
        "2024年前三季度",
        "2024年下半年",
        "2023年和2024年",
        "2024—2025年度",
        "2024年13月",
        "2024-06-30",
        "12024年",
        "第一季度",
        "",
    ],
)
def test_what_is_no_one_period_is_none(written):
    assert read_period(written) is None


@given(st.integers(2000, 2099), st.sampled_from(list(Frequency)), st.data())
def test_every_period_is_read_from_its_own_words(year, frequency, data):
    number = data.draw(st.integers(1, 12 // frequency.months))
    period = ReportingPeriod(year, frequency, number)
    assert read_period(period.label) == period
    assert read_period(str(period)) == period
    assert read_period(f"《市政供水》{period.label}(报送)") == period


def test_months_to_date_are_a_period_only_on_request():
    (half,) = months_in("2024年1—6月")
    assert half.exact() is None
    assert str(half.to_date(Frequency.QUARTER)) == "2024-Q2"
    assert half.to_date(Frequency.YEAR) is None


def test_a_date_is_a_period_where_it_is_certain_which():
    assert day_in("2024-03-31T00:00:00") == date(2024, 3, 31)
    assert day_in("2024年3月31日") == date(2024, 3, 31)
    assert day_in("2024-02-30") is None
    assert str(period_of_day(date(2024, 3, 31), Frequency.QUARTER)) == "2024-Q1"
    assert period_of_day(date(2024, 3, 15), Frequency.QUARTER) is None
    assert str(period_of_day(date(2024, 3, 15), Frequency.MONTH)) == "2024-03"


def test_a_submission_of_several_periods_is_named_by_first_and_last():
    years = [ReportingPeriod.parse(str(year)) for year in (2021, 2019, 2022)]
    span = span_of(years)
    assert (str(span), span.label) == ("2019--2022", "2019年至2022年")
    assert parse_submitted("2019--2022") == span
    assert isinstance(span, PeriodSpan)
    assert span_of(years[:1]) == years[0]
    assert label_of("2023-Q1--2023-Q4") == "2023年第一季度至2023年第四季度"
    assert label_of("2024") == "2024年"


@pytest.mark.parametrize("written", ["2022--2019", "2019--", "--2019", "2019--2022--2023"])
def test_a_span_that_is_none_is_refused(written):
    with pytest.raises(UserError):
        parse_submitted(written)
