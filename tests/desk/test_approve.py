"""Four eyes: nobody approves what the same post handed in."""

from dataclasses import replace

import pytest

from desk import accounts, views
from desk.approve import approve, send_back, submission
from desk.demo.posts import ADMIN, DESK, LEADER
from desk.first_sign_in import first_sign_in
from ledger import revisions
from observations.errors import Refused, UserError
from observations.identity import Role
from observations.period import ReportingPeriod
from tests.desk.hall import Q3, Hall

OFFICE = "sanitation"


def handed_in(hall: Hall) -> None:
    assert hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE)).state == "accepted"


def approved_values(hall: Hall) -> int:
    with hall.desk.ledger.read() as reading:
        frame = revisions.as_of(reading, approved=True)
    return frame.filter(frame["office"] == OFFICE).height


def test_a_value_counts_after_the_second_approval_and_not_before(hall: Hall) -> None:
    handed_in(hall)
    assert approved_values(hall) == 0
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
    assert approved_values(hall) == 0
    approve(hall.desk, DESK, OFFICE, Q3)
    assert approved_values(hall) > 0


def test_the_post_that_handed_in_cannot_approve(one_hall: Hall) -> None:
    everything = replace(DESK, post="一人多岗", roles=frozenset({Role.CLERK, Role.DESK}))
    one_hall.hand_in(one_hall.form(OFFICE), everything)
    with pytest.raises(Refused, match="送交人"):
        approve(one_hall.desk, everything, OFFICE, Q3)


def test_the_post_that_reviewed_cannot_also_approve(one_hall: Hall) -> None:
    handed_in(one_hall)
    both = replace(DESK, post="一人两职", roles=frozenset({Role.REVIEWER, Role.DESK}))
    approve(one_hall.desk, both, OFFICE, Q3)
    with pytest.raises(Refused, match="另一岗位"):
        approve(one_hall.desk, both, OFFICE, Q3)
    approve(one_hall.desk, DESK, OFFICE, Q3)


def test_the_bureau_never_takes_the_place_of_the_office_s_own_review(one_hall: Hall) -> None:
    handed_in(one_hall)
    with pytest.raises(Refused, match="还没有经本单位审核"):
        approve(one_hall.desk, DESK, OFFICE, Q3)


def test_a_post_of_another_office_or_a_reader_cannot_approve(one_hall: Hall) -> None:
    handed_in(one_hall)
    with pytest.raises(Refused):
        approve(one_hall.desk, one_hall.reviewer("housing"), OFFICE, Q3)
    with pytest.raises(Refused, match="没有审核权限"):
        approve(one_hall.desk, LEADER, OFFICE, Q3)


def test_what_was_never_handed_in_cannot_be_approved(one_hall: Hall) -> None:
    with pytest.raises(UserError, match="没有2024年第三季度的已收报送"):
        approve(one_hall.desk, DESK, OFFICE, Q3)
    with pytest.raises(UserError, match="没有单位"):
        approve(one_hall.desk, DESK, "nobody", Q3)


def test_a_form_sent_back_needs_a_reason_and_waits_for_a_new_one(one_hall: Hall) -> None:
    handed_in(one_hall)
    with pytest.raises(UserError, match="理由"):
        send_back(one_hall.desk, DESK, OFFICE, Q3, "  ")
    send_back(one_hall.desk, DESK, OFFICE, Q3, "分母与台账不符")
    assert submission(one_hall.desk, OFFICE, Q3).state == "returned"
    (alert,) = views.alerts(one_hall.desk, one_hall.clerk(OFFICE))
    assert (alert.title, "分母与台账不符" in alert.body) == ("报送被退回", True)
    with pytest.raises(Refused, match="已退回"):
        approve(one_hall.desk, DESK, OFFICE, Q3)


def test_a_clerk_cannot_hand_in_for_another_office(one_hall: Hall) -> None:
    returned = one_hall.hand_in(one_hall.form("housing"), one_hall.clerk(OFFICE))
    assert returned.state in ("returned", "refused")
    with one_hall.desk.ledger.read() as reading:
        assert revisions.current(reading, (str(ReportingPeriod.parse("2024-Q3")),)).is_empty()


def test_nobody_approves_with_a_password_of_the_one_who_handed_in_or_the_other_way_round(
    one_hall: Hall,
) -> None:
    desk, word = one_hall.desk, "一个足够长的口令-2024"
    clerk, reviewer = one_hall.clerk(OFFICE), one_hall.reviewer(OFFICE)
    two_jobs = replace(clerk, roles=frozenset({Role.CLERK, Role.ADMIN}))
    given = accounts.add_post(desk, two_jobs, reviewer)
    handed_in(one_hall)
    with pytest.raises(Refused, match=f"审核岗”的口令由“{clerk.post}”设置"):
        approve(desk, reviewer, OFFICE, Q3)
    first_sign_in(desk, reviewer.post, given, word, desk.now())
    approve(desk, reviewer, OFFICE, Q3)
    chief = replace(DESK, roles=DESK.roles | ADMIN.roles)
    accounts.change_password(desk, chief, reviewer.post, word + "新")
    with pytest.raises(Refused, match="审核岗”的口令由“住建局调度岗”设置"):
        approve(desk, DESK, OFFICE, Q3)
    approve(desk, replace(DESK, post="住建局复核岗"), OFFICE, Q3)


def test_nobody_approves_what_came_from_a_post_on_which_it_issued_a_token(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    chief = replace(DESK, roles=DESK.roles | ADMIN.roles)
    accounts.add_post(desk, ADMIN, clerk)
    accounts.issue_token(desk, chief, "平台", clerk.post, 30)
    handed_in(one_hall)
    approve(desk, one_hall.reviewer(OFFICE), OFFICE, Q3)
    with pytest.raises(Refused, match="令牌由“住建局调度岗”发放"):
        approve(desk, chief, OFFICE, Q3)
    accounts.revoke_token(desk, ADMIN, "平台")
    approve(desk, chief, OFFICE, Q3)
