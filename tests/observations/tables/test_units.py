"""Units convert exactly by the table, or not at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.number import Reading
from observations.tables.numbers import Wanted, in_own_unit
from observations.tables.units import (
    converted,
    decimals_after,
    factor_between,
    is_unit,
    same_unit,
)
from tests.observations.tables.made import INDICATORS


@pytest.mark.parametrize(
    ("written", "wanted", "factor"),
    [
        ("万立方米", "立方米", 10_000),
        ("立方米", "万立方米", Fraction(1, 10_000)),
        ("‰", "%", Fraction(1, 10)),
        ("%", "‰", 10),
        ("公顷", "平方公里", Fraction(1, 100)),
        ("平方公里", "公顷", 100),
        ("㎡", "平方米", 1),
        ("km²", "公顷", 100),
        ("万人", "人", 10_000),
        ("座/公顷", "座/平方公里", 100),
        ("万平方米/人", "平方米/人", 10_000),
        ("亿元", "万元", 10_000),
        ("吨/日", "万吨/天", Fraction(1, 10_000)),
        ("个", "个", 1),
        ("", "", 1),
    ],
)
def test_what_the_table_knows_converts_by_its_factor(written, wanted, factor):
    assert factor_between(written, wanted) == factor


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("亩", "公顷"),  # 15 亩 = 1 公顷 does not end as a decimal
        ("吨", "立方米"),
        ("个", "座"),
        ("平方米/人", "平方米/户"),
        ("平方米/人", "平方米"),
        ("万", "个"),
        ("%", "个"),
        ("", "%"),
        ("小时", "日"),
    ],
)
def test_what_the_table_does_not_know_is_never_guessed(written, wanted):
    assert factor_between(written, wanted) is None


PAIRS = [
    ("万立方米", "立方米"),
    ("立方米", "万立方米"),
    ("‰", "%"),
    ("公顷", "平方公里"),
    ("亿元", "元"),
    ("毫米", "公里"),
]
numbers = st.integers(-(10**12), 10**12).flatmap(
    lambda n: st.integers(0, 3).map(lambda d: Decimal(n).scaleb(-d))
)


@given(value=numbers, pair=st.sampled_from(PAIRS))
def test_a_conversion_is_exact_and_comes_back(value, pair):
    there, back = factor_between(*pair), factor_between(*reversed(pair))
    moved = converted(value, there)
    assert Fraction(moved) == Fraction(value) * there
    assert converted(moved, back) == value


@given(digits=st.integers(0, 10**9), decimals=st.integers(0, 5))
def test_a_reading_in_thousandths_is_the_percent_a_person_would_write(digits, decimals):
    value = float(Decimal(digits).scaleb(-decimals))
    wanted = Wanted(INDICATORS["leakage_rate"], "value", "‰")
    moved = in_own_unit(Reading(value, decimals=decimals), wanted)
    assert moved.value == float(Decimal(digits).scaleb(-decimals - 1))
    assert moved.decimals == decimals + 1


@pytest.mark.parametrize(
    ("decimals", "pair", "after"),
    [(1, ("‰", "%"), 2), (0, ("立方米", "万立方米"), 4), (2, ("万立方米", "立方米"), 0)],
)
def test_the_decimals_move_with_the_unit(decimals, pair, after):
    assert decimals_after(decimals, factor_between(*pair)) == after


def test_the_same_unit_has_several_spellings():
    assert same_unit("㎡/人", "平方米/人")
    assert same_unit("天", "日")
    assert not same_unit("公顷", "平方米")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("万立方米", True),
        ("座/平方公里", False),
        ("平方米/公顷", True),
        ("水利局", False),
        ("", False),
    ],
)
def test_a_unit_is_told_from_another_word(text, known):
    assert is_unit(text) is known
