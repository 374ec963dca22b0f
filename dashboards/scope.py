"""Who is asking, and what they may see: checked in every callback and download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, has_request_context

from dashboards.words import listed, say, say_as
from observations.errors import Refused
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.sessions import Held


def actor() -> Actor:
    """The post behind the current request; raise `Refused` when nobody is logged in.

    The guard sets it; a callback that is reached without it must fail closed.
    """
    found = actor_or_none()
    if found is None:
        raise Refused("尚未登录", cure="请先登录")
    return found


def actor_or_none() -> Actor | None:
    """The post behind the current request; None for a stranger or outside of requests."""
    found = g.get("actor") if has_request_context() else None
    return found if isinstance(found, Actor) else None


def held() -> Held:
    """The log-in behind the current request; raise `Refused` for a program or nobody."""
    found = g.get("held") if has_request_context() else None
    if found is None:
        raise Refused("尚未登录", cure="请先登录")
    return found  # type: ignore[no-any-return]  # the guard's own


def require(who: Actor, *roles: Role) -> None:
    """Raise `Refused` unless `who` holds one of `roles`."""
    if not who.has(*roles):
        cure = say(
            "需要“{roles}”岗位;请联系管理员调整岗位职责",
            roles=listed(say_as("role", role.label) for role in roles),
        )
        raise Refused("本岗位无权使用此功能", cure=cure)


def require_office(who: Actor, office: str) -> None:
    """Raise `Refused` unless `who` may see and act for `office`."""
    if not who.covers(office):
        raise Refused("本岗位无权查看其他单位的报送", cure="请核对单位,或联系管理员调整范围")


def require_area(who: Actor, area: str) -> None:
    """Raise `Refused` unless `who` may see `area`."""
    if not who.covers_area(area):
        raise Refused("本岗位无权查看该地区", cure="请选择本岗位范围内的地区")
