"""The rates on a real desk: each office sees its own, also of what it had before; any past day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cases.events import Step
from cases.taking import Asked
from desk.case_acts import Opening, act_on_case, open_case
from desk.handle import SHANGHAI
from desk.views.case_rates import CaseRates, case_rates
from observations.errors import UserError
from observations.period import ReportingPeriod
from tests.desk.hall import Hall

HOUSING, TRANSPORT = "housing", "transport"
GIVEN = Opening(
    "instruction", HOUSING, "背街照明", "群众反映集中",
    {"instruction": "请尽快处理", "leader_post": "领导小组岗"},
)  # fmt: skip


@pytest.fixture
def moved(one_hall: Hall) -> Hall:
    """One case that housing objected to on the 14th and that transport has since the 15th."""
    hall = one_hall
    case = open_case(hall.desk, hall.bureau, GIVEN).case
    act_on_case(hall.desk, hall.clerk(HOUSING), case, Asked(Step.OBJECT, "属交通部门职责"))
    hall.clock.moment = datetime(2024, 10, 15, 9, tzinfo=SHANGHAI)
    handed = Asked(Step.REASSIGN, "采纳", to=TRANSPORT)
    act_on_case(hall.desk, hall.bureau, case, handed)
    hall.clock.moment = datetime(2024, 10, 24, 9, tzinfo=SHANGHAI)
    return hall


def counted(found: CaseRates) -> dict[str, tuple[int, int]]:
    """Requests and answers owed by office."""
    return {
        one.rates.office: (one.rates.requests, one.rates.shares["answered"].denominator)
        for one in found.offices
    }


def test_the_bureau_sees_every_office_and_an_office_its_own_part_alone(moved: Hall) -> None:
    desk = moved.desk
    both = {HOUSING: (1, 0), TRANSPORT: (1, 1)}
    assert counted(case_rates(desk, moved.bureau)) == both
    assert counted(case_rates(desk, moved.bureau, office=TRANSPORT)) == {TRANSPORT: (1, 1)}
    for office, part in both.items():
        mine = case_rates(desk, moved.clerk(office))
        assert counted(mine) == {office: part}
        assert mine.total.requests == 1
    nothing = case_rates(desk, moved.clerk("police"))
    assert (nothing.offices, nothing.total.requests) == ((), 0)


def test_a_past_day_and_a_period_are_as_they_were(moved: Hall) -> None:
    desk = moved.desk
    assert counted(case_rates(desk, moved.bureau, day=date(2024, 10, 14))) == {HOUSING: (1, 0)}
    before = case_rates(desk, moved.bureau, ReportingPeriod.parse("2024-Q3"))
    assert before.offices == ()
    for asked, told in (
        ({"day": date(2024, 10, 25)}, "2024-10-25 还没有到"),
        ({"period": ReportingPeriod.parse("2025-Q1")}, "还没有开始"),
        ({"office": "nobody"}, "没有单位“nobody”"),
    ):
        with pytest.raises(UserError, match=told) as mistake:
            case_rates(desk, moved.bureau, **asked)
        assert mistake.value.cure
