"""What must hold of every verdict, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Baseline, Level
from targets.milestones import Milestone
from targets.rulebook import Band, Rule, judging_rule
from tests.targets.small import LEAKAGE, TARGET, plan_of, value

ORDER = [Level.FAR_BEHIND, Level.BEHIND, Level.ON_PACE, Level.MET]
PERIODS = st.sampled_from([f"{y}-Q{q}" for y in (2023, 2024, 2025) for q in (1, 2, 3, 4)])
NUMBERS = st.integers(-10_000, 10_000).map(lambda n: n / 100)
MODELS = st.sampled_from(["linear", "step", "compound"])
STEPS = (Milestone(TARGET.id, "2023", 0.0, "年度分解"),)


def judged(
    number: float,
    base: float | None,
    goal: float,
    period: str,
    *,
    up: bool = True,
    model: str = "linear",
    scale: float = 1.0,
    rule: Rule | None = None,
) -> Assessment:
    indicator = replace(
        LEAKAGE, kind="amount", unit="吨", direction="up" if up else "down",
        hard_min=None, hard_max=None,
    )  # fmt: skip
    comparator = ">=" if up else "<="
    target = replace(TARGET, comparator=comparator, value=goal * scale, pace=model)
    halfway = None if base is None else (base + goal) / 2 * scale
    steps = [replace(one, value=halfway) for one in STEPS if halfway is not None]
    bases = [] if base is None else [Baseline("leakage_rate", "150627", "2022", base * scale, "表")]
    (verdict,) = assess(
        plan_of(indicator, target),
        [value(period, number * scale, decimals=6)],
        bases,
        ReportingPeriod.parse(period),
        today=date(2026, 1, 20),
        milestones=steps,
        rule=rule,
    )
    return verdict


def rank(verdict: Assessment) -> int:
    assert verdict.level in ORDER
    return ORDER.index(verdict.level)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, PERIODS, MODELS)
def test_a_better_value_never_has_a_worse_level(a, b, base, goal, period, model):
    assume(base < goal)
    worse, better = sorted((a, b))
    one = judged(worse, base, goal, period, model=model)
    other = judged(better, base, goal, period, model=model)
    if Level.NOT_ASSESSABLE in (one.level, other.level):
        assert other.level in (one.level, Level.MET)
    else:
        assert rank(one) <= rank(other)


@given(NUMBERS, NUMBERS, NUMBERS, PERIODS, MODELS)
def test_the_unit_a_thousand_times_finer_changes_no_verdict(number, base, goal, period, model):
    assume(base < goal)
    plain = judged(number, base, goal, period, model=model)
    finer = judged(number, base, goal, period, model=model, scale=1000.0)
    assert (plain.level, plain.why_code) == (finer.level, finer.why_code)


@given(NUMBERS, NUMBERS, NUMBERS, PERIODS, MODELS)
def test_the_mirror_image_has_the_same_verdict(number, base, goal, period, model):
    assume(base < goal)
    up = judged(number, base, goal, period, model=model)
    down = judged(-number, -base, -goal, period, up=False, model=model)
    assert (up.level, up.why_code, up.achieved_share, up.expected_share) == (
        down.level,
        down.why_code,
        down.achieved_share,
        down.expected_share,
    )


@given(NUMBERS, st.one_of(st.none(), NUMBERS), PERIODS, MODELS, st.booleans())
def test_equality_always_meets(goal, base, period, model, up):
    assert judged(goal, base, goal, period, model=model, up=up).level is Level.MET


@given(NUMBERS, NUMBERS, NUMBERS, PERIODS, st.integers(0, 50), st.integers(0, 50))
def test_a_more_lenient_rule_never_gives_a_worse_level(number, base, goal, period, more, wider):
    assume(base < goal)
    strict = judging_rule()
    first, second = 10.0 + more, 30.0 + more + wider
    bands = (
        Band(level="on_pace", within=first, word="达序时", colour="绿"),
        Band(level="behind", within=second, word="滞后", colour="黄"),
        strict.bands[-1],
    )
    lenient = strict.model_copy(update={"bands": bands})
    plain = judged(number, base, goal, period)
    assert rank(plain) <= rank(judged(number, base, goal, period, rule=lenient))


@given(NUMBERS, NUMBERS, NUMBERS, PERIODS)
def test_the_numbers_given_are_enough_to_do_the_sum_again(number, base, goal, period):
    assume(base < goal)
    verdict = judged(number, base, goal, period)
    given_ = {k: v for k, v in verdict.arithmetic.items() if isinstance(v, float)}
    tau = given_["months_gone"] / given_["months_all"]
    expected = given_["B"] + (given_["target"] - given_["B"]) * tau
    achieved = (given_["x"] - given_["B"]) / (given_["target"] - given_["B"])
    if verdict.why_code == "pace":
        assert verdict.expected is not None
        assert abs(expected - verdict.expected) < 1e-6
        assert abs(100 * (achieved - tau) - 100 * given_["d"]) < 1e-6
        points = 100 * (tau - achieved)
        limits = (given_["on_pace_points"], given_["behind_points"])
        level = sum(points > limit + 1e-6 for limit in limits)
        if all(abs(points - limit) > 1e-5 for limit in limits):
            assert [Level.ON_PACE, Level.BEHIND, Level.FAR_BEHIND][level] is verdict.level


@given(NUMBERS, NUMBERS, NUMBERS, PERIODS)
def test_an_even_season_is_the_linear_pace(number, base, goal, period):
    assume(base < goal)
    plain = judged(number, base, goal, period)
    even = replace(
        LEAKAGE, kind="count", unit="个", direction="up", season=(0.25, 0.5, 0.75, 1.0),
        hard_min=None, hard_max=None,
    )  # fmt: skip
    target = replace(TARGET, comparator=">=", value=goal, pace="seasonal", counting="cumulative")
    (seasonal,) = assess(
        plan_of(even, target),
        [value(period, number, decimals=6)],
        [Baseline("leakage_rate", "150627", "2022", base, "表")],
        ReportingPeriod.parse(period),
        today=date(2026, 1, 20),
    )
    assert seasonal.level is plain.level
    if plain.expected is not None:
        assert abs((seasonal.expected or 0.0) - plain.expected) < 1e-6
