"""Our forms, derived from a plan."""

from __future__ import annotations

import pytest

from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.layouts import all_layouts, form_titles, layout_for
from targets.load import DEFAULT_PLAN, load_plan
from tests.observations.forms import LAYOUT, PLAN, Q2, ROWS


def test_a_form_asks_for_what_its_office_reports_at_this_frequency():
    assert [row.key for row in LAYOUT.rows] == list(ROWS)
    assert [row.number for row in LAYOUT.rows] == [1, 2, 3, 4, 5, 6]
    assert (LAYOUT.office_name, LAYOUT.frequency) == ("住房和城乡建设局", "Q")


def test_an_area_other_than_the_plans_own_stands_in_the_name():
    assert LAYOUT.rows[0].name == "道路机械化清扫率"
    assert LAYOUT.rows[1].name == "道路机械化清扫率(阿勒腾席热镇)"


def test_the_parts_of_a_quotient_are_printed_with_their_units():
    assert LAYOUT.rows[0].numerator == "机械化清扫面积(万平方米)"
    assert LAYOUT.rows[3].numerator == "标准桩"


def test_a_value_is_computed_where_both_parts_are_defined():
    assert [row.computed for row in LAYOUT.rows] == [True, True, False, True, False, False]


def test_every_quarter_has_the_same_form_and_the_year_its_own():
    assert layout_for(PLAN, "housing", Q2.next()) == LAYOUT
    annual = layout_for(PLAN, "housing", ReportingPeriod.parse("2024"))
    assert [row.indicator for row in annual.rows] == ["green_rate"]
    assert annual.edition != LAYOUT.edition


def test_all_layouts_are_keyed_by_their_id():
    layouts = all_layouts(PLAN)
    assert set(layouts) == {"housing.Q", "housing.A", "water.A"}
    assert all(key == layout.id for key, layout in layouts.items())


def test_a_form_has_its_title_without_being_made():
    titles = form_titles(PLAN)
    made = all_layouts(PLAN)
    assert {name: titles[name] for name in made} == {n: one.short_title for n, one in made.items()}


def test_an_unknown_office_is_told_which_ones_there_are():
    with pytest.raises(UserError, match="housing、water"):
        layout_for(PLAN, "nobody", Q2)


@pytest.mark.parametrize("office", ["water", "silent"])
def test_an_office_with_nothing_to_report_is_told_so(office):
    with pytest.raises(UserError, match="没有按季填报的指标"):
        layout_for(PLAN, office, Q2)


def test_the_real_plan_asks_every_reported_key_exactly_once():
    plan = load_plan(DEFAULT_PLAN)
    asked = [row.key for layout in all_layouts(plan).values() for row in layout.rows]
    assert sorted(asked) == sorted((r.indicator, r.area) for r in plan.reporting)
    assert len(asked) == len(set(asked)) > 20
    names = [[row.name for row in layout.rows] for layout in all_layouts(plan).values()]
    assert all(len(set(printed)) == len(printed) for printed in names)
