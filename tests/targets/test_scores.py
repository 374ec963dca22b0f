"""Scores of offices: a small world by hand, and what holds for every world."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.errors import UserError
from targets.score_rule import FOLDER, GRADES, ScoreRule, kept_rule, load_score_rule, rule_in
from targets.score_words import differences, item_told, score_told, statement_document
from targets.scores import Fact, rounded, scores

RULE = load_score_rule()
OFFICES = ("water", "roads", "parks")


def _fact(item: Any, key: str, grade: str, office: str = "water", **more: Any) -> Fact:
    return Fact(item, office, more.pop("part", "lead"), key, key, grade, **more)


WORLD = (
    _fact("binding", "T1", "met", sources=("run:R1", "revision:V1")),
    _fact("binding", "T2", "far_behind", part="cooperating"),
    _fact("stated", "T3", "behind"),
    _fact("stated", "T4", "not_assessable"),
    _fact("answered", "2024-01/2024-05-06", "in_time"),
    _fact("reporting", "2024-Q1", "on_time"),
    _fact("reporting", "2024-Q2", "late"),
    _fact("reporting", "2024-Q3", "absent"),
    _fact("quality", "2024-Q1", "doubted"),
)


def _exact(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(rows)


def test_a_score_is_what_a_hand_reckons() -> None:
    """30×(1+0.5×0)/1.5=20, 10×50%=5, 10×1=10, 10×(1+0.5+0)/3=5, 5×60%=3: 43 of 65."""
    water = scores(WORLD, OFFICES, RULE)[0]
    assert _exact((one.item.name, one.got, one.possible) for one in water.items if one.counted) == [
        ("binding", 20, 30),
        ("stated", 5, 10),
        ("answered", 10, 10),
        ("reporting", 5, 10),
        ("quality", 3, 5),
    ]
    assert _exact([(water.got, water.possible, water.score)]) == [
        (43, 65, Decimal("66.15"))
    ]  # 66.1538…
    assert (water.rank, water.band, water.ceiling) == (1, "合格", "")
    told = {one.item.name: item_told(one) for one in water.items}
    assert told["stated"] == "正文目标:1 项可计,得 5.00/10.00 分,另有 1 项不计(第三条)"
    assert "分母不含" in score_told(water) and "折算 66.15 分" in score_told(water)
    document = statement_document(water, "水务局", RULE)
    counted = document["items"][0]["counted"][0]
    assert counted["sources"] == ["run:R1", "revision:V1"]
    assert counted["why"] == "权重 100%,“已达标”计 100%,得 20.00/20.00 分"
    assert document["rule"] == "standard-1"


def test_an_office_with_little_to_count_is_not_ranked_and_reads_why() -> None:
    found = {one.office: one for one in scores(WORLD, (*OFFICES, "leading-group"), RULE)}
    assert found["roads"].score is None and found["roads"].rank is None
    assert found["roads"].why_not == "有内容可计的考核项只有 0 项,不足 3 项"
    few = [("reporting", "on_time"), ("quality", "sound"), ("answered", "in_time")]
    (roads,) = scores([_fact(item, "x", word, "roads") for item, word in few], ("roads",), RULE)
    assert roads.why_not == "可计的分值只有 25 分,不足 30 分"
    assert found["leading-group"].why_not == "规则写明不参评"


def test_a_far_behind_binding_target_of_its_own_bounds_an_offices_score() -> None:
    facts = [
        _fact("binding", "T0", "far_behind"),
        *(_fact("binding", f"T{n}", "met") for n in range(1, 60)),
        _fact("reporting", "2024-Q1", "on_time"),
        _fact("quality", "2024-Q1", "sound"),
    ]
    (water,) = scores(facts, ("water",), RULE)
    assert (water.score, water.band) == (Decimal("89.00"), "良好")
    assert water.ceiling.startswith("牵头的约束性指标有严重滞后的")
    helped = [Fact(**{**vars(facts[0]), "part": "cooperating"}), *facts[1:]]
    (water,) = scores(helped, ("water",), RULE)
    assert water.ceiling == "" and water.score is not None and water.score > 99


def test_equal_scores_share_a_place_and_the_next_moves_on() -> None:
    best = [("binding", "met"), ("quality", "sound"), ("answered", "in_time")]
    facts = [_fact(item, "x", grade, office) for office in OFFICES for item, grade in best]
    facts[-1] = _fact("answered", "x", "late", "parks")
    found = scores(facts, OFFICES, RULE)
    assert [(one.office, one.rank) for one in found] == [("water", 1), ("roads", 1), ("parks", 3)]


def test_half_a_unit_goes_to_the_even_digit() -> None:
    """GB/T 8170 3.2.3:拟舍弃数字恰为五,前一位为奇数进一,为偶数舍去."""
    assert rounded(Fraction("66.125"), 2) == Decimal("66.12")
    assert rounded(Fraction("66.135"), 2) == Decimal("66.14")
    assert str(rounded(Fraction(90), 2)) == "90.00"


def test_one_matter_is_never_counted_twice() -> None:
    with pytest.raises(ValueError, match="counted twice: binding water T1"):
        scores((*WORLD, _fact("binding", "T1", "met")), OFFICES, RULE)


def _changed(**fields: Any) -> ScoreRule:
    return kept_rule({**RULE.body, **fields})


def test_another_rule_is_told_office_by_office_with_the_items_that_differ() -> None:
    items = [dict(one) for one in RULE.body["items"]]
    items[0]["points"] = 40
    after = _changed(version=2, items=items)
    (water, *_) = differences(scores(WORLD, OFFICES, RULE), scores(WORLD, OFFICES, after))
    assert water.why == ("约束性指标:20.00/30.00 分 改为 26.67/40.00 分",)
    assert (str(water.before.score), str(water.after.score)) == ("66.15", "66.22")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("grade: behind, credit: 50", "grade: behind, credit: 101", "credit"),
        ("grade: on_pace, credit: 100", "grade: on_pace, credit: 40", "由好到差不增"),
        ("grade: behind, credit: 50", "grade: behind, credit: null", "只有 not_assessable 可以"),
        ("cooperating: 50", "cooperating: 50\n  person: 1", "不认识的字段"),
        ("at_least: 0, ", "at_least: 1, ", "最后一档从 0 分起"),
        ("grade: far_behind, at_most", "grade: behind, at_most", "封顶只能对最差的一档"),
        ("name: standard", "name: other", "只有一种考核规则"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(was: str, now: str, said: str) -> None:
    text = (FOLDER / "standard.yaml").read_text("utf-8")
    assert was in text
    with pytest.raises(UserError, match=f"new.yaml 第[0-9]+行.*{said}"):
        rule_in(text.replace(was, now, 1), "new.yaml")


@st.composite
def _worlds(draw: st.DrawFn) -> list[Fact]:
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from([*GRADES]), st.sampled_from(OFFICES), st.integers(0, 4)),
            unique=True,
            max_size=25,
        )
    )
    part = st.sampled_from(["lead", "cooperating"])
    return [
        _fact(item, str(key), draw(st.sampled_from(GRADES[item])), office, part=draw(part))
        for item, office, key in keys
    ]


@given(_worlds(), st.data())
def test_points_stay_in_bounds_and_the_order_of_facts_says_nothing(
    world: list[Fact], data: st.DataObject
) -> None:
    found = scores(world, OFFICES, RULE)
    for one in found:
        assert 0 <= one.got <= one.possible <= 100
        assert one.score is None or 0 <= one.score <= 100
        for item in one.items:
            assert 0 <= item.got <= item.possible <= item.item.points
            assert sum(each.possible for each in item.counted) == item.possible
            assert sum(each.got for each in item.counted) == item.got
    again = scores(data.draw(st.permutations(world)), OFFICES, RULE)
    assert _bytes(again) == _bytes(found)


def _bytes(found: Any) -> str:
    return json.dumps([statement_document(one, one.office, RULE) for one in found])


@given(_worlds(), st.data())
def test_a_better_verdict_never_lowers_its_office_nor_moves_another(
    world: list[Fact], data: st.DataObject
) -> None:
    """Among what is counted; whether something can be counted at all is no matter of merit."""
    chances = [
        (place, better)
        for place, one in enumerate(world)
        if (at := GRADES[one.item].index(one.grade)) < len(GRADES[one.item]) - 1
        for better in GRADES[one.item][:at]
    ]
    if not chances:
        return
    place, better = data.draw(st.sampled_from(chances))
    changed = [*world]
    changed[place] = Fact(**{**vars(world[place]), "grade": better})
    before = {one.office: one for one in scores(world, OFFICES, RULE)}
    after = {one.office: one for one in scores(changed, OFFICES, RULE)}
    office = world[place].office
    assert after[office].got >= before[office].got
    was, now = before[office].score, after[office].score
    assert (was is None) == (now is None) and (was is None or (now or 0) >= was)
    for other in {*OFFICES} - {office}:
        assert (after[other].got, after[other].score) == (before[other].got, before[other].score)


@given(_worlds())
def test_what_is_not_counted_changes_no_points_and_no_denominator(world: list[Fact]) -> None:
    """Dropping what is left out leaves every office's got, possible, score and place alone."""
    whole = scores(world, OFFICES, RULE)
    dropped = {
        (left.fact.item, left.fact.office, left.fact.key)
        for one in whole
        for item in one.items
        for left in item.left
    }
    rest = [one for one in world if (one.item, one.office, one.key) not in dropped]
    again = scores(rest, OFFICES, RULE)
    assert [(o.office, o.got, o.possible, o.score, o.rank) for o in again] == [
        (o.office, o.got, o.possible, o.score, o.rank) for o in whole
    ]


def test_an_upheld_objection_leaves_a_matter_out_with_its_number() -> None:
    world = [*WORLD, _fact("binding", "T9", "far_behind", lifted="异议 P7 采纳")]
    water = scores(world, OFFICES, RULE)[0]
    assert _exact([(water.got, water.possible)]) == [(43, 65)]
    assert water.items[0].left[0].why == "异议 P7 采纳"
