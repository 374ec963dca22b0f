"""The daily clock says each stage of a case once, to a post, whenever and how often it runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import update

from cases.events import Step
from cases.taking import Asked
from desk.case_acts import Opening, act_on_case, open_case
from desk.case_clock import tell_stages
from desk.handle import SHANGHAI
from desk.views.case_lists import told_on
from ledger.facts import AlertFact, facts
from ledger.tables.cases import case_standing
from tests.desk.hall import Hall

# Given on 24 September 2024: 1–7 October is a holiday, 29 September and 12 October are worked.
GIVEN = Opening(
    "instruction", "housing", "背街小巷照明", "群众反映集中",
    {"instruction": "限期修复", "leader_post": "分管领导岗"},
)  # fmt: skip
FIRST, LAST = date(2024, 9, 24), date(2024, 10, 18)


def at(hall: Hall, day: date, hour: int = 9) -> None:
    hall.clock.moment = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def days(first: date = FIRST, last: date = LAST) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def said(told: Iterable[AlertFact]) -> list[str]:
    """To whom and what, without the case's name."""
    return sorted(
        f"{one.body['to'] or one.body['office']} {line[:10]} {line.rpartition(':')[2]}"
        for one in told
        for line in one.body["lines"]
    )


def stages_in(hall: Hall) -> list[AlertFact]:
    with hall.desk.ledger.read() as reading:
        rows = [one.fact for one in facts(reading, 1_000)]
    return [one for one in rows if one.kind == "case" and one.key.startswith("stage/")]


def given(hall: Hall) -> str:
    at(hall, FIRST)
    return open_case(hall.desk, hall.bureau, GIVEN).case


def test_reminders_and_escalation_come_on_their_working_days_over_the_national_holiday(
    one_hall: Hall,
) -> None:
    hall = one_hall
    case = given(hall)
    told: dict[str, list[str]] = {}
    for day in days():
        at(hall, day)
        if day == date(2024, 9, 25):
            act_on_case(hall.desk, hall.clerk("housing"), case, Asked(Step.ACCEPT))
        new = said(tell_stages(hall.desk, hall.bureau))
        assert tell_stages(hall.desk, hall.bureau) == ()
        if new:
            told[str(day)] = new
    assert told == {
        "2024-09-27": ["housing 2024-09-27 还有 2 个工作日到期(时限 2024-09-30)"],
        "2024-09-30": [
            "desk 2024-09-30 听取进展,梳理问题(时限 2024-09-30)",
            "housing 2024-09-30 今日到期(时限 2024-09-30)",
        ],
        "2024-10-08": [
            "desk 2024-10-08 承办单位逾期 1 个工作日未办(时限 2024-09-30)",
            "housing 2024-10-08 已逾期 1 个工作日(时限 2024-09-30)",
        ],
        "2024-10-10": ["housing 2024-10-10 已逾期 3 个工作日(时限 2024-09-30)"],
        "2024-10-12": ["leader 2024-10-12 承办单位逾期 5 个工作日未办(时限 2024-09-30)"],
    }
    for day in days():
        told_then = [one.stage.text for one in told_on(hall.desk, hall.bureau, day)]
        assert len(told_then) == len(told.get(str(day), []))


def test_a_clock_that_stood_for_three_weeks_says_the_same_with_the_same_dates(
    one_hall: Hall,
) -> None:
    hall = one_hall
    case = given(hall)
    at(hall, date(2024, 9, 25))
    act_on_case(hall.desk, hall.clerk("housing"), case, Asked(Step.ACCEPT))
    at(hall, date(2024, 10, 11))
    act_on_case(
        hall.desk, hall.clerk("housing"), case, Asked(Step.ANSWER, "已修复", evidence="报告")
    )
    at(hall, LAST, 17)
    late = said(tell_stages(hall.desk, hall.bureau))
    assert [one.split("(")[0] for one in late] == [
        "desk 2024-09-30 听取进展,梳理问题",
        "desk 2024-10-08 承办单位逾期 1 个工作日未办",
        "desk 2024-10-16 调度岗位逾期 1 个工作日未办",
        "housing 2024-09-27 还有 2 个工作日到期",
        "housing 2024-09-30 今日到期",
        "housing 2024-10-08 已逾期 1 个工作日",
        "housing 2024-10-10 已逾期 3 个工作日",
    ]
    assert len(stages_in(hall)) == len(late)
    assert {one.body["office"] for one in stages_in(hall)} == {"", "housing"}


def test_the_hour_at_which_the_clock_runs_changes_nothing(one_hall: Hall) -> None:
    hall = one_hall
    case = given(hall)
    at(hall, date(2024, 9, 30), 8)
    act_on_case(hall.desk, hall.clerk("housing"), case, Asked(Step.ACCEPT))
    at(hall, date(2024, 9, 30), 17)  # signed this morning, yet the day began unsigned
    assert [one.split(" ")[:2] for one in said(tell_stages(hall.desk, hall.bureau))] == [
        ["desk", "2024-09-30"],
        ["housing", "2024-09-26"],
        ["housing", "2024-09-27"],
        ["housing", "2024-09-30"],
    ]


def test_a_clock_that_lost_what_it_told_says_nothing_twice(one_hall: Hall) -> None:
    given(one_hall)
    at(one_hall, date(2024, 10, 14))
    before = tell_stages(one_hall.desk, one_hall.bureau)
    with one_hall.desk.ledger.step() as connection:
        connection.execute(update(case_standing).values(told_until=FIRST, look_on=FIRST))
    at(one_hall, date(2024, 10, 15))
    again = tell_stages(one_hall.desk, one_hall.bureau)
    assert before and not {*said(before)} & {*said(again)}
