"""National codes of places, held against examples written by hand and against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.area_code import AreaCode, Rank, parse, short_form
from observations.errors import UserError

# 民政部、国家统计局 2023 年区划代码,手抄
EXAMPLES = (
    ("100000", "100000", "国家"),
    ("150000", "150000", "省级"),  # 内蒙古自治区
    ("150600000000", "150600", "市级"),  # 鄂尔多斯市
    ("150627", "150627", "县级"),  # 伊金霍洛旗
    ("150627000", "150627", "县级"),
    ("150627100", "150627100", "镇级"),  # 阿勒腾席热镇
    ("150627100000", "150627100", "镇级"),
    ("150627100001", "150627100001", "村级"),
    ("110000", "110000", "省级"),  # 北京市
    ("429004", "429004", "县级"),  # 仙桃市,省直辖
    ("441900003000", "441900003", "镇级"),  # 东莞市的街道,市下没有县
)
INSIDE = (
    ("150627", "150600"),
    ("150627100", "150627"),
    ("150627407000", "150600000000"),
    ("429004", "420000"),
    ("441900003", "441900"),
    ("150000", "100000"),
)
NOT_INSIDE = (("150627", "150627000"), ("150627", "150621"), ("150600", "150627"))
WRONG = ("", "15062", "1506270", "15062710", "15062x", "015000", "150027", "100001", "150627000001")


@pytest.mark.parametrize(("written", "short", "level"), EXAMPLES)
def test_a_code_in_any_form_is_one_place_of_one_level(written: str, short: str, level: str) -> None:
    code = parse(written)
    assert (code.short, code.rank.label) == (short, level)
    assert parse(short) == code


@pytest.mark.parametrize(("inner", "outer"), INSIDE)
def test_a_place_lies_in_those_whose_code_begins_its_own(inner: str, outer: str) -> None:
    assert parse(inner).within(parse(outer))
    assert not parse(outer).within(parse(inner))


@pytest.mark.parametrize(("inner", "outer"), NOT_INSIDE)
def test_a_place_lies_neither_in_itself_nor_in_another(inner: str, outer: str) -> None:
    assert not parse(inner).within(parse(outer))


@pytest.mark.parametrize("written", [*WRONG, "１５０６２７", "伊金霍洛旗"])
def test_what_is_no_code_is_refused_as_written_and_left_as_it_is(written: str) -> None:
    with pytest.raises(UserError, match=f"“{written}”不是行政区划代码") as refused:
        parse(written)
    assert refused.value.cure
    assert short_form(written) == written


digit = st.integers(1, 99).map("{:02}".format)
town = st.integers(1, 999).map("{:03}".format)
villages = st.tuples(st.integers(11, 99).map(str), digit, digit, town, town)


@given(villages, st.sampled_from([2, 4, 6, 9, 12]))
def test_each_form_of_a_code_is_read_as_the_same_and_lies_in_all_above(
    parts: tuple[str, ...], size: int
) -> None:
    head = "".join(parts)[:size]
    forms = {head.ljust(length, "0") for length in (6, 9, 12) if length >= size}
    codes = {parse(form) for form in forms}
    assert len(codes) == 1
    code = codes.pop()
    assert code.short in forms
    assert len(code.short) == min(map(len, forms))
    assert code.rank is Rank(size)
    above = [parse(head[:step].ljust(12, "0")) for step in (2, 4, 6, 9) if step < size]
    assert all(code.within(one) and not one.within(code) for one in above)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_of_any_twelve_digits_a_code_is_made_that_reads_back_or_none(digits: str) -> None:
    try:
        code = parse(digits)
    except UserError:
        return
    assert parse(code.short) == code == AreaCode(digits)
