"""单位反馈单: a sheet tells, draws and judges what its office answers for, nothing else."""

from __future__ import annotations

import pytest

from briefings.paper import text_of
from desk.assess import assess_period
from desk.case_acts import Opening, open_case
from desk.office_papers import office_paper
from observations.errors import Refused
from observations.period import ReportingPeriod
from tests.desk.hall import DESK, Q3, Hall, approved


def test_a_sheet_draws_the_courses_of_its_own_indicators_and_tells_of_its_own_forms(
    one_hall: Hall,
) -> None:
    hall, before = one_hall, ReportingPeriod.parse("2024-Q2")
    for period in (before, Q3):
        for office in ("housing", "sanitation"):
            approved(hall, office, period)
        assess_period(hall.desk, DESK, period)
    plan = hall.desk.plan
    paper = office_paper(hall.desk, hall.clerk("housing"), Q3, "housing")
    reported = {(one.indicator, one.area) for one in plan.reporting if one.office == "housing"}
    own = {
        plan.indicator(one.indicator).name
        for one in plan.targets
        if "housing" in one.leads or (one.indicator, one.area) in reported
    }
    drawn = [one.caption for one in paper.charts if one.id.startswith("trend")]
    assert drawn
    assert all(any(name in caption for name in own) for caption in drawn)
    (quality,) = [one for one in paper.annexes if one.title == "数据质量说明"]
    lines = [text_of(one.line) for one in quality.blocks if hasattr(one, "line")]
    assert any("1张表未到期" in line for line in lines), lines
    with pytest.raises(Refused, match="无权办理"):
        office_paper(hall.desk, hall.clerk("sanitation"), Q3, "housing")


def test_a_sheet_lists_the_offices_own_cases_whoever_opened_them(one_hall: Hall) -> None:
    hall = one_hall
    for office in ("housing", "sanitation"):
        approved(hall, office, Q3)
    assess_period(hall.desk, DESK, Q3)
    for office, title in (("sanitation", "清运车辆整治"), ("housing", "井盖整治")):
        fields = {"instruction": "请尽快处理", "leader_post": "领导小组岗"}
        open_case(hall.desk, DESK, Opening("instruction", office, title, "属实", fields))
    paper = office_paper(hall.desk, hall.clerk("sanitation"), Q3, "sanitation")
    (listed,) = [one for one in paper.annexes if one.title == "督办及销号清单"]
    told = "".join(text_of(line) for line in paper.lines)
    assert "清运车辆整治" in told and "井盖整治" not in told
    table = listed.blocks[1]
    assert [text_of(row.cells[3]) for row in table.rows] == ["城乡环卫中心"]
