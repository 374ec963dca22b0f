"""Who is acting: passwords, sessions, rights."""

from datetime import timedelta

import pytest

from desk import accounts
from desk.demo.posts import ADMIN, DESK
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
    token = accounts.log_in(desk, DESK.post, PASSWORD + "新", desk.now())
    accounts.disable(desk, ADMIN, DESK.post)
    assert accounts.who(desk, token, desk.now()) is None


@pytest.mark.parametrize("post", [DESK.post, "没有这个岗", "' OR 1=1 --", ""])
def test_every_failed_login_says_the_same(with_desk: Hall, post: str) -> None:
    with pytest.raises(UserError) as failure:
        accounts.log_in(with_desk.desk, post, "错的口令", with_desk.desk.now())
    assert failure.value.what == accounts.WRONG


@pytest.mark.parametrize("token", ["", "x", "\x00", "长" * 300, "a" * 199])
def test_an_invented_token_is_nobody(with_desk: Hall, token: str) -> None:
    assert accounts.who(with_desk.desk, token, with_desk.desk.now()) is None


def test_only_an_administrator_makes_posts(one_hall: Hall) -> None:
    with pytest.raises(Refused, match="管理员"):
        accounts.add_post(one_hall.desk, DESK, Actor("新岗", frozenset({Role.LEADER})))


def test_a_clerk_needs_an_office_and_words_must_be_known(one_hall: Hall) -> None:
    desk = one_hall.desk
    with pytest.raises(UserError, match="须指定单位"):
        accounts.described(desk, "市政科经办人", ["clerk"], [], [])
    with pytest.raises(UserError, match="没有角色"):
        accounts.described(desk, "市政科经办人", ["king"], [], [])
    with pytest.raises(UserError, match="没有单位"):
        accounts.described(desk, "市政科经办人", ["clerk"], ["nowhere"], [])


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
        with pytest.raises(UserError, match=accounts.WRONG):
            accounts.log_in(desk, post, "错的口令", desk.now())
    with pytest.raises(UserError, match="次数过多"):
        accounts.log_in(desk, post, PASSWORD, desk.now())
    later = desk.now() + timedelta(minutes=2)
    if post == DESK.post:
        assert accounts.log_in(desk, post, PASSWORD, later)
