"""What must hold for any series."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from targets.projection import projected
from tests.targets.projection.series import (
    BALANCE,
    COVERAGE,
    GREEN,
    TOILETS,
    indicator,
    series,
    target,
)  # fmt: skip

VALUES = st.lists(st.integers(-3000, 3000).map(lambda n: n / 10), min_size=5, max_size=12)
SHARES = st.lists(st.integers(0, 10_000).map(lambda n: n / 100), min_size=5, max_size=12)
POSITIVE = st.lists(st.integers(1, 9000).map(lambda n: n / 10), min_size=5, max_size=12)
STEPS = st.lists(st.integers(0, 20), min_size=5, max_size=12)
ANY = settings(max_examples=60, deadline=None)
CLOSE = {"abs": 1e-6}


def chance(what, goal, values, **more):
    found = projected(what, goal, series("2022-Q1", *values, **more))
    assume(found.projection is not None)
    return found.projection.probability


def running(steps):
    return [float(sum(steps[: i + 1])) for i in range(len(steps))]


@given(values=VALUES, goal=st.integers(-4000, 4000))
@ANY
def test_the_mirrored_promise_has_the_complementary_probability(values, goal):
    up = chance(BALANCE, target(">=", goal / 10 + 0.05), values)
    down = chance(BALANCE, target("<=", goal / 10 + 0.05), values)
    assert up + down == pytest.approx(1.0, **CLOSE)


@given(values=VALUES, goal=st.integers(-4000, 4000), keep=st.booleans())
@ANY
def test_turning_values_and_promise_upside_down_changes_nothing(values, goal, keep):
    up = chance(BALANCE, target(">=", goal / 10, keep=keep), values)
    turned = [-value for value in values]
    down = chance(indicator(BALANCE, direction="down"), target("<=", -goal / 10, keep=keep), turned)
    assert up == pytest.approx(down, **CLOSE)


@given(values=VALUES, goal=st.integers(-4000, 4000), by=st.sampled_from([0.1, 10, 1000]))
@ANY
def test_another_unit_of_a_balance_changes_no_probability(values, goal, by):
    plain = chance(BALANCE, target(">=", goal / 10), values, decimals=4)
    other = chance(BALANCE, target(">=", by * goal / 10), [by * v for v in values], decimals=4)
    assert plain == pytest.approx(other, **CLOSE)


@given(values=POSITIVE, goal=st.integers(1, 9000), by=st.sampled_from([0.1, 10, 1000]))
@ANY
def test_another_unit_of_an_area_per_head_changes_no_probability(values, goal, by):
    plain = chance(GREEN, target(">=", goal / 10), values, decimals=4)
    other = chance(GREEN, target(">=", by * goal / 10), [by * v for v in values], decimals=4)
    assert plain == pytest.approx(other, **CLOSE)


@given(values=SHARES, low=st.integers(-500, 10_500), more=st.integers(0, 3000), keep=st.booleans())
@ANY
def test_a_higher_promise_is_never_more_probable(values, low, more, keep):
    assume(not keep or (values[-1] >= low / 100) == (values[-1] >= (low + more) / 100))
    near = chance(COVERAGE, target(">=", low / 100, keep=keep), values)
    far = chance(COVERAGE, target(">=", (low + more) / 100, keep=keep), values)
    assert far <= near + 1e-9


@given(steps=STEPS, goal=st.integers(1, 200), more=st.integers(0, 100))
@ANY
def test_more_pieces_are_never_more_probable(steps, goal, more):
    values = running(steps)
    assume(goal > values[-1])
    near = chance(TOILETS, target(">=", goal), values)
    assert chance(TOILETS, target(">=", goal + more), values) <= near + 1e-12


@given(values=SHARES, low=st.integers(0, 9000), wide=st.integers(1, 1000))
@ANY
def test_a_range_is_what_lies_between_its_bounds(values, low, wide):
    between = chance(COVERAGE, target("range", low / 100, value_max=(low + wide) / 100), values)
    above = chance(COVERAGE, target(">=", low / 100), values)
    beyond = chance(COVERAGE, target(">=", (low + wide) / 100), values)
    assert between == pytest.approx(above - beyond, **CLOSE)
    wider = chance(COVERAGE, target("range", low / 100, value_max=(low + wide + 50) / 100), values)
    assert 0 <= between <= wider + 1e-9


@given(values=VALUES, more=st.sampled_from([1.5, 2.0, 4.0]))
@ANY
def test_more_scatter_around_the_same_line_widens_the_interval(values, more):
    time = range(len(values))
    mean_t, mean_v = sum(time) / len(values), sum(values) / len(values)
    slope = sum((t - mean_t) * v for t, v in zip(time, values, strict=True)) / sum(
        (t - mean_t) ** 2 for t in time
    )
    line = [mean_v + slope * (t - mean_t) for t in time]
    wilder = [a + more * (v - a) for a, v in zip(line, values, strict=True)]
    goal = target(">=", 0)
    calm = projected(BALANCE, goal, series("2022-Q1", *values, decimals=6)).projection
    wild = projected(BALANCE, goal, series("2022-Q1", *wilder, decimals=6)).projection
    assume(calm is not None and wild is not None)
    assert wild.high - wild.low > calm.high - calm.low


@given(values=SHARES, keep=st.booleans())
@ANY
def test_a_share_stays_between_0_and_100(values, keep):
    found = projected(COVERAGE, target(">=", 50, keep=keep), series("2022-Q1", *values))
    assume(found.projection is not None)
    one = found.projection
    assert 0 <= one.probability <= 1
    assert 0 <= one.low <= found.centre <= one.high <= 100


@given(values=SHARES, goal=st.integers(0, 10_000))
@ANY
def test_what_has_fallen_is_asked_to_come_back_by_the_deadline_only(values, goal):
    assume(values[-1] < goal / 100)
    assert chance(COVERAGE, target(">=", goal / 100, keep=True), values) == chance(
        COVERAGE, target(">=", goal / 100), values
    )


@given(values=SHARES)
@ANY
def test_keeping_above_on_every_report_is_no_easier_than_on_the_next(values):
    goal = round(0.9 * values[-1], 2)  # still kept
    soon = chance(COVERAGE, target(">=", goal, "2025-Q1", keep=True), values)
    long = chance(COVERAGE, target(">=", goal, "2026-Q1", keep=True), values)
    assert long <= soon + 0.02  # two integrals with their own common factor


@given(values=SHARES, decimals=st.integers(0, 2))
@ANY
def test_either_a_projection_or_one_reason(values, decimals):
    found = projected(COVERAGE, target(">=", 50), series("2022-Q1", *values, decimals=decimals))
    assert (found.projection is None) == bool(found.absent)
    assert found == projected(
        COVERAGE, target(">=", 50), series("2022-Q1", *values, decimals=decimals)
    )


def test_a_doubted_recent_value_silences_a_projection_that_would_be_given():
    good = series("2022-Q1", 88.0, 88.9, 89.1, 90.2, 90.4, 91.5)
    assert projected(COVERAGE, target(">=", 93), good).projection is not None
    period, one = good[2]
    good[2] = (period, replace(one, doubted=True))
    assert projected(COVERAGE, target(">=", 93), good).absent == "doubted"
