"""What the forms of administration do: the desk's own use cases, as `cityplan user` and `token`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.components import accounts as parts
from dashboards.components import rights
from dashboards.entry_acts import Fields, written
from dashboards.words import say
from observations.errors import Refused, UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk

SUBJECT = re.compile(r"([^/]{1,2000})/(rights|password|state|token)", re.ASCII)
BY_HAND = "只显示这一次:请当面交给本岗位,不要经邮件、短信转发;首次登录时必须改掉。"
FOR_PROGRAM = "只显示这一次:请直接填入对方程序的设置;遗失的收回后另发。"
AGAIN = "请刷新本页核对后再办理"


def add_post(desk: Desk, who: Actor, _subject: str, fields: Fields) -> Component:
    """Create a post; its one-time password in the place of the form."""
    from desk import accounts

    scope.require(who, Role.ADMIN)
    name = _name(fields, "post", "岗位名")
    secret = accounts.add_post(desk, who, _described(desk, name, fields))
    return parts.shown_once(
        say("已新增岗位“{name}”,一次性口令", name=name), secret, BY_HAND, parts.PAGE
    )


def show_rights(desk: Desk, who: Actor, subject: str, fields: Fields) -> Component:
    """Old beside new, with the button that saves; nothing is changed yet."""
    from desk.views.admin import one_post

    scope.require(who, Role.ADMIN)
    one = one_post(desk, who, _about(subject, "rights"))
    after = _described(desk, one.post.name, fields)
    if after == one.post.actor:
        raise UserError("没有改动", cure="勾选要改的角色、单位或地区后再核对")
    return parts.confirm_rights(desk, one, after)


def save_rights(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Change the rights to what was compared, unless somebody changed them since."""
    from desk import accounts
    from desk.views.admin import one_post

    scope.require(who, Role.ADMIN)
    one = one_post(desk, who, _about(subject, "rights"))
    if fields.get("seen", "") != str(one.post.version):
        raise UserError("这个岗位在此期间已被改动", cure=AGAIN)
    accounts.change_rights(desk, who, _described(desk, one.post.name, fields))
    return say("“{post}”的权限已改", post=one.post.name)


def reset_password(desk: Desk, who: Actor, subject: str, _fields: Fields) -> Component:
    """A one-time password for another post, in the place of the form.

    One's own is not reset with an open session alone: whoever sits down at it would keep it.
    """
    from desk import accounts
    from desk.passwords import new_password

    scope.require(who, Role.ADMIN)
    name, secret = _about(subject, "password"), new_password()
    if name in who.names:
        raise Refused("不能重置自己的口令", cure="请另一管理员办理")
    accounts.change_password(desk, who, name, secret)
    return parts.shown_once(
        say("“{name}”的一次性口令", name=name), secret, BY_HAND, parts.page_of(name)
    )


def disable_post(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Disable a post; its sessions and tokens end at once."""
    from desk import accounts

    scope.require(who, Role.ADMIN)
    name = _about(subject, "state")
    accounts.disable(desk, who, name)
    return say("“{name}”已停用", name=name)


def enable_post(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Let a disabled post log in again."""
    from desk import accounts

    scope.require(who, Role.ADMIN)
    name = _about(subject, "state")
    accounts.enable(desk, who, name)
    return say("“{name}”已重新启用", name=name)


def issue_token(desk: Desk, who: Actor, _subject: str, fields: Fields) -> Component:
    """A token for a program, in the place of the form."""
    from desk import accounts

    scope.require(who, Role.ADMIN)
    name, post = _name(fields, "name", "用途"), written(fields, "post", "代表岗位")
    days = written(fields, "days", "有效天数")
    if not re.fullmatch(r"[0-9]{1,3}", days, re.ASCII) or not 1 <= int(days) <= parts.MOST_DAYS:
        raise UserError("有效天数不对", cure=say("写 1 至 {most} 的整数", most=parts.MOST_DAYS))
    token = accounts.issue_token(desk, who, name, post, int(days))
    return parts.shown_once(say("已发放令牌“{name}”", name=name), token, FOR_PROGRAM, parts.PAGE)


def revoke_token(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Withdraw every token of a name at once."""
    from desk import accounts

    scope.require(who, Role.ADMIN)
    name = _about(subject, "token")
    accounts.revoke_token(desk, who, name)
    return say("令牌“{name}”已收回", name=name)


def _about(subject: str, kind: str) -> str:
    """The post or token that a form of this kind is about."""
    match = SUBJECT.fullmatch(subject)
    if match is None or match[2] != kind:
        raise BadRequest("请求的值不对")
    return unquote(match[1])


def _name(fields: Fields, field: str, label: str) -> str:
    """A new name as lists can show it on one line."""
    name = written(fields, field, label)
    if len(name) > parts.LONGEST_NAME or not name.isprintable():
        raise UserError(
            say("{label}不合用", label=label),
            cure=say("用不超过 {count} 字的一行文字", count=parts.LONGEST_NAME),
        )
    return name


def _described(desk: Desk, name: str, fields: Fields) -> Actor:
    """The post with the rights that are ticked; a cure for people at a page, not at a command."""
    from desk.post_words import described

    roles, offices, areas = (
        [one for one in fields.get(part, "").split(",") if one] for part in rights.PARTS
    )
    if not roles:
        raise UserError("没有选角色", cure="至少勾选一个角色")
    try:
        return described(desk, name, roles, offices, areas)
    except UserError as mistake:
        raise UserError(mistake.what, cure="在角色、单位、地区中另选") from mistake


FORMS: Mapping[str, Callable[[Desk, Actor, str, Fields], str | Component]] = {
    "add_post": add_post,
    "show_rights": show_rights,
    "save_rights": save_rights,
    "reset_password": reset_password,
    "disable_post": disable_post,
    "enable_post": enable_post,
    "issue_token": issue_token,
    "revoke_token": revoke_token,
}
"""Every act of administration: what is wrong is said in its form."""
