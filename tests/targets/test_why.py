"""What a tired reader must not be left to puzzle out in a verdict's one sentence."""

from dataclasses import replace
from datetime import date

import pytest

from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Level
from targets.lately import lately
from tests.targets.small import LEAKAGE, TARGET, base, plan_of, value

COUNT = replace(LEAKAGE, unit="个", kind="count", direction="up", decimals=0)
RATIO = replace(LEAKAGE, unit="比", kind="ratio", direction="up", decimals=4)


def judge(values, baselines=(), period="2024-Q3", plan=None, **more) -> Assessment:
    day = date(2026, 1, 20)
    (verdict,) = assess(
        plan or plan_of(), values, baselines, ReportingPeriod.parse(period), today=day, **more
    )
    return verdict


@pytest.mark.parametrize(
    ("indicator", "values", "told"),
    [
        (COUNT, [5, 5, 5, 6], "较上期上升1个,近3期平均每季上升0.3个"),
        (COUNT, [6, 6, 6, 6, 6], "近5期持平"),
        (COUNT, [5, 6, 6, 6, 6], "较上期持平,近4期平均每季上升0.2个"),
        (LEAKAGE, [11.4], ""),
        (LEAKAGE, [11.4, 11.0], "较上期下降0.4个百分点"),
        (LEAKAGE, [12.0, 11.0, 11.5], "较上期上升0.5个百分点,近2期平均每季下降0.25个百分点"),
        (RATIO, [0.25, 0.2857, 0.3125], "近3期由1:4到1:3.2"),
        (replace(COUNT, kind="yes"), [0, 1, 1], ""),
    ],
)
def test_a_rise_is_never_averaged_into_nothing(indicator, values, told):
    assert lately(indicator, values) == told


@pytest.mark.parametrize(
    ("comparator", "number", "told"),
    [(">=", 6.0, "目标完成率66.7%"), ("<=", 10.0, ""), ("range", 15.0, ""), (">=", -3.0, "")],
)
def test_a_share_of_the_target_is_told_only_on_the_way_up_to_it(comparator, number, told):
    most = 12.0 if comparator == "range" else None
    goal = replace(TARGET, comparator=comparator, value_max=most)
    verdict = judge(
        [value("2024-Q3", number)], plan=plan_of(replace(LEAKAGE, direction="up"), goal)
    )
    assert verdict.why_code == "no_baseline"
    assert (told or "缺基期值") in verdict.why
    assert ("目标完成率" in verdict.why) is bool(told)


def test_a_value_worse_than_its_baseline_is_told_so_and_not_as_a_negative_share():
    verdict = judge([value("2024-Q3", 14.0)], [base(13.2)])
    assert "(比基期还差0.8个百分点,时间已过58.3%,进度落后77.4个百分点)" in verdict.why
    late = judge([value("2025-Q4", 14.0)], [base(13.2)], "2025-Q4")
    assert "差5个百分点(比基期还差0.8个百分点)" in late.why
    assert "已完成" not in late.why


def test_what_is_still_needed_is_told_without_a_baseline_too_and_never_when_it_is_met():
    assert judge([value("2024-Q3", 11.4)]).required_pace == pytest.approx(-2.4 / 5)
    assert "要达标今后每季需下降0.48个百分点" in judge([value("2024-Q3", 11.4)]).why
    fallen = judge([value("2024-Q3", 9.5)], [base(8.0)])
    assert fallen.required_pace == pytest.approx(-0.5 / 5)
    assert judge([value("2024-Q3", 8.0)], [base(13.2)]).required_pace is None
    assert judge([value("2025-Q4", 11.4)], [base(13.2)], "2025-Q4").required_pace is None


def test_a_kept_promise_never_kept_so_far_is_not_said_to_have_fallen():
    kept = plan_of(LEAKAGE, replace(TARGET, keep=True))
    assert "按保持类判,比目标高2.4个百分点" in judge([value("2024-Q3", 11.4)], plan=kept).why
    assert "基期已达标,按保持类判,比目标高0.5个百分点" in (
        judge([value("2024-Q3", 9.5)], [base(8.0)]).why
    )


def test_a_deadline_long_gone_is_past_and_one_of_the_day_has_come():
    early = plan_of(LEAKAGE, replace(TARGET, deadline=date(2023, 12, 31)))
    assert "期限2023年底已过" in judge([value("2024-Q3", 11.4)], plan=early).why
    assert "期限2025年底已到" in judge([value("2025-Q4", 11.4)], period="2025-Q4").why


@pytest.mark.parametrize("pending", [False, True])
@pytest.mark.parametrize("number", [8.0, 11.4])
def test_value_period_target_version_model_and_rule_are_named_once_each(number, pending):
    plan = plan_of(replace(LEAKAGE, definition_pending=pending))
    why = judge([value("2024-Q3", number)], [base(13.2)], plan=plan).why
    for part in ("2024年第三季度", "目标≤ 9%", "(v)", "(linear-1)", "规则银川2025第1版"):
        assert why.count(part) == 1, part


def test_the_final_evaluation_names_no_pace_model_for_it_asks_none():
    verdict = judge([value("2025-Q4", 11.4)], [base(13.2)], "2025-Q4", final=True)
    assert verdict.level is Level.BEHIND
    assert verdict.why.endswith(";期末评估只看实测,规则银川2025第1版。")
    assert "linear-1" not in verdict.why
