"""Long work is a row: asked for, done by the worker on the asker's authority, told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from desk import paper_flow
from desk.accounts import add_post, change_password, issue_token, program, revoke_token, who
from desk.demo.posts import ADMIN, DESK, LEADER
from desk.handle import Desk
from desk.jobs import ask, do_one, listing
from ledger import paper_steps
from ledger.jobs import prolong, take
from ledger.tables.work import jobs
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from tests.desk.hall import Q3, Hall, approved


@pytest.fixture
def staffed(hall: Hall) -> Hall:
    add_post(hall.desk, ADMIN, DESK)
    return hall


def test_a_draft_asked_for_is_made_once_by_the_worker(staffed: Hall) -> None:
    approved(staffed, "sanitation")
    ask(staffed.desk, DESK, "draft", Q3)
    assert [job.state for job in listing(staffed.desk, DESK)] == ["queued"]
    assert do_one(staffed.desk, "worker")
    assert not do_one(staffed.desk, "worker")
    (job,) = listing(staffed.desk, DESK)
    assert (job.state, job.title) == ("done", "2024年第三季度评估并起草通报")
    assert job.outcome == f"{Q3}-1"
    assert paper_flow.standing(staffed.desk, Q3).authors == {DESK.post}, "on the asker's authority"


def test_what_two_hundred_ask_for_at_once_waits_once(staffed: Hall) -> None:
    head = staffed.desk.ledger.head()
    numbers = {ask(staffed.desk, DESK, "draft", Q3) for _ in range(200)}
    assert len(numbers) == 1
    assert staffed.desk.ledger.head() == head + 1
    assert ask(staffed.desk, DESK, "assess", Q3) not in numbers
    assert len(listing(staffed.desk, DESK)) == 2
    assert do_one(staffed.desk, "worker")
    assert ask(staffed.desk, DESK, "draft", Q3) not in numbers, "begun already: asked anew"


def test_a_paper_about_nothing_is_not_made_and_says_why(staffed: Hall) -> None:
    ask(staffed.desk, DESK, "draft", Q3)
    assert do_one(staffed.desk, "worker")
    (job,) = listing(staffed.desk, DESK)
    assert job.state == "failed"
    assert "没有审定的填报值" in job.outcome


def overtaken(staffed: Hall, done: list[bool]) -> Desk:
    """A desk whose work stands still until another worker has taken it over and done it."""

    def clock() -> datetime:
        if not done:
            done.append(True)
            with staffed.desk.ledger.step() as connection:
                connection.execute(update(jobs).values(until=datetime(2000, 1, 1, tzinfo=UTC)))
            assert do_one(staffed.desk, "second")
        return staffed.desk.now()

    return replace(staffed.desk, clock=clock)


def test_who_comes_back_to_a_job_another_worker_has_done_leaves_nothing_behind(
    staffed: Hall,
) -> None:
    approved(staffed, "sanitation")
    ask(staffed.desk, DESK, "draft", Q3)
    done: list[bool] = []
    assert do_one(overtaken(staffed, done), "first")
    assert done
    (job,) = listing(staffed.desk, DESK)
    assert (job.state, job.outcome) == ("done", f"{Q3}-1")
    with staffed.desk.ledger.read() as reading:
        assert [step.step for step in paper_steps.steps(reading, str(Q3))] == ["drafted"]


def test_a_job_that_was_taken_over_and_cannot_be_done_stops_no_worker(staffed: Hall) -> None:
    ask(staffed.desk, DESK, "issue", Q3)
    done: list[bool] = []
    assert do_one(overtaken(staffed, done), "first")
    (job,) = listing(staffed.desk, DESK)
    assert job.state == "failed"
    assert not do_one(staffed.desk, "first")


def test_a_lease_is_prolonged_by_who_has_it_and_by_nobody_else(staffed: Hall) -> None:
    ask(staffed.desk, DESK, "draft", Q3)
    ledger, now = staffed.desk.ledger, datetime(2026, 1, 1, tzinfo=UTC)
    first = take(ledger, "first", 60.0, now)
    assert first is not None
    prolong(ledger, first, 60.0, now + timedelta(seconds=50))
    assert take(ledger, "second", 60.0, now + timedelta(seconds=61)) is None
    second = take(ledger, "second", 60.0, now + timedelta(seconds=111))
    assert second is not None
    prolong(ledger, first, 600.0, now + timedelta(seconds=112))
    assert take(ledger, "third", 60.0, now + timedelta(seconds=172)) is not None


def test_work_that_may_not_be_done_says_why(staffed: Hall) -> None:
    with pytest.raises(Refused, match="没有调度权限"):
        ask(staffed.desk, LEADER, "draft", Q3)
    with pytest.raises(UserError, match="还没有结束"):
        ask(staffed.desk, DESK, "draft", ReportingPeriod.parse("2024-Q4"))
    with pytest.raises(UserError, match="没有“cook”"):
        ask(staffed.desk, DESK, "cook", Q3)


def test_a_token_acts_for_its_post_until_it_is_withdrawn(staffed: Hall) -> None:
    desk = staffed.desk
    token = issue_token(desk, ADMIN, "供水平台对接", DESK.post, 90)
    assert program(desk, token, desk.now()) == DESK
    assert who(desk, token, desk.now()) is None, "a program's token opens no page"
    revoke_token(desk, ADMIN, "供水平台对接")
    assert program(desk, token, desk.now()) is None
    token = issue_token(desk, ADMIN, "第二个", DESK.post, 90)
    change_password(desk, ADMIN, DESK.post, "一个足够长的口令-2025")
    assert program(desk, token, desk.now()) is None
