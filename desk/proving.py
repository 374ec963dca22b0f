"""Proving who one is: the password, how often it may be tried, and one answer to every failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import passwords
from desk.handle import Desk
from ledger import accounts, attempts, credentials
from ledger.accounts import PostRow
from ledger.credentials import Holding
from observations.errors import UserError

ONE_TIME_LIFE = timedelta(days=3)  # a Friday's is good on Monday
WRONG = "岗位或口令不正确"
WRONG_CODE = "动态码不正确或已用过"
TOO_OFTEN = "该岗位名的登录失败次数过多,暂停尝试"


@dataclass(frozen=True)
class Proven:
    """A post whose password was right, and the hash it was checked against."""

    row: PostRow
    hash: str


def proven(desk: Desk, post: str, password: str, now: datetime) -> Proven:
    """The post whose password this is; `UserError` with one sentence for every kind of failure.

    An unknown or disabled post costs the same argon2 check as a known one, and too many
    failures make any name wait, so that neither time nor words tell which posts exist.
    """
    require_patience(desk, post, now)
    with desk.ledger.read() as reading:
        row = accounts.post(reading, post)
        known = accounts.password_hash(reading, post) if row and row.active else None
    good = passwords.matches(known or passwords.dummy_hash(), password)
    if row is None or known is None or not good:
        raise UserError(WRONG, cure="请核对后重试;忘记口令请联系管理员重置")
    attempts.succeeded(desk.ledger, post)
    return Proven(row, known)


def one_time(desk: Desk, post: str, now: datetime) -> Holding | None:
    """Who set the post's password when that was somebody else; None for a post's own.

    `UserError` when it was not used in time: a note with it may lie about.
    """
    with desk.ledger.read() as reading:
        held = credentials.holding(reading, post)
    if held is None or not held.once:
        return None
    if now - held.at > ONE_TIME_LIFE:
        days = ONE_TIME_LIFE.days
        raise UserError(f"一次性口令已过期(设置后{days}天内有效)", cure="请管理员重新设置")
    return held


def require_patience(desk: Desk, name: str, now: datetime) -> None:
    """Count a try for `name`; `UserError` with the time to come back after too many failures."""
    until = attempts.attempt(desk.ledger, name, now)
    if until is not None:
        raise UserError(TOO_OFTEN, cure=f"请在{until.astimezone(now.tzinfo):%H:%M}以后再试")
