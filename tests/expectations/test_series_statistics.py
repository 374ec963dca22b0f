"""The statistics of series are their definitions, worked out beside them with exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb, isnan, sqrt
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.statistics.chances import at_least, at_least_of
from expectations.statistics.digits import (
    coincidence,
    equal_run,
    halves,
    last_digits,
    step_of,
    usual_share,
    wholes,
)
from expectations.statistics.goals import heaped, steps_past
from expectations.statistics.robust import enough, means, medians, modified_z, widened, z_scores
from expectations.statistics.sawtooth import flows_of, looks_single, looks_summed, year_so_far
from expectations.statistics.seasons import consistent, peaked, points_changed, share_changed
from expectations.statistics.surprise import against_recent, against_season

HUNDREDTHS = st.integers(-500, 10_000).map(lambda n: n / 100)
FEW_LEVELS = st.sampled_from([90.0, 90.0, 90.0, 91.5, 96.22])  # MAD is 0 more often than not
SERIES = st.lists(HUNDREDTHS, min_size=1, max_size=15) | st.lists(
    FEW_LEVELS, min_size=1, max_size=15
)
NAN = float("nan")


def row(*values: float) -> np.ndarray:
    return np.array([values], dtype=np.float64)


def col(value: float) -> np.ndarray:
    return np.array([value], dtype=np.float64)


def exact(values: list[float]) -> list[Fraction]:
    return [Fraction(value).limit_denominator(100) for value in values]


@given(SERIES)
def test_z_is_the_distance_from_the_mean_in_standard_deviations_of_all_values(values) -> None:
    numbers = exact(values)
    mean = sum(numbers) / len(numbers)
    deviation = sqrt(sum((n - mean) ** 2 for n in numbers) / len(numbers))
    expected = [float(abs(n - mean)) / deviation if deviation else 0.0 for n in numbers]
    assert z_scores(row(*values))[0] == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(SERIES)
def test_modified_z_is_its_definition_with_the_mean_deviation_where_the_mad_is_zero(values) -> None:
    numbers = exact(values)
    middle = median(numbers)
    away = [abs(n - middle) for n in numbers]
    mad, mean_ad = median(away), sum(away) / len(away)
    expected = [
        0.6745 * float((n - middle) / mad)
        if mad
        else 0.7979 * float((n - middle) / mean_ad)
        if mean_ad
        else 0.0
        for n in numbers
    ]
    assert modified_z(row(*values))[0] == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(SERIES, st.integers(0, 4))
def test_gaps_in_a_series_change_nothing_of_its_statistics(values, gaps) -> None:
    gapped = row(*values, *[NAN] * gaps)
    known = np.s_[0, : len(values)]
    for statistic in (z_scores, modified_z):
        assert statistic(gapped)[known] == pytest.approx(statistic(row(*values))[0])
        assert np.isnan(statistic(gapped)[0, len(values) :]).all()


@given(SERIES)
def test_low_values_weigh_as_much_as_high_ones(values) -> None:
    turned = row(*(-value for value in values))
    assert modified_z(turned)[0] == pytest.approx(-modified_z(row(*values))[0], abs=1e-9)


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ((90.0, 90.0, 90.0, 90.0, 90.0, 96.0), 0.7979 * 6 / 1),  # MAD 0, mean deviation 1
        ((90.0, 90.0, 90.0, 90.0, 90.0, 84.0), -0.7979 * 6 / 1),  # the low tail alike
        ((90.0, 90.0, 90.0, 90.0), 0.0),  # both 0
        ((1.0, 2.0, 3.0, 4.0, 10.0), 0.6745 * 7 / 1),  # median 3, deviations 2 1 0 1 7
    ],
)
def test_modified_z_worked_by_hand(values, last) -> None:
    assert modified_z(row(*values))[0, -1] == pytest.approx(last)


def test_no_statistic_of_spread_from_five_values_or_fewer() -> None:
    assert enough(np.array([[1, 2, 3, 4, 5, NAN], [1, 2, 3, 4, 5, 6]])).tolist() == [False, True]
    six_values = row(91.0, 90.5, 90.2, 91.1, 90.7, 90.3)  # five changes: nothing is said
    for test in (against_recent, against_season):
        assert isnan(test(col(60.0), six_values, 4, col(0.01)).score[0])
    assert against_recent(col(60.0), row(*six_values[0], 90.8), 4, col(0.01)).score[0] > 50


def test_limits_are_wider_for_short_histories() -> None:
    assert widened(3.5, np.array([6.0, 12.0, 39.0]), 6).round(2).tolist() == [7.0, 5.25, 4.04]


def test_an_empty_row_has_no_median_and_no_mean() -> None:
    assert isnan(medians(row(NAN, NAN))[0])
    assert isnan(means(row(NAN, NAN))[0])


CLIMBING = (60.0, 58.1, 56.0, 54.1, 52.0, 49.9, 48.0, 46.1)  # newest first
WINTERS = (70.0, 80.1, 90.0, 80.0, 69.8, 79.9, 90.2, 80.1, 70.1, 80.0, 90.1, 79.8)


@pytest.mark.parametrize(
    ("what", "value", "before", "surprising"),
    [
        ("on as usual", 62.0, CLIMBING, False),
        ("standing still", 60.0, CLIMBING, False),
        ("a year back", 52.0, CLIMBING, True),
        ("ten points ahead", 72.0, CLIMBING, True),
        ("last year's season", 80.2, WINTERS, False),
        ("out of season, yet within the year's range", 88.0, WINTERS, True),
    ],
)
def test_a_value_is_surprising_when_no_honest_way_leads_to_it(
    what, value, before, surprising
) -> None:
    floor = col(0.01)
    tests = (f(col(value), row(*before), 4, floor) for f in (against_recent, against_season))
    assert any(one.score[0] > 7 for one in tests) is surprising, what


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([0.5, 1 / 3, 0.2]))
def test_the_binomial_tail_is_the_sum_of_its_terms(successes, cases, chance) -> None:
    share = Fraction(chance)
    exactly = sum(
        comb(cases, k) * share**k * (1 - share) ** (cases - k) for k in range(successes, cases + 1)
    )
    assert at_least(successes, cases, chance) == pytest.approx(float(exactly), abs=1e-12)
    assert at_least_of(successes, [chance] * cases) == pytest.approx(float(exactly), abs=1e-12)


@pytest.mark.parametrize(("share", "cases"), [(0.7, 37), (0.75, 23), (0.8, 18), (0.9, 8)])
def test_the_sample_needed_for_eighty_percent_power_is_what_the_handbook_says(share, cases) -> None:
    def power(n: int) -> float:
        needed = next(k for k in range(n + 2) if at_least(k, n) <= 0.05)
        return at_least(needed, n, share)

    assert power(cases) >= 0.8
    assert next(n for n in range(5, 60) if power(n) >= 0.8) == cases


@pytest.mark.parametrize(
    ("value", "goal", "decimals", "rising", "steps"),
    [
        (95.0, 95.0, 2, True, 0),  # exactly there
        (95.01, 95.0, 2, True, 1),  # one printed step past
        (94.99, 95.0, 2, True, -1),
        (8.99, 9.0, 2, False, 1),  # less is better: one step past
        (0.3334, 0.3333, 4, True, 1),
        (4.1, 4.0, 1, True, 1),
    ],
)
def test_steps_past_a_goal_are_printed_units(value, goal, decimals, rising, steps) -> None:
    found = steps_past(col(value), col(goal), col(decimals), np.array([rising]))
    assert found[0] == steps


@pytest.mark.parametrize(
    ("past", "short", "chance"),
    [(8, 0, 1 / 256), (7, 1, 9 / 256), (6, 2, 37 / 256), (7, 0, 1.0), (0, 8, 1.0)],
)
def test_a_heap_needs_eight_values_near_their_goals(past, short, chance) -> None:
    steps = np.array([3.0] * past + [-3.0] * short + [40.0] * 20)
    assert heaped(steps, 10) == (past, short, pytest.approx(chance))


def test_digits_are_read_at_the_place_of_the_definition() -> None:
    values, two = row(83.45, 83.4, 83.0, 83.41), row(2, 2, 2, 2)
    assert last_digits(values, two)[0].tolist() == [5, 0, 0, 1]
    assert halves(values, two)[0].tolist() == [1, 1, 1, 0]
    assert wholes(row(83.45, 83.0, NAN))[0, :2].tolist() == [0, 1]
    assert usual_share(row(1, 0, 0, 0, NAN), 0.2, 2.0)[0] == pytest.approx((1 + 2 * 0.2) / 6)


@pytest.mark.parametrize(
    ("values", "step"),
    [((90.0, 85.0, 70.0), 1.0), ((90.5, 85.0), 0.1), ((90.12, 85.0), 0.01), ((90.0, NAN), 1.0)],
)
def test_a_series_is_as_fine_as_its_finest_value(values, step) -> None:
    assert step_of(row(*values), col(2.0))[0] == pytest.approx(step)


@pytest.mark.parametrize(
    ("before", "run"),
    [((5.0, 5.0, 4.0, 5.0), 2), ((4.0, 5.0), 0), ((5.0, NAN, 5.0), 1), ((5.0, 5.0), 2)],
)
def test_a_run_ends_at_another_value_or_a_gap(before, run) -> None:
    assert equal_run(col(5.0), row(*before))[0] == run


def test_the_chance_of_an_equal_value_is_a_printed_step_of_the_density() -> None:
    changes = row(-0.6745, 0.6745, -0.6745, 0.6745, 0.6745, -0.6745)  # MAD 0.6745, sd 1
    assert coincidence(col(0.01), changes)[0] == pytest.approx(0.01 / sqrt(2 * np.pi))
    assert coincidence(col(0.01), row(0.0, 1.0, -1.0, 2.0, 1.5, 0.5))[0] == 1.0  # stood still once


@given(st.lists(st.integers(0, 500), min_size=2, max_size=20), st.integers(0, 11))
def test_flows_of_running_totals_are_the_pieces_they_were_made_of(pieces, start) -> None:
    number = np.arange(start, start + len(pieces))
    years, whole = number // 4, np.cumsum(pieces)
    yearly = [
        sum(p for j, p in enumerate(pieces) if years[j] == years[i] and j <= i)
        for i in range(len(pieces))
    ]
    place, true, false = np.array([number[-1] % 4]), np.array([True]), np.array([False])
    newest = np.array(pieces[::-1], dtype=float)
    running = flows_of(row(*whole[::-1]), place, 4, true, false)[0]
    assert running[:-1].tolist() == newest[:-1].tolist()
    anew = flows_of(row(*yearly[::-1]), place, 4, false, true)[0]
    assert anew[:-1].tolist() == newest[:-1].tolist()
    assert flows_of(row(*newest), place, 4, false, false)[0].tolist() == newest.tolist()


def test_the_year_so_far_wants_every_period_of_it() -> None:
    place = np.array([0, 2, 3, 3])
    before = np.array([[5, 6, 7], [5, 6, 7], [5, NAN, 7], [5, 6, 7.0]])
    sums = year_so_far(before, place)
    assert sums[:2].tolist() == [0, 11]
    assert isnan(sums[2])
    assert sums[3] == 18


def test_a_sum_of_the_year_so_far_looks_summed_and_a_good_month_does_not() -> None:
    usual, spread = col(100.0), col(10.0)
    for value, so_far, summed in ((298, 200, True), (130, 200, False), (420, 200, False)):
        found = looks_summed(col(value), col(so_far), usual, spread, col(3.5), 3)
        assert bool(found[0]) is summed


def test_a_piece_where_a_total_belongs_falls_or_adds_nothing() -> None:
    usual, spread = col(100.0), col(8.0)
    for value, last, single in (
        (99, 210, True),
        (103, 98, True),
        (199, 98, False),
        (140, 98, False),
    ):
        assert bool(looks_single(col(value), col(last), usual, spread, col(5.0))[0]) is single


@pytest.mark.parametrize(
    ("now", "last_year", "share", "within"),
    [(133, 100, 0.33, True), (134, 100, 0.34, False), (66, 100, -0.34, False), (0, 0, 0, True)],
)
def test_a_third_more_or_less_than_last_year_is_consistent(now, last_year, share, within) -> None:
    assert share_changed(col(now), col(last_year))[0] == pytest.approx(share)
    assert bool(consistent(col(now), col(last_year))[0]) is within


def test_growth_from_nothing_has_no_share_and_is_not_consistent() -> None:
    assert isnan(share_changed(col(5), col(0))[0])
    assert not consistent(col(5), col(0))[0]
    assert points_changed(col(91.2), col(90.1))[0] == 1.1


def test_a_peak_stands_out_on_both_sides_in_the_better_direction() -> None:
    up, down = np.array([True]), np.array([False])
    assert peaked(col(90), col(96), col(91), up)[0] == 5
    assert peaked(col(90), col(96), col(97), up)[0] < 0
    assert peaked(col(12), col(8), col(11), down)[0] == 3
