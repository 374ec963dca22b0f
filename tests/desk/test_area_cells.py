"""One indicator over the areas: the own verdict, neighbours by the same line, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from briefings.form import Entry
from desk import views
from desk.approve import approve
from desk.assess import assess_period
from desk.demo.posts import DESK, LEADER
from desk.intake import Bench
from desk.published import load_published
from desk.views.area_cells import AreaCell, Compared, cells
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.assessment import Level
from targets.model import Reporting
from tests.desk.counting import Counting
from tests.desk.hall import Q3, FirstHalls, Hall

OFFICE, LEAKAGE, GREENING = "housing", "leakage_rate", "greening_coverage"
BANNER, GOOD, BAD, SILENT = "150627", "150602", "150603", "150621"
CITY_LINE = 9.0  # T09: 供水管网漏损率 ≤ 9 %


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory, first_halls: FirstHalls) -> Iterator[Hall]:
    """A hall where the same office reports two neighbours' leakage too: 8.5 % and 14 %."""
    folder = Path(tmp_path_factory.mktemp("compared"))
    built = first_halls.copied(folder, "")
    plan = built.desk.plan
    more = tuple(Reporting(LEAKAGE, area, OFFICE) for area in (GOOD, BAD))
    desk = replace(built.desk, plan=replace(plan, reporting=plan.reporting + more))
    hall = replace(built, desk=desk, bench=Bench(desk, name="test", jail=built.bench.jail))
    entered = {
        (LEAKAGE, GOOD): Entry(numerator=85.0, denominator=1000.0),
        (LEAKAGE, BAD): Entry(numerator=140.0, denominator=1000.0),
    }
    load_published(desk, DESK)
    with hall.bench:
        row = hall.hand_in(hall.form(OFFICE, changes=entered), hall.clerk(OFFICE))
        assert row.state == "accepted"
        for post in (hall.reviewer(OFFICE), DESK):
            approve(desk, post, OFFICE, Q3)
        assess_period(desk, DESK, Q3)
        yield hall
    desk.ledger.close()


def by_area(view: views.AreasView) -> dict[str, AreaCell]:
    return {one.area.code: one for one in view.cells}


def test_neighbours_are_measured_by_the_city_s_line_and_the_own_area_by_its_run(
    compared: Hall,
) -> None:
    view = views.areas(compared.desk, LEADER, LEAKAGE, Q3)
    found = by_area(view)
    assert view.goal == "≤9%"
    assert view.judged
    assert (found[GOOD].value, found[GOOD].level) == ("8.5%", Level.MET)
    assert (found[GOOD].basis, found[GOOD].tier) == ("compared", "市")
    assert found[BAD].value == "14%"
    assert found[BAD].level is not Level.MET
    run = views.run_seen(compared.desk, LEADER, Q3)
    assert run is not None
    own = next(one for one in run.assessments if one.target_id == "T09")
    assert (found[BANNER].level, found[BANNER].number) == (own.level, own.value)
    assert found[BANNER].basis == "assessed"
    assert own.value is not None
    assert (found[GOOD].short, found[BAD].short) == ("已达到", "差5个百分点")
    assert (
        found[BANNER].short == f"差{own.value - CITY_LINE:.2f}".rstrip("0").rstrip(".") + "个百分点"
    )
    (banner,) = found[BANNER].others
    line = next(
        one for one in compared.desk.plan.targets
        if (one.indicator, one.area, one.tier) == (LEAKAGE, BANNER, "旗")
    )  # fmt: skip
    verdict = next(one for one in run.assessments if one.target_id == line.id)
    assert (banner.tier, banner.level, banner.goal) == ("旗", verdict.level, "≤9%")
    assert (found[SILENT].state, found[SILENT].value, found[SILENT].linked) == (
        "missing",
        "",
        False,
    )


def test_an_office_is_shown_no_verdict_of_areas_it_does_not_answer_for(compared: Hall) -> None:
    other = by_area(views.areas(compared.desk, compared.clerk("organization"), LEAKAGE, Q3))
    for area in (BANNER, GOOD, BAD):
        assert (other[area].state, other[area].value, other[area].level) == ("hidden", "", None)
        assert not other[area].linked
    own = by_area(views.areas(compared.desk, compared.clerk(OFFICE), LEAKAGE, Q3))
    assert own[BANNER].state == "verdict"
    counts = {
        who: {key: n for key, _, n in views.areas(compared.desk, actor).indicators}[LEAKAGE]
        for who, actor in (("clerk", compared.clerk("organization")), ("leader", LEADER))
    }
    assert counts == {"clerk": 0, "leader": 3}
    assert (own[GOOD].state, own[GOOD].value) == ("value", "8.5%")  # comparing is for officials


def test_a_post_of_one_area_sees_no_other(compared: Hall) -> None:
    town = Actor("某镇", frozenset({Role.LEADER}), areas=frozenset({BANNER}))
    found = by_area(views.areas(compared.desk, town, LEAKAGE, Q3))
    assert found.pop(BANNER).state == "verdict"
    assert {one.state for one in found.values()} == {"hidden"}


def test_a_published_value_is_marked_with_publisher_quote_and_its_own_date(
    compared: Hall,
) -> None:
    found = by_area(views.areas(compared.desk, LEADER, GREENING, Q3))
    cell = found["150622"]
    assert (cell.published, cell.value, cell.period) == (True, "43.96%", "2021")
    assert cell.publisher.startswith("准格尔旗融媒体中心")
    assert "建成区绿化覆盖率43.96%" in cell.quote
    assert cell.level is None
    assert not found[BANNER].published


def test_a_value_of_later_than_the_shown_period_is_not_shown(compared: Hall) -> None:
    first = ReportingPeriod.parse("2023-Q4")
    assert by_area(views.areas(compared.desk, LEADER, LEAKAGE, first))[GOOD].state == "missing"
    assert by_area(views.areas(compared.desk, LEADER, GREENING, first))["150622"].value


VALUES = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]


@pytest.mark.parametrize(
    ("values", "thirds"),
    [
        (VALUES, [0, 0, 1, 1, 2, 2]),
        (VALUES[:3], [0, 1, 2]),
        ([10.0, 10.0, 30.0], [0, 0, 2]),
        ([5.0, 5.0, 5.0], [0, 0, 0]),
        ([7.0], [0]),
    ],
)
def test_values_fall_into_thirds_and_equal_ones_into_the_same(
    compared: Hall, values: list[float], thirds: list[int]
) -> None:
    plan = compared.desk.plan
    places = [one.code for one in plan.areas if one.tile][: len(values)]
    rows = [
        {"indicator": "x", "area": area, "period": "2023", "value": value}
        for area, value in zip(places, values, strict=True)
    ]
    frame = pl.DataFrame(rows).with_columns(office=pl.lit("housing"), note=pl.lit(""))
    indicator = replace(plan.indicator(GREENING), key="x")
    found = cells(Compared(compared.desk, LEADER, indicator, Q3), None, frame)
    ranks = {one.area.code: one.rank for one in found}
    assert [ranks[area] for area in places] == thirds
    assert [ranks[one.code] for one in plan.areas if one.code not in places] == [None] * (
        len(plan.areas) - len(places)
    )


def test_the_menus_offer_what_can_be_shown_and_nothing_else_is_taken(compared: Hall) -> None:
    view = views.areas(compared.desk, LEADER)
    assert view.period == view.periods[0]
    assert view.indicator.key == view.indicators[0][0]
    counts = [count for *_, count in view.indicators]
    assert counts == sorted(counts, reverse=True)
    with pytest.raises(UserError, match="没有指标"):
        views.areas(compared.desk, LEADER, "nobody")
    with pytest.raises(UserError, match="不在可比较的报告期内"):
        views.areas(compared.desk, LEADER, "", ReportingPeriod.parse("2031"))


def test_the_database_is_asked_as_often_for_few_areas_as_for_many(compared: Hall) -> None:
    plan = compared.desk.plan
    used = {one.area for one in plan.targets} | {one.area for one in plan.reporting}
    fewer = tuple(one for one in plan.areas if one.code in used or one.level == "市")
    few = replace(compared.desk, plan=replace(plan, areas=fewer))
    with Counting(compared.desk) as many:
        assert len(views.areas(compared.desk, LEADER, LEAKAGE, Q3).cells) == len(plan.areas)
    with Counting(few) as less:
        assert len(views.areas(few, LEADER, LEAKAGE, Q3).cells) < len(plan.areas)
    assert less.count == many.count
    assert many.count < 20
