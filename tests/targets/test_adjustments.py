"""Mid-term adjustments: who reads the plan on which day, and what a wrong record is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.errors import UserError
from targets.adjustment import Adjustment
from targets.adjustments import changes, ever, in_force, ordered
from targets.check import check_plan
from targets.editions import differences
from targets.load import load_plan
from targets.model import Plan, Target
from targets.show import plan_document, plan_text
from tests.targets.adjusted import QUOTE, ROADS, SEWAGE, TEXT, adjusted_plan, one
from tests.targets.plans import TINY

EVE, DAY = date(2026, 9, 30), date(2026, 10, 1)
SORTING = one(
    target="P2",
    value=2,
    value_max=4,
    comparator="range",
    printed="2—4座",
    quote="垃圾分拣站目标调整为2—4座",
)
PATROLS = one(target="F1", withdrawn=True, quote="不再考核巡查次数")
NEW = one(target="P9", added=True, quote="到2027年,村道硬化率不低于60%")


def told(plan: Plan, name: str, day: date) -> Target | None:
    return next((t for t in in_force(plan, day).targets if t.id == name), None)


# 调整了什么 | 生效前一天 | 生效当天
WORKED: tuple[tuple[str, dict[str, Any], str, object, object], ...] = (
    ("目标值 85 → 80", SEWAGE, "value", 85.0, 80.0),
    ("印出的数 85 → 80%以上", SEWAGE, "printed", "85", "80%以上"),
    ("期限延半年", one(deadline="2028-06-30"), "deadline", date(2027, 12, 31), date(2028, 6, 30)),
    ("预期性改约束性", one(binding="binding"), "binding", "indicative", "binding"),
    ("换牵头单位", one(leads=["farm"]), "leads", ("ecology",), ("farm",)),
    ("添配合单位", one(cooperating=["finance"]), "cooperating", (), ("finance",)),
    ("版本的叫法", SEWAGE, "version", "2026版", "2026-10-01 青政发〔2026〕31号调整"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("case", "record", "field", "before", "after"), WORKED, ids=[w[0] for w in WORKED]
)
def test_a_field_holds_from_its_day_of_effect(
    tmp_path: Path, case: str, record: dict[str, Any], field: str, before: object, after: object
) -> None:
    plan = load_plan(adjusted_plan(tmp_path, record))
    assert check_plan(plan) == ()
    was, now = told(plan, "T2", EVE), told(plan, "T2", DAY)
    assert (getattr(was, field), getattr(now, field)) == (before, after)
    others = [t for t in in_force(plan, DAY).targets if t.id != "T2"]
    assert others == [t for t in plan.targets if t.id != "T2"]


def test_a_number_becomes_a_range_and_back(tmp_path: Path) -> None:
    later = one(
        target="P2", value=3, comparator=">=", printed="3座以上", effective="2027-01-01",
        quote="垃圾分拣站改为3座以上",
    )  # fmt: skip
    text = TEXT + "\n自2027年1月1日起,垃圾分拣站改为3座以上。\n"
    plan = load_plan(adjusted_plan(tmp_path, SORTING, later, text=text))
    assert check_plan(plan) == ()
    bounds = [
        (t.comparator, t.value, t.value_max)
        for day in (EVE, DAY, date(2027, 1, 1))
        if (t := told(plan, "P2", day))
    ]
    assert bounds == [(">=", 3.0, None), ("range", 2.0, 4.0), (">=", 3.0, None)]


def test_a_target_is_withdrawn_and_another_added(tmp_path: Path) -> None:
    plan = load_plan(adjusted_plan(tmp_path, PATROLS, NEW, added=(ROADS,)))
    assert check_plan(plan) == ()
    assert {t.id for t in in_force(plan, EVE).targets} == {"T1", "T2", "P1", "P2", "P3", "F1"}
    assert {t.id for t in in_force(plan, DAY).targets} == {"T1", "T2", "P1", "P2", "P3", "P9"}
    assert set(ever(plan)) == {"T1", "T2", "P1", "P2", "P3", "F1", "P9"}
    roads = told(plan, "P9", DAY)
    assert roads is not None
    assert roads.version == "2026-10-01 青政发〔2026〕31号新增"
    assert [(c.target, c.field, c.old, c.new) for c in changes(plan)] == [
        ("P9", "added", "", ">= 60 2027-12-31"),
        ("F1", "withdrawn", ">= 1 2027-12-31", ""),
    ]
    assert ("road_rate", "farm") in [(r.indicator, r.office) for r in plan.reporting]


def test_a_stated_deadline_is_no_longer_inferred(tmp_path: Path) -> None:
    plan = load_plan(adjusted_plan(tmp_path, one(deadline="2028-06-30")))
    was, now = told(plan, "T2", EVE), told(plan, "T2", DAY)
    assert was is not None
    assert now is not None
    assert set(was.inferred) - set(now.inferred) == {"deadline"}


def test_the_later_decision_has_the_last_word_on_one_day_of_effect(tmp_path: Path) -> None:
    plan = load_plan(adjusted_plan(tmp_path, SEWAGE))
    (first,) = plan.adjustments
    later = replace(first, id="a2", decided=date(2026, 9, 15), value=82.0, printed="82%以上")
    for order in ((first, later), (later, first)):
        sewage = told(replace(plan, adjustments=order), "T2", DAY)
        assert sewage is not None
        assert sewage.value == 82.0
        assert [c.new for c in sewage.history if c.field == "value"] == ["80", "82"]


def test_two_that_contradict_each_other_on_one_day_are_refused(tmp_path: Path) -> None:
    other = SEWAGE | {"value": 82, "printed": "82%以上"}
    with pytest.raises(UserError, match=r"第\d+行.*同日.*adjustments\.yaml 第.*互相矛盾"):
        load_plan(adjusted_plan(tmp_path, SEWAGE, other))


def test_two_of_one_day_that_touch_other_fields_both_hold(tmp_path: Path) -> None:
    plan = load_plan(adjusted_plan(tmp_path, SEWAGE, one(binding="binding")))
    sewage = told(plan, "T2", DAY)
    assert sewage is not None
    assert (sewage.value, sewage.binding) == (80.0, "binding")


WRONG_RECORDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("缺少字段 document", {"document": None}),
    ("缺少字段 quote", {"quote": None}),
    ("缺少字段 approved_by", {"approved_by": None}),
    ("缺少字段 decided", {"decided": None}),
    ("缺少字段 effective", {"effective": None}),
    ("缺少字段 reason", {"reason": None}),
    ("缺少字段 target", {"target": None}),
    ("缺少字段 id", {"id": None}),
    (r"id:写作“a 1”,应符合", {"id": "a 1"}),
    (r"target:目标“T77”没有定义", {"target": "T77"}),
    (r"value:写作“很多”,应为数", {"value": "很多"}),
    (r"value_max:写作“x”,应为数", {"value_max": "x"}),
    (r"comparator:写作“>”,只能取", {"comparator": ">"}),
    (r"deadline:写作“明年”,应为日期", {"deadline": "明年"}),
    (r"decided:写作“2026-13-01”,应为日期", {"decided": "2026-13-01"}),
    (r"effective:写作“即日”,应为日期", {"effective": "即日"}),
    (r"binding:写作“硬”,只能取", {"binding": "硬"}),
    (r"leads:写作“farm”,应为列表", {"leads": "farm"}),
    (r"单位“nobody”没有定义", {"leads": ["nobody"]}),
    (r"单位“nobody”没有定义", {"cooperating": ["nobody"]}),
    (r"牵头单位不能为空", {"leads": []}),
    (r"withdrawn:写作“是”,应为 true", {"withdrawn": "是"}),
    (r"added:写作“1”,应为 true", {"added": 1}),
    (r"撤销或新增的目标不能同时改字段", {"withdrawn": True}),
    (r"改了数值或比较符却没有写 printed", {"printed": None}),
    (r"写了 printed 却没有写 value", {"value": None, "comparator": None}),
    (r"区间目标要有 value_max", {"comparator": "range"}),
    (r"区间目标要有 value_max,且不小于", {"comparator": "range", "value_max": 1}),
    (r"只有区间目标才有 value_max", {"value_max": 90}),
    (r"生效日期 2025-01-01 早于方案印发日", {"effective": "2025-01-01"}),
    (r"颜色:不认识的字段", {"颜色": "红"}),
)


@pytest.mark.parametrize(("said", "fields"), WRONG_RECORDS)
def test_a_wrong_record_is_told_with_file_and_line(
    tmp_path: Path, said: str, fields: dict[str, Any]
) -> None:
    wrong = {k: v for k, v in (SEWAGE | fields).items() if v is not None}
    with pytest.raises(UserError, match=rf"adjustments\.yaml 第\d+行.*{said}") as told_so:
        load_plan(adjusted_plan(tmp_path, PATROLS, wrong))
    assert told_so.value.cure


def test_a_record_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    bare = {k: v for k, v in SEWAGE.items() if k not in ("value", "comparator", "printed")}
    with pytest.raises(UserError, match=r"adjustments\.yaml 第2行.*没有写改了什么"):
        load_plan(adjusted_plan(tmp_path, bare))


def test_one_document_has_one_number_approver_and_day(tmp_path: Path) -> None:
    other = PATROLS | {"document": "青政发〔2026〕32号"}
    with pytest.raises(UserError, match=r"document:同一调整文件“a1”,这里写"):
        load_plan(adjusted_plan(tmp_path, SEWAGE, other))


def test_a_missing_document_or_target_is_told(tmp_path: Path) -> None:
    folder = adjusted_plan(tmp_path, SEWAGE)
    (folder / "adjustments" / "a1.txt").unlink()
    with pytest.raises(UserError, match=r"读不到调整文件原文 adjustments/a1\.txt"):
        load_plan(folder)


def test_a_new_target_needs_its_adjustment_and_its_record(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="P9”没有对应的调整"):
        load_plan(adjusted_plan(tmp_path / "a", SEWAGE, added=(ROADS,)))
    with pytest.raises(UserError, match="目标“P9”没有定义"):
        load_plan(adjusted_plan(tmp_path / "b", NEW))
    with pytest.raises(UserError, match=r"added\.yaml 里没有新目标“T2”"):
        load_plan(adjusted_plan(tmp_path / "c", one(added=True)))


def test_a_withdrawn_target_cannot_be_adjusted_later(tmp_path: Path) -> None:
    later = one(target="F1", binding="binding", effective="2027-01-01")
    with pytest.raises(UserError, match=r"F1”到 2027-01-01 没有定义或已撤销"):
        load_plan(adjusted_plan(tmp_path, PATROLS, later))


AGAINST_THE_TEXT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("不在 adjustments/a1.txt 里", {"quote": "污水处理率目标由85%调整为80%以上左右"}),
    ("文号“青政发〔2026〕99号”不在", {"document": "青政发〔2026〕99号"}),
    ("决定日期 2026-09-02", {"decided": "2026-09-02"}),
    ("生效日期 2026-11-01", {"effective": "2026-11-01"}),
    ("印作“80%以上”,value 却是 79", {"value": 79}),
    ("印作“80%以上”,执行却用“<=”", {"comparator": "<="}),
    ("印出的“81%以上”不在引文里", {"printed": "81%以上", "value": 81}),
    ("引文里没有“2029年”", {"deadline": "2029-01-01"}),
    ("引文里却没有“预期性”", {"binding": "indicative", "quote": "村道硬化率不低于60%"}),
    ("引文里没有单位“农业农村办”", {"leads": ["farm"], "quote": "不再考核巡查次数"}),
    ("超出指标 sewage_rate 的硬边界", {"value": 180}),
    ("出现 3 次,写长一些", {"quote": "目标"}),
)


@pytest.mark.parametrize(("said", "fields"), AGAINST_THE_TEXT)
def test_what_the_document_does_not_say_is_found(
    tmp_path: Path, said: str, fields: dict[str, Any]
) -> None:
    plan = load_plan(adjusted_plan(tmp_path, SEWAGE | fields))
    problems = [str(problem) for problem in check_plan(plan)]
    assert any(said in problem for problem in problems), problems
    assert all("adjustments.yaml 第2行" in problem for problem in problems)


def test_a_new_targets_words_are_checked_too(tmp_path: Path) -> None:
    wrong = ROADS | {"value": 61, "quote": "到2027年,村道硬化率不低于70%"}
    plan = load_plan(adjusted_plan(tmp_path, NEW, added=(wrong,)))
    problems = "\n".join(str(problem) for problem in check_plan(plan))
    assert "不在 adjustments/a1.txt 里" in problems
    assert "印作“不低于60%”,value 却是 61" in problems


def test_the_document_s_text_is_part_of_the_edition(tmp_path: Path) -> None:
    folder = adjusted_plan(tmp_path, SEWAGE)
    before = load_plan(folder).version
    assert before != load_plan(TINY).version
    path = folder / "adjustments" / "a1.txt"
    path.write_text(TEXT + "\n附件略。\n", encoding="utf-8")
    assert load_plan(folder).version != before


def test_people_and_programs_read_what_was_adjusted(tmp_path: Path) -> None:
    plan = load_plan(adjusted_plan(tmp_path, SEWAGE))
    text = plan_text(in_force(plan, DAY))
    assert "T2 污水处理率 80%以上" in text
    assert "T2 目标值:85 → 80  自 2026-10-01 起  青政发〔2026〕31号  批准:青石旗人民政府" in text
    document = plan_document(in_force(plan, DAY))
    (sewage,) = (t for t in document["targets"] if t["id"] == "T2")
    assert [step["field"] for step in sewage["history"]] == ["value", "printed"]
    assert sewage["history"][0]["clause"] == QUOTE
    assert document["conflicts"] == plan_document(plan)["conflicts"]


# — editions —


def loaded(tmp_path: Path, *records: dict[str, Any], **more: Any) -> Plan:
    return load_plan(adjusted_plan(tmp_path, *records, **more))


def test_a_promise_rewritten_without_an_adjustment_is_silent(tmp_path: Path) -> None:
    old = load_plan(TINY)
    for number, (field, value) in enumerate(
        (("value", 86.0), ("comparator", "<="), ("deadline", EVE), ("binding", "none"))
    ):
        targets = tuple(replace(t, **{field: value}) if t.id == "T2" else t for t in old.targets)
        found = differences(old, replace(old, targets=targets, version=str(number)))
        assert [(c.target, c.field) for c in found.silent] == [("T2", field)]
        assert not found.quiet


def test_a_target_that_disappears_or_an_adjustment_that_changes_is_silent(tmp_path: Path) -> None:
    old = loaded(tmp_path, SEWAGE)
    gone = differences(old, replace(old, targets=old.targets[1:]))
    assert [(c.target, c.field, c.new) for c in gone.silent] == [("T1", "withdrawn", "")]
    assert [c.field for c in differences(old, replace(old, adjustments=())).silent] == [
        "adjustment"
    ]
    altered = (replace(old.adjustments[0], value=81.0),)
    assert [c.field for c in differences(old, replace(old, adjustments=altered)).silent] == [
        "adjustment"
    ]
    reworded = (replace(old.adjustments[0], reason="管网推迟", place="别处"),)
    assert differences(old, replace(old, adjustments=reworded)).quiet


def test_an_adjustment_is_told_and_words_are_quiet(tmp_path: Path) -> None:
    old, new = load_plan(TINY), loaded(tmp_path, SEWAGE)
    found = differences(old, new)
    assert [(c.field, c.old, c.new) for c in found.adjusted] == [
        ("value", "85", "80"),
        ("printed", "85", "80%以上"),
    ]
    assert (found.silent, found.approved_with_it) == ((), ())
    renamed = tuple(replace(t, notes=("另记",)) for t in old.targets)
    assert differences(old, replace(old, targets=renamed)).quiet
    moved = tuple(replace(t, leads=("finance",)) for t in old.targets[:1])
    duty = differences(old, replace(old, targets=moved + old.targets[1:])).approved_with_it
    assert [(c.field, c.old, c.new) for c in duty] == [("leads", "[farm]", "[finance]")]


# — properties —

NAMES = ("T1", "T2", "P1", "P2", "P3", "F1")
DAYS = st.integers(0, 700).map(lambda n: date(2026, 1, 15) + timedelta(days=n))


@cache
def tiny() -> Plan:
    return load_plan(TINY)


@st.composite
def adjustments(draw: st.DrawFn) -> tuple[Adjustment, ...]:
    """Adjustments of distinct days, so that none contradicts another."""
    days = draw(st.lists(DAYS, max_size=8, unique=True))
    made = []
    for number, day in enumerate(days):
        value = draw(st.integers(0, 100))
        made.append(
            Adjustment(
                id=f"a{number}",
                target=draw(st.sampled_from(NAMES)),
                document=f"青政发〔2026〕{number}号",
                quote="调整",
                approved_by="青石旗人民政府",
                decided=draw(DAYS),
                effective=day,
                reason="调整",
                value=float(value),
                printed=str(value),
                binding=draw(st.sampled_from((None, "binding", "indicative"))),
                deadline=draw(st.none() | DAYS),
            )
        )
    return tuple(made)


@given(adjustments(), DAYS, DAYS)
def test_in_force_is_idempotent_and_forgets_the_day_it_came_from(
    made: tuple[Adjustment, ...], day: date, other: date
) -> None:
    plan = replace(tiny(), adjustments=made)
    once = in_force(plan, day)
    assert in_force(once, day) == once
    assert in_force(in_force(plan, other), day) == once


@given(adjustments(), DAYS, DAYS)
def test_in_force_is_monotone_in_its_day(
    made: tuple[Adjustment, ...], day: date, other: date
) -> None:
    """What was in force stays in a target's history; only later things are added."""
    plan = replace(tiny(), adjustments=made)
    early, late = (in_force(plan, d) for d in sorted((day, other)))
    after = {target.id: target.history for target in late.targets}
    for target in early.targets:
        assert after[target.id][: len(target.history)] == target.history
    assert changes(plan, min(day, other)) == changes(plan)[: len(changes(plan, min(day, other)))]


@given(adjustments(), st.randoms(use_true_random=False), DAYS)
def test_the_order_in_the_file_makes_no_difference(
    made: tuple[Adjustment, ...], chance: Any, day: date
) -> None:
    plan = replace(tiny(), adjustments=made)
    mixed = list(made)
    chance.shuffle(mixed)
    again = replace(tiny(), adjustments=tuple(mixed))
    assert in_force(again, day).targets == in_force(plan, day).targets
    assert ordered(mixed) == ordered(made)
