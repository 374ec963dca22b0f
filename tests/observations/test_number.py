"""A number is read as people write it, or refused with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from observations.number import from_cell, read_number, read_yes, shown_number, unit_cure

FULL_WIDTH = str.maketrans("0123456789.,%-", "0123456789.,%-")
DECIMALS = st.decimals(
    min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False
)


@given(DECIMALS)
def test_a_number_reads_the_same_in_half_and_full_width(value):
    written = f"{value:f}"
    assert read_number(written).value == float(value)
    assert read_number(written.translate(FULL_WIDTH)) == read_number(written)


@given(DECIMALS)
def test_thousands_separators_change_nothing(value):
    assert read_number(f"{value:,.4f}") == read_number(f"{value:.4f}")


@given(st.text(max_size=30))
def test_any_text_is_a_number_missing_or_a_named_problem(text):
    reading = read_number(text, "%")
    assert (reading.value is None) or (reading.problem == "")
    if reading.problem:
        assert reading.problem.startswith("cell.")


@given(st.text(alphabet="约近以上0123456789.,%‰万亿:eE+- 。无—/", max_size=12))
@example("12345.6789")
def test_no_digit_disappears_unnoticed(text):
    reading = read_number(text, "%")
    if reading.value is not None:
        digits = "".join(c for c in text if c.isdigit()).lstrip("0").rstrip("0")
        shown = format(Decimal(repr(reading.value)), "f")
        kept = "".join(c for c in shown if c.isdigit()).strip("0")
        assert kept == digits


@given(st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 3)))
def test_a_stored_number_is_what_the_spreadsheet_showed(value):
    noisy = value * (1 + 2e-16)
    assert from_cell(noisy).value == pytest.approx(value, rel=1e-14)
    assert "e" not in shown_number(value)


def test_a_value_with_writer_noise_is_read_as_printed():
    assert from_cell(95.09999999999999).value == 95.1
    assert from_cell(95.09999999999999).decimals == 1


@pytest.mark.parametrize("written", ["", "  ", "—", "-", "/", "无", "——", "…", "\u3000"])
def test_the_words_for_nothing_are_missing_not_zero(written):
    reading = read_number(written, "%")
    assert (reading.value, reading.problem) == (None, "")


def test_zero_is_zero():
    assert read_number("0").value == 0.0


@pytest.mark.parametrize(
    ("written", "qualifier"),
    [("约95", "约"), ("近 95", "近"), ("95以上", "以上"), ("95%以上", "以上")],
)
def test_a_qualifier_is_kept(written, qualifier):
    reading = read_number(written, "%")
    assert (reading.value, reading.qualifier) == (95.0, qualifier)


@pytest.mark.parametrize(
    ("written", "unit", "problem"),
    [
        ("9.1‰", "%", "cell.unit"),
        ("95%", "个", "cell.unit"),
        ("3万", "个", "cell.unit"),
        ("5万平方米", "%", "cell.unit"),
        ("12km/h", "%", "cell.unit"),
        ("2.6左右", "%", "cell.more_than_a_number"),
        ("2.5(含农村)", "%", "cell.more_than_a_number"),
        ("2.5%(含农村3个)", "%", "cell.more_than_a_number"),
        ("2.2、", "%", "cell.more_than_a_number"),
        ("2024年6月", "%", "cell.not_a_number"),
        ("已完成", "%", "cell.not_a_number"),
        ("1,23", "", "cell.not_a_number"),
        ("1.2.3", "", "cell.not_a_number"),
        ("10²", "", "cell.more_than_a_number"),
        ("①", "", "cell.not_a_number"),
        ("3-5", "", "cell.not_a_number"),
        ("٣", "", "cell.not_a_number"),
        ("1.23E+08", "", "cell.scientific"),
        ("1234567890123456789", "", "cell.too_precise"),
        ("9" * 500, "", "cell.not_a_number"),
        ("nan", "", "cell.not_a_number"),
        ("inf", "", "cell.not_a_number"),
    ],
)
def test_what_is_not_plainly_the_number_is_a_problem(written, unit, problem):
    assert read_number(written, unit).problem == problem


def test_the_cells_own_unit_may_be_written():
    assert read_number("12.5万平方米", "万平方米").value == 12.5


def test_a_ratio_is_read_only_where_a_ratio_is_asked():
    assert read_number("1:4", ratio=True).value == 0.25
    assert read_number("1:4").problem
    assert read_number("1:0", ratio=True).problem


@pytest.mark.parametrize(
    ("written", "value"), [("是", 1), ("已完成", 1), ("1", 1), ("否", 0), ("未完成", 0), ("0", 0)]
)
def test_yes_and_no_are_one_and_zero(written, value):
    assert read_yes(written).value == value


def test_neither_yes_nor_no_is_a_problem():
    assert read_yes("差不多").problem == "cell.not_yes_or_no"
    assert read_yes("").value is None


@given(st.floats(allow_nan=False, width=64))
def test_any_stored_number_is_kept_to_fifteen_digits_or_refused(value):
    reading = from_cell(value)
    if reading.problem:
        assert abs(value) >= 1e15
    else:
        assert reading.value == float(f"{value:.15g}")
        assert "e" not in shown_number(value)


@pytest.mark.parametrize(
    ("written", "unit", "certain"),
    [
        ("1.2万", "立方米", "应填 12000"),
        ("1.2万立方米", "立方米", "应填 12000"),
        ("12000立方米", "万立方米", "应填 1.2"),
        ("1.2亿立方米", "万立方米", "应填 12000"),
        ("1.2万", "万立方米", ""),
        ("1.2万", "%", ""),
        ("1.2万", "比值", ""),
        ("7个", "%", ""),
    ],
)
def test_a_number_is_proposed_for_another_unit_only_where_it_is_certain(
    written: str, unit: str, certain: str
) -> None:
    said = unit_cure(written, unit)
    assert said.endswith(certain) if certain else "应填" not in said
