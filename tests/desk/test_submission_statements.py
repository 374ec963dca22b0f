"""The reporting desk's list asks the database as often for many submissions as for few."""

from desk.demo.posts import DESK
from desk.views.reports import submissions
from observations.period import ReportingPeriod
from tests.desk.counting import Counting
from tests.desk.hall import Q3, Hall


def asked(hall: Hall) -> tuple[int, int]:
    """How many submissions wait, and how many statements it took to tell."""
    with Counting(hall.desk) as statements:
        found = submissions(hall.desk, DESK)
    return len(found), statements.count


def test_many_submissions_of_many_files_are_told_with_as_many_questions(one_hall: Hall) -> None:
    def hand_in(office: str, period: ReportingPeriod) -> None:
        one_hall.hand_in(one_hall.form(office, period), one_hall.clerk(office))

    hand_in("sanitation", Q3)
    few = asked(one_hall)
    for office in ("sanitation", "housing", "urban-management"):
        hand_in(office, Q3)
        hand_in(office, Q3.previous())
    many = asked(one_hall)
    assert (few[0], many[0]) == (1, 6)
    assert many[1] == few[1]
