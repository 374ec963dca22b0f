"""Log-ins while they last: who holds one, how long it may rest, where it is used, how it ends.

Why these limits: docs/decisions/0018-how-long-a-log-in-lasts.md.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import passwords
from desk.deputies import with_leave
from desk.handle import Desk
from desk.rights import bounded, require_role
from ledger import accounts as kept
from ledger import sessions
from ledger.sessions import Ending, SessionLine, Visit
from ledger.unit import Reading
from observations.errors import Refused, TryLater, UserError
from observations.identity import Actor, Role

LENGTH = timedelta(hours=10)
WALL_LENGTH = timedelta(days=30)
NOTED = timedelta(minutes=1)  # an act sooner after the last noted one is not written down
LONGEST_TOKEN = 200
WALL = "wall"
ON_WALLS = frozenset({Role.LEADER, Role.VIEWER})
"""Whoever holds any other role opens no wall screen: nobody stands beside it."""

ENDED = {
    "post.password": "本岗位的口令已更改，请用新口令登录",
    "post.disable": "本岗位已停用",
    "session.end": "这次登录已在“我的账号”中结束",
    "session.end.admin": "管理员结束了这次登录",
    "session.end.all": "管理员结束了全部登录",
    "post.factor": "本岗位的动态码设置已更改，请重新登录",
}
"""What a person is told of the act that ended a log-in; nothing after leaving by oneself."""


@dataclass(frozen=True)
class Held:
    """A log-in that holds: who acts, and how it is used."""

    actor: Actor
    line: SessionLine

    @property
    def is_wall(self) -> bool:
        """True for a screen on a wall, which may only be looked at."""
        return self.line.visit.kind == WALL


def digest(desk: Desk, token: str) -> str:
    """What the ledger keeps of a session's token."""
    return passwords.token_digest(desk.settings.secret(), token)


def length_of(visit: Visit) -> timedelta:
    """How long a log-in lasts from its opening, whatever is done with it."""
    return WALL_LENGTH if visit.kind == WALL else LENGTH


def idle_limit(desk: Desk) -> timedelta:
    """How long a browser's log-in may rest."""
    return timedelta(minutes=desk.settings.idle_minutes)


def held(desk: Desk, token: str, now: datetime) -> Held | None:
    """Who holds the session, with what the post may do as a deputy on the day of `now`.

    None for anything expired, ended, resting too long or invented. A wall screen has its post's
    scope and the right to read what is approved, nothing else.
    """
    if not token or len(token) > LONGEST_TOKEN:
        return None
    with desk.ledger.read() as reading:
        found = sessions.held(reading, digest(desk, token), now)
        if found is None or _rested(desk, found[1], now):
            return None
        row, line = found
        wall = line.visit.kind == WALL
        acting = _looking(row.actor) if wall else with_leave(reading, row.actor, now)
    return Held(bounded(desk, acting), line)


def _looking(actor: Actor) -> Actor:
    return Actor(actor.post, frozenset({Role.VIEWER}), actor.offices, actor.areas)


def opened(desk: Desk, actor: Actor, now: datetime, visit: Visit) -> str:
    """A new session's token for a post that has proven itself; as `require_wall` for a screen."""
    if visit.kind == WALL:
        require_wall(actor, visit.place)
    token = passwords.new_token()
    with desk.ledger.write(actor, now, "log_in", actor.post) as unit:
        key = digest(desk, token)
        sessions.open_session(unit, actor.post, key, now + length_of(visit), visit=visit)
    return token


def _rested(desk: Desk, line: SessionLine, now: datetime) -> bool:
    return line.visit.kind != WALL and now - line.seen_at > idle_limit(desk)


def note(desk: Desk, one: Held, now: datetime, visit: Visit) -> None:
    """Somebody acts in this log-in: written down at most once a minute.

    While the record is being written it is left to the next act: no page waits for that.
    """
    if now - one.line.seen_at >= NOTED:
        with suppress(TryLater):
            sessions.seen(desk.ledger, one.line.key, now, visit)


def why_over(desk: Desk, token: str, now: datetime) -> str:
    """Why the log-in of this token holds no more, for the one who had it; empty when unknown."""
    if not token or len(token) > LONGEST_TOKEN:
        return ""
    with desk.ledger.read() as reading:
        line = sessions.line(reading, digest(desk, token))
        if line is None:
            return ""
        if line.revoked_at is not None:
            return _ended(sessions.ending(reading, line.key))
    if line.expires_at <= now:
        return f"登录已满{_spoken(line.expires_at - line.created_at)}，请重新登录"
    if _rested(desk, line, now):
        return f"{_spoken(idle_limit(desk))}没有操作，已自动退出，请重新登录"
    return ""


def _ended(ending: Ending | None) -> str:
    return ENDED.get(ending.action, "") if ending is not None else ""


def _spoken(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes % (24 * 60) == 0:
        return f"{minutes // (24 * 60)}天"
    return f"{minutes // 60}小时" if minutes % 60 == 0 else f"{minutes}分钟"


def require_wall(actor: Actor, place: str) -> None:
    """`Refused` for a post that does more than read; `UserError` for a screen without a name."""
    if not actor.roles or not actor.roles <= ON_WALLS:
        words = "、".join(role.label for role in Role if role in ON_WALLS)
        raise Refused("本岗位不能作大屏登录", cure=f"大屏请用只有“{words}”角色的岗位")
    if not place.strip():
        raise UserError("大屏登录须写明屏幕放在哪里", cure="例如 三楼会商室")


def of_post(desk: Desk, post: str, now: datetime) -> tuple[SessionLine, ...]:
    """The log-ins of a post that hold, used last, first."""
    with desk.ledger.read() as reading:
        return _holding(desk, sessions.lines(reading, now, post), now)


def everybody(desk: Desk, actor: Actor, now: datetime) -> tuple[SessionLine, ...]:
    """Every log-in that holds; for administrators."""
    require_role(actor, Role.ADMIN)
    with desk.ledger.read() as reading:
        return _holding(desk, sessions.lines(reading, now), now)


def _holding(desk: Desk, found: tuple[SessionLine, ...], now: datetime) -> tuple[SessionLine, ...]:
    return tuple(one for one in found if not _rested(desk, one, now))


def post_of(desk: Desk, key: str) -> str:
    """Whose log-in this is; `UserError` when there is none such."""
    with desk.ledger.read() as reading:
        line = sessions.line(reading, key)
    if line is None:
        raise UserError("这次登录已经结束", cure="请刷新本页核对")
    return line.post


def end_one(desk: Desk, actor: Actor, key: str, now: datetime) -> None:
    """End one of the actor's own log-ins; `UserError` when there is none such.

    Another's answers like none, and the audit keeps that it was asked for.
    """
    from desk.accounts import denied

    with desk.ledger.read() as reading:
        found = sessions.line(reading, key)
    if found is not None and found.post != actor.post:
        denied(desk, actor, "end_session", "不是本岗位的登录")
    with desk.ledger.write(actor, now, "session.end", actor.post) as unit:
        unit.lock_chain()
        _require_of(unit.reading(), key, actor.post)
        kept.close_sessions(unit, [key])


def end_others(desk: Desk, actor: Actor, mine: str, now: datetime) -> int:
    """End all the actor's own log-ins but `mine`; how many. Nothing is written when there is none.

    Those are found under the chain's lock: one opened meanwhile is ended too.
    """
    if not [one for one in of_post(desk, actor.post, now) if one.key != mine]:
        return 0
    with desk.ledger.write(actor, now, "session.end", actor.post) as unit:
        unit.lock_chain()
        found = sessions.lines(unit.reading(), now, actor.post)
        return kept.close_sessions(unit, [one.key for one in found if one.key != mine])


def end_of_post(desk: Desk, actor: Actor, post: str, now: datetime, key: str = "") -> int:
    """End one log-in of a post, or all of them, by an administrator; how many."""
    require_role(actor, Role.ADMIN)
    with desk.ledger.write(actor, now, "session.end.admin", post) as unit:
        unit.lock_chain()
        if key:
            _require_of(unit.reading(), key, post)
        found = sessions.lines(unit.reading(), now, post)
        return kept.close_sessions(unit, [one.key for one in found if key in ("", one.key)])


def end_everybody(desk: Desk, actor: Actor, now: datetime) -> int:
    """End every log-in of every post, the administrator's own too; how many."""
    require_role(actor, Role.ADMIN)
    with desk.ledger.write(actor, now, "session.end.all", "全部岗位") as unit:
        unit.lock_chain()
        found = sessions.lines(unit.reading(), now)
        return kept.close_sessions(unit, [one.key for one in found])


def _require_of(reading: Reading, key: str, post: str) -> None:
    line = sessions.line(reading, key)
    if line is None or line.post != post or line.revoked_at is not None:
        raise UserError("这次登录已经结束", cure="请刷新本页核对")
