"""What the forms of 我的账号 do, and those by which an administrator ends others' log-ins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.components import own_account as parts
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk

Fields = Mapping[str, str]
SESSION = re.compile(r"([0-9a-f]{64})/session", re.ASCII)
OF_POST = re.compile(r"([^/]{1,2000})/(sessions|factor)", re.ASCII)
PICTURE = 4  # pixels a module


def change_own_password(desk: Desk, _who: Actor, subject: str, fields: Fields) -> str:
    """Another password for the post that is signed in; the old one is asked for."""
    from desk import own_account

    _require(subject, parts.PASSWORD)
    new = _secret(fields, "new", "新口令")
    if new != _secret(fields, "again", "再输入一次新口令"):
        raise UserError("两次输入的新口令不同", cure="请重新输入")
    own_account.change_own_password(desk, scope.held(), _secret(fields, "old", "原口令"), new)
    return "口令已更改,其他登录和程序令牌已失效"


def end_session(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """End one of the own log-ins."""
    from desk import own_account, sessions

    own_account.require_no_wall(scope.held())
    sessions.end_one(desk, who, _key(subject), desk.now())
    return "这次登录已结束"


def end_other_sessions(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """End all the own log-ins but this one."""
    from desk import own_account, sessions

    _require(subject, parts.OTHERS)
    own_account.require_no_wall(scope.held())
    count = sessions.end_others(desk, who, scope.held().line.key, desk.now())
    return say("已结束其他{count}个登录", count=count)


def end_session_of(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """End one log-in of any post, by an administrator."""
    from desk import sessions

    scope.require(who, Role.ADMIN)
    key = _key(subject)
    sessions.end_of_post(desk, who, sessions.post_of(desk, key), desk.now(), key)
    return "这次登录已结束"


def end_sessions_of(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """End all log-ins of a post, by an administrator."""
    from desk import sessions

    scope.require(who, Role.ADMIN)
    post = _post(subject, "sessions")
    count = sessions.end_of_post(desk, who, post, desk.now())
    return say("已结束“{post}”的{count}个登录", post=post, count=count)


def take_off_factor(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Take off the codes of a post whose phone is lost, by an administrator."""
    from desk import factors

    scope.require(who, Role.ADMIN)
    post = _post(subject, "factor")
    factors.take_off(desk, who, post, desk.now())
    return say("“{post}”的动态码已取消", post=post)


def offer_factor(desk: Desk, who: Actor, subject: str, _fields: Fields) -> Component:
    """A new secret, in the place of the form; nothing is kept yet."""
    from desk import factors, own_account

    _require(subject, parts.FACTOR)
    own_account.require_no_wall(scope.held())
    offer = factors.offer(desk, who)
    return parts.offered(offer, _picture(offer.address))


def turn_on_factor(desk: Desk, who: Actor, subject: str, fields: Fields) -> Component:
    """Ask for codes from now on; the recovery codes, once."""
    from desk import factors, own_account

    _require(subject, parts.FACTOR)
    own_account.require_no_wall(scope.held())
    given = factors.Proof(
        _secret(fields, "old", "口令"), fields.get("code", "")[:40], fields.get("nonce", "")
    )
    mine = scope.held().line.key
    return parts.recovery(factors.turn_on(desk, who, given, mine, desk.now()))


def turn_off_factor(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Ask for codes no longer."""
    from desk import factors, own_account

    _require(subject, parts.FACTOR)
    own_account.require_no_wall(scope.held())
    given = factors.Proof(_secret(fields, "old", "口令"), fields.get("code", "")[:40])
    factors.turn_off(desk, who, given, desk.now())
    return "动态码已取消,再登录只要口令"


def _picture(address: str) -> str:
    """The address as a picture, drawn here: nothing is fetched."""
    import segno

    return str(segno.make(address, error="m").svg_data_uri(scale=PICTURE, border=4))


def _require(subject: str, wanted: str) -> None:
    if subject != wanted:
        raise BadRequest("请求的值不对")


def _key(subject: str) -> str:
    match = SESSION.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    return match[1]


def _post(subject: str, kind: str) -> str:
    match = OF_POST.fullmatch(subject)
    if match is None or match[2] != kind:
        raise BadRequest("请求的值不对")
    return unquote(match[1])


def _secret(fields: Fields, name: str, label: str) -> str:
    """A password as it was typed, blanks and all; `UserError` for none or one beyond the limit."""
    text = fields.get(name, "")
    if not text or len(text) > parts.LONGEST_PASSWORD:
        raise UserError(say("没有填写{label}", label=label), cure="填写后再提交")
    return text


FORMS: Mapping[str, Callable[[Desk, Actor, str, Fields], str | Component]] = {
    "change_own_password": change_own_password,
    "end_session": end_session,
    "end_other_sessions": end_other_sessions,
    "end_session_of": end_session_of,
    "end_sessions_of": end_sessions_of,
    "take_off_factor": take_off_factor,
    "offer_factor": offer_factor,
    "turn_on_factor": turn_on_factor,
    "turn_off_factor": turn_off_factor,
}
"""Every act of the own account and on others' log-ins: what is wrong is said in its form."""
