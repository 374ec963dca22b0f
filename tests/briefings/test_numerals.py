from __future__ import annotations

from datetime import date

import pytest

from briefings.numerals import compared_with, end_of, full_date, listed, near_date, ordinal
from briefings.typography import chinese, em_width, printable, title_lines
from observations.period import ReportingPeriod


def period(written):
    return ReportingPeriod.parse(written)


def test_headings_are_numbered_in_chinese():
    assert [ordinal(n) for n in (1, 9, 10, 11, 20, 21, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]


@pytest.mark.parametrize("number", [0, 100, -1])
def test_a_heading_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="1 to 99"):
        ordinal(number)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2024-Q3", "2024年9月底"),
        ("2024-Q4", "2024年底"),
        ("2024-02", "2024年2月底"),
        ("2025", "2025年底"),
    ],
)
def test_the_end_of_a_period_is_said_as_papers_say_it(written, words):
    assert end_of(period(written)) == words


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        ("2024-Q3", "2024-Q2", "上季度"),
        ("2024-Q1", "2023-Q4", "上季度"),
        ("2024-06", "2024-05", "上月"),
        ("2024", "2023", "上年"),
        ("2024-Q3", "2023-Q4", "2023年第四季度"),
    ],
)
def test_only_the_period_just_before_is_called_the_last_one(now, then, words):
    assert compared_with(period(now), period(then)) == words


def test_dates_have_no_leading_zeros_and_drop_the_year_only_when_it_is_the_same():
    assert full_date(date(2024, 1, 5)) == "2024年1月5日"
    assert near_date(date(2024, 10, 25), date(2024, 10, 14)) == "10月25日"
    assert near_date(date(2025, 1, 3), date(2024, 12, 25)) == "2025年1月3日"


def test_item_numbers_fold_only_runs_of_three_and_more():
    assert listed([7, 1, 2, 3, 3, 5, 8]) == "1至3、5、7、8"


def test_marks_between_words_are_full_width_and_those_inside_numbers_stay():
    assert chinese("比例 1:4.1, 共 12,000 个(存疑);注:无") == (
        "比例 1:4.1\uff0c共 12,000 个\uff08存疑\uff09\uff1b注\uff1a无"
    )


def test_a_comma_before_a_year_is_no_part_of_the_number_before_it():
    assert chinese("本期 1.49,2025年三季度 3.65") == "本期 1.49\uff0c2025年三季度 3.65"
    assert chinese("第1,2,3项") == "第1\uff0c2\uff0c3项"


def test_what_a_paper_cannot_show_is_left_out():
    assert printable("甲\x00乙\u202e丙\t丁\n戊\ud800") == "甲乙丙 丁\n戊"


def test_a_title_breaks_between_its_parts_into_few_even_lines():
    parts = ("关于2024年第三季度", "城市精细化管理三年行动", "推进情况的通报")
    assert title_lines(parts, 40) == ("".join(parts),)
    assert title_lines(parts, 20) == (parts[0], parts[1] + parts[2])
    assert title_lines(parts, 12) == parts
    assert em_width("2024年") == 3
