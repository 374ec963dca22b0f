"""Evidence closes: a later, passed, approved value or form; or a leader, with a lasting reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from cases.events import CaseEvent, Step, fold, states
from cases.open_cases import open_cases
from cases.taking import Asked, take
from desk.answer import answer
from desk.approve import approve
from desk.case_acts import act_on_case, the_case
from desk.case_watch import watch_cases
from desk.demo.posts import LEADER as LEADERS_POST
from desk.handle import SHANGHAI
from desk.views.cases import cases
from observations.errors import Refused
from targets.assessment import AssessmentRun
from tests.cases.hands import DESK, LAGGING, LEADER, by
from tests.cases.test_cases import AGAIN, AROUND, GOOD, LAGS, PLAN, STILL, run_of, told
from tests.desk.hall import Q3, Hall, approved
from tests.desk.test_alert_life import OFFICE, doubted, send, waiting_doubts
from tests.targets.small import TARGET, plan_of, value

EASIER = plan_of(target=replace(TARGET, leads=("housing",), value=13.0))


def steps(*runs: AssessmentRun) -> list[Step]:
    return [one.step for one in told(*runs)]


def named(number: float, revision: str, period: str = "2024-Q3") -> AssessmentRun:
    """A run that reads `number` from the revision, whenever that was kept."""
    return run_of(replace(value(period, number), revision=revision), period=period)


def closed_by_a_leader(*before: AssessmentRun) -> tuple[CaseEvent, ...]:
    events = told(*before)
    asked = Asked(Step.CLOSE, "管网已移交市级,不再考核旗级")
    return (*events, take(fold(events), asked, LAGGING, by(LEADER, AROUND.today, 20)))


def after(events: tuple[CaseEvent, ...], *runs: AssessmentRun) -> list[Step]:
    for run in runs:
        events += open_cases(run, states(events), AROUND)
    return [one.step for one in events]


def test_an_easier_target_closes_nothing_a_later_value_does() -> None:
    eased = run_of(value("2024-Q3", 12.4), plan=EASIER)
    assert [one.level.value for one in eased.assessments] == ["met"]
    assert steps(LAGS, eased) == [Step.OPEN]
    assert steps(LAGS, eased, GOOD) == [Step.OPEN, Step.CLOSE]


def test_an_older_value_that_counts_again_closes_nothing_a_corrected_one_does() -> None:
    lags = named(12.4, "20-1")
    assert steps(lags, named(9.0, "15-1")) == [Step.OPEN]
    assert steps(lags, named(9.0, "20-1")) == [Step.OPEN]
    assert steps(lags, named(9.0, "21-1")) == [Step.OPEN, Step.CLOSE]
    assert steps(lags, named(9.0, "15-1", "2024-Q4")) == [Step.OPEN, Step.CLOSE]


def test_the_evidence_is_named_with_its_hash_and_the_day_of_the_look_back() -> None:
    opened, closed = told(LAGS, GOOD)
    assert (opened.place, closed.place, closed.part) == (1, 2, "system")
    assert closed.evidence == "run:run-2025-Q1"
    assert len(closed.evidence_sha256) == 64 != opened.evidence_sha256
    assert fold((opened, closed)).look_back_due == AROUND.calendar.add(AROUND.today, 60)


def test_a_leaders_closing_stands_while_it_lags_and_its_reason_stays_for_ever() -> None:
    events = closed_by_a_leader(LAGS)
    assert after(events, STILL, LAGS) == [Step.OPEN, Step.CLOSE]
    assert events[-1].text == "管网已移交市级,不再考核旗级"
    assert events[-1].part == "leader"


def test_what_a_leader_closed_is_borne_out_by_a_good_value_and_reopens_at_the_next_fall() -> None:
    events = closed_by_a_leader(LAGS)
    expected = [Step.OPEN, Step.CLOSE, Step.LOOK_BACK]
    assert after(events, GOOD) == expected
    assert after(events, GOOD, GOOD, AGAIN) == [*expected, Step.REOPEN]


def test_what_the_desk_reopened_is_not_closed_again_by_the_value_that_closed_it() -> None:
    events = told(LAGS, GOOD)
    asked = Asked(Step.REOPEN, "回头看发现数据口径有误")
    events = (*events, take(fold(events), asked, LAGGING, by(DESK, AROUND.today, 20)))
    expected = [Step.OPEN, Step.CLOSE, Step.REOPEN]
    assert after(events, GOOD) == expected
    later = run_of(value("2025-Q2", 9.0), period="2025-Q2")
    assert after(events, GOOD, later) == [*expected, Step.CLOSE]


def test_a_target_has_one_case_through_every_fall_and_rise() -> None:
    events = told(LAGS, STILL, GOOD, AGAIN, STILL)
    assert len({one.case for one in events}) == 1
    assert sum(one.is_open for one in states(events)) == 1
    assert {one.subject for one in events} == {f"target:{PLAN.targets[0].id}"}


def at(hall: Hall, month: int, day: int) -> None:
    hall.clock.moment = datetime(2024, month, day, 9, 0, tzinfo=SHANGHAI)


def watched(hall: Hall, office: str = "housing") -> dict[str, list[Step]]:
    """What a watch did to the office's cases about one period, by kind."""
    done = watch_cases(hall.desk, hall.bureau)
    found: dict[str, list[Step]] = {}
    for one in done:
        if one.office == office and "2024-Q3" in one.subject:
            found.setdefault(one.kind, []).append(one.step)
    return found


def test_a_form_that_does_not_come_is_a_case_until_it_is_approved(one_hall: Hall) -> None:
    hall = one_hall
    approved(hall, "sanitation")  # work has begun
    due = hall.desk.due(Q3)
    assert watched(hall) == {}
    begins = hall.desk.calendar.add(due, 5)
    at(hall, begins.month, begins.day)
    assert watched(hall) == {"missing-report": [Step.OPEN]}
    assert watched(hall) == {}
    (row,) = [one for one in cases(hall.desk, hall.clerk("housing")) if one.closed is None]
    assert row.title == "住房和城乡建设局2024年第三季度报表"
    receipt = hall.hand_in(hall.form("housing"), hall.clerk("housing"))
    assert watched(hall) == {}, "handed in is not approved"
    with pytest.raises(Refused, match="“销号”只能由领导岗位、系统办理"):
        act_on_case(hall.desk, hall.bureau, row.id, Asked(Step.CLOSE, "已收到"))
    for post in (hall.reviewer("housing"), hall.bureau):
        approve(hall.desk, post, "housing", Q3)
    assert watched(hall) == {"missing-report": [Step.CLOSE]}
    with hall.desk.ledger.read() as reading:
        last = the_case(hall.desk, hall.bureau, reading, row.id).last
    assert last.evidence == f"receipts:{receipt.id}"
    assert len(last.evidence_sha256) == 64


def test_a_leader_closes_what_still_lacks_and_it_does_not_come_back_by_itself(
    one_hall: Hall,
) -> None:
    hall = one_hall
    approved(hall, "sanitation")
    at(hall, 11, 20)
    watched(hall)
    (row,) = [one for one in cases(hall.desk, hall.clerk("housing")) if one.closed is None]
    act_on_case(hall.desk, LEADERS_POST, row.id, Asked(Step.CLOSE, "机构合并,由新单位补报"))
    assert watched(hall) == {}
    (row,) = cases(hall.desk, hall.clerk("housing"))
    assert (row.closed, row.text) == (date(2024, 11, 20), "机构合并,由新单位补报")


def test_a_doubted_delivery_closes_nothing_a_clean_one_does_once_it_is_approved(
    one_hall: Hall,
) -> None:
    hall = one_hall
    receipt = send(hall, doubted(hall))
    at(hall, 10, 20)
    assert watched(hall, OFFICE) == {}, "four working days"
    at(hall, 10, 21)
    assert watched(hall, OFFICE) == {"bad-data": [Step.OPEN]}
    for post in (hall.reviewer(OFFICE), hall.bureau):
        approve(hall.desk, post, OFFICE, Q3)
    assert watched(hall, OFFICE) == {}, "approved with its doubt"
    for row in waiting_doubts(hall, receipt):
        answer(hall.desk, hall.clerk(OFFICE), row.id, "三季度集中完工,见竣工台账")
    hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE))
    assert watched(hall, OFFICE) == {}, "clean, not yet approved"
    for post in (hall.reviewer(OFFICE), hall.bureau):
        approve(hall.desk, post, OFFICE, Q3)
    assert watched(hall, OFFICE) == {"bad-data": [Step.CLOSE]}
