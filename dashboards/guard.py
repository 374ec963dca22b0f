"""The door: every request is refused unless it is on the allow list or carries a session."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, g, redirect, request
from werkzeug.exceptions import BadRequest

from dashboards import bearer, busy, peers, public
from dashboards.forged import by_clock, check_request
from dashboards.words import told
from desk import logs

if TYPE_CHECKING:
    from dash import Dash

    from dashboards.limits import Limits
    from desk.handle import Desk
    from desk.sessions import Held
    from observations.identity import Actor

log = logging.getLogger(__name__)

OPEN = frozenset({"login.page", "login.enter", "login.static_file", "health.live", "health.ready"})
"""Endpoints a stranger may reach; a test enumerates all the others."""

SAFE = frozenset({"GET", "HEAD"})
UNSAFE = frozenset({"POST"})
MAX_BODY = 8 * 1024 * 1024  # a 5 MiB form in a callback's base64, with room for its envelope
CALLBACK = "/_dash-update-component"
COOKIE = "cityplan_session"
SECURE_COOKIE = "__Host-cityplan_session"


def secure_cookie(desk: Desk) -> bool:
    """True unless this installation allows sessions without https and this request has none."""
    return request.is_secure or not desk.settings.insecure_cookie


def cookie_name(desk: Desk) -> str:
    """A secure cookie's name itself binds it to this host and to https."""
    return SECURE_COOKIE if secure_cookie(desk) else COOKIE


def session_token(desk: Desk) -> str:
    """The opaque session token of the current request, empty without one."""
    return request.cookies.get(cookie_name(desk), "")


def add_guard(server: Flask, desk: Desk, limits: Limits, app: Callable[[], Dash]) -> None:
    """Register the door in front of everything else; `app` gives the callbacks to check."""
    peers.trust(server, desk)
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    server.config["MAX_FORM_MEMORY_SIZE"] = 64 * 1024

    def before() -> Response | None:
        logs.begin(secrets.token_hex(6), peers.peer())
        if bearer.is_api():
            return bearer.enter(desk, limits)
        _check_method()
        if request.endpoint in OPEN or request.endpoint in public.ENDPOINTS:
            return None
        if wait := busy.asks_too_much(limits, session_token(desk)):
            return busy.told(limits, session_token(desk), wait)
        held = _held(desk)
        if held is None:
            return _turn_away()
        g.held, g.actor = held, held.actor
        logs.known(held.line.post)
        asked = request.path != CALLBACK or _check_callback(app(), g.actor)
        if asked:
            _note(desk, held)
        return None

    server.before_request(before)


def _held(desk: Desk) -> Held | None:
    from desk import sessions

    token = session_token(desk)
    return sessions.held(desk, token, desk.now()) if token else None


def _note(desk: Desk, held: Held) -> None:
    """Somebody is there: a log-in that rests too long ends."""
    from desk import sessions
    from ledger.sessions import Visit

    sessions.note(desk, held, desk.now(), Visit(peers.peer(), peers.browser()))


def _check_method() -> None:
    """Only reads and same-origin posts; a post must prove where it comes from."""
    if request.method in SAFE:
        return
    if request.method not in UNSAFE:
        abort(405)
    if not _from_here():
        log.warning("refused a cross-site %s to %r", request.method, request.path)
        abort(403, "请求来自其他站点,已拒绝")


def _from_here() -> bool:
    """Every sign the browser gives must say same origin, and it must give at least one."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        return False
    if site is not None and site != "same-origin":
        return False
    return origin is None or _same_origin(origin)


def _same_origin(origin: str) -> bool:
    """Compared by host: behind a proxy that ends https we see http ourselves."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc == request.host


def _check_callback(app: Dash, who: Actor) -> bool:
    """Let through what a page of ours would send; who sends anything else is logged.

    True when a person asks for it, False when the page's own clock does.
    """
    if request.mimetype != "application/json":
        abort(415, "请求格式不对")
    try:
        return not by_clock(check_request(request.get_data(), app.callback_map))
    except BadRequest as forged:
        log.warning("refused a forged callback of %r: %s", who.post, forged.description)
        raise


def _turn_away() -> Response:
    """A page goes to the login and comes back; anything else gets 401 and nothing more."""
    page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if page:
        wanted = quote(request.full_path.removesuffix("?"), safe="")
        return redirect(f"/login?next={wanted}", code=303)  # type: ignore[return-value]
    return Response(told("请先登录"), status=401, mimetype="text/plain")
