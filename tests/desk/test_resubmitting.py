"""A report that was sent back though its numbers are right: handed in again as it stands."""

from __future__ import annotations

import pytest

from desk import views
from desk.approve import approve, send_back, submission
from desk.closing import close_period
from desk.demo.posts import DESK
from desk.resubmitting import resubmit
from desk.trail import trail_of
from observations.errors import Refused, UserError
from tests.desk.hall import Q3, Hall, approved

OFFICE = "sanitation"
WHY = "已与环卫台账逐座核对,数值属实"


def sent_back(hall: Hall) -> None:
    approved(hall, OFFICE)
    send_back(hall.desk, DESK, OFFICE, Q3, "请核对座数")


def test_it_waits_for_two_other_posts_with_its_reason_and_its_alert_closes_on_approval(
    hall: Hall,
) -> None:
    sent_back(hall)
    desk, clerk = hall.desk, hall.clerk(OFFICE)
    before = submission(desk, OFFICE, Q3)
    assert "待本单位另一岗位审核" in resubmit(desk, clerk, OFFICE, Q3, WHY, seen=before.seq)
    row = submission(desk, OFFICE, Q3)
    assert (row.state, row.stated, row.text, row.receipts) == ("waiting", WHY, "", before.receipts)
    (mine,) = [one for one in views.submissions(desk, DESK) if one.office == OFFICE]
    assert (mine.state, mine.stated) == ("waiting", WHY)
    assert [(s.title, s.text, s.post) for s in trail_of(desk, DESK, OFFICE, Q3)][-1] == (
        "原样重报",
        WHY,
        clerk.post,
    )
    with pytest.raises(Refused, match="送交人"):
        approve(desk, clerk, OFFICE, Q3)
    approve(desk, hall.reviewer(OFFICE), OFFICE, Q3)
    assert [one.state for one in views.alert_lives(desk, DESK)] == ["corrected"]
    approve(desk, DESK, OFFICE, Q3)
    assert views.alert_lives(desk, DESK) == ()
    assert submission(desk, OFFICE, Q3).state == "approved"


def test_the_post_that_hands_it_in_again_reviews_it_not_and_a_second_return_asks_anew(
    one_hall: Hall,
) -> None:
    sent_back(one_hall)
    desk, reviewer = one_hall.desk, one_hall.reviewer(OFFICE)
    resubmit(desk, reviewer, OFFICE, Q3, WHY)
    with pytest.raises(Refused, match="送交人"):
        approve(desk, reviewer, OFFICE, Q3)
    send_back(desk, DESK, OFFICE, Q3, "附上台账")
    row = submission(desk, OFFICE, Q3)
    assert (row.state, row.text, row.stated) == ("returned", "附上台账", "")


def test_without_a_reason_a_returning_or_an_open_period_nothing_is_handed_in(
    one_hall: Hall,
) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    approved(one_hall, OFFICE)
    with pytest.raises(Refused, match="没有被退回"):
        resubmit(desk, clerk, OFFICE, Q3, WHY)
    send_back(desk, DESK, OFFICE, Q3, "请核对座数")
    seen = submission(desk, OFFICE, Q3).seq
    with pytest.raises(UserError, match="写明依据"):
        resubmit(desk, clerk, OFFICE, Q3, "对")
    with pytest.raises(Refused, match="页面打开之后"):
        resubmit(desk, clerk, OFFICE, Q3, WHY, seen=seen - 1)
    close_period(desk, DESK, Q3, "季报已汇总")
    with pytest.raises(Refused, match="已关账"):
        resubmit(desk, clerk, OFFICE, Q3, WHY)
    assert submission(desk, OFFICE, Q3).state == "returned"
