"""Rules are files: what they say is what is judged, and a wrong file is named with its line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Level, Trend
from targets.model import Target
from targets.rulebook import FOLDER, judging_rule, load_rule, load_rules
from tests.targets.small import LEAKAGE, TARGET, base, plan_of, value

Q3 = ReportingPeriod.parse("2024-Q3")


def judge(number: float, *, target: Target = TARGET, **more) -> Assessment:
    (verdict,) = assess(
        plan_of(LEAKAGE, target), [value("2024-Q3", number)], [base(13.2)], Q3,
        today=date(2026, 1, 20), **more,
    )  # fmt: skip
    return verdict


def test_every_verdict_names_rule_model_and_target_version() -> None:
    verdict = judge(11.4)
    assert verdict.rule_version == "yinchuan-2025-1"
    assert (verdict.pace_model, verdict.model_version) == ("linear", "linear-1")
    assert verdict.target_version == "v"
    assert (verdict.level_word, verdict.colour) == ("滞后", "黄")


def test_another_rule_judges_by_its_own_bands_and_words() -> None:
    strict = judging_rule("ouhai-2020")
    verdict = judge(11.0, rule=strict)
    assert (verdict.level, verdict.level_word, verdict.colour) == (Level.BEHIND, "未按期", "红")
    assert judge(14.0, rule=strict).level is Level.BEHIND
    assert judge(11.0).level is Level.ON_PACE


def test_the_plan_chooses_its_rule() -> None:
    plan = replace(plan_of(), rule="ouhai-2020")
    (verdict,) = assess(plan, [value("2024-Q3", 11.0)], [base(13.2)], Q3, today=date(2026, 1, 20))
    assert verdict.rule_version == "ouhai-2020-1"


def test_colours_of_supervision_slips_give_no_levels_and_say_so() -> None:
    slips = [rule for rule in load_rules() if not rule.judges]
    assert {rule.name for rule in slips} == {
        "suqian-2025", "sanming-2017", "guangyuan-2018", "zaozhuang-2022",
    }  # fmt: skip
    for rule in slips:
        with pytest.raises(UserError, match="不能判水平"):
            judging_rule(rule.name)


def test_every_rule_says_where_it_is_from_what_blue_means_and_what_each_colour_means() -> None:
    for rule in load_rules():
        assert rule.source and rule.users and rule.blue
        assert all(mark.means for mark in rule.marks)


@pytest.mark.parametrize(
    ("binding", "number", "consequence", "said"),
    [
        ("binding", 11.4, "case", "列入督办"),
        ("indicative", 11.4, "explain", "请说明原因(不立督办)"),
        ("none", 11.4, "none", ""),
        ("binding", 11.0, "none", ""),
        ("binding", 9.0, "none", ""),
    ],
)
def test_binding_and_indicative_have_different_consequences(
    binding: str, number: float, consequence: str, said: str
) -> None:
    verdict = judge(number, target=replace(TARGET, binding=binding))
    assert verdict.consequence == consequence
    assert said in verdict.why


def test_the_origin_of_time_may_be_moved_for_one_assessment() -> None:
    verdict = judge(11.4, pace_origin=date(2023, 11, 6))
    gone = 9 + 2 - 5 / 30
    assert verdict.time_share == pytest.approx((gone - 0) / (26 - 5 / 30))
    with pytest.raises(UserError, match="不在方案期"):
        judge(11.4, pace_origin=date(2026, 1, 1))


def test_a_change_below_the_flat_threshold_is_flat_and_the_threshold_is_the_rules() -> None:
    steady = [value("2024-Q2", 11.40), value("2024-Q3", 11.404)]
    moved = [value("2024-Q2", 11.40), value("2024-Q3", 11.41)]
    wide = judging_rule().model_copy(update={"flat_half_units": 10.0})

    def trend(values, rule=None) -> Trend:
        found = assess(plan_of(), values, [base(13.2)], Q3, today=date(2026, 1, 20), rule=rule)
        return found[0].trend

    assert trend(steady) is Trend.FLAT
    assert trend(moved) is Trend.WORSENING
    assert trend(moved, wide) is Trend.FLAT


def test_a_rule_may_hold_on_to_what_was_once_met() -> None:
    values = [value("2024-Q2", 8.9), value("2024-Q3", 10.0)]
    keep = judging_rule().model_copy(update={"once_met": "keep"})
    plain, kept = (
        assess(plan_of(), values, [base(13.2)], Q3, today=date(2026, 1, 20), rule=rule)[0]
        for rule in (None, keep)
    )
    assert (plain.level, plain.why_code) == (Level.ON_PACE, "pace")
    assert (kept.level, kept.why_code) == (Level.BEHIND, "fell_below")
    assert "2024年第二季度曾达标,现已回落" in plain.why


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    text = (FOLDER / "yinchuan-2025.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "yinchuan-2025.yaml").write_text(text.replace(old, new, 1), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("within: 10,", "within: 40,", "within 不小于零且递增"),
        ("level: far_behind, word", "level: lost, word", "bands[3].level:只能取规定的词"),
        ("users:", "reader: 我\nusers:", "reader:不认识的字段"),
        ("users: 银川市2025年重点项目调度\n", "", "users:缺少这个字段"),
        ("  - {pace: linear}\n", "", "最后一行不写条件"),
        ("version: 1", "version: 一", "version:写法不对"),
        ("name: yinchuan-2025", "name: other", "与文件名不同"),
        ("met: {word: 已达标, colour: 绿}\n", "", "要写 met"),
    ],
)
def test_a_mistake_in_a_rule_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        load_rule("yinchuan-2025", spoilt(tmp_path, old, new))
    assert "yinchuan-2025.yaml" in str(caught.value)
    assert said in str(caught.value)


def test_an_unknown_rule_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UserError, match=r"没有评估规则.*yinchuan-2025"):
        load_rule("beijing")


# 一条规则判过一次就不再改:改了的另立文件和名称,不然从前的结论重算不出来。
KEPT = {
    "guangyuan-2018-1": "1b02d2b8a00b46c1",
    "ouhai-2020-1": "7f73f1778498725d",
    "sanming-2017-1": "6785ba81c33071b6",
    "suqian-2025-1": "2d4c76462865d19d",
    "yinchuan-2025-1": "88dead3fdded8154",
    "zaozhuang-2022-1": "c4a5b3e015ba8069",
}


def test_a_rule_once_shipped_is_never_rewritten_under_its_own_name() -> None:
    now = {}
    for rule in load_rules():
        text = json.dumps(rule.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        now[rule.id] = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert {name: now.get(name) for name in KEPT} == KEPT
