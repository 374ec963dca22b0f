from __future__ import annotations

import pytest

from ledger import accounts, audit, sessions
from ledger.accounts import PostRow
from ledger.opening import Ledger
from observations.errors import Refused
from observations.identity import Role
from tests.ledger.material import DESK, at

CLERK = PostRow(
    "市政科经办人", frozenset({Role.CLERK}), frozenset({"water"}), frozenset({"150627"})
)


def hired(ledger: Ledger) -> None:
    with ledger.write(DESK, at(0), "user") as unit:
        accounts.put_post(unit, CLERK)
        accounts.set_password(unit, CLERK.name, "argon2-hash")
    with ledger.write(DESK, at(0), "log in") as unit:
        accounts.open_session(unit, CLERK.name, "hash-1", at(60))


def holder(ledger: Ledger, token_hash: str, minute: float) -> PostRow | None:
    with ledger.read() as reading:
        found = sessions.held(reading, token_hash, at(minute))
    return found[0] if found else None


def test_a_post_acts_with_its_roles_and_scope(ledger: Ledger) -> None:
    hired(ledger)
    with ledger.read() as reading:
        found = accounts.post(reading, CLERK.name)
        assert accounts.posts(reading) == (found,)
        assert accounts.post(reading, "无此岗位") is None
        assert accounts.password_hash(reading, CLERK.name) == "argon2-hash"
    assert found is not None
    assert found.actor.covers("water")
    assert not found.actor.covers("parks")
    assert (found.version, found.has_password) == (1, True)


def test_a_session_ends_by_time_log_out_password_or_disabling(ledger: Ledger) -> None:
    hired(ledger)
    assert holder(ledger, "hash-1", 59) is not None
    assert holder(ledger, "hash-1", 60) is None
    assert holder(ledger, "hash-2", 1) is None
    with ledger.write(DESK, at(1), "log out") as unit:
        accounts.close_sessions(unit, ["hash-1"])
    assert holder(ledger, "hash-1", 2) is None
    for number, ending in enumerate((new_password, disabled)):
        token = f"hash-{number + 5}"
        with ledger.write(DESK, at(3), "log in") as unit:
            accounts.open_session(unit, CLERK.name, token, at(60))
        assert holder(ledger, token, 4) is not None
        ending(ledger)
        assert holder(ledger, token, 5) is None


def new_password(ledger: Ledger) -> None:
    with ledger.write(DESK, at(4), "password") as unit:
        accounts.set_password(unit, CLERK.name, "argon2-new")


def disabled(ledger: Ledger) -> None:
    gone = PostRow(CLERK.name, CLERK.roles, CLERK.offices, CLERK.areas, active=False)
    with ledger.write(DESK, at(4), "user") as unit:
        assert accounts.put_post(unit, gone).version == 2
    with ledger.read() as reading:
        assert accounts.password_hash(reading, CLERK.name) is None


def test_rights_that_do_not_change_make_no_version(ledger: Ledger) -> None:
    hired(ledger)
    with ledger.write(DESK, at(1), "user") as unit:
        assert accounts.put_post(unit, CLERK).version == 1


def test_a_token_acts_for_its_post_until_withdrawn(ledger: Ledger) -> None:
    hired(ledger)
    with ledger.write(DESK, at(1), "token") as unit:
        accounts.put_token(unit, "报表平台", CLERK.name, "hash-t")
        accounts.put_token(unit, "短期", CLERK.name, "hash-s", expires=at(5))
    with ledger.read() as reading:
        acting = accounts.token(reading, "hash-t", at(500_000))
        assert accounts.token(reading, "hash-s", at(6)) is None
    assert acting is not None
    assert acting.post.name == CLERK.name
    with ledger.write(DESK, at(2), "token") as unit:
        accounts.revoke_token(unit, "报表平台")
    with ledger.read() as reading:
        assert accounts.token(reading, "hash-t", at(3)) is None
        assert {t.name: t.revoked_at for t in accounts.tokens_of(reading)} == {
            "报表平台": at(2),
            "短期": None,
        }
    with pytest.raises(Refused, match="没有名为"), ledger.write(DESK, at(3), "token") as unit:
        accounts.revoke_token(unit, "报表平台")


def test_unknown_posts_get_neither_password_nor_token(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="岗位"), ledger.write(DESK, at(0), "password") as unit:
        accounts.set_password(unit, "无此岗位", "x")
    with pytest.raises(Refused, match="岗位"), ledger.write(DESK, at(0), "token") as unit:
        accounts.put_token(unit, "t", "无此岗位", "x")
    assert audit.verify(ledger) == ()
