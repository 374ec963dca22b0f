"""The programs' door: under /api/ only a token in the Authorization header opens anything.

A session's cookie is worth nothing here, so no page elsewhere can make a browser act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, g, request

from dashboards.errors import say
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk

PREFIX = "/api/"
BLUEPRINT = "api"
_METHODS = frozenset({"GET", "HEAD", "POST"})


def is_api() -> bool:
    """True for everything behind the programs' door, also for what does not exist there."""
    return request.path.startswith(PREFIX) or request.blueprint == BLUEPRINT


def enter(desk: Desk) -> Response | None:
    """Set the request's actor from its token; the refusal when it has no good one."""
    if request.method not in _METHODS:
        abort(405)
    g.actor = _holder(desk)
    if g.actor is None:
        refused = say(401, "没有有效的令牌", "在 Authorization 头写“Bearer 令牌”;令牌由管理员发放")
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    if request.blueprint != BLUEPRINT:
        abort(404)
    return None


def _holder(desk: Desk) -> Actor | None:
    from desk import accounts

    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return accounts.program(desk, token.strip(), desk.now())
