"""Who is logged in may ask much, but not without end: counted before the record is read.

Refusing costs next to nothing, whatever was asked for. A person who clicks as fast as can be, and
a screen on a wall, never meet it.
"""

from __future__ import annotations

import hashlib
import logging
import math
from typing import TYPE_CHECKING

from flask import Response, request

from dashboards import packed, words
from dashboards.errors import say

if TYPE_CHECKING:
    from dashboards.limits import Limits

log = logging.getLogger(__name__)

DOWNLOADS = "/files/"


def asks_too_much(limits: Limits, token: str) -> float:
    """Seconds until this session may ask again; 0.0 when it may now, and has."""
    if not token or packed.is_static(request.path):
        return 0.0
    key = _key(token)
    if request.path.startswith(DOWNLOADS) and (wait := limits.downloads.take(key)):
        return wait
    return limits.sessions.take(key)


def told(limits: Limits, token: str, wait: float) -> Response:
    """429 with the seconds after which to ask again; a few lines a minute in the log."""
    if not limits.told.take(_key(token)):
        log.warning("a session asks too much: %s %r", request.method, request.path)
    seconds = max(1, math.ceil(wait))
    refused = say(429, "请求过于频繁", words.say("请{count}秒后再试", count=seconds))
    refused.headers["Retry-After"] = str(seconds)
    return refused


def _key(token: str) -> str:
    """What tells one session from another, and opens none."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
