"""Verdicts that can be checked by hand."""

from dataclasses import replace
from datetime import date

import pytest

from observations.period import Frequency, ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Belief, Level, Trend
from targets.pace import time_share
from tests.targets.small import LEAKAGE, TARGET, base, plan_of, value

TODAY = date(2026, 1, 20)


def judge(values, baselines=(), period="2024-Q3", plan=None) -> Assessment:
    """The only verdict of the small plan."""
    (verdict,) = assess(
        plan or plan_of(), values, baselines, ReportingPeriod.parse(period), today=TODAY
    )
    return verdict


def test_the_third_quarter_of_the_second_year_is_seven_twelfths_of_three_years():
    share = time_share(date(2023, 1, 1), date(2024, 9, 30), date(2025, 12, 31))
    assert share == pytest.approx(21 / 36)


def test_a_falling_rate_behind_its_pace_says_by_how_much_in_one_sentence():
    verdict = judge([value("2024-Q2", 11.7), value("2024-Q3", 11.4)], [base(13.2)])
    assert verdict.level is Level.BEHIND
    assert verdict.trend is Trend.IMPROVING
    assert verdict.expected == pytest.approx(10.75)
    assert verdict.gap == pytest.approx(0.65)
    assert verdict.achieved_share == pytest.approx(1.8 / 4.2)
    assert verdict.required_pace == pytest.approx(-2.4 / 5)
    assert verdict.why == (
        "滞后:2024年第三季度11.4%,目标≤ 9%(v),"
        "按序时应不高于10.75%,差0.65个百分点"
        "(已完成42.9%,时间已过58.3%,进度落后15.5个百分点);较上期下降0.3个百分点;"
        "只有2期可比的值,不足5期,不作预测;要达标今后每季需下降0.48个百分点;"
        "约束性指标,列入督办;线性序时(linear-1):13.2+(9−13.2)×21÷36=10.75;基期2022年13.2%(第1版);规则银川2025第1版。"
    )


@pytest.mark.parametrize(
    ("number", "level"),
    [
        (9.0, Level.MET),
        (9.01, Level.ON_PACE),
        (13.2 - 4.2 * (21 / 36 - 0.10), Level.ON_PACE),
        (13.2 - 4.2 * (21 / 36 - 0.1001), Level.BEHIND),
        (13.2 - 4.2 * (21 / 36 - 0.30), Level.BEHIND),
        (13.2 - 4.2 * (21 / 36 - 0.3001), Level.FAR_BEHIND),
        (14.0, Level.FAR_BEHIND),
    ],
)
def test_ten_and_thirty_points_belong_to_the_milder_level(number, level):
    assert judge([value("2024-Q3", number)], [base(13.2)]).level is level


def test_a_value_exactly_at_its_target_is_met_without_any_baseline():
    verdict = judge([value("2024-Q3", 9.0)])
    assert (verdict.level, verdict.achieved_share) == (Level.MET, None)


def test_the_sentence_never_contradicts_the_trend():
    zigzag = [value("2024-Q1", 12.0), value("2024-Q2", 11.0), value("2024-Q3", 11.5)]
    verdict = judge(zigzag, [base(13.2)])
    assert verdict.trend is Trend.WORSENING
    assert "较上期上升0.5个百分点,近2期平均每季下降0.25个百分点;" in verdict.why


def test_a_later_baseline_starts_the_clock_at_its_own_end():
    verdict = judge([value("2024-Q2", 12.0)], [base(13.2, "2023")], "2024-Q2")
    assert verdict.time_share == pytest.approx(6 / 24)


def test_without_a_baseline_an_unmet_target_is_not_judged():
    verdict = judge([value("2024-Q3", 11.4)])
    assert (verdict.level, verdict.why_code) == (Level.NOT_ASSESSABLE, "no_baseline")
    assert "缺基期值" in verdict.why


def test_a_missing_value_is_missing_and_never_zero():
    verdict = judge([value("2024-Q2", 11.4), value("2024-Q3", None)], [base(13.2)])
    assert (verdict.level, verdict.belief, verdict.value) == (
        Level.NOT_ASSESSABLE,
        Belief.MISSING,
        None,
    )


def test_at_its_deadline_an_unmet_target_is_never_on_pace():
    verdict = judge([value("2025-Q4", 9.1)], [base(13.2)], period="2025-Q4")
    assert (verdict.level, verdict.why_code) == (Level.BEHIND, "deadline_missed")
    assert verdict.required_pace is None


def test_a_yearly_value_stands_in_a_quarter_with_its_own_date():
    yearly = replace(LEAKAGE, frequency=Frequency.YEAR)
    verdict = judge([value("2023", 11.8)], [base(13.2)], plan=plan_of(yearly))
    assert verdict.observed_period == "2023"
    assert verdict.time_share == pytest.approx(12 / 36)
    assert "上次实测" in verdict.why


def test_a_yearly_value_too_old_is_missing():
    yearly = replace(LEAKAGE, frequency=Frequency.YEAR)
    verdict = judge([value("2022", 11.8)], [base(13.2)], "2024-Q4", plan_of(yearly))
    assert verdict.belief is Belief.MISSING


def test_later_values_never_reach_an_earlier_verdict():
    early = judge([value("2024-Q3", 11.4)], [base(13.2)])
    with_later = judge([value("2024-Q3", 11.4), value("2024-Q4", 8.0)], [base(13.2)])
    assert early == with_later


def test_a_baseline_that_already_met_the_target_means_the_value_fell():
    verdict = judge([value("2024-Q3", 9.5)], [base(8.0)])
    assert (verdict.level, verdict.why_code) == (Level.BEHIND, "fell_below")


def test_a_milestone_is_not_judged_before_its_day_and_missed_after_it():
    step = replace(LEAKAGE, kind="yes", unit="是/否", direction="up")
    promise = replace(TARGET, comparator="yes", value=1.0, deadline=date(2024, 12, 31))
    plan = plan_of(step, promise)
    assert judge([value("2024-Q3", 0.0)], plan=plan).why_code == "milestone_not_due"
    late = judge([value("2024-Q4", 0.0)], period="2024-Q4", plan=plan)
    assert late.level is Level.FAR_BEHIND
    done = judge([value("2024-Q3", 1.0)], period="2025-Q2", plan=plan)
    assert done.level is Level.MET


def test_a_promise_without_a_date_is_shown_and_never_judged_late():
    plan = plan_of(LEAKAGE, replace(TARGET, open_ended=True))
    verdict = judge([value("2025-Q4", 11.4)], [base(13.2)], "2025-Q4", plan)
    assert (verdict.level, verdict.why_code) == (Level.NOT_ASSESSABLE, "no_deadline")
    assert judge([value("2025-Q4", 9.0)], period="2025-Q4", plan=plan).level is Level.MET


def test_a_meeting_held_once_does_not_count_for_the_next_quarter():
    step = replace(LEAKAGE, kind="yes", unit="是/否", direction="up")
    promise = replace(TARGET, comparator="yes", value=1.0, cadence="quarter")
    verdict = judge([value("2024-Q2", 1.0)], plan=plan_of(step, promise))
    assert verdict.belief is Belief.MISSING


def test_a_pending_definition_is_never_judged():
    pending = replace(LEAKAGE, definition_pending=True)
    verdict = judge([value("2024-Q3", 5.0)], [base(13.2)], plan=plan_of(pending))
    assert (verdict.level, verdict.why_code) == (Level.NOT_ASSESSABLE, "definition_pending")


def test_doubted_and_synthetic_values_say_so():
    doubted = judge([value("2024-Q3", 11.4, doubted=True, demo=True)], [base(13.2)])
    assert doubted.belief is Belief.DOUBTED
    assert judge([value("2024-Q3", 11.4, demo=True)], [base(13.2)]).belief is Belief.DEMO


def test_a_value_half_a_unit_from_its_target_is_named_as_sensitive():
    near = judge([value("2024-Q3", 9.004)], [base(13.2)])
    assert near.flips == ("rounding",)
    assert judge([value("2024-Q3", 11.4)], [base(13.2)]).flips == ()


def test_five_values_with_scatter_give_a_probability_and_four_do_not():
    numbers = {"2023-Q3": 12.4, "2023-Q4": 12.1, "2024-Q1": 11.9, "2024-Q2": 11.5, "2024-Q3": 11.4}
    values = [value(period, number) for period, number in numbers.items()]
    verdict = judge(values, [base(13.2)])
    assert verdict.projection is not None
    assert 0 < verdict.projection.probability < 1
    assert verdict.projection.low < 10 < verdict.projection.high
    assert judge(values[1:], [base(13.2)]).projection is None


def test_both_sides_of_a_range_are_judged_from_the_nearer_bound():
    promise = replace(TARGET, comparator="range", value=5.0, value_max=9.0)
    plan = plan_of(LEAKAGE, promise)
    assert judge([value("2024-Q3", 7.0)], plan=plan).level is Level.MET
    above = judge([value("2024-Q3", 11.4)], [base(13.2)], plan=plan)
    assert above.expected == pytest.approx(10.75)
