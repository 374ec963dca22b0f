"""The same numbers by other people's code: scipy.stats, plain matrices, simulation."""

from dataclasses import replace
from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from targets.projection import projected
from targets.projection.counting import FUTURES, MEMORY, Remaining, remaining
from targets.projection.geometry import INERTIA, LEVEL, geometry
from targets.projection.mixture import mixture
from targets.projection.predictive import GOING_ON, STAYING, predictive
from targets.projection.robust import kendall_p, least_p, robust
from targets.projection.scale import scales_for
from targets.projection.units import Waiting
from tests.targets.projection.series import BALANCE, COVERAGE, TOILETS, series, target

NUMBERS = st.floats(-100, 100).map(lambda number: round(number, 3))
SCATTERED = st.lists(NUMBERS, min_size=5, max_size=12).filter(lambda v: np.std(np.diff(v)) > 0.1)
AHEAD = st.sampled_from([0.4, 1.0, 4.0, 9.0])


def regression(values, ahead):
    """Prediction and its error by `scipy.stats.linregress`, as domain.md F.2 writes it."""
    n, time = len(values), np.arange(len(values), dtype=float)
    fit = stats.linregress(time, values)
    rest = np.asarray(values) - fit.intercept - fit.slope * time
    size = np.sqrt(rest @ rest / (n - 2))
    at = n - 1 + ahead
    spread = np.sqrt(1 + 1 / n + (at - time.mean()) ** 2 / np.sum((time - time.mean()) ** 2))
    return fit.intercept + fit.slope * at, size * spread


def lingering(values, ahead, rho, damping):
    """One model by whitening with a Cholesky factor and least squares; evidence by determinants."""
    n, time = len(values), np.arange(len(values), dtype=float)
    root = np.linalg.cholesky(np.array([[rho ** abs(i - j) for j in time] for i in time]))
    design = np.column_stack([np.ones(n), time])
    white, aim = np.linalg.solve(root, design), np.linalg.solve(root, values)
    fit, _, _, _ = np.linalg.lstsq(white, aim, rcond=None)
    rest = aim - white @ fit
    reach = integrate_damping(ahead, damping)
    row = np.array([1.0, n - 1 + reach])
    link = np.linalg.solve(root, rho ** (n - 1 + ahead - time))
    apart = row - link @ white
    inner = np.linalg.inv(white.T @ white)
    variance = 1 - link @ link + apart @ inner @ apart
    size = rest @ rest
    evidence = -np.log(np.diag(root)).sum() - 0.5 * np.log(np.linalg.det(white.T @ white))
    return (
        row @ fit + link @ rest,
        np.sqrt(variance * size / (n - 2)),
        evidence - (n - 2) / 2 * np.log(size),
    )


def integrate_damping(ahead, damping):
    """Σ damping^k for k = 1 … ahead; for part of a period its continuous form."""
    if damping == 1:
        return ahead
    if float(ahead).is_integer():
        return sum(damping**k for k in range(1, int(ahead) + 1))
    return damping * (1 - damping**ahead) / (1 - damping)


@given(values=SCATTERED, ahead=AHEAD)
@settings(max_examples=60, deadline=None)
def test_without_inertia_and_undamped_it_is_the_textbook_regression(values, ahead):
    n = len(values)
    times = tuple(float(i) for i in range(n))
    known = geometry(times, (n - 1 + ahead,), 1.0)
    textbook = INERTIA.index(0.0)
    centre, error = regression(values, ahead)
    rest = known.scatter[textbook] @ values @ values
    assert known.means[textbook, 0] @ values == pytest.approx(centre, rel=1e-9, abs=1e-9)
    assert known.spread[textbook, 0] * np.sqrt(rest / (n - 2)) == pytest.approx(error, rel=1e-9)
    assert known.freedom == n - 2


@given(values=SCATTERED, ahead=AHEAD, share=st.sampled_from([0.05, 0.3, 0.5, 0.95]))
@settings(max_examples=40, deadline=None)
def test_the_average_of_models_is_the_one_written_out_with_plain_matrices(values, ahead, share):
    n = len(values)
    models = [(rho, phi) for phi in GOING_ON for rho in INERTIA]
    parts = [lingering(values, ahead, rho, phi) for rho, phi in models]
    evidence = np.array([part[2] for part in parts])
    weights = np.exp(evidence - evidence.max())
    weights /= weights.sum()

    def below(place):
        return sum(
            w * stats.t.cdf((place - centre) / error, n - 2)
            for w, (centre, error, _) in zip(weights, parts, strict=True)
        )

    times = tuple(float(i) for i in range(n))
    ours = predictive(times, (n - 1 + ahead,), np.array(values))
    goal = values[-1] + 1
    assert ours.below(goal) == pytest.approx(below(goal), abs=1e-7)
    wide = max(error for _, error, _ in parts) * 60 + 1
    middle = float(np.mean([centre for centre, _, _ in parts]))
    theirs = optimize.brentq(lambda x: below(x) - share, middle - wide, middle + wide, xtol=1e-11)
    assert ours.below(ours.quantile(share)) == pytest.approx(share, abs=1e-9)
    assert ours.quantile(share) == pytest.approx(theirs, rel=1e-5, abs=1e-5)


@given(values=SCATTERED)
@settings(max_examples=60, deadline=None)
def test_slope_and_p_are_those_of_scipy(values):
    distinct = len(set(values)) == len(values)
    ours = robust(range(len(values)), values)
    assert ours.slope == pytest.approx(stats.theilslopes(values)[0], abs=1e-12)
    if distinct:
        theirs = stats.kendalltau(range(len(values)), values, method="exact").pvalue
        assert ours.p_value == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_kendalls_p_is_counted_out_over_every_order(n):
    def score(order):
        pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
        return sum(1 if a < b else -1 for a, b in pairs)

    scores = [score(order) for order in permutations(range(n))]
    for one in set(scores):
        share = sum(abs(s) >= abs(one) for s in scores) / len(scores)
        assert kendall_p(one, n) == pytest.approx(share)
    assert least_p(n) == min(kendall_p(one, n) for one in scores)


def test_four_values_can_never_be_significant():
    assert least_p(4) > 0.05 > least_p(5)


def test_never_falling_below_agrees_with_a_simulation_of_the_whole_path():
    draw = np.random.default_rng(11)
    values = np.array([92.0, 91.1, 92.6, 91.8, 92.4, 91.5, 92.2, 91.9])
    times, dates = tuple(map(float, range(8))), tuple(map(float, range(8, 14)))
    ours = predictive(times, dates, values, paths=STAYING)
    for place in (90.0, 91.0, 91.5):
        drawn = [_simulated(draw, values, path, place) for path in STAYING]
        assert ours.never_beyond(place, 1.0) == pytest.approx(np.mean(drawn), abs=0.03)
        mirrored = predictive(times, dates, -values, paths=STAYING)
        assert mirrored.never_beyond(-place, -1.0) == pytest.approx(ours.never_beyond(place, 1.0))


def _simulated(draw, values, path, place, paths=20_000):
    """Share of simulated futures above `place`: full covariance between dates, no common factor."""
    n, time = len(values), np.arange(len(values), dtype=float)
    later = np.arange(n, n + 6, dtype=float)
    design = np.ones((n, 1)) if path == LEVEL else np.column_stack([np.ones(n), time])
    reach = [n - 1 + integrate_damping(k, path) for k in range(1, 7)]
    ahead = np.ones((6, 1)) if path == LEVEL else np.column_stack([np.ones(6), reach])
    chances, evidences = [], []
    for rho in INERTIA:
        links = rho ** np.abs(time[:, None] - time)
        across = rho ** np.abs(later[:, None] - time)
        back = np.linalg.inv(links)
        inner = np.linalg.inv(design.T @ back @ design)
        fit = inner @ design.T @ back @ values
        rest = values - design @ fit
        free = n - design.shape[1]
        apart = ahead - across @ back @ design
        cover = rho ** np.abs(later[:, None] - later) - across @ back @ across.T
        cover = cover + apart @ inner @ apart.T
        size = rest @ back @ rest
        centre = ahead @ fit + across @ back @ rest
        scale = np.sqrt(size / draw.chisquare(free, paths))
        shocks = draw.multivariate_normal(np.zeros(6), cover, paths, method="cholesky")
        chances.append(np.mean((centre + scale[:, None] * shocks > place).all(axis=1)))
        evidences.append(
            -0.5 * np.linalg.slogdet(links)[1] + 0.5 * np.linalg.slogdet(inner)[1]
            - free / 2 * np.log(size)
        )  # fmt: skip
    weights = np.exp(np.array(evidences) - max(evidences))
    return float(weights @ chances / weights.sum())


@given(pieces=st.integers(0, 60), more=st.integers(1, 40), ahead=st.floats(0.5, 12))
@settings(max_examples=60, deadline=None)
def test_a_steady_count_is_the_negative_binomial_of_scipy(pieces, more, ahead):
    ours = Remaining(pieces, 6.0, (ahead,))
    theirs = stats.nbinom.sf(more - 1, pieces + 0.5, 6 / (6 + ahead))
    assert ours.at_least(more) == pytest.approx(theirs, abs=1e-9)
    for share in (0.05, 0.5, 0.95):
        assert ours.quantile(share) == stats.nbinom.ppf(share, pieces + 0.5, 6 / (6 + ahead))


def test_a_count_forgets_and_its_three_futures_weigh_the_same():
    left = remaining([(4.0, 1.0), (5.0, 1.0), (3.0, 1.0), (6.0, 1.0)], 3.0)
    weights = [MEMORY**age for age in (3, 2, 1, 0)]
    assert left.exposure == pytest.approx(sum(weights))
    assert left.pieces == pytest.approx(np.dot(weights, [4, 5, 3, 6]))
    assert left.ahead == pytest.approx([sum(f**k for k in (1, 2, 3)) for f in FUTURES])


@given(
    units=st.integers(1, 12), finished=st.integers(0, 8), waited=st.integers(0, 40),
    ahead=st.integers(1, 8),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_units_left_are_the_integral_over_every_chance_there_may_be(units, finished, waited, ahead):
    ours = Waiting(units, finished, waited, ahead)
    belief = stats.beta(0.5 + finished, 0.5 + waited)

    def exactly(left):
        def at(level):
            stays = (1 - belief.ppf(level)) ** ahead
            return comb(units, left) * stays**left * (1 - stays) ** (units - left)

        return integrate.quad(at, 0, 1, limit=200)[0]

    left = units // 2
    assert ours.still_open(left) == pytest.approx(exactly(left), abs=1e-4)
    assert sum(ours.still_open(k) for k in range(units + 1)) == pytest.approx(1.0, abs=1e-7)


def test_the_printed_probability_of_a_balance_is_the_mixture_written_out():
    values = [-9, -7.2, -6.1, -3.5, -2.9]
    found = projected(BALANCE, target(">=", 0), series("2024-Q2", *values))
    models = [(rho, phi) for phi in GOING_ON for rho in INERTIA]
    parts = [lingering(np.array(values), 2.0, rho, phi) for rho, phi in models]
    weights = np.exp([part[2] for part in parts])
    chance = sum(
        w * stats.t.sf(-centre / error, 3) for w, (centre, error, _) in
        zip(weights / weights.sum(), parts, strict=True)
    )  # fmt: skip
    assert found.projection.probability == pytest.approx(chance, abs=1e-8)


def test_the_printed_probability_of_a_count_is_its_formula():
    """3, 8, 12, 19, 23, 28: steps 5 4 7 4 5, no batches; 6 quarters left, 12 more wanted."""
    found = projected(TOILETS, target(">=", 40), series("2023-Q1", 3, 8, 12, 19, 23, 28))
    weights = np.array([0.8**age for age in (4, 3, 2, 1, 0)])
    shape, past = weights @ [5, 4, 7, 4, 5] + 0.5, weights.sum()
    futures = [sum(f**k for k in range(1, 7)) for f in (0.85, 1.0, 1.15)]
    chances = [stats.nbinom.sf(11, shape, past / (past + ahead)) for ahead in futures]
    assert found.projection.probability == pytest.approx(np.mean(chances), abs=1e-9)


def test_a_survey_of_few_that_never_fell_is_no_row_of_finished_units():
    survey = replace(COVERAGE, derivation="satisfaction")
    counted = [
        (period, replace(one, value=5.0 * n, numerator=float(n), denominator=20.0))
        for n, (period, one) in enumerate(series("2023-Q1", *range(6)), start=10)
    ]
    goal = target(">=", 84, "2024-Q4")
    assert projected(COVERAGE, goal, counted).method == "beta-geometric-1"
    assert projected(survey, goal, counted).method.startswith("trend")


def test_a_sample_of_known_size_is_never_surer_than_its_sampling_error():
    """Six shares around 81 % from 100 answers each lie almost on a line, by chance."""
    values = [80.0, 80.5, 81.0, 81.4, 82.0, 82.5]
    small = series("2023-Q1", *values, denominator=100)
    goal = target(">=", 84, "2024-Q4")
    assert projected(COVERAGE, goal, small).projection.probability < 0.02
    survey = replace(COVERAGE, derivation="satisfaction")
    told = projected(survey, goal, small).projection
    assert 0.3 < told.probability < 0.5

    def place(share):
        return np.log(share / (100 - share))

    half = (place(told.high) - place(told.low)) / 2
    sampling = np.sqrt(np.mean([100 / (v * (100 - v)) for v in values]))  # 1/√(n·p·q), n = 100
    assert half > stats.t.ppf(0.95, 4) * sampling * 0.99


RATES = st.lists(st.integers(100, 9900).map(lambda n: n / 100), min_size=5, max_size=12).filter(
    lambda values: len(set(values)) > 4
)


def shared(values):
    """The two scales of a rate, and the series' mixture."""
    times = tuple(float(i) for i in range(1 - len(values), 1))
    parts = tuple(
        (scale, predictive(times, (3.0,), np.array([scale.forward(v) for v in values])))
        for scale in scales_for(COVERAGE, values)
    )
    return parts, mixture(parts, values)


@given(values=RATES)
@settings(max_examples=40, deadline=None)
def test_scales_are_weighed_by_the_likelihood_of_the_values_themselves(values):
    _, mixed = shared(values)
    chances = np.array(values) / 100
    steep = [1 / (100 * p * (1 - p)) for p in chances]
    told = []
    for places, stretch in ((np.log(chances / (1 - chances)), steep), (values, [1.0])):
        ways = [lingering(np.array(places), 3.0, rho, 1.0)[2] for rho in INERTIA]
        told.append(np.logaddexp.reduce(ways) + (len(values) - 2) * np.mean(np.log(stretch)))
    assert mixed.weights == pytest.approx(np.exp(told - np.logaddexp.reduce(told)), rel=1e-6)


@given(values=RATES, share=st.sampled_from([0.05, 0.5, 0.95]))
@example(values=[2.19, 11.79, 1.0, 96.08, 45.02], share=0.95)
@example(values=[8.32, 1.0, 20.45, 76.9, 28.25], share=0.95)
@example(values=[8.31, 1.0, 21.15, 78.61, 28.47], share=0.95)
@settings(max_examples=40, deadline=None)
def test_the_interval_of_a_mixture_is_where_its_probability_is(values, share):
    parts, mixed = shared(values)
    there = mixed.quantile(share)
    assert 0 <= there <= 100
    # A hair under the ceiling one step of a float is worth more than 1e-6 of probability; what
    # lies beyond a bound stands at it.
    hair = max(1e-9, np.spacing(there))
    beneath = mixed.below(there - hair) if there > 0 else 0.0
    above = mixed.below(there + hair) if there < 100 else 1.0
    assert beneath - 1e-6 <= share <= above + 1e-6
    for at in (there - hair, min(there + hair, 100.0)):
        if 0 < at <= 100:
            told = [ahead.below(scale.forward(at)) for scale, ahead in parts]
            assert np.dot(mixed.weights, told) == pytest.approx(mixed.below(at), abs=1e-12)
