"""A banner is merged in mid-plan (演示): what is asked, put together, judged and said of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.asked import asked_of
from targets.assess import assess
from targets.assessment import Assessment, Level, Measured
from targets.columns_terms import terms
from targets.compose_plan import composites
from targets.layouts import layout_for
from targets.load import load_plan
from targets.model import Plan
from targets.names import OfficeNames, office_named
from tests.targets.plans import MERGED, copy_of, spoil

PLAN = load_plan(MERGED)
CITY, EAST, WEST, NEW = "990600", "990621", "990622", "990623"
BEFORE, DURING = ReportingPeriod.parse("2024-Q2"), ReportingPeriod.parse("2024-Q3")


def reported(period: str, values: dict[str, float], indicator: str = "stations") -> list[Measured]:
    return [
        Measured(
            indicator, area, period, value, f"{area}-{period}", "1", "填报", f"F{row}", decimals=0
        )
        for row, (area, value) in enumerate(values.items(), start=5)
    ]


def verdict(plan: Plan, values: Iterable[Measured], period: str, target: str) -> Assessment:
    judged = assess(plan, list(values), (), ReportingPeriod.parse(period), today=date(2024, 12, 1))
    return next(one for one in judged if one.target_id == target)


def test_a_form_asks_for_the_areas_that_are_there_on_the_last_day_of_its_period() -> None:
    west = layout_for(PLAN, "housing-west", BEFORE)
    assert {row.area for row in west.rows} == {WEST}
    with pytest.raises(
        UserError, match="不需要2024年第三季度的表:演示西旗自2024年7月1日起撤销,划归演示东旗"
    ):
        layout_for(PLAN, "housing-west", DURING)
    assert [row.area for row in layout_for(PLAN, "housing-east", DURING).rows] == [EAST, EAST]
    town = (
        {row.area for row in asked_of(PLAN, BEFORE)},
        {row.area for row in asked_of(PLAN, DURING)},
    )
    assert town == ({CITY, EAST, WEST, NEW}, {CITY, EAST, NEW, "990621101"})


def test_a_whole_is_put_together_from_the_areas_of_its_period() -> None:
    values = reported("2024-Q2", {EAST: 10, WEST: 5, NEW: 2}) + reported(
        "2024-Q3", {EAST: 16, NEW: 3}
    )
    made = composites(PLAN, values)
    found = {one.period: (one.value, one.missing) for one in made.values if one.area == CITY}
    assert found == {"2024-Q2": (17.0, ()), "2024-Q3": (19.0, ())}


def test_the_value_of_an_ended_area_is_judged_up_to_its_end_and_no_heirs_value_after() -> None:
    values = reported("2024-Q2", {WEST: 95, EAST: 80}, "sewage_rate")
    values += reported("2024-Q3", {EAST: 93}, "sewage_rate")
    assert verdict(PLAN, values, "2024-Q2", "T2").level is Level.MET
    after = verdict(PLAN, values, "2024-Q3", "T2")
    assert (after.level, after.why_code) == (Level.NOT_ASSESSABLE, "area_ended")
    said = "行政区划调整,演示西旗自2024年7月1日起撤销,划归演示东旗,承接地区的值不代作本地区的值"
    assert said in after.why
    assert verdict(PLAN, values, "2024-Q3", "T3").level is Level.MET


def test_an_area_that_is_not_yet_there_is_not_judged() -> None:
    before = verdict(PLAN, (), "2024-Q2", "T4")
    assert (before.level, before.why_code) == (Level.NOT_ASSESSABLE, "area_not_yet")
    assert "西镇自2024年7月1日起才设立" in before.why
    assert verdict(PLAN, (), "2024-Q3", "T4").why_code == "missing"


def test_targets_of_areas_with_days_are_judged_one_by_one() -> None:
    columnar = dict(terms(PLAN, ()).select("target_id", "columnar").iter_rows())
    assert columnar == {"T1": True, "T2": False, "T3": True, "T4": False}


def test_the_office_of_the_values_own_area_reports_before_the_lead_of_the_same_name() -> None:
    by = {(row.indicator, row.area): (row.office, row.inferred) for row in PLAN.reporting}
    assert by["sewage_rate", WEST] == ("housing-west", True)
    assert by["sewage_rate", EAST] == ("housing-east", True)
    assert by["stations", CITY] == ("housing", True)
    assert by["stations", EAST] == ("housing-east", False)
    assert by["sewage_rate", "990621101"] == ("housing", True)  # the town has no such office


def test_a_name_of_several_offices_means_that_of_the_place_or_is_refused(tmp_path: Path) -> None:
    def meant(plan: Plan, written: str, area: str = "") -> str:
        office = office_named(plan, written, area)
        return office.id if office else ""

    assert meant(PLAN, "住建局") == "housing"
    assert meant(PLAN, "住建局", EAST) == "housing-east"
    assert meant(PLAN, "演示西旗住房和城乡建设局") == "housing-west"
    assert meant(PLAN, "园林绿化中心") == "gardens"
    rows = OfficeNames(PLAN)
    assert [rows.meant("住建局", area) for area in ("", EAST, WEST)] == [
        "housing", "housing-east", "housing-west",
    ]  # fmt: skip
    assert (rows.meant("housing-east"), rows.meant("无此单位")) == ("housing-east", None)
    folder = copy_of(MERGED, tmp_path)
    spoil(folder, "offices.yaml", "name: 住房和城乡建设局", "name: 建设委员会")
    spoil(folder, "offices.yaml", "aliases: [住建局]", "aliases: [建委]")
    with pytest.raises(UserError, match="演示东旗住房和城乡建设局、演示西旗住房和城乡建设局"):
        office_named(load_plan(folder), "住建局")
    with pytest.raises(UserError, match="“住建局”可能是") as refused:
        OfficeNames(load_plan(folder)).meant("住建局", NEW)
    assert refused.value.cure
