"""我的账号: who one is, where one is signed in, one's own password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk import factors, passwords, sessions
from desk.factors import Standing
from desk.good_passwords import require_good
from desk.handle import Desk
from desk.proving import proven
from desk.sessions import Held
from ledger import accounts, credentials
from ledger.accounts import PostRow
from ledger.sessions import SessionLine
from observations.errors import Refused, UserError


@dataclass(frozen=True)
class OwnAccount:
    """A post's own page: rights of today, log-ins that hold, when the password was set.

    `mine` is the key of the log-in that asks; `wall`: it is a screen's and may change nothing.
    """

    post: PostRow
    lines: tuple[SessionLine, ...]
    mine: str
    wall: bool
    password_at: datetime | None
    factor: Standing


def own_account(desk: Desk, held: Held) -> OwnAccount:
    """The page of the post that is signed in; a deputy's own, never the absent one's."""
    post = held.line.post
    with desk.ledger.read() as reading:
        row = accounts.post(reading, post)
        word = credentials.holding(reading, post)
    if row is None:
        raise Refused("没有这个岗位", cure="请重新登录")
    return OwnAccount(
        post=row,
        lines=sessions.of_post(desk, post, desk.now()),
        mine=held.line.key,
        wall=held.is_wall,
        password_at=None if word is None else word.at,
        factor=factors.standing(desk, post),
    )


def change_own_password(desk: Desk, held: Held, old: str, new: str) -> None:
    """Set the password of the post that is signed in; this log-in stays, every other one ends.

    Tokens that its programs hold end too. `UserError` when the old one is wrong (which counts as
    a failed log-in), or the new one is no other or no good one; `Refused` for a wall screen.
    """
    require_no_wall(held)
    post, now = held.line.post, desk.now()
    known = proven(desk, post, old, now)
    if new == old:
        raise UserError("新口令与原口令相同", cure="另设一个口令")
    require_good(desk, post, new)
    hashed = passwords.hash_password(new)
    with desk.ledger.write(held.actor, now, "post.password", post) as unit:
        unit.lock_chain()
        if accounts.password_hash(unit.reading(), post) != known.hash:
            raise Refused("口令刚被更改", cure="不是本人更改的,请立即与管理员核实")
        accounts.set_password(unit, post, hashed, keep=held.line.key)
        accounts.revoke_tokens(unit, post)


def require_no_wall(held: Held) -> None:
    """`Refused` for a wall screen: nobody stands beside it."""
    if held.is_wall:
        raise Refused("大屏登录只能看", cure="用本岗位在自己的电脑上登录后办理")
