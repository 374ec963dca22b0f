"""Logging in and out: plain server-rendered pages that work without scripts."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from markupsafe import Markup

from dashboards import language, words
from dashboards.address import Address, own_path
from dashboards.components.flat import shown
from dashboards.errors import say
from dashboards.guard import cookie_name, secure_cookie, session_token
from dashboards.peers import browser, peer
from ledger.sessions import Visit
from observations.errors import TryLater, UserError

if TYPE_CHECKING:
    from dashboards.limits import Limits
    from desk.handle import Desk

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "login_static"
LONGEST_PLACE = 40  # characters of what a wall screen is called
WALL_SECONDS = 30 * 24 * 3600  # its cookie outlives the browser: a screen that restarts comes back
LONGEST = 200  # characters of a post's name or a password; longer ones are not hashed


def blueprint(desk: Desk, limits: Limits) -> Blueprint:
    """`/login`, its static files, `/logout`.

    Besides what a post's name has to wait after failures, an address may try only so often:
    every try costs a check of a password, whoever is named.
    """
    from desk import accounts, sessions

    routes = Blueprint("login", __name__)

    @routes.get("/login")
    def page() -> Response:
        if session_token(desk) and accounts.who(desk, session_token(desk), desk.now()) is not None:
            return _go(own_path(request.args.get("next", "/")))
        wanted = own_path(request.args.get("next", "/"))
        if chosen := request.args.get("lang", ""):
            return language.remember(desk, _go(_again(wanted)), chosen)
        ended = sessions.why_over(desk, session_token(desk), desk.now())
        return _form(desk, Said(wanted), ended=ended)

    @routes.post("/login")
    def enter() -> Response:
        wait = limits.logins.take(peer())
        return _too_often(limits, wait) if wait else _enter(desk)

    @routes.post("/logout")
    def leave() -> Response:
        accounts.log_out(desk, session_token(desk), desk.now())
        response = _go("/login")
        response.delete_cookie(
            cookie_name(desk), secure=secure_cookie(desk), httponly=True, samesite="Lax"
        )
        return response

    @routes.get("/login/static/<name>")
    def static_file(name: str) -> Response:
        return send_from_directory(STATIC, name)

    return routes


def _too_often(limits: Limits, wait: float) -> Response:
    """As little work as can be: who sends a thousand a second gets a thousand of these."""
    if not limits.told.take(peer()):
        log.warning("too many tries to sign in from %r", peer())
    seconds = max(1, math.ceil(wait))
    refused = say(429, "本地址登录过于频繁", words.say("请{count}秒后再试", count=seconds))
    refused.headers["Retry-After"] = str(seconds)
    return refused


@dataclass(frozen=True)
class Said:
    """What the form said, passwords and codes left out: shown again with the next question.

    `half` proves the password for the few minutes in which a code is asked for.
    """

    wanted: str
    post: str = ""
    choosing: bool = False
    half: str = ""
    wall: bool = False
    place: str = ""


def _said() -> Said:
    form = request.form
    return Said(
        wanted=own_path(form.get("next", "/")),
        post=form.get("post", "").replace("\0", "").strip()[:LONGEST],
        choosing="chosen" in form,
        half=form.get("half", "")[:LONGEST],
        wall=bool(form.get("wall")),
        place=form.get("place", "").replace("\0", "").strip()[:LONGEST_PLACE],
    )


def _enter(desk: Desk) -> Response:
    """Log in by the form's post and password; the cookie holds nothing but the token.

    A one-time password leads to the same form with two fields more, for the post's own choice; a
    second factor to the question for its code. The session that the browser held before ends:
    nobody knows any more that it is open.
    """
    from desk import accounts
    from desk.factors import CodeWanted
    from desk.passwords import OneTime

    said = _said()
    try:
        token = _token(desk, said)
    except TryLater:
        raise
    except OneTime as once:
        return _form(desk, replace(said, choosing=True), problem=str(once), status=401)
    except CodeWanted as wanted:
        return _form(desk, replace(said, half=wanted.half), status=401)
    except UserError as refused:
        _note(desk, said.post, refused.what)
        return _form(desk, said, problem=str(refused), status=401)
    accounts.log_out(desk, session_token(desk), desk.now())
    response = _go("/wall" if said.wall and said.wanted == "/" else said.wanted)
    response.set_cookie(
        cookie_name(desk),
        token,
        httponly=True,
        samesite="Lax",
        secure=secure_cookie(desk),
        max_age=WALL_SECONDS if said.wall else None,
    )
    return response


def _note(desk: Desk, post: str, reason: str) -> None:
    """Log a refused sign-in, but no name that nobody has: it may be a password typed too early."""
    from desk import accounts

    known = any(one.name == post for one in accounts.posts(desk))
    named = repr(post) if known else "a post that there is not"
    log.warning("refused to sign in %s from %r: %s", named, peer(), reason)


def _token(desk: Desk, said: Said) -> str:
    """A session's token for what the form says; `UserError` as the desk has it."""
    from desk import accounts, factors
    from desk.first_sign_in import first_sign_in

    password, now = _field("password"), desk.now()
    visit = Visit(peer(), browser(), "wall" if said.wall else "browser", said.place)
    if said.half:
        given = (said.half, request.form.get("code", "")[:LONGEST])
        return factors.log_in(desk, said.post, given, now, visit=visit)
    if not said.choosing:
        return accounts.log_in(desk, said.post, password, now, visit=visit)
    chosen = _field("chosen")
    if chosen != _field("again"):
        raise UserError("两次输入的新口令不同", cure="请重新输入")
    return first_sign_in(desk, said.post, password, chosen, now, visit=visit)


def _field(name: str) -> str:
    """A password as it was typed; empty when it is longer than any that is hashed."""
    given = request.form.get(name, "")
    return given if len(given) <= LONGEST else ""


def _again(wanted: str, **more: str) -> str:
    """The form's address that leads to `wanted` afterwards."""
    return Address("/login", {"next": wanted, **more}).href()


def _form(
    desk: Desk, said: Said, *, problem: str = "", ended: str = "", status: int = 200
) -> Response:
    """The page that asks: `problem` is what was wrong, `ended` why the last log-in is over."""
    from desk.passwords import SHORTEST

    other = words.OTHER[words.language()]
    page = render_template(
        "login.html",
        plan=desk.plan,
        demo=desk.ledger.stamp == "demo",
        said=said,
        problem=problem,
        ended=ended,
        shortest=SHORTEST,
        told=_aloud,
        plain=words.told,
        lang=words.language(),
        other=other,
        switch=_again(said.wanted, lang=other[0]),
    )
    return make_response(page, status)


def _aloud(text: str, **values: object) -> Markup:
    """A text of the desk, with the marks of its language."""
    return Markup(shown(words.say(text, **values) if values else text))  # noqa: S704  # escaped


def _go(path: str) -> Response:
    return make_response(redirect(path, code=303))
