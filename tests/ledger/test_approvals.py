from __future__ import annotations

import pytest

from ledger import approvals, revisions
from ledger.approvals import SubmissionRow
from ledger.opening import Ledger
from observations.errors import Refused
from tests.ledger.material import CLERK, DESK, at, judge, row, source


def stands(ledger: Ledger) -> SubmissionRow:
    with ledger.read() as reading:
        found = approvals.submission(reading, "water", "2024-Q2")
    assert found is not None
    return found


def test_a_submission_goes_from_waiting_over_two_approvals(ledger: Ledger) -> None:
    first = judge(ledger, source("a"), [row("leakage", 9.1)])
    assert (stands(ledger).state, stands(ledger).submitted_by) == ("waiting", CLERK.post)
    with ledger.write(CLERK, at(1), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", "office")
    assert (stands(ledger).state, stands(ledger).office_approved_by) == (
        "office_approved",
        CLERK.post,
    )
    with ledger.write(DESK, at(2), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", "desk")
    done = stands(ledger)
    assert (done.state, done.approved_by, done.receipts) == ("approved", DESK.post, (first,))
    assert done.approved_at == at(2)


def test_new_values_wait_again_and_repeated_ones_do_not(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    with ledger.write(DESK, at(1), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", "desk")
    judge(ledger, source("re-saved"), [row("leakage", 9.1)], when=at(2))
    assert stands(ledger).state == "approved"
    judge(ledger, source("b"), [row("leakage", 9.0)], when=at(3))
    after = stands(ledger)
    assert (after.state, len(after.receipts)) == ("waiting", 2)
    with ledger.read(3) as reading:
        assert [s.state for s in approvals.submissions(reading)] == ["approved"]


def test_a_returned_submission_waits_again_even_with_the_same_values(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    with ledger.write(DESK, at(1), "return") as unit:
        approvals.send_back(unit, "water", "2024-Q2", "口径不符")
    assert (stands(ledger).state, stands(ledger).text) == ("returned", "口径不符")
    judge(ledger, source("re-saved"), [row("leakage", 9.1)], when=at(2))
    assert stands(ledger).state == "waiting"


def test_nobody_approves_what_he_has_not_seen(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    seen = stands(ledger).seq
    judge(ledger, source("b"), [row("leakage", 1.0)], when=at(1))
    with pytest.raises(Refused, match="刚有变化"), ledger.write(DESK, at(2), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", "desk", seen=seen)
    with ledger.write(DESK, at(3), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", "desk", seen=stands(ledger).seq)
    assert stands(ledger).state == "approved"


def test_deciding_on_nothing_is_refused(ledger: Ledger) -> None:
    with (
        pytest.raises(Refused, match="尚无 2024-Q2 的报送"),
        ledger.write(DESK, at(0), "x") as unit,
    ):
        approvals.approve(unit, "water", "2024-Q2", "desk")
    judge(ledger, source("a"), [row("leakage", 9.1)])
    with pytest.raises(Refused, match="不能为空"), ledger.write(DESK, at(0), "x") as unit:
        approvals.send_back(unit, "water", "2024-Q2", "  ")
    with ledger.read() as reading:
        assert approvals.submissions(reading, "2024-Q3") == ()
        assert len(approvals.submissions(reading, "2024-Q2")) == 1


def approve(ledger: Ledger, minutes: float, level: approvals.Level = "desk") -> int:
    with ledger.write(DESK, at(minutes), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", level)
    return ledger.head()


def unapprove(ledger: Ledger, minutes: float) -> int:
    with ledger.write(DESK, at(minutes), "unapprove") as unit:
        approvals.unapprove(unit, "water", "2024-Q2", "口径有误")
    return ledger.head()


def published(ledger: Ledger, head: int | None = None) -> list[float | None]:
    with ledger.read(head) as reading:
        return list(revisions.as_of(reading)["value"])


def test_an_approval_taken_back_publishes_what_the_one_before_covers(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    approve(ledger, 1, "office")
    first = approve(ledger, 2)
    judge(ledger, source("b"), [row("leakage", 8.7)], when=at(3))
    approve(ledger, 4, "office")
    second = approve(ledger, 5)
    assert (published(ledger), published(ledger, first)) == ([8.7], [9.1])
    third = unapprove(ledger, 6)
    state = stands(ledger)
    assert (state.state, state.approved_by, state.text) == ("office_approved", "", "口径有误")
    assert state.office_approved_by == DESK.post
    assert published(ledger) == [9.1]
    unapprove(ledger, 7)
    assert published(ledger) == []
    with pytest.raises(Refused, match="没有在用的审定"):
        unapprove(ledger, 8)
    again = approve(ledger, 9)
    assert published(ledger) == [8.7]
    unapprove(ledger, 10)
    assert published(ledger) == []
    then = [published(ledger, head) for head in (first - 1, first, second, third, again)]
    assert then == [[], [9.1], [8.7], [9.1], [8.7]]


def test_an_approval_is_taken_back_while_a_newer_value_waits(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    approve(ledger, 1)
    judge(ledger, source("b"), [row("leakage", 8.7)], when=at(2))
    unapprove(ledger, 3)
    assert (stands(ledger).state, published(ledger)) == ("waiting", [])
    with pytest.raises(Refused, match="理由"), ledger.write(DESK, at(4), "x") as unit:
        approvals.unapprove(unit, "water", "2024-Q2", " ")
    approve(ledger, 5)
    assert published(ledger) == [8.7]
