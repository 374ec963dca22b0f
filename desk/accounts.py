"""Posts, their passwords and sessions: who is acting, and with which rights."""

from __future__ import annotations

import getpass
from datetime import datetime, timedelta

from alerts.inert import one_line
from desk import factors, passwords, sessions
from desk.deputies import with_leave
from desk.good_passwords import require_good
from desk.handle import Desk
from desk.hands import told_to_offices
from desk.passwords import OneTime
from desk.proving import one_time, proven
from desk.rights import bounded
from ledger import accounts, facts
from ledger.accounts import PostRow
from ledger.sessions import Visit
from ledger.unit import Reading, Unit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role

SOMEWHERE = Visit()
LONGEST_DENIAL = 500


def log_in(desk: Desk, post: str, password: str, now: datetime, *, visit: Visit = SOMEWHERE) -> str:
    """A session token for the post; `UserError` with one sentence for every kind of failure.

    `OneTime` for a right password that somebody else set: nothing is done with it but the
    choice of another (`desk.first_sign_in`). `CodeWanted` for that of a post with a second factor
    (`desk.factors.log_in`). `Refused` for a wall screen of a post that does more than read.
    """
    known = proven(desk, post, password, now)
    held = one_time(desk, post, now)
    if held is not None:
        day = held.at.astimezone(now.tzinfo)
        told = f"口令由“{held.by}”于{day:%Y-%m-%d %H:%M}设置,只能用一次"
        raise OneTime(told, cure="请设置新口令")
    factors.require_none(desk, post, known.hash, now)
    return sessions.opened(desk, known.row.actor, now, visit)


def who(desk: Desk, token: str, now: datetime) -> Actor | None:
    """The post behind a session, with what it may do as a deputy on the day of `now`.

    None for anything expired, revoked or invented.
    """
    found = sessions.held(desk, token, now)
    return None if found is None else found.actor


def program(desk: Desk, token: str, now: datetime) -> Actor | None:
    """The post that a program's token acts for; never the token of a browser's session."""
    if not token or len(token) > sessions.LONGEST_TOKEN:
        return None
    with desk.ledger.read() as reading:
        held = accounts.token(reading, sessions.digest(desk, token), now)
        known = with_leave(reading, held.post.actor, now) if held is not None else None
    return None if known is None else bounded(desk, known)


def log_out(desk: Desk, token: str, now: datetime) -> None:
    """End the session; nothing happens for an unknown token."""
    found = sessions.held(desk, token, now)
    if found is None:
        return
    with desk.ledger.write(found.actor, now, "log_out", found.actor.post) as unit:
        accounts.close_sessions(unit, [found.line.key])


def denied(desk: Desk, actor: Actor, subject: str, reason: str) -> None:
    """Keep in the audit, in one line, that a post was refused something."""
    told = one_line(f"{subject}:{reason}", LONGEST_DENIAL)
    with desk.ledger.write(actor, desk.now(), "denied", told):
        pass


def operator() -> Actor:
    """The operator of this machine: trusted by the operating system, named in the audit.

    May submit and approve for every office, yet never approve what the same post submitted.
    """
    name = f"本机操作员({getpass.getuser()})"
    return Actor(name, frozenset({Role.DESK, Role.ADMIN, Role.CLERK, Role.REVIEWER}))


def post_named(desk: Desk, post: str) -> Actor:
    """The rights of `post`, those it has as a deputy today too; `UserError` lists the posts."""
    with desk.ledger.read() as reading:
        row = accounts.post(reading, post)
        names = [] if row else [known.name for known in accounts.posts(reading)]
        acting = with_leave(reading, row.actor, desk.now()) if row else None
    if row is None or acting is None:
        raise UserError(f"没有岗位“{post}”", cure=f"已有岗位:{'、'.join(names[:20]) or '无'}")
    if not row.active:
        raise Refused(f"岗位“{post}”已停用", cure="由管理员启用")
    return bounded(desk, acting)


def add_post(desk: Desk, actor: Actor, new: Actor, password: str | None = None) -> str:
    """Create a post; the one-time password, shown once. `Refused` for a name that is taken.

    A demo's seeds give passwords that stay: they open nothing but a database stamped 演示.
    """
    _require_admin(actor)
    _require_other(actor, new.post)
    secret = password or passwords.new_password()
    hashed, once = passwords.hash_password(secret), password is None or not desk.is_demo
    row = PostRow(new.post, new.roles, new.offices, new.areas)
    with desk.ledger.write(actor, desk.now(), "post.save", new.post) as unit:
        unit.lock_chain()
        _require_new(unit.reading(), new.post)
        somebody = accounts.posts(unit.reading())  # nobody is there to be told of the first
        accounts.put_post(unit, row)
        accounts.set_password(unit, new.post, hashed, once=once)
        if once and somebody:
            facts.store(unit, told_to_offices(desk, unit, row, "在建岗时设置"))
    return secret


def change_rights(desk: Desk, actor: Actor, changed: Actor) -> None:
    """Change what a post in use may do; its password, sessions and tokens stay.

    `UserError` for a post that there is not, `Refused` for one that is disabled.
    """
    _require_admin(actor)
    _require_other(actor, changed.post)
    held = post_named(desk, changed.post)
    if Role.ADMIN in held.roles - changed.roles and not _other_administrators(desk, held.post):
        raise Refused(f"“{held.post}”是最后一个管理员", cure="先建另一个管理员岗位")
    row = PostRow(changed.post, changed.roles, changed.offices, changed.areas)
    with desk.ledger.write(actor, desk.now(), "post.rights", changed.post) as unit:
        accounts.put_post(unit, row)


def change_password(desk: Desk, actor: Actor, post: str, password: str) -> None:
    """Set a new password; every session and token of the post ends.

    One that somebody else sets is a one-time password, and the post's offices are told.
    """
    once = actor.post != post
    if once:
        _require_admin(actor)
    held = post_named(desk, post)
    require_good(desk, post, password)
    hashed = passwords.hash_password(password)
    row = PostRow(post, held.roles, held.offices, held.areas)
    with desk.ledger.write(actor, desk.now(), "post.password", post) as unit:
        accounts.set_password(unit, post, hashed, once=once)
        _end_all(unit, post)
        if once:
            facts.store(unit, told_to_offices(desk, unit, row, "重置"))


def disable(desk: Desk, actor: Actor, post: str) -> None:
    """Disable a post; its sessions and tokens end at once."""
    _require_admin(actor)
    held = post_named(desk, post)
    if Role.ADMIN in held.roles and not _other_administrators(desk, post):
        raise Refused(f"“{post}”是最后一个管理员,不能停用", cure="先建另一个管理员岗位")
    row = PostRow(held.post, held.roles, held.offices, held.areas, active=False)
    with desk.ledger.write(actor, desk.now(), "post.disable", post) as unit:
        accounts.put_post(unit, row)
        _end_all(unit, post)


def enable(desk: Desk, actor: Actor, post: str) -> None:
    """Let a disabled post log in again; no session or token of before opens anything."""
    _require_admin(actor)
    with desk.ledger.read() as reading:
        row = accounts.post(reading, post)
    if row is None:
        raise UserError(f"没有岗位“{post}”", cure="用 cityplan user list 查岗位名")
    with desk.ledger.write(actor, desk.now(), "post.enable", post) as unit:
        accounts.put_post(unit, PostRow(row.name, row.roles, row.offices, row.areas))
        _end_all(unit, post)


def _end_all(unit: Unit, post: str) -> None:
    """End the post's sessions and withdraw its programs' tokens."""
    accounts.revoke_sessions(unit, post)
    accounts.revoke_tokens(unit, post)


def _other_administrators(desk: Desk, post: str) -> bool:
    with desk.ledger.read() as reading:
        known = accounts.posts(reading)
    return any(one.active and one.name != post and Role.ADMIN in one.roles for one in known)


def _require_other(actor: Actor, post: str) -> None:
    """A deputy is `Refused` its own post and the absent one's: what is lent is not kept."""
    if actor.standing_in and post in actor.names:
        raise Refused(f"岗位“{actor.title}”不能改自己的权限", cure="请另一管理员办理")


def _require_new(reading: Reading, post: str) -> None:
    """`Refused` for a name that is taken: nobody else gets an old post's name and history."""
    row = accounts.post(reading, post)
    if row is not None and row.active:
        raise Refused(
            f"已有岗位“{post}”",
            cure="改权限用 cityplan user rights,重置口令用 cityplan user password",
        )
    if row is not None:
        raise Refused(
            f"已有岗位“{post}”,现已停用", cure="重新启用用 cityplan user enable;否则另取岗位名"
        )


def _require_admin(actor: Actor) -> None:
    if not actor.has(Role.ADMIN):
        raise Refused("只有管理员可以管理岗位", cure="请管理员办理")


def issue_token(desk: Desk, actor: Actor, name: str, post: str, days: int) -> str:
    """A token for a program that acts for `post`; shown once, kept only as a keyed hash."""
    _require_admin(actor)
    post_named(desk, post)
    token, ends = passwords.new_token(), desk.now() + timedelta(days=days)
    with desk.ledger.write(actor, desk.now(), "token.issue", name) as unit:
        accounts.put_token(unit, name, post, sessions.digest(desk, token), expires=ends)
    return token


def revoke_token(desk: Desk, actor: Actor, name: str) -> None:
    """Withdraw a token at once."""
    _require_admin(actor)
    with desk.ledger.write(actor, desk.now(), "token.revoke", name) as unit:
        accounts.revoke_token(unit, name)


def tokens(desk: Desk) -> tuple[accounts.TokenRow, ...]:
    """Issued tokens, without their secrets."""
    with desk.ledger.read() as reading:
        return accounts.tokens_of(reading)


def posts(desk: Desk) -> tuple[PostRow, ...]:
    """Every post, by name."""
    with desk.ledger.read() as reading:
        return accounts.posts(reading)
