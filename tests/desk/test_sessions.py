"""Log-ins end when nobody is there, when they are old, and when somebody ends them; walls last."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk import accounts, sessions
from desk.demo.posts import ADMIN, DESK, LEADER
from ledger.sessions import Visit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.desk.hall import Hall

PASSWORD = "一个足够长的口令-2024"
HERE = Visit("10.0.0.7", "Edge 128（Windows）")
SCREEN = Visit("10.0.0.9", "Chrome 128（Linux）", "wall", "三楼会商室")
HOUR = timedelta(hours=1)


@pytest.fixture
def staffed(hall: Hall) -> Hall:
    for post in (DESK, LEADER):
        accounts.add_post(hall.desk, ADMIN, post, PASSWORD)
    return hall


def test_a_log_in_nobody_uses_ends_after_an_hour_and_says_why(staffed: Hall) -> None:
    desk = staffed.desk
    begun = desk.now()
    token = accounts.log_in(desk, DESK.post, PASSWORD, begun, visit=HERE)
    later = begun + timedelta(minutes=50)
    held = sessions.held(desk, token, later)
    assert held is not None and held.actor == DESK
    sessions.note(desk, held, later, HERE)
    assert accounts.who(desk, token, later + timedelta(minutes=59)) == DESK
    assert accounts.who(desk, token, later + timedelta(minutes=61)) is None
    assert sessions.why_over(desk, token, later + HOUR + HOUR) == (
        "1小时没有操作，已自动退出，请重新登录"
    )
    assert sessions.why_over(desk, token, begun + 11 * HOUR).startswith("登录已满10小时")
    assert sessions.why_over(desk, "invented", begun) == ""


def test_an_act_is_written_down_at_most_once_a_minute(staffed: Hall) -> None:
    desk = staffed.desk
    begun = desk.now()
    token = accounts.log_in(desk, DESK.post, PASSWORD, begun, visit=HERE)
    for second in (20, 59, 61, 90):
        now = begun + timedelta(seconds=second)
        held = sessions.held(desk, token, now)
        assert held is not None
        sessions.note(desk, held, now, Visit(f"10.0.0.{second}", "Firefox 130"))
    (line,) = sessions.of_post(desk, DESK.post, now)
    assert (line.seen_at, line.visit.address) == (begun + timedelta(seconds=61), "10.0.0.61")


def test_no_page_waits_for_the_record_while_an_act_is_noted(staffed: Hall) -> None:
    desk = staffed.desk
    begun = desk.now()
    token = accounts.log_in(desk, DESK.post, PASSWORD, begun, visit=HERE)
    now = begun + timedelta(minutes=5)
    held = sessions.held(desk, token, now)
    assert held is not None
    with desk.ledger.write(ADMIN, now, "post.rights", "busy") as unit:
        unit.lock_chain()
        sessions.note(desk, held, now, HERE)
    assert accounts.who(desk, token, now) == DESK


def test_a_wall_screen_lasts_is_named_and_may_only_be_looked_at(staffed: Hall) -> None:
    desk = staffed.desk
    begun = desk.now()
    with pytest.raises(Refused, match="不能作大屏"):
        accounts.log_in(desk, DESK.post, PASSWORD, begun, visit=SCREEN)
    with pytest.raises(UserError, match="放在哪里"):
        accounts.log_in(desk, LEADER.post, PASSWORD, begun, visit=Visit(kind="wall"))
    token = accounts.log_in(desk, LEADER.post, PASSWORD, begun, visit=SCREEN)
    held = sessions.held(desk, token, begun + timedelta(days=29))
    assert held is not None and held.is_wall
    assert held.actor == Actor(LEADER.post, frozenset({Role.VIEWER}))
    assert held.line.visit.place == "三楼会商室"
    assert sessions.held(desk, token, begun + timedelta(days=31)) is None
    assert sessions.end_of_post(desk, ADMIN, LEADER.post, begun + HOUR) == 1
    assert sessions.why_over(desk, token, begun + HOUR) == "管理员结束了这次登录"


def test_a_post_ends_its_own_log_ins_and_no_other_post_s(staffed: Hall) -> None:
    desk = staffed.desk
    now = desk.now()
    mine, other, third = (
        accounts.log_in(desk, DESK.post, PASSWORD, now, visit=HERE) for _ in range(3)
    )
    leader = accounts.log_in(desk, LEADER.post, PASSWORD, now, visit=HERE)
    key = sessions.digest(desk, other)
    with pytest.raises(UserError, match="已经结束"):
        sessions.end_one(desk, LEADER, key, now)
    sessions.end_one(desk, DESK, key, now)
    with pytest.raises(UserError, match="已经结束"):
        sessions.end_one(desk, DESK, key, now)
    assert sessions.end_others(desk, DESK, sessions.digest(desk, mine), now) == 1
    assert sessions.end_others(desk, DESK, sessions.digest(desk, mine), now) == 0
    alive = [accounts.who(desk, one, now) is not None for one in (mine, other, third, leader)]
    assert alive == [True, False, False, True]
    assert "我的账号" in sessions.why_over(desk, third, now)


def test_only_an_administrator_ends_the_log_ins_of_others(staffed: Hall) -> None:
    desk = staffed.desk
    now = desk.now()
    tokens = [
        accounts.log_in(desk, post.post, PASSWORD, now, visit=HERE) for post in (DESK, LEADER)
    ]
    for refused in (
        lambda: sessions.end_of_post(desk, LEADER, DESK.post, now),
        lambda: sessions.end_everybody(desk, DESK, now),
        lambda: sessions.everybody(desk, LEADER, now),
    ):
        with pytest.raises(Refused):
            refused()
    assert {one.post for one in sessions.everybody(desk, ADMIN, now)} == {DESK.post, LEADER.post}
    assert sessions.end_everybody(desk, ADMIN, now) == 2
    assert [accounts.who(desk, one, now) for one in tokens] == [None, None]
    assert sessions.everybody(desk, ADMIN, now) == ()
