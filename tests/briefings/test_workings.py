"""What a reader is shown of a verdict: headline, sum, thresholds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from briefings.levels import consequence_words, level_words, rule_title
from briefings.workings import needed, pace_sum, workings
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.load import DEFAULT_PLAN, load_plan
from targets.milestones import Milestone
from targets.wording import headline, value_text
from tests.targets.small import LEAKAGE, TARGET, base, plan_of, value

Q3 = ReportingPeriod.parse("2024-Q3")
BY_HAND = """
本期值 | 11.4% | 2024年第三季度
目标 | ≤9% | 目标版本v,期限2025年底
基期 | 13.2% | 2022年,第1版,供水公司年报
时间份额 | 58.3% | 2023-01-01起21个月÷全程36个月
应达值 | 10.75% | 线性序时(linear-1):13.2+(9−13.2)×21÷36
完成份额 | 42.9% | 已走(11.4−13.2)÷全程(9−13.2)
偏差 | 落后15.5个百分点 | 完成42.9%,应完成58.3%
水平 | 滞后 | 落后不超过10个百分点为达序时,不超过30个百分点为滞后,再多即为严重滞后
今后每季需 | 下降0.48个百分点 | (9−11.4)÷剩余5季
规则 | 银川2025第1版 | yinchuan-2025-1,该规则称“黄”
"""


def judged(number, target=TARGET, baseline=13.2, milestones=(), indicator=LEAKAGE, period=Q3):
    """The verdict of one value, with the indicator and target it is of."""
    plan = plan_of(indicator, target)
    known = [base(baseline)] if baseline is not None else []
    (verdict,) = assess(
        plan, [value(str(period), number)], known, period,
        today=date(2026, 1, 20), milestones=milestones,
    )  # fmt: skip
    return indicator, plan.targets[0], verdict


def rows(case):
    return {one.name: one for one in workings(*case)}


def test_the_sum_is_set_out_line_by_line_as_a_person_would_do_it():
    told = "\n".join(f"{one.name} | {one.number} | {one.how}" for one in workings(*judged(11.4)))
    assert told == BY_HAND.strip()


def test_the_headline_is_level_value_target_and_gap_and_nothing_else():
    *_, verdict = judged(11.4)
    assert (
        headline(verdict.why)
        == "滞后:2024年第三季度11.4%,目标≤9%,按序时应不高于10.75%,差0.65个百分点。"
    )


def test_every_headline_of_the_plan_is_short_and_whole():
    plan = load_plan(DEFAULT_PLAN)
    verdicts = assess(plan, [], [], Q3, today=date(2024, 10, 20))
    for one in verdicts:
        assert "(" not in headline(one.why) and ")" not in headline(one.why)
        assert len(headline(one.why)) <= 60


def test_nested_brackets_of_a_document_number_leave_nothing_behind():
    why = "滞后:2024年11%,目标≤ 9%(目标版本2025-03-01 伊政办发(2025)3号调整),差2。"
    assert headline(why) == "滞后:2024年11%,目标≤9%,差2。"


@pytest.mark.parametrize("model", ["linear", "compound"])
@pytest.mark.parametrize("number", [13.0, 11.4, 10.9, 9.5])
def test_the_printed_sum_gives_the_printed_pace_value(model, number):
    case = judged(number, target=replace(TARGET, pace=model))
    asked = rows(case)["应达值"]
    formula = asked.how.rpartition(":")[2]
    if model == "compound":
        formula = re.sub(r"的\((.*)\)次方", r"**(\1)", formula)
    result = eval(formula.replace("−", "-").replace("×", "*").replace("÷", "/"))
    assert value_text(case[0], result) == asked.number


def test_a_milestone_is_the_pace_and_no_share_of_time_is_told():
    entered = [Milestone("city-09-leakage", "2023", 12.0, "年度分解表")]
    told = rows(judged(11.4, milestones=entered))
    assert told["应达值"].how == "按节点(step-1):2023年节点值(第1版)"
    assert told["应达值"].number == "12%"
    assert "时间份额" not in told


def test_an_exact_target_is_measured_by_distance_whichever_side_the_value_is_on():
    exact = replace(TARGET, comparator="=")
    told = rows(judged(6.0, target=exact))
    assert told["完成份额"].how == "1−距目标3÷全程4.2"
    assert told["应达值"].how.endswith(",折到目标另一侧")


def test_a_negative_baseline_stands_in_brackets():
    told = rows(judged(-4.0, baseline=-10.0, target=replace(TARGET, comparator=">=")))
    assert told["完成份额"].how == "已走(-4−(-10))÷全程(9−(-10))"


@pytest.mark.parametrize(
    ("number", "fields", "words"),
    [
        (8.0, {}, "达到目标即为已达标"),
        (11.4, {"keep": True}, "须保持的目标"),
        (11.4, {"open_ended": True}, "方案没有写期限"),
        (11.4, {"deadline": date(2023, 12, 31)}, "期限已到未达目标:落后不超过30个百分点为滞后"),
    ],
)
def test_a_level_that_no_pace_decides_says_what_does(number, fields, words):
    *_, verdict = judged(number, target=replace(TARGET, **fields))
    assert level_words(verdict).startswith(words)


def test_without_a_baseline_nothing_is_said_of_shares():
    told = rows(judged(11.4, baseline=None))
    assert set(told) == {"本期值", "目标", "水平", "规则"}
    assert told["水平"].how == "缺基期值,不知全程多远,不判水平"
    assert pace_sum(*judged(11.4, baseline=None)) == ""


def test_what_is_needed_is_told_with_the_time_that_is_left():
    assert needed(*judged(11.4)) == "要达标今后每季需下降0.48个百分点(还有5季)"
    assert needed(*judged(8.9)) == ""
    assert needed(*judged(11.4, period=ReportingPeriod.parse("2025-Q4"))) == ""


def test_binding_targets_go_to_supervision_and_indicative_ones_are_explained():
    *_, binding = judged(13.0)
    *_, indicative = judged(13.0, target=replace(TARGET, binding="indicative"))
    *_, prose = judged(13.0, target=replace(TARGET, binding="none"))
    assert consequence_words(binding) == "约束性指标,列入督办"
    assert consequence_words(indicative).startswith("预期性指标,请说明原因")
    assert consequence_words(prose) == ""


def test_a_run_by_a_rule_file_no_longer_kept_is_still_shown():
    indicator, target, verdict = judged(11.4)
    older = replace(verdict, rule_version="gone-7", arithmetic={})
    told = {one.name: one.number for one in workings(indicator, target, older)}
    assert told == {
        "本期值": "11.4%", "目标": "≤9%", "基期": "13.2%", "水平": "滞后",
        "今后每季需": "下降0.48个百分点", "规则": "gone-7",
    }  # fmt: skip
    assert rule_title("yinchuan-2025-1") == "银川2025第1版"
