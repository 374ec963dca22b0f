"""Areas and offices of a plan's folder: what is read of them, what is refused, in which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from observations.errors import UserError
from targets.check import check_plan
from targets.load import load_plan
from targets.members import parts_by_period, parts_of
from tests.targets.plans import MERGED, copy_of, spoil

BEFORE, AFTER = date(2024, 6, 30), date(2024, 7, 1)
CITY, EAST, WEST, NEW = "990600", "990621", "990622", "990623"
ENDED = 'valid_to: 2024-07-01, successors: ["990621"]'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(MERGED, tmp_path)


def test_a_code_in_any_of_its_forms_is_the_same_area() -> None:
    plan = load_plan(MERGED)
    assert plan.area == CITY
    assert [area.code for area in plan.areas] == [
        CITY, EAST, WEST, NEW, "990621100", "990622100", "990621101",
    ]  # fmt: skip
    assert [target.area for target in plan.targets] == [CITY, WEST, EAST, "990621101"]
    assert {row.area for row in plan.reporting} == {EAST, WEST, NEW, CITY, "990621101"}
    assert check_plan(plan) == ()


def test_an_area_is_made_of_the_parts_that_are_there_on_the_day() -> None:
    plan = load_plan(MERGED)
    assert parts_of(plan, BEFORE) == {
        CITY: (EAST, WEST, NEW), EAST: ("990621100",), WEST: ("990622100",)
    }  # fmt: skip
    assert parts_of(plan, AFTER) == {CITY: (EAST, NEW), EAST: ("990621100", "990621101")}
    assert parts_of(plan)[CITY] == (EAST, WEST, NEW)
    asked = parts_by_period(plan, ("2024-Q2", "2024-07"))
    assert asked == {"2024-Q2": parts_of(plan, BEFORE), "2024-07": parts_of(plan, AFTER)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (ENDED, ENDED + ", valid_from: 2024-07-01", "设立之日 2024-07-01 不早于撤销之日"),
        (ENDED, "valid_to: 2024-07-01", "自 2024-07-01 起不再有,缺 successors"),
        (ENDED, 'successors: ["990621"]', "写了 successors,缺 valid_to"),
        ('successors: ["990621"]', 'successors: ["990699"]', "承接的地区“990699”没有定义"),
        ('successors: ["990621"]', 'successors: ["990622100"]', "互相承接|这一天却没有后者"),
        ('successors: ["990621"]', 'successors: ["990622"]', "互相承接,成了一圈"),
        ('"990621101", name: 西镇, level: 镇, parent: "990621", valid_from: 2024-07-01',
         '"990621101", name: 西镇, level: 镇, parent: "990621", valid_from: 2024-07-02',
         "这一天却没有后者"),
        ('parent: "990622", valid_to: 2024-07-01, successors: ["990621101"]', 'parent: "990622"',
         "有的日子没有上级“演示西旗”"),
        ('"990621100000", name: 东镇, level: 镇, parent: "990621"',
         '"990621100000", name: 东镇, level: 镇, parent: "990623"', "代码不在上级“演示新区”"),
        ('name: 演示新区, level: 旗区', 'name: 演示新区, level: 镇', "代码却是县级的"),
        ('code: "990623"', 'code: "9906230"', "不是行政区划代码"),
        ('code: "990623"', 'code: "990621000"', "code“990621”重复"),
        ('level: 市}', 'level: 市, valid_from: 2024-07-01, members: ["990622"]}',
         "有的日子没有上级|没有同时有的日子"),
    ],
)  # fmt: skip
def test_an_area_that_cannot_be_so_is_refused_with_its_place_and_cure(
    folder: Path, old: str, new: str, said: str
) -> None:
    spoil(folder, "areas.yaml", old, new)
    with pytest.raises(UserError, match=said) as caught:
        load_plan(folder)
    assert "areas.yaml 第" in caught.value.what
    assert caught.value.cure


def test_an_end_without_an_heir_is_said_in_so_many_words(folder: Path) -> None:
    spoil(folder, "areas.yaml", 'successors: ["990621"]', "successors: []")
    assert load_plan(folder).area_of(WEST).successors == ()


def test_offices_of_one_name_are_told_apart_by_their_area() -> None:
    plan = load_plan(MERGED)
    assert [office.name for office in plan.offices] == [
        "演示市住房和城乡建设局", "演示东旗住房和城乡建设局",
        "演示西旗住房和城乡建设局", "园林绿化中心",
    ]  # fmt: skip
    assert plan.office("housing-east").aliases == ("住房和城乡建设局", "住建局")
    assert [office.id for office in plan.offices_of(CITY)] == ["housing"]
    assert [office.id for office in plan.offices_of(EAST)] == ["housing-east"]
    assert plan.offices_of("990621100") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (', area: "990621"', "", "同一地区有两个“住房和城乡建设局”"),
        ('area: "990621"', 'area: "990629"', "地区“990629”没有定义"),
    ],
)
def test_an_office_that_cannot_be_so_is_refused_with_its_place_and_cure(
    folder: Path, old: str, new: str, said: str
) -> None:
    spoil(folder, "offices.yaml", old, new)
    with pytest.raises(UserError, match=said) as caught:
        load_plan(folder)
    assert "offices.yaml 第" in caught.value.what
    assert caught.value.cure
