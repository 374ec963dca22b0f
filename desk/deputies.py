"""Deputies for a leave: named by an administrator, in force from day to day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk.handle import SHANGHAI, Desk
from ledger import accounts, deputies
from ledger.deputies import Leave
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor, Role


def with_leave(reading: Reading, actor: Actor, now: datetime) -> Actor:
    """`actor` with the rights of the posts it stands in for on the Shanghai day of `now`.

    A disabled post lends no rights, and nothing that a post has only as a deputy is lent on.
    """
    day = now.astimezone(SHANGHAI).date()
    absent = [accounts.post(reading, name) for name in deputies.absent(reading, actor.post, day)]
    lent = tuple(row.actor for row in absent if row is not None and row.active)
    return replace(actor, stands_for=lent) if lent else actor


def name_deputy(desk: Desk, actor: Actor, leave: Leave) -> None:
    """Let one post stand in for another; nobody gives itself a right in this way."""
    _require_admin(actor)
    if leave.deputy in actor.names:
        raise Refused(f"岗位“{actor.post}”不能指定自己代理他岗", cure="请另一管理员办理")
    if leave.until < leave.since:
        raise UserError("代理的结束日期早于开始日期", cure="核对 --from 与 --to")
    if leave.until < desk.today():
        raise UserError("代理的结束日期已过", cure="写今天或以后的日期")
    if not leave.text.strip():
        raise UserError("代理须写明原因", cure="加 --reason,例如 年休假")
    _require_posts(desk, leave)
    about = f"{leave.deputy}代{leave.post} {leave.since}至{leave.until}"
    with desk.ledger.write(actor, desk.now(), "deputy.name", about) as unit:
        deputies.name(unit, leave)


def end_deputy(desk: Desk, actor: Actor, post: str, deputy: str, reason: str = "") -> None:
    """End a standing in at once, by an administrator, the post that is back, or the deputy."""
    if actor.post not in (post, deputy):
        _require_admin(actor)
    with desk.ledger.write(actor, desk.now(), "deputy.end", f"{deputy}代{post}") as unit:
        deputies.end(unit, post, deputy, reason.strip())


def running(desk: Desk) -> tuple[Leave, ...]:
    """Every standing in that was named, not ended and is not over, by first day."""
    with desk.ledger.read() as reading:
        rows = deputies.standing(reading)
    return tuple(sorted((r for r in rows if r.until >= desk.today()), key=lambda r: r.since))


def _require_posts(desk: Desk, leave: Leave) -> None:
    with desk.ledger.read() as reading:
        for name in (leave.post, leave.deputy):
            row = accounts.post(reading, name)
            if row is None or not row.active:
                raise UserError(f"没有在用的岗位“{name}”", cure="用 cityplan user list 查岗位名")


def _require_admin(actor: Actor) -> None:
    if not actor.has(Role.ADMIN):
        raise Refused("只有管理员可以指定代理", cure="请管理员办理")
