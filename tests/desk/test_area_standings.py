"""Areas side by side against the same lines."""

from __future__ import annotations

import pytest

from desk.approve import approve
from desk.area_standings import compare_areas
from desk.assess import Terms, assess_otherwise, assess_period
from desk.demo.posts import DESK
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from tests.desk.hall import Q3, Hall

OFFICE, LEAKAGE = "housing", "leakage_rate"
BANNER, NEIGHBOURS = "150627", 8


def approved(hall: Hall) -> None:
    hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE))
    for post in (hall.reviewer(OFFICE), DESK):
        approve(hall.desk, post, OFFICE, Q3)


def test_the_banner_stands_where_its_own_assessment_puts_it(hall: Hall) -> None:
    approved(hall)
    own = {one.target_id: one for one in assess_period(hall.desk, DESK, Q3).assessments}
    found = compare_areas(hall.desk, DESK, Q3)
    assert found.standings
    for one in found.standings:
        verdict = own[one.target_id]
        assert (one.area, one.level, one.trend) == (BANNER, verdict.level, verdict.trend)
        assert (one.value, one.why_code) == (verdict.value, verdict.why_code)
        assert (one.distance == 0) == (verdict.level == "met")


def test_who_has_no_value_is_named_for_each_line(one_hall: Hall) -> None:
    approved(one_hall)
    found = compare_areas(one_hall.desk, DESK, Q3, LEAKAGE)
    assert [(one.indicator, one.area_name) for one in found.standings] == [(LEAKAGE, "伊金霍洛旗")]
    assert {line: len(areas) for line, areas in found.missing.items()} == {"T09": NEIGHBOURS}
    assert "康巴什区" in found.missing["T09"]


def test_a_comparison_keeps_nothing_and_is_for_those_who_see_all(one_hall: Hall) -> None:
    approved(one_hall)
    desk = one_hall.desk
    with desk.ledger.read() as reading:
        head = reading.head
    compare_areas(desk, DESK, Q3)
    assess_otherwise(desk, Q3, Terms())
    with desk.ledger.read() as reading:
        assert reading.head == head
    with pytest.raises(Refused):
        compare_areas(desk, one_hall.clerk(OFFICE), Q3)
    with pytest.raises(UserError, match="还没有结束"):
        compare_areas(desk, DESK, ReportingPeriod.parse("2025-Q4"))
