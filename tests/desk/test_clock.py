"""The day is Shanghai's, whatever zone the machine lives in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.deadlines import watch_deadlines
from desk.handle import SHANGHAI
from observations.identity import SYSTEM
from tests.desk.hall import Q3, Hall


@pytest.mark.parametrize("zone", [UTC, SHANGHAI, ZoneInfo("America/New_York")])
def test_the_last_instant_of_a_month_and_the_next_are_two_days(one_hall: Hall, zone: ZoneInfo):
    end = datetime(2024, 10, 31, 23, 59, 0, tzinfo=SHANGHAI).astimezone(zone)
    one_hall.clock.moment = end - timedelta(seconds=one_hall.clock.readings)
    assert one_hall.desk.today() == date(2024, 10, 31)
    one_hall.clock.moment = end + timedelta(minutes=1)
    assert one_hall.desk.today() == date(2024, 11, 1)


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/New_York")])
def test_a_form_is_late_when_its_day_is_over_in_shanghai(one_hall: Hall, zone: ZoneInfo):
    due = one_hall.desk.due(Q3)
    over = datetime(due.year, due.month, due.day, tzinfo=SHANGHAI) + timedelta(days=1)
    one_hall.clock.readings = 0
    one_hall.clock.moment = (over - timedelta(minutes=5)).astimezone(zone)
    assert _late(one_hall) == []
    one_hall.clock.moment = over.astimezone(zone)
    assert _late(one_hall) != []


def _late(hall: Hall) -> list[str]:
    told = [fact.subject for fact in watch_deadlines(hall.desk, SYSTEM)]
    return [subject for subject in told if subject.endswith(str(Q3))]
