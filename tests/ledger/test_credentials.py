"""Passwords, tokens and sessions written beside the program are found, whichever way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from ledger import accounts, audit, credentials
from ledger.accounts import PostRow
from ledger.opening import Ledger
from ledger.tables.accounts import passwords, sessions, tokens
from observations.identity import Role
from tests.ledger.material import DESK, at

CLERK = PostRow("供水科填报岗", frozenset({Role.CLERK}), frozenset({"water"}))
CHIEF = PostRow("住建局调度岗", frozenset({Role.DESK}))
Tamper = Callable[[Connection], None]


def hired(ledger: Ledger) -> None:
    """Two posts with passwords, a token that acts and one that was withdrawn, a log-in."""
    for post in (CLERK, CHIEF):
        with ledger.write(DESK, at(0), "post.save", post.name) as unit:
            accounts.put_post(unit, post)
            accounts.set_password(unit, post.name, f"argon2 of {post.name}")
    for name in ("在用", "收回"):
        with ledger.write(DESK, at(1), "token.issue", name) as unit:
            accounts.put_token(unit, name, CLERK.name, f"hash of {name}", expires=at(900))
    with ledger.write(DESK, at(2), "token.revoke", "收回") as unit:
        accounts.revoke_token(unit, "收回")
    with ledger.write(CLERK.actor, at(2), "log_in", CLERK.name) as unit:
        accounts.open_session(unit, CLERK.name, "hash of a session", at(60))


def found(ledger: Ledger) -> list[str]:
    with ledger.read() as reading:
        return [f"{one.place}:{one.reason}" for one in credentials.broken(reading)]


def another_password(connection: Connection) -> None:
    mine = select(passwords.c.hash).where(passwords.c.post == CLERK.name).scalar_subquery()
    connection.execute(update(passwords).where(passwords.c.post == CHIEF.name).values(hash=mine))


def a_password_gone(connection: Connection) -> None:
    connection.execute(delete(passwords).where(passwords.c.post == CHIEF.name))


def my_token_for_the_chief(connection: Connection) -> None:
    mine = tokens.c.name == "在用"
    connection.execute(update(tokens).where(mine).values(post=CHIEF.name))


def a_token_without_end(connection: Connection) -> None:
    connection.execute(update(tokens).where(tokens.c.name == "在用").values(expires_at=None))


def a_token_brought_back(connection: Connection) -> None:
    connection.execute(update(tokens).where(tokens.c.name == "收回").values(revoked_at=None))


def a_token_put_in(connection: Connection) -> None:
    row = {"token_hash": "forged", "name": "在用", "post": CHIEF.name, "created_at": at(1)}
    connection.execute(insert(tokens).values(row))


def my_session_for_the_chief(connection: Connection) -> None:
    connection.execute(update(sessions).values(post=CHIEF.name))


def a_session_put_in(connection: Connection) -> None:
    row = {"token_hash": "forged", "post": CHIEF.name, "created_at": at(1), "expires_at": at(60)}
    connection.execute(insert(sessions).values(row))


TAMPERING = [
    (another_password, "口令“住建局调度岗”", "被改动"),
    (a_password_gone, "口令“住建局调度岗”", "不在了"),
    (my_token_for_the_chief, "令牌“在用”", "被改动"),
    (a_token_without_end, "令牌“在用”", "被改动"),
    (a_token_brought_back, "令牌“收回”", "被改动或恢复"),
    (a_token_put_in, "令牌“在用”", "不在审计链中"),
    (my_session_for_the_chief, "登录“住建局调度岗”", "被改动"),
    (a_session_put_in, "登录“住建局调度岗”", "不在审计链中"),
]


@pytest.mark.parametrize(("tamper", "place", "reason"), TAMPERING)
def test_what_is_written_beside_the_program_is_found_and_nothing_else(
    ledger: Ledger, tamper: Tamper, place: str, reason: str
) -> None:
    hired(ledger)
    assert found(ledger) == []
    with ledger.step() as connection:
        tamper(connection)
    (told,) = found(ledger)
    assert told.startswith(place)
    assert reason in told
    assert audit.verify(ledger) == ()  # none of it stands in the chain itself


def test_every_rightful_change_holds(ledger: Ledger) -> None:
    hired(ledger)
    with ledger.write(DESK, at(3), "post.password", CLERK.name) as unit:
        accounts.set_password(unit, CLERK.name, "another")
    with ledger.write(CHIEF.actor, at(4), "log_in", CHIEF.name) as unit:
        accounts.open_session(unit, CHIEF.name, "hash of a second session", at(60))
    with ledger.write(CHIEF.actor, at(5), "log_out", CHIEF.name) as unit:
        accounts.close_sessions(unit, ["hash of a second session"])
    with ledger.write(DESK, at(6), "post.disable", CLERK.name) as unit:
        accounts.put_post(unit, PostRow(CLERK.name, CLERK.roles, CLERK.offices, active=False))
    assert found(ledger) == []
    with ledger.read() as reading:
        assert credentials.predating(reading) == 0
    assert audit.verify(ledger) == ()


def old(ledger: Ledger) -> None:
    """A ledger of before words were kept: the acts are in the chain, no word on any row."""
    with ledger.write(DESK, at(0), "post.save", CLERK.name) as unit:
        accounts.put_post(unit, CLERK)
        row = {"post": CLERK.name, "hash": "argon2", "changed_at": unit.now}
        unit.connection.execute(insert(passwords).values(row))
    with ledger.write(DESK, at(1), "token.issue", "平台(代主任)") as unit:
        row = {"token_hash": "t", "name": "平台", "post": CLERK.name, "created_at": unit.now}
        unit.connection.execute(insert(tokens).values(row))


def test_a_ledger_of_before_is_whole_and_says_how_much_it_cannot_tell(ledger: Ledger) -> None:
    old(ledger)
    assert found(ledger) == []
    with ledger.read() as reading:
        assert credentials.predating(reading) == 2
    with ledger.write(DESK, at(2), "post.password", CLERK.name) as unit:
        accounts.set_password(unit, CLERK.name, "another")
    with ledger.write(DESK, at(3), "token.revoke", "平台") as unit:
        accounts.revoke_token(unit, "平台")
    with ledger.read() as reading:
        assert credentials.predating(reading) == 0
    assert found(ledger) == []


@pytest.mark.parametrize("name", ["平台", "新的"])
def test_one_more_than_the_chain_issued_is_found_in_an_old_ledger_too(
    ledger: Ledger, name: str
) -> None:
    old(ledger)
    with ledger.step() as connection:
        row = {"token_hash": "forged", "name": name, "post": CLERK.name, "created_at": at(1)}
        connection.execute(insert(tokens).values(row))
    (told,) = found(ledger)
    assert told.startswith(f"令牌“{name}”")
    assert "停用有关岗位" in told  # the cure
