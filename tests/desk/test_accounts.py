"""Who is acting: passwords, sessions, rights."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from desk import accounts, views
from desk.demo.posts import ADMIN, DESK
from desk.first_sign_in import first_sign_in
from desk.passwords import OneTime
from desk.post_words import described
from desk.proving import WRONG
from ledger.accounts import PostRow, put_post
from ledger.tables.chain import audit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.desk.hall import Hall

PASSWORD = "一个足够长的口令-2024"


@pytest.fixture
def with_desk(hall: Hall) -> Hall:
    accounts.add_post(hall.desk, ADMIN, DESK, PASSWORD)
    return hall


def test_a_session_names_its_post_until_it_is_logged_out(with_desk: Hall) -> None:
    desk = with_desk.desk
    token = accounts.log_in(desk, DESK.post, PASSWORD, desk.now())
    assert accounts.who(desk, token, desk.now()) == DESK
    accounts.log_out(desk, token, desk.now())
    assert accounts.who(desk, token, desk.now()) is None


def test_a_session_ends_by_itself_by_a_new_password_and_by_disabling(with_desk: Hall) -> None:
    desk = with_desk.desk
    token = accounts.log_in(desk, DESK.post, PASSWORD, desk.now())
    assert accounts.who(desk, token, desk.now() + timedelta(hours=11)) is None
    accounts.change_password(desk, ADMIN, DESK.post, PASSWORD + "新")
    assert accounts.who(desk, token, desk.now()) is None
    token = first_sign_in(desk, DESK.post, PASSWORD + "新", PASSWORD + "又", desk.now())
    accounts.disable(desk, ADMIN, DESK.post)
    assert accounts.who(desk, token, desk.now()) is None


@pytest.mark.parametrize("post", [DESK.post, "没有这个岗", "' OR 1=1 --", ""])
def test_every_failed_login_says_the_same(with_desk: Hall, post: str) -> None:
    with pytest.raises(UserError) as failure:
        accounts.log_in(with_desk.desk, post, "错的口令", with_desk.desk.now())
    assert failure.value.what == WRONG


@pytest.mark.parametrize("token", ["", "x", "\x00", "长" * 300, "a" * 199])
def test_an_invented_token_is_nobody(with_desk: Hall, token: str) -> None:
    assert accounts.who(with_desk.desk, token, with_desk.desk.now()) is None


def test_only_an_administrator_makes_posts(one_hall: Hall) -> None:
    with pytest.raises(Refused, match="管理员"):
        accounts.add_post(one_hall.desk, DESK, Actor("新岗", frozenset({Role.LEADER})))


def test_a_clerk_needs_an_office_and_words_must_be_known(one_hall: Hall) -> None:
    desk = one_hall.desk
    with pytest.raises(UserError, match="须指定单位"):
        described(desk, "市政科经办人", ["clerk"], [], [])
    with pytest.raises(UserError, match="没有角色"):
        described(desk, "市政科经办人", ["king"], [], [])
    with pytest.raises(UserError, match="没有单位"):
        described(desk, "市政科经办人", ["clerk"], ["nowhere"], [])


def test_a_short_password_is_refused(one_hall: Hall) -> None:
    accounts.add_post(one_hall.desk, ADMIN, DESK, PASSWORD)
    with pytest.raises(UserError, match="12个字符"):
        accounts.change_password(one_hall.desk, ADMIN, DESK.post, "short")


@pytest.mark.parametrize("post", [DESK.post, "没有这个岗"])
def test_guessing_makes_any_name_wait_and_a_quiet_while_frees_it(
    with_desk: Hall, post: str
) -> None:
    desk = with_desk.desk
    for _ in range(5):
        with pytest.raises(UserError, match=WRONG):
            accounts.log_in(desk, post, "错的口令", desk.now())
    with pytest.raises(UserError, match="次数过多"):
        accounts.log_in(desk, post, PASSWORD, desk.now())
    later = desk.now() + timedelta(minutes=2)
    if post == DESK.post:
        assert accounts.log_in(desk, post, PASSWORD, later)


def test_a_name_that_is_taken_is_refused_with_its_cure_and_changes_nothing(
    with_desk: Hall,
) -> None:
    desk = with_desk.desk
    token = accounts.log_in(desk, DESK.post, PASSWORD, desk.now())
    wider = Actor(DESK.post, frozenset({Role.DESK, Role.ADMIN}))
    with pytest.raises(Refused, match="已有岗位") as taken:
        accounts.add_post(desk, ADMIN, wider)
    assert "user rights" in taken.value.cure
    assert "user password" in taken.value.cure
    assert accounts.who(desk, token, desk.now()) == DESK
    accounts.disable(desk, ADMIN, DESK.post)
    with pytest.raises(Refused, match="已停用") as gone:
        accounts.add_post(desk, ADMIN, wider, PASSWORD)
    assert "user enable" in gone.value.cure
    with pytest.raises(Refused, match="已停用"):
        accounts.change_rights(desk, ADMIN, wider)
    with pytest.raises(UserError, match=WRONG):
        accounts.log_in(desk, DESK.post, PASSWORD, desk.now())


def test_rights_are_changed_by_themselves_and_one_administrator_stays(with_desk: Hall) -> None:
    desk = with_desk.desk
    token = accounts.log_in(desk, DESK.post, PASSWORD, desk.now())
    accounts.change_rights(desk, ADMIN, Actor(DESK.post, frozenset({Role.LEADER})))
    held = accounts.who(desk, token, desk.now())
    assert held is not None
    assert held.roles == {Role.LEADER}
    with pytest.raises(Refused, match="最后一个管理员"):
        accounts.change_rights(desk, ADMIN, Actor(ADMIN.post, frozenset({Role.LEADER})))
    with pytest.raises(UserError, match="没有岗位"):
        accounts.change_rights(desk, ADMIN, Actor("无此岗位", frozenset({Role.LEADER})))


def test_enabling_a_post_opens_nothing_that_was_opened_before(with_desk: Hall) -> None:
    """A ledger of before kept tokens of disabled posts: such rows are put here as they were."""
    desk = with_desk.desk
    session = accounts.log_in(desk, DESK.post, PASSWORD, desk.now())
    token = accounts.issue_token(desk, ADMIN, "供水平台对接", DESK.post, 90)
    gone = PostRow(DESK.post, DESK.roles, active=False)
    with desk.ledger.write(ADMIN, desk.now(), "post.disable", DESK.post) as unit:
        put_post(unit, gone)
    assert accounts.program(desk, token, desk.now()) is None
    accounts.enable(desk, ADMIN, DESK.post)
    assert accounts.program(desk, token, desk.now()) is None
    assert accounts.who(desk, session, desk.now()) is None
    assert accounts.log_in(desk, DESK.post, PASSWORD, desk.now())


def test_a_password_that_somebody_else_set_opens_nothing_but_the_choice_of_another(
    hall: Hall,
) -> None:
    desk = hall.desk
    given = accounts.add_post(desk, ADMIN, DESK)
    with pytest.raises(OneTime, match="由“系统管理员”于2024-10-14"):
        accounts.log_in(desk, DESK.post, given, desk.now())
    for wrong, chosen, reason in (
        (given + "x", PASSWORD, WRONG),
        (given, "short", "12个字符"),
        (given, given, "与一次性口令相同"),
    ):
        with pytest.raises(UserError, match=reason):
            first_sign_in(desk, DESK.post, wrong, chosen, desk.now())
    token = first_sign_in(desk, DESK.post, given, PASSWORD, desk.now())
    assert accounts.who(desk, token, desk.now()) == DESK
    assert accounts.log_in(desk, DESK.post, PASSWORD, desk.now())
    with pytest.raises(UserError, match=WRONG):
        accounts.log_in(desk, DESK.post, given, desk.now())
    accounts.change_password(desk, ADMIN, DESK.post, PASSWORD + "新")
    with pytest.raises(OneTime):
        accounts.log_in(desk, DESK.post, PASSWORD + "新", desk.now())


def test_a_one_time_password_is_used_once_by_four_at_the_same_time(one_hall: Hall) -> None:
    desk = one_hall.desk
    given = accounts.add_post(desk, ADMIN, DESK)
    start = Barrier(4)

    def sign_in(chosen: str) -> str:
        start.wait()
        return first_sign_in(desk, DESK.post, given, chosen, desk.now())

    with ThreadPoolExecutor(4) as pool:
        every = [pool.submit(sign_in, PASSWORD + end) for end in "甲乙丙丁"]
    failed = [error for one in every if (error := one.exception()) is not None]
    assert len(failed) == 3
    assert all(isinstance(error, UserError) for error in failed)
    chosen = select(func.count()).where(audit.c.action == "post.password")
    with desk.ledger.read() as reading:
        assert reading.connection.execute(chosen).scalar_one() == 1


def test_a_one_time_password_that_lay_about_opens_nothing(one_hall: Hall) -> None:
    desk = one_hall.desk
    given = accounts.add_post(desk, ADMIN, DESK)
    now = desk.now()
    for later, reason in ((timedelta(days=2), "只能用一次"), (timedelta(days=4), "已过期")):
        with pytest.raises(UserError, match=reason):
            accounts.log_in(desk, DESK.post, given, now + later)
    with pytest.raises(UserError, match="已过期"):
        first_sign_in(desk, DESK.post, given, PASSWORD, now + timedelta(days=4))
    assert first_sign_in(desk, DESK.post, given, PASSWORD, now + timedelta(days=2))


def test_a_token_that_ran_out_keeps_nobody_from_ending_the_others(one_hall: Hall) -> None:
    desk = one_hall.desk
    accounts.add_post(desk, ADMIN, DESK, PASSWORD)
    accounts.issue_token(desk, ADMIN, "供水平台对接", DESK.post, 1)
    live = accounts.issue_token(desk, ADMIN, "供热平台对接", DESK.post, 90)
    one_hall.clock.moment += timedelta(days=5)
    accounts.change_password(desk, ADMIN, DESK.post, PASSWORD + "新")
    assert accounts.program(desk, live, desk.now()) is None


def test_the_office_is_told_that_somebody_else_set_a_password(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk("housing")
    reviewer, stranger = one_hall.reviewer("housing"), one_hall.clerk("sanitation")
    accounts.add_post(desk, ADMIN, clerk)
    accounts.change_password(desk, ADMIN, clerk.post, PASSWORD)
    told = views.alerts(desk, reviewer)
    assert [one.title.partition(":")[0] for one in told] == ["口令由他人设置"] * 2
    assert all(f"岗位“{clerk.post}”的口令由“系统管理员”" in one.body for one in told)
    assert [views.alerts(desk, one) == told for one in (clerk, DESK, stranger)] == [
        True, True, False,
    ]  # fmt: skip
    accounts.change_password(desk, clerk, clerk.post, PASSWORD + "自己")
    assert views.alerts(desk, clerk) == told
