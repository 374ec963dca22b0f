"""The programs' door: under /api/ and at /metrics only a token in the header opens anything.

A session's cookie is worth nothing here, so no page elsewhere can make a browser act.
"""

from __future__ import annotations

import hashlib
import logging
import math
from typing import TYPE_CHECKING

from flask import Response, abort, g, request

from dashboards import words
from dashboards.errors import say
from dashboards.peers import peer
from desk import logs
from observations.identity import Actor

if TYPE_CHECKING:
    from dashboards.limits import Limits
    from desk.handle import Desk

log = logging.getLogger(__name__)

PREFIX = "/api/"
BLUEPRINT = "api"
METRICS = "metrics"
_BLUEPRINTS = frozenset({BLUEPRINT, METRICS})
_METHODS = frozenset({"GET", "HEAD", "POST"})


def is_api() -> bool:
    """True for everything behind the programs' door, also for what does not exist there."""
    return request.path.startswith(PREFIX) or request.blueprint in _BLUEPRINTS


def enter(desk: Desk, limits: Limits) -> Response | None:
    """Set the request's actor from its token; the refusal when it has no good one or asks too much.

    The address counts first: guessing tokens costs as much as having one.
    """
    if request.method not in _METHODS:
        abort(405)
    if wait := limits.addresses.take(peer()):
        log.warning("an address asks programs' questions too often")
        return too_many("本地址请求过于频繁", wait)
    g.actor = _holder(desk)
    if g.actor is None:
        if _token():
            log.warning("refused a token that opens nothing, from %r", peer())
        refused = say(401, "没有有效的令牌", "在 Authorization 头写“Bearer 令牌”;令牌由管理员发放")
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    logs.known(g.actor.post)
    if wait := limits.tokens.take(holder_key()):
        log.warning("a token asks too often")
        return too_many("本令牌请求过于频繁", wait)
    if request.blueprint not in _BLUEPRINTS:
        abort(404)
    return None


def too_many(what: str, wait: float) -> Response:
    """429 with the seconds after which it may be tried again."""
    seconds = max(1, math.ceil(wait))
    refused = say(429, what, words.say("{count}秒后再试,此前送交的不受影响", count=seconds))
    refused.headers["Retry-After"] = str(seconds)
    return refused


def holder_key() -> str:
    """What tells one token from another, and is none."""
    return hashlib.sha256(_token().encode("utf-8", "replace")).hexdigest()


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _holder(desk: Desk) -> Actor | None:
    from desk import accounts

    return accounts.program(desk, _token(), desk.now())
