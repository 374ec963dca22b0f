"""The sentence under a verdict, word for word."""

from datetime import date

import pytest

from observations.period import ReportingPeriod
from targets.assess import assess
from targets.projection import chance, kept_projection_text, likelihood, projected, projection_text
from targets.projection.result import ABSENT
from targets.projection.words import _REASONS
from tests.targets.projection.series import COVERAGE, TOILETS, series, target
from tests.targets.small import base, plan_of, value

RISING = series("2023-Q1", 88.0, 88.9, 89.1, 90.2, 90.4, 91.5)


def test_the_sentence_gives_interval_probability_and_word():
    goal = target(">=", 93)
    found = projected(COVERAGE, goal, RISING)
    assert projection_text(COVERAGE, goal, found) == (
        "照近6期走势,2025年底九成可能在91.96至96.66%之间,达标概率76.6%(可能)。"
    )


def test_a_kept_target_speaks_of_not_falling():
    goal = target(">=", 89, keep=True)
    found = projected(COVERAGE, goal, RISING)
    assert "到2025年底各期都不跌破的概率" in projection_text(COVERAGE, goal, found)


def test_a_count_is_told_in_whole_pieces():
    goal = target(">=", 60)
    found = projected(TOILETS, goal, series("2023-Q1", 3, 8, 12, 19, 23, 28))
    assert projection_text(TOILETS, goal, found) == (
        "照近6期走势,2025年底九成可能在40至95座之间,达标概率46.7%(两可)。"
    )


def test_a_trend_that_could_be_chance_is_called_so():
    goal = target(">=", 93)
    wild = series("2023-Q1", 88.0, 91.2, 87.4, 90.9, 88.8, 90.2)
    found = projected(COVERAGE, goal, wild)
    assert (found.check, found.p_value > 0.10) == ("unsure", True)
    assert projection_text(COVERAGE, goal, found).endswith(",趋势尚不显著。")


def test_one_wild_value_that_carries_the_trend_is_named():
    goal = target(">=", 62, "2024-Q4")
    outlier = series("2023-Q1", 60.0, 60.1, 59.9, 60.2, 60.1, 71.0)
    found = projected(COVERAGE, goal, outlier)
    assert found.check == "disagrees"
    assert "稳健核对不一致" in projection_text(COVERAGE, goal, found)


def test_every_reason_has_its_clause_and_every_clause_its_reason():
    assert set(_REASONS) == set(ABSENT)


def test_the_scale_never_leaves_a_gap():
    words = [likelihood(percent / 100) for percent in range(101)]
    assert [w for i, w in enumerate(words) if i == 0 or w != words[i - 1]] == [
        "很不可能", "不太可能", "两可", "可能", "很可能",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("probability", "printed"),
    [(8e-9, "不到1%"), (0.0099, "不到1%"), (0.01, "1%"), (0.99, "99%"), (0.9999, "超过99%")],
)
def test_nothing_foreseen_is_printed_as_certain(probability, printed):
    assert chance(probability) == printed


def test_a_probability_and_its_word_never_contradict_each_other():
    for share in range(1001):
        near = share / 1000 - 4e-4
        assert likelihood(near) == likelihood(round(near, 3))


def test_an_interval_that_prints_as_one_value_is_told_as_one():
    goal = target(">=", 100, "2025-Q4")
    found = projected(COVERAGE, goal, series("2024-Q1", 87.2, 89.5, 91.4, 93.6, 95.49, 97.74))
    assert projection_text(COVERAGE, goal, found) == (
        "照近6期走势,2025年底九成可能为100%,达标概率99%(很可能)。"
    )


def test_a_kept_verdict_says_what_was_foreseen_word_for_word_as_its_own_sentence():
    values = [
        value(f"{year}-Q{quarter}", 13.0 - 0.12 * n - 0.03 * (n % 3))
        for n, (year, quarter) in enumerate((y, q) for y in (2023, 2024) for q in (1, 2, 3, 4))
    ]
    plan = plan_of()
    for known in (values, values[-2:]):
        period = ReportingPeriod.parse("2024-Q4")
        (verdict,) = assess(plan, known, [base(13.2)], period, today=date(2025, 1, 20))
        told = kept_projection_text(plan.indicators[0], plan.targets[0], verdict)
        assert told.rstrip("。") in verdict.why
        assert (verdict.projection is None) == told.endswith("不足5期,不作预测。")
